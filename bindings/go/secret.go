package codelab

import (
	"fmt"
	"io"
)

// Secret is a text that must not end up in a log: package fmt, and encoders that use encoding.TextMarshaler, show a
// placeholder in its place. The zero Secret is absent.
type Secret struct {
	// A pointer, because package fmt calls no methods on unexported fields of the structs that a Secret may be put
	// into: it then prints an address, not the text.
	text *string
}

// Reveal returns the text itself; "" where it is absent.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Present tells an absent secret from an empty one.
func (s Secret) Present() bool {
	return s.text != nil
}

const hidden = "<hidden>"

// String returns a placeholder: "<hidden>", or "<absent>".
func (s Secret) String() string {
	if s.text == nil {
		return "<absent>"
	}
	return hidden
}

// Format writes the placeholder, whatever the verb.
func (s Secret) Format(state fmt.State, _ rune) {
	write(state, s.String())
}

// write is all that a fmt.Formatter can do: a failure shows in what the caller of package fmt gets back.
func write(state fmt.State, text string) {
	_, _ = io.WriteString(state, text)
}

// MarshalText returns the placeholder, so that encoders do not give the secret away either.
func (s Secret) MarshalText() ([]byte, error) {
	return []byte(s.String()), nil
}
