package codelab_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// fields maps the header's names of the fields of a struct to values. null means NULL.
type fields map[string]any

// expandedBy replaces references to the user's values in texts.
func (f fields) expandedBy(with *user) fields {
	expanded := fields{}
	for name, value := range f {
		if text, isText := value.(string); isText {
			value = with.expanded(text)
		}
		expanded[name] = value
	}
	return expanded
}

// setIn sets the fields of the struct of this package that mirrors the header's.
func (f fields) setIn(t *testing.T, target any) {
	t.Helper()
	for name, value := range f {
		field := reflect.ValueOf(target).Elem().FieldByName(goName(name))
		if !field.IsValid() {
			t.Fatalf("%T has no field for %s", target, name)
		}
		switch value := value.(type) {
		case nil:
			field.Set(reflect.Zero(field.Type()))
		case json.Number:
			number, err := value.Int64()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if strings.HasSuffix(name, "_ms") {
				number *= int64(time.Millisecond)
			}
			field.Set(reflect.ValueOf(number).Convert(field.Type()))
		case string:
			if field.Kind() == reflect.String {
				field.SetString(value)
			} else {
				field.Set(reflect.ValueOf(&value))
			}
		default:
			t.Fatalf("%s: a %T is nothing that a field can be", name, value)
		}
	}
}
