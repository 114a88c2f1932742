package codelab_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// layout is the output of a C program that describes the header.
type layout struct {
	Structs map[string]struct {
		Size   uintptr
		Fields map[string][2]uintptr // offset and size
	}
	Enums map[string]int64
}

func readLayout(t *testing.T) layout {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(checkout, "build/tests/layout.json"))
	if err != nil {
		t.Fatal(err)
	}
	var read layout
	if err := json.Unmarshal(content, &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Structs) == 0 || len(read.Enums) == 0 {
		t.Fatal("the layout is empty")
	}
	return read
}

func TestCgoLaysOutEachStructAsTheCompilerDoes(t *testing.T) {
	known := codelab.CStructs()
	inC := readLayout(t).Structs
	for name := range known {
		if _, isThere := inC[name]; !isThere {
			t.Errorf("the header has no %s", name)
		}
	}
	for name, expected := range inC {
		seen, isKnown := known[name]
		if !isKnown {
			t.Errorf("cStructs does not know %s", name)
			continue
		}
		if seen.Size() != expected.Size {
			t.Errorf("%s: size %d, want %d", name, seen.Size(), expected.Size)
		}
		fields := map[string]reflect.StructField{}
		for i := 0; i < seen.NumField(); i++ {
			// cgo puts an underscore before names that are keywords of Go.
			fields[strings.TrimPrefix(seen.Field(i).Name, "_")] = seen.Field(i)
		}
		for field, place := range expected.Fields {
			has, isThere := fields[field]
			if !isThere || has.Offset != place[0] || has.Type.Size() != place[1] {
				t.Errorf("%s.%s: is there: %v, at %d, size %v; want at %d, size %d",
					name, field, isThere, has.Offset, has.Type, place[0], place[1])
			}
			delete(fields, field)
		}
		for field := range fields {
			if field != "" {
				t.Errorf("%s.%s is not in the layout", name, field)
			}
		}
	}
}

// mirrors maps the structs that are not in recordsOf to their Go types.
var mirrors = map[string]any{
	"codelab_client_options":  codelab.Options{},
	"codelab_error":           codelab.Error{},
	"codelab_flavor_filter":   codelab.FlavorFilter{},
	"codelab_image_filter":    codelab.ImageFilter{},
	"codelab_instance_filter": codelab.InstanceFilter{},
	"codelab_keep_options":    codelab.KeepOptions{},
	"codelab_lease_request":   codelab.LeaseRequest{},
	"codelab_open_request":    codelab.OpenRequest{},
	"codelab_page":            codelab.Page{},
	"codelab_switch_request":  codelab.SwitchRequest{},
	"codelab_update_request":  codelab.UpdateRequest{},
	"codelab_watch_options":   codelab.WatchOptions{},
}

// ofQueues are the structs that only drive a queue.
var ofQueues = map[string]bool{"codelab_event": true, "codelab_queue_options": true, "codelab_submit_options": true}

func TestEachFieldOfTheHeaderHasItsFieldInGo(t *testing.T) {
	for name, inC := range readLayout(t).Structs {
		if ofQueues[name] {
			continue
		}
		mirror, isKnown := mirrors[name]
		if !isKnown {
			mirror, isKnown = recordsOf[name]
		}
		if !isKnown {
			t.Errorf("no type of this package carries %s", name)
			continue
		}
		for field := range inC.Fields {
			if field == "struct_size" || field == "reserved" {
				continue
			}
			if _, hasArray := inC.Fields[strings.TrimSuffix(field, "_count")]; hasArray && strings.HasSuffix(field, "_count") {
				continue // a slice has its length
			}
			if _, isThere := reflect.TypeOf(mirror).FieldByName(goName(field)); !isThere {
				t.Errorf("%s.%s: %T has no %s", name, field, mirror, goName(field))
			}
		}
	}
}

func TestEachEnumeratorOfTheHeaderHasItsNameInGo(t *testing.T) {
	for name, value := range readLayout(t).Enums {
		if _, isCode := codes[name]; isCode || strings.HasPrefix(name, "CODELAB_OPERATION_") {
			continue
		}
		isKnown := false
		for prefix, inGo := range namesOf {
			if strings.HasPrefix(name, prefix) {
				isKnown = true
				if got, want := inGo(int32(value)), strings.TrimPrefix(name, prefix); got != want {
					t.Errorf("%s is %q here", name, got)
				}
			}
		}
		if !isKnown {
			t.Errorf("no type of this package has %s", name)
		}
	}
	if got := codelab.InstanceStatus(99).String(); got != "InstanceStatus(99)" {
		t.Errorf("a status of the future is %q", got)
	}
}

// codes maps the status names of the header to codes of this package. The first two are not errors.
var codes = map[string]codelab.Code{
	"CODELAB_OK":                0,
	"CODELAB_DONE":              1,
	"CODELAB_E_ARGUMENT":        codelab.ErrArgument,
	"CODELAB_E_STATE":           codelab.ErrState,
	"CODELAB_E_NO_MEMORY":       codelab.ErrNoMemory,
	"CODELAB_E_CANCELLED":       codelab.ErrCancelled,
	"CODELAB_E_DEADLINE":        codelab.ErrDeadline,
	"CODELAB_E_RESOLVE":         codelab.ErrResolve,
	"CODELAB_E_CONNECT":         codelab.ErrConnect,
	"CODELAB_E_TLS":             codelab.ErrTLS,
	"CODELAB_E_TRANSPORT":       codelab.ErrTransport,
	"CODELAB_E_PROTOCOL":        codelab.ErrProtocol,
	"CODELAB_E_AUTHENTICATION":  codelab.ErrAuthentication,
	"CODELAB_E_PERMISSION":      codelab.ErrPermission,
	"CODELAB_E_NOT_FOUND":       codelab.ErrNotFound,
	"CODELAB_E_NOT_OFFERED":     codelab.ErrNotOffered,
	"CODELAB_E_CONFLICT":        codelab.ErrConflict,
	"CODELAB_E_QUOTA":           codelab.ErrQuota,
	"CODELAB_E_RATE_LIMIT":      codelab.ErrRateLimit,
	"CODELAB_E_SERVICE":         codelab.ErrService,
	"CODELAB_E_INSTANCE_FAILED": codelab.ErrInstanceFailed,
	"CODELAB_E_INTERNAL":        codelab.ErrInternal,
}

func TestEachCodeHasTheValueAndNameOfTheHeader(t *testing.T) {
	inC := readLayout(t).Enums
	for name, code := range codes {
		value, isThere := inC[name]
		if !isThere || value != int64(code) {
			t.Errorf("%s is %d here, %d in the header (there: %v)", name, code, value, isThere)
		}
		if code.String() != name {
			t.Errorf("%s calls itself %s", name, code.String())
		}
	}
}
