package codelab

import "fmt"

// String returns one line without secrets.
func (i Instance) String() string {
	hide := newRedactor(i.Token.Reveal())
	return fmt.Sprintf("codelab.Instance{ID: %s, Name: %s, Status: %s, ProgressPercent: %d, FailReason: %s}",
		hide.shown(i.ID), hide.shown(i.Name), hide.shown(i.statusWord()), i.ProgressPercent, hide.shown(i.FailReason))
}

// Format writes String for every verb, because a field could contain a URL with a token.
func (i Instance) Format(state fmt.State, _ rune) {
	write(state, i.String())
}

// statusWord returns the service's word for the status, or else the name of the value.
func (i *Instance) statusWord() string {
	if i.StatusText != "" {
		return i.StatusText
	}
	return i.Status.String()
}

// shown returns the text without secrets, and "<absent>" for "".
func (r redactor) shown(text string) string {
	if text == "" {
		return absent
	}
	return r.in(text)
}
