package codelab

// #include "bridge.h"
import "C"

func newFlavor(r *reader, from *C.codelab_flavor, to *Flavor) {
	to.Arch = Arch(from.arch)
	to.Category = FlavorCategory(from.category)
	to.Feature = Feature(from.feature)
	to.Free = flag(from.free)
	to.SoldOut = flag(from.sold_out)
	r.text(&to.ID, from.id)
	r.text(&to.Name, from.name)
	r.text(&to.Description, from.description)
	r.text(&to.ArchText, from.arch_text)
	r.text(&to.CategoryText, from.category_text)
	r.text(&to.FeatureText, from.feature_text)
	to.VCPUs = integer(from.vcpus)
	to.MemoryKiB = integer(from.memory_kib)
	to.Billing = part(r, from.billing, newFlavorBilling)
	to.GPU = part(r, from.gpu, newFlavorGPU)
	to.Ascend = part(r, from.ascend, newFlavorAscend)
	to.Storages = r.texts(from.storages, from.storages_count)
	r.text(&to.EVSMaxSize, from.evs_max_size)
	r.text(&to.EVSSKUCode, from.evs_sku_code)
	r.text(&to.GrowSupportType, from.grow_support_type)
	to.Dropped = r.texts(from.dropped, from.dropped_count)
}

func newFlavorBilling(r *reader, from *C.codelab_flavor_billing, to *FlavorBilling) {
	r.text(&to.Code, from.code)
	to.UnitNum = integer(from.unit_num)
}

func newFlavorGPU(r *reader, from *C.codelab_flavor_gpu, to *FlavorGPU) {
	to.GPU = integer(from.gpu)
	r.text(&to.GPUMemory, from.gpu_memory)
	r.text(&to.Type, from._type)
	to.GPUAmount = number(from.gpu_amount)
}

func newFlavorAscend(r *reader, from *C.codelab_flavor_ascend, to *FlavorAscend) {
	to.NPU = integer(from.npu)
	r.text(&to.NPUMemory, from.npu_memory)
	r.text(&to.Type, from._type)
	r.text(&to.TypeAlias, from.type_alias)
	r.text(&to.AICore, from.ai_core)
	r.text(&to.AICPU, from.ai_cpu)
	to.NPUAmount = number(from.npu_amount)
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
		Dropped:   new(reader).texts(from.dropped, from.dropped_count),
	}
}

// listed reads an array as list does, into structs that each stand on their own.
func listed[From, To any](items **From, count C.int64_t, read func(*reader, *From, *To)) []*To {
	return list(nil, items, count, func(_ *reader, item *From, to **To) { *to = part(new(reader), item, read) })
}

func listedInstances(from *C.codelab_page) []*Instance {
	if from.instances == nil {
		return nil
	}
	facts := make([]C.codelab_go_facts, int(from.instances_count)+1) // so that there is a first one
	C.codelab_go_page_facts(from, &facts[0])
	next := 0
	return list(nil, from.instances, from.instances_count, func(_ *reader, item *C.codelab_instance, to **Instance) {
		*to = newInstance(new(reader), item, &facts[next])
		next++
	})
}
