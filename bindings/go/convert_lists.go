package codelab

// #include "bridge.h"
import "C"

func toPage(result *C.codelab_go_result) *Page {
	collect()
	from := result.page
	return &Page{
		Total:     integer(from.total),
		Current:   integer(from.current),
		Pages:     integer(from.pages),
		Size:      integer(from.size),
		Instances: listedInstances(from),
		Images:    listed(from.images, from.images_count, newImage),
		Flavors:   listed(from.flavors, from.flavors_count, newFlavor),
		Dropped:   new(reader).texts(from.dropped, from.dropped_count),
	}
}

// listed reads an array like list, into separately allocated structs.
func listed[From, To any](items **From, count C.int64_t, read func(*reader, *From, *To)) []*To {
	return list(nil, items, count, func(_ *reader, item *From, to **To) { *to = part(new(reader), item, read) })
}

func listedInstances(from *C.codelab_page) []*Instance {
	if from.instances == nil {
		return nil
	}
	facts := make([]C.codelab_go_facts, int(from.instances_count)+1) // not empty, so that it has an address
	C.codelab_go_page_facts(from, &facts[0])
	next := 0
	return list(nil, from.instances, from.instances_count, func(_ *reader, item *C.codelab_instance, to **Instance) {
		*to = newInstance(new(reader), item, &facts[next])
		next++
	})
}
