package codelab

import "fmt"

// String returns one line without secrets.
func (i Instance) String() string {
	return fmt.Sprintf("codelab.Instance{ID: %v, Name: %v, Status: %v, ProgressPercent: %d, FailReason: %v}",
		i.ID, i.Name, i.StatusText, i.ProgressPercent, i.FailReason)
}

// Format writes String for every verb, because a field could contain a URL with a token.
func (i Instance) Format(state fmt.State, _ rune) {
	write(state, i.String())
}
