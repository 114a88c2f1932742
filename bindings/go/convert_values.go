package codelab

// #include "bridge.h"
import "C"

import (
	"bytes"
	"math"
	"time"
	"unsafe"
)

// reader puts the texts of one answer together, so that they cost an allocation or two and not one each. Secrets stay
// apart: whoever keeps an id does not keep the token with it.
type reader struct {
	joined []byte // never written to where a text has been made of it
}

// text leaves an absent one as it is.
func (r *reader) text(to *Optional[string], from *C.char) {
	if from != nil {
		to.Present = true
		r.string(from, &to.Value)
	}
}

func (r *reader) string(from *C.char, to *string) {
	added := slice((*byte)(unsafe.Pointer(from)), C.int64_t(length(from)))
	if cap(r.joined)-len(r.joined) < len(added) {
		size := 2 * cap(r.joined) // those before it keep what they are in
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

// length counts the bytes before the NUL. It looks at no page of memory behind the one that the NUL is on.
func length(text *C.char) int {
	const page = 4096 // or a part of one
	for n := 0; ; {
		at := unsafe.Add(unsafe.Pointer(text), n)
		left := page - int(uintptr(at)%page)
		if end := bytes.IndexByte(unsafe.Slice((*byte)(at), left), 0); end >= 0 {
			return n + end
		}
		n += left
	}
}

// slice is an array of the library's, as long as the answer that it belongs to.
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

func integer(value C.int64_t) Optional[int64] {
	if value == C.CODELAB_ABSENT {
		return Optional[int64]{}
	}
	return Some(int64(value))
}

// flag reads the header's booleans: 1, 0, or -1 for absent.
func flag(value C.int32_t) Optional[bool] {
	if value < 0 {
		return Optional[bool]{}
	}
	return Some(value != 0)
}

// number reads the header's floating-point numbers, where -1 stands for absent.
func number(value C.double) Optional[float64] {
	if value < 0 {
		return Optional[float64]{}
	}
	return Some(float64(value))
}

// instant makes the zero Time of an absent one. Every number of milliseconds has a Time of its own.
func instant(sinceEpochMs C.int64_t) time.Time {
	if sinceEpochMs == C.CODELAB_ABSENT {
		return time.Time{}
	}
	return time.UnixMilli(int64(sinceEpochMs)).UTC()
}

// span shortens what is more than a Duration can hold, 292 years, to the longest that there is.
func span(ms C.int64_t) Optional[time.Duration] {
	const longest = math.MaxInt64 / int64(time.Millisecond)
	switch value := int64(ms); {
	case ms == C.CODELAB_ABSENT:
		return Optional[time.Duration]{}
	case value > longest:
		return Some(time.Duration(math.MaxInt64))
	case value < -longest:
		return Some(time.Duration(math.MinInt64))
	default:
		return Some(time.Duration(value) * time.Millisecond)
	}
}

// milliseconds rounds away from zero, because 0 stands for the default.
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
