package codelab

import "fmt"

// Optional is a value that the service may leave out. The zero Optional is absent.
type Optional[T any] struct {
	// Value is the zero value if Present is false.
	Value T
	// Present is true for a value of the service, also if that is zero or empty.
	Present bool
}

// Some returns an Optional that is present.
func Some[T any](value T) Optional[T] {
	return Optional[T]{Value: value, Present: true}
}

// Or returns the value, or instead if it is absent.
func (o Optional[T]) Or(instead T) T {
	if o.Present {
		return o.Value
	}
	return instead
}

// String returns the value as package fmt prints it, or "<absent>".
func (o Optional[T]) String() string {
	if !o.Present {
		return "<absent>"
	}
	return fmt.Sprint(o.Value)
}
