package codelab_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

var pathPart = regexp.MustCompile(`^(\w+)(?:\[(\d+)\])?$`)

// checkField compares the value at a path of C's result ("action_progress[0].step") with the expected one.
func checkField(t *testing.T, result any, path string, want any) {
	t.Helper()
	value := reflect.ValueOf(result)
	for _, part := range strings.Split(path, ".") {
		match := pathPart.FindStringSubmatch(part)
		if match == nil {
			t.Fatalf("%s: not a path", path)
		}
		if value.Kind() == reflect.Pointer {
			if value.IsNil() {
				t.Errorf("%s: nothing there, want %v", path, want)
				return
			}
			value = value.Elem()
		}
		name := goName(match[1])
		field := value.FieldByName(name)
		if !field.IsValid() && strings.HasSuffix(match[1], "_count") {
			array := value.FieldByName(goName(strings.TrimSuffix(match[1], "_count")))
			if array.IsValid() {
				field = reflect.ValueOf(array.Len())
			}
		}
		if !field.IsValid() {
			t.Fatalf("%s: no field %s", path, name)
		}
		value = field
		if match[2] != "" {
			index, err := strconv.Atoi(match[2])
			if err != nil || index >= value.Len() {
				t.Errorf("%s: only %d there, want %v", path, value.Len(), want)
				return
			}
			value = value.Index(index)
		}
	}
	checkValue(t, path, value.Interface(), want)
}

// checkValue compares a value of this package with one of the table. There, an absent integer is "absent", and any
// other absent value is null.
func checkValue(t *testing.T, what string, got, want any) {
	t.Helper()
	if inTable := inTableForm(t, what, got, want); inTable != want {
		t.Errorf("%s: %v, want %v", what, inTable, want)
	}
}

func inTableForm(t *testing.T, what string, got, want any) any {
	t.Helper()
	switch got := got.(type) {
	case codelab.Secret:
		if !got.Present() {
			return nil
		}
		return got.Reveal()
	case *int64:
		if got == nil {
			return "absent"
		}
		return json.Number(strconv.FormatInt(*got, 10))
	case int64: // of a field whose 0 has no meaning
		if got == 0 {
			return "absent"
		}
		return json.Number(strconv.FormatInt(got, 10))
	case *bool:
		if got == nil {
			return "absent"
		}
		return map[bool]json.Number{true: "1", false: "0"}[*got]
	case *float64:
		if got == nil {
			return "absent"
		}
		if number, isNumber := want.(json.Number); isNumber {
			if wanted, err := number.Float64(); err == nil && wanted == *got {
				return want // 8 equals 8.0
			}
		}
		return *got
	case string:
		if got == "" && want == nil {
			return nil // "" stands for an absent text too
		}
		return got
	case time.Time:
		if got.IsZero() {
			return "absent"
		}
		return json.Number(strconv.FormatInt(got.UnixMilli(), 10))
	case *time.Duration:
		if got == nil {
			return "absent"
		}
		return json.Number(strconv.FormatInt(got.Milliseconds(), 10))
	case time.Duration: // of an error
		if got == 0 {
			return "absent"
		}
		return json.Number(strconv.FormatInt(got.Milliseconds(), 10))
	}
	switch value := reflect.ValueOf(got); value.Kind() {
	case reflect.Pointer, reflect.Slice:
		if value.IsNil() {
			return nil
		}
		return "something"
	case reflect.Int, reflect.Int32:
		return json.Number(strconv.FormatInt(value.Int(), 10))
	}
	t.Fatalf("%s: the table has no form for a %T", what, got)
	return nil
}
