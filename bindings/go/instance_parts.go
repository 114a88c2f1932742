package codelab

import "time"

// Image is what an instance was made from.
type Image struct {
	Type                 ImageType
	Status               ImageStatus
	Arch                 Arch
	ID                   Optional[string]
	Name                 Optional[string]
	SWRPath              Optional[string]
	Description          Optional[string]
	Tag                  Optional[string]
	TypeText             Optional[string] // the service's word for Type
	StatusText           Optional[string] // the service's word for Status
	StatusMessage        Optional[string]
	ArchText             Optional[string] // the service's word for Arch
	Feature              Optional[string]
	Namespace            Optional[string] // the SWR organisation
	Origin               Optional[string] // "CUSTOMIZE", "IMAGE_SAVE"
	ServiceType          Optional[string] // "COMMON", "INFERENCE", "TRAIN", "DEV", "UNKNOWN"
	Visibility           Optional[string] // "PRIVATE", "PUBLIC"
	WorkspaceID          Optional[string]
	FlavorType           Optional[string]
	SWRInstanceID        Optional[string]
	ShowName             Optional[string]
	ShowTag              Optional[string]
	CreateAt             time.Time
	UpdateAt             time.Time
	Size                 Optional[int64] // the service's tables say KB, all its samples can only be bytes
	QueuingNum           Optional[int64]
	DevServices          []string
	ResourceCategories   []string
	SupportResCategories []string
	Tags                 []Tag
	Dropped              []string // JSON paths of values of a wrong type, which are left out; an instance lists its image's
}

// Volume is the storage of an instance.
type Volume struct {
	Category      VolumeCategory
	Ownership     VolumeOwnership
	Status        VolumeStatus
	MountType     MountType
	ReadOnly      Optional[bool]
	CategoryText  Optional[string] // the service's word for Category
	OwnershipText Optional[string] // the service's word for Ownership
	StatusText    Optional[string] // the service's word for Status
	MountTypeText Optional[string] // the service's word for MountType
	MountPath     Optional[string]
	ID            Optional[string]
	URI           Optional[string]
	DEWSecretName Optional[string]
	EVSSKUCode    Optional[string]
	Capacity      Optional[int64] // GB
	Usage         Optional[int64] // -1 in every known answer
}

// DataVolume is storage that was mounted into an instance.
type DataVolume struct {
	Category      VolumeCategory
	Status        MountStatus
	MountType     MountType
	CategoryText  Optional[string] // the service's word for Category
	StatusText    Optional[string] // the service's word for Status
	MountTypeText Optional[string] // the service's word for MountType
	MountPath     Optional[string]
	URL           Optional[string]
}

// CustomSpec is set when the flavor is "custom.flavor.spec.code".
type CustomSpec struct {
	GPU            Optional[float64]
	CPU            Optional[float64]
	Memory         Optional[float64]
	GPUType        Optional[string]
	Arch           Optional[string]
	Category       Optional[string]
	ResourceFlavor Optional[string]
}

// AffinityRule is one rule on where an instance may or should run.
type AffinityRule struct {
	Key      Optional[string]
	Operator Optional[string]
	Values   []string
	Weight   Optional[int64]
}

// Affinity holds the rules on where an instance runs.
type Affinity struct {
	RequiredDuringSchedulingIgnoredDuringExecution  []AffinityRule
	PreferredDuringSchedulingIgnoredDuringExecution []AffinityRule
}

// UserVPC is the user's own network that an instance is attached to.
type UserVPC struct {
	VPCID            Optional[string]
	SubnetID         Optional[string]
	SecurityGroupIDs []string
	ConnectCIDRs     Optional[string]
	PortID           []string
	PortIP           Optional[string]
	NATID            Optional[string]
	EIPID            Optional[string]
}
