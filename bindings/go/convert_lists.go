package codelab

// #include "bridge.h"
import "C"

func newFlavor(r *reader, from *C.codelab_flavor) Flavor {
	return Flavor{
		Arch:            Arch(from.arch),
		Category:        FlavorCategory(from.category),
		Feature:         Feature(from.feature),
		Free:            flag(from.free),
		SoldOut:         flag(from.sold_out),
		ID:              r.text(from.id),
		Name:            r.text(from.name),
		Description:     r.text(from.description),
		ArchText:        r.text(from.arch_text),
		CategoryText:    r.text(from.category_text),
		FeatureText:     r.text(from.feature_text),
		VCPUs:           integer(from.vcpus),
		MemoryKiB:       integer(from.memory_kib),
		Billing:         part(r, from.billing, newFlavorBilling),
		GPU:             part(r, from.gpu, newFlavorGPU),
		Ascend:          part(r, from.ascend, newFlavorAscend),
		Storages:        r.texts(from.storages, from.storages_count),
		EVSMaxSize:      r.text(from.evs_max_size),
		EVSSKUCode:      r.text(from.evs_sku_code),
		GrowSupportType: r.text(from.grow_support_type),
	}
}

func newFlavorBilling(r *reader, from *C.codelab_flavor_billing) FlavorBilling {
	return FlavorBilling{Code: r.text(from.code), UnitNum: integer(from.unit_num)}
}

func newFlavorGPU(r *reader, from *C.codelab_flavor_gpu) FlavorGPU {
	return FlavorGPU{GPU: integer(from.gpu), GPUMemory: r.text(from.gpu_memory), Type: r.text(from._type)}
}

func newFlavorAscend(r *reader, from *C.codelab_flavor_ascend) FlavorAscend {
	return FlavorAscend{
		NPU:       integer(from.npu),
		NPUMemory: r.text(from.npu_memory),
		Type:      r.text(from._type),
		TypeAlias: r.text(from.type_alias),
		AICore:    r.text(from.ai_core),
		AICPU:     r.text(from.ai_cpu),
	}
}

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
	}
}

// listed reads an array as list does, into structs that each stand on their own.
func listed[From, To any](items **From, count C.int64_t, convert func(*reader, *From) To) []*To {
	return list(nil, items, count, func(_ *reader, item *From) *To { return part(new(reader), item, convert) })
}

func listedInstances(from *C.codelab_page) []*Instance {
	if from.instances == nil {
		return nil
	}
	facts := make([]C.codelab_go_facts, int(from.instances_count)+1) // so that there is a first one
	C.codelab_go_page_facts(from, &facts[0])
	next := 0
	return list(nil, from.instances, from.instances_count, func(_ *reader, item *C.codelab_instance) *Instance {
		next++
		return newInstance(new(reader), item, &facts[next-1])
	})
}
