package codelab

// #include "bridge.h"
import "C"

// The conversions read the library's memory through cgo's types, without calls of C. Each fills a struct in its final
// place, because copying would cost as much as reading.

// list reads an array of pointers. The slice is nil for nil, and empty for an empty array.
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

// part reads an optional struct.
func part[From, To any](r *reader, from *From, read func(*reader, *From, *To)) *To {
	if from == nil {
		return nil
	}
	result := new(To)
	read(r, from, result)
	return result
}

// Results of calls. toInstance returns nil if there is no instance, as after a deletion.

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
