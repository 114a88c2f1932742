package codelab

// #include "bridge.h"
import "C"

func newFlavor(from *C.codelab_flavor) Flavor {
	return Flavor{
		Arch:            Arch(from.arch),
		Category:        FlavorCategory(from.category),
		Feature:         Feature(from.feature),
		Free:            flag(from.free),
		SoldOut:         flag(from.sold_out),
		ID:              text(from.id),
		Name:            text(from.name),
		Description:     text(from.description),
		ArchText:        text(from.arch_text),
		CategoryText:    text(from.category_text),
		FeatureText:     text(from.feature_text),
		VCPUs:           integer(from.vcpus),
		MemoryKiB:       integer(from.memory_kib),
		Billing:         part(from.billing, newFlavorBilling),
		GPU:             part(from.gpu, newFlavorGPU),
		Ascend:          part(from.ascend, newFlavorAscend),
		Storages:        texts(from.storages, from.storages_count),
		EVSMaxSize:      text(from.evs_max_size),
		EVSSKUCode:      text(from.evs_sku_code),
		GrowSupportType: text(from.grow_support_type),
	}
}

func newFlavorBilling(from *C.codelab_flavor_billing) FlavorBilling {
	return FlavorBilling{Code: text(from.code), UnitNum: integer(from.unit_num)}
}

func newFlavorGPU(from *C.codelab_flavor_gpu) FlavorGPU {
	return FlavorGPU{GPU: integer(from.gpu), GPUMemory: text(from.gpu_memory), Type: text(from._type)}
}

func newFlavorAscend(from *C.codelab_flavor_ascend) FlavorAscend {
	return FlavorAscend{
		NPU:       integer(from.npu),
		NPUMemory: text(from.npu_memory),
		Type:      text(from._type),
		TypeAlias: text(from.type_alias),
		AICore:    text(from.ai_core),
		AICPU:     text(from.ai_cpu),
	}
}

func toPage(result *C.codelab_go_result) *Page {
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
func listed[From, To any](items **From, count C.int64_t, convert func(*From) To) []*To {
	return list(items, count, func(item *From) *To { return part(item, convert) })
}

func listedInstances(from *C.codelab_page) []*Instance {
	if from.instances == nil {
		return nil
	}
	facts := make([]C.codelab_go_facts, int(from.instances_count)+1) // so that there is a first one
	C.codelab_go_page_facts(from, &facts[0])
	next := 0
	return list(from.instances, from.instances_count, func(item *C.codelab_instance) *Instance {
		next++
		return newInstance(item, &facts[next-1])
	})
}
