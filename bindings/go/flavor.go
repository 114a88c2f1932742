package codelab

// Flavor is what an instance runs on.
type Flavor struct {
	Arch            Arch
	Category        FlavorCategory
	Feature         Feature // which kind of instance it is for
	Free            Optional[bool]
	SoldOut         Optional[bool]   // true: there is nothing left of it now
	ID              Optional[string] // "modelarts.vm.cpu.free": what to switch to
	Name            Optional[string]
	Description     Optional[string]
	ArchText        Optional[string] // the service's word for Arch
	CategoryText    Optional[string] // the service's word for Category
	FeatureText     Optional[string] // the service's word for Feature
	VCPUs           Optional[int64]
	MemoryKiB       Optional[int64]
	Billing         *FlavorBilling
	GPU             *FlavorGPU
	Ascend          *FlavorAscend
	Storages        []string // "EVS", "EFS", "OBS", "OBSFS"
	EVSMaxSize      Optional[string]
	EVSSKUCode      Optional[string]
	GrowSupportType Optional[string]
	Dropped         []string // JSON paths of values of a wrong type, which are left out
}

// FlavorBilling tells how a flavor is charged.
type FlavorBilling struct {
	Code    Optional[string]
	UnitNum Optional[int64]
}

// FlavorGPU tells which GPUs a flavor has.
type FlavorGPU struct {
	GPU       Optional[int64]  // how many; absent for a fraction
	GPUMemory Optional[string] // "32GB": with its unit
	Type      Optional[string]
	GPUAmount Optional[float64] // how many, as the service wrote it: 0.5 for half of a shared one
}

// FlavorAscend tells which Ascend processors a flavor has.
type FlavorAscend struct {
	NPU       Optional[int64]  // how many; absent for a fraction
	NPUMemory Optional[string] // with its unit
	Type      Optional[string]
	TypeAlias Optional[string]
	AICore    Optional[string]
	AICPU     Optional[string]
	NPUAmount Optional[float64] // as GPUAmount
}
