package codelab

// #include "bridge.h"
import "C"

// The conversions read the library's memory in place, as cgo's types lay it out: no crossing into C. Each fills a struct
// that is still empty where it will stay: to copy them around would cost as much as to read them.

// list reads an array of pointers; from nil it makes nil, from an empty array an empty slice.
func list[From, To any](r *reader, items **From, count C.int64_t, read func(*reader, *From, *To)) []To {
	if items == nil {
		return nil
	}
	result := make([]To, int(count))
	for i, item := range slice(items, count) {
		read(r, item, &result[i])
	}
	return result
}

// part reads a struct that may be missing.
func part[From, To any](r *reader, from *From, read func(*reader, *From, *To)) *To {
	if from == nil {
		return nil
	}
	result := new(To)
	read(r, from, result)
	return result
}

// What a call can give; nil if it gave no instance, which only a deletion may do.

func toInstance(result *C.codelab_go_result) *Instance {
	if result.instance == nil {
		return nil
	}
	collect()
	return newInstance(new(reader), result.instance, &result.facts)
}

func toLease(result *C.codelab_go_result) *Lease {
	collect()
	return part(new(reader), result.lease, newLease)
}

func toImage(result *C.codelab_go_result) *Image {
	collect()
	return part(new(reader), result.image, newImage)
}
