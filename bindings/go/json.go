package codelab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// record is a result, or a part of one.
type record interface {
	writeFields(*jsonWriter)
}

// jsonWriter writes records as JSON in the service's form: its keys and words, and times and durations in milliseconds.
// Absent values, and values that the library works out, are left out.
type jsonWriter struct {
	text    []byte
	secrets bool // write them, and all texts unchanged
	hide    redactor
}

// marshal returns a record as JSON without secrets. Only an instance knows its token, so token is "" for all others.
func marshal(from record, token string) []byte {
	w := &jsonWriter{hide: newRedactor(token)}
	w.object(from)
	return w.text
}

// describe returns a record as one line without secrets, for package fmt.
func describe(name string, from record) string {
	return "codelab." + name + string(marshal(from, ""))
}

// WithSecrets returns a value whose JSON is that of the instance with its token, and with a token in its URLs.
// DecodeInstance and json.Unmarshal restore the instance from it.
//
//	saved, err := json.Marshal(instance.WithSecrets())
func (i *Instance) WithSecrets() json.Marshaler {
	return withSecrets{i}
}

type withSecrets struct{ instance *Instance }

// MarshalJSON returns the instance in the service's form, with its secrets.
func (s withSecrets) MarshalJSON() ([]byte, error) {
	if s.instance == nil {
		return []byte("null"), nil
	}
	w := &jsonWriter{secrets: true}
	w.object(s.instance)
	return w.text, nil
}

// Format writes the instance without its secrets, for every verb.
func (s withSecrets) Format(state fmt.State, verb rune) {
	if s.instance == nil {
		write(state, "<nil>")
		return
	}
	s.instance.Format(state, verb)
}

// MarshalJSON returns the instance in the service's form, without its token: see WithSecrets. The values that the
// library works out, such as Ready and BrowserURL, are left out.
func (i Instance) MarshalJSON() ([]byte, error) {
	return marshal(&i, i.Token.Reveal()), nil
}

// UnmarshalJSON sets the instance to a response of the service, or to what MarshalJSON has written: see DecodeInstance.
func (i *Instance) UnmarshalJSON(text []byte) error {
	decoded, err := DecodeInstance(text)
	if err == nil {
		*i = *decoded
	}
	return err
}

// MarshalJSON returns the page in the service's form. Instances are without their tokens.
func (p Page) MarshalJSON() ([]byte, error) {
	w := new(jsonWriter)
	w.object(&p)
	return w.text, nil
}

func (p *Page) writeFields(w *jsonWriter) {
	w.integer("current", p.Current)
	writeElements(w, "data", p.Instances)
	writeElements(w, "data", p.Images)
	writeElements(w, "data", p.Flavors)
	w.integer("pages", p.Pages)
	w.integer("size", p.Size)
	w.integer("total", p.Total)
}

// key begins a member of an object.
func (w *jsonWriter) key(name string) {
	if w.text[len(w.text)-1] != '{' {
		w.text = append(w.text, ',')
	}
	w.text = append(append(append(w.text, '"'), name...), '"', ':')
}

func (w *jsonWriter) object(from record) {
	w.text = append(w.text, '{')
	from.writeFields(w)
	w.text = append(w.text, '}')
}

func (w *jsonWriter) string(value string) {
	if !w.secrets {
		value = w.hide.in(value)
	}
	w.text = append(w.text, quoted(value)...)
}

// quoted returns a text as JSON, with < and > unchanged: json.Marshal escapes them again for callers that want that.
func quoted(text string) []byte {
	var into bytes.Buffer
	encoder := json.NewEncoder(&into)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // has no error for a string
	return bytes.TrimSuffix(into.Bytes(), []byte{'\n'})
}

func (w *jsonWriter) textField(name, value string) {
	if value != "" {
		w.key(name)
		w.string(value)
	}
}

func (w *jsonWriter) secret(name string, value Secret) {
	if w.secrets && value.Present() {
		w.key(name)
		w.string(value.Reveal())
	}
}

// word writes a value of an enum: the service's own text, or else the name of a known value.
func (w *jsonWriter) word(name string, value fmt.Stringer, isKnown bool, text string) {
	if text == "" && isKnown {
		text = value.String()
	}
	w.textField(name, text)
}

func (w *jsonWriter) texts(name string, values []string) {
	if values == nil {
		return
	}
	w.key(name)
	w.array(len(values), func(i int) { w.string(values[i]) })
}

func (w *jsonWriter) array(length int, element func(int)) {
	w.text = append(w.text, '[')
	for i := 0; i < length; i++ {
		if i > 0 {
			w.text = append(w.text, ',')
		}
		element(i)
	}
	w.text = append(w.text, ']')
}

func (w *jsonWriter) flag(name string, value *bool) {
	if value != nil {
		w.key(name)
		w.text = strconv.AppendBool(w.text, *value)
	}
}

func (w *jsonWriter) integer(name string, value *int64) {
	if value != nil {
		w.key(name)
		w.text = strconv.AppendInt(w.text, *value, 10)
	}
}

// count writes an integer whose 0 means that it is absent.
func (w *jsonWriter) count(name string, value int64) {
	if value != 0 {
		w.integer(name, &value)
	}
}

func (w *jsonWriter) number(name string, value *float64) {
	if value != nil {
		w.key(name)
		w.text = strconv.AppendFloat(w.text, *value, 'g', -1, 64)
	}
}

// amount writes a number that is a fraction if whole is nil.
func (w *jsonWriter) amount(name string, whole *int64, fraction *float64) {
	if whole != nil {
		w.integer(name, whole)
	} else {
		w.number(name, fraction)
	}
}

func (w *jsonWriter) instant(name string, value time.Time) {
	if !value.IsZero() {
		w.integer(name, Ptr(value.UnixMilli()))
	}
}

func (w *jsonWriter) span(name string, value *time.Duration) {
	if value != nil {
		w.integer(name, Ptr(value.Milliseconds()))
	}
}

func writePart(w *jsonWriter, name string, part record, isThere bool) {
	if isThere {
		w.key(name)
		w.object(part)
	}
}

// writeParts writes the structs of an array, which are records by their pointers.
func writeParts[T any, P interface {
	*T
	record
}](w *jsonWriter, name string, parts []T) {
	if parts == nil {
		return
	}
	w.key(name)
	w.array(len(parts), func(i int) { w.object(P(&parts[i])) })
}

// writeElements writes the elements of a page. Each instance hides its own token.
func writeElements[P record](w *jsonWriter, name string, elements []P) {
	if elements == nil {
		return
	}
	w.key(name)
	w.array(len(elements), func(i int) {
		token := ""
		if instance, isInstance := any(elements[i]).(*Instance); isInstance {
			token = instance.Token.Reveal()
		}
		w.text = append(w.text, marshal(elements[i], token)...)
	})
}
