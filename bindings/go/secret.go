package codelab

import (
	"fmt"
	"io"
)

// Secret is a text that must not be logged: package fmt, and encoders that use encoding.TextMarshaler, show a
// placeholder instead. The zero Secret is absent.
type Secret struct {
	// A pointer, because package fmt calls no methods on unexported fields of the structs that a Secret may be put
	// into: it then prints an address, not the text.
	text *string
}

// Reveal returns the text; "" if it is absent.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Present returns true if the secret is not absent. It may be empty.
func (s Secret) Present() bool {
	return s.text != nil
}

// What is shown in place of a secret, and of a value that is absent.
const (
	hidden = "<hidden>"
	absent = "<absent>"
)

// String returns a placeholder: "<hidden>", or "<absent>".
func (s Secret) String() string {
	if s.text == nil {
		return absent
	}
	return hidden
}

// Format writes the placeholder for every verb.
func (s Secret) Format(state fmt.State, _ rune) {
	write(state, s.String())
}

// write ignores the error, because package fmt reports it to its caller.
func write(state fmt.State, text string) {
	_, _ = io.WriteString(state, text)
}

// MarshalText returns the placeholder, so that encoders do not write the secret.
func (s Secret) MarshalText() ([]byte, error) {
	return []byte(s.String()), nil
}
