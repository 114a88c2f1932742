package codelab

// #include "bridge.h"
import "C"

import (
	"bytes"
	"math"
	"time"
	"unsafe"
)

// reader stores the texts of one response in shared memory, to save allocations. Secrets are stored separately, so that
// a reference to an id does not keep the token in memory.
type reader struct {
	joined []byte // only appended to: strings point into it
}

// text reads an optional text; an absent one is "".
func (r *reader) text(to *string, from *C.char) {
	if from != nil {
		r.string(from, to)
	}
}

func (r *reader) string(from *C.char, to *string) {
	added := slice((*byte)(unsafe.Pointer(from)), C.int64_t(length(from)))
	if cap(r.joined)-len(r.joined) < len(added) {
		size := 2 * cap(r.joined) // earlier texts keep the old memory
		if size < 1024 {
			size = 1024
		}
		if size < len(added) {
			size = len(added)
		}
		r.joined = make([]byte, 0, size)
	}
	start := len(r.joined)
	r.joined = append(r.joined, added...)
	joined := r.joined[start:]
	*to = *(*string)(unsafe.Pointer(&joined))
}

func (r *reader) texts(items **C.char, count C.int64_t) []string {
	return list(r, items, count, (*reader).string)
}

// length returns the number of bytes before the NUL. It reads no memory page after the one with the NUL.
func length(text *C.char) int {
	const page = 4096 // the smallest page size
	for n := 0; ; {
		at := unsafe.Add(unsafe.Pointer(text), n)
		left := page - int(uintptr(at)%page)
		if end := bytes.IndexByte(unsafe.Slice((*byte)(at), left), 0); end >= 0 {
			return n + end
		}
		n += left
	}
}

// slice returns a slice of the library's memory, which is valid until the response is freed.
func slice[Item any](first *Item, count C.int64_t) []Item {
	return unsafe.Slice(first, int(count))
}

func secret(from *C.char) Secret {
	if from == nil {
		return Secret{}
	}
	revealed := C.GoString(from)
	return Secret{text: &revealed}
}

func integer(value C.int64_t) *int64 {
	if value == C.CODELAB_ABSENT {
		return nil
	}
	return Ptr(int64(value))
}

// count reads an integer whose 0 has no meaning: an absent one is 0.
func count(value C.int64_t) int64 {
	if value == C.CODELAB_ABSENT {
		return 0
	}
	return int64(value)
}

// flag reads the header's booleans: 1, 0, or -1 for absent.
func flag(value C.int32_t) *bool {
	if value < 0 {
		return nil
	}
	return Ptr(value != 0)
}

// number reads the header's floating-point numbers, where -1 stands for absent.
func number(value C.double) *float64 {
	if value < 0 {
		return nil
	}
	return Ptr(float64(value))
}

// instant returns the zero Time for an absent one. Every other number of milliseconds has its own Time.
func instant(sinceEpochMs C.int64_t) time.Time {
	if sinceEpochMs == C.CODELAB_ABSENT {
		return time.Time{}
	}
	return time.UnixMilli(int64(sinceEpochMs)).UTC()
}

// span returns a duration, cut to the range of Duration (292 years); nil if it is absent.
func span(ms C.int64_t) *time.Duration {
	const longest = math.MaxInt64 / int64(time.Millisecond)
	switch value := int64(ms); {
	case ms == C.CODELAB_ABSENT:
		return nil
	case value > longest:
		return Ptr(time.Duration(math.MaxInt64))
	case value < -longest:
		return Ptr(time.Duration(math.MinInt64))
	default:
		return Ptr(time.Duration(value) * time.Millisecond)
	}
}

// milliseconds rounds away from zero, because 0 means the default.
func milliseconds(span time.Duration) C.int64_t {
	whole := span / time.Millisecond
	switch rest := span % time.Millisecond; {
	case rest > 0:
		whole++
	case rest < 0:
		whole--
	}
	return C.int64_t(whole)
}
