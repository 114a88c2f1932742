package codelab

// Ptr returns a pointer to a copy of value, for the fields of requests and options in which nil means absent.
//
//	request := codelab.UpdateRequest{Description: codelab.Ptr("")} // removes the description
func Ptr[T any](value T) *T {
	return &value
}

// Or returns the value that a pointer of a result points to, or instead if it is nil, because the service left it out.
//
//	if codelab.Or(flavor.SoldOut, false) {
func Or[T any](value *T, instead T) T {
	if value == nil {
		return instead
	}
	return *value
}
