package codelab

// #include "bridge.h"
import "C"

import "fmt"

// InstanceStatus says where an instance stands. A value that is not known here is StatusUnknown; the service's word
// for it is in the text field beside it. The same goes for all types of this kind.
type InstanceStatus int32

// The values of [InstanceStatus].
const (
	StatusUnknown      InstanceStatus = C.CODELAB_STATUS_UNKNOWN
	StatusInit         InstanceStatus = C.CODELAB_STATUS_INIT
	StatusCreating     InstanceStatus = C.CODELAB_STATUS_CREATING
	StatusStarting     InstanceStatus = C.CODELAB_STATUS_STARTING
	StatusStopping     InstanceStatus = C.CODELAB_STATUS_STOPPING
	StatusDeleting     InstanceStatus = C.CODELAB_STATUS_DELETING
	StatusRunning      InstanceStatus = C.CODELAB_STATUS_RUNNING
	StatusStopped      InstanceStatus = C.CODELAB_STATUS_STOPPED
	StatusSnapshotting InstanceStatus = C.CODELAB_STATUS_SNAPSHOTTING
	StatusCreateFailed InstanceStatus = C.CODELAB_STATUS_CREATE_FAILED
	StatusStartFailed  InstanceStatus = C.CODELAB_STATUS_START_FAILED
	StatusDeleteFailed InstanceStatus = C.CODELAB_STATUS_DELETE_FAILED
	StatusError        InstanceStatus = C.CODELAB_STATUS_ERROR
	StatusDeleted      InstanceStatus = C.CODELAB_STATUS_DELETED
	StatusFrozen       InstanceStatus = C.CODELAB_STATUS_FROZEN // the account is in arrears
)

// String returns the service's word for the value.
func (v InstanceStatus) String() string {
	return enumName("InstanceStatus", int32(v), "UNKNOWN", "INIT", "CREATING", "STARTING", "STOPPING", "DELETING",
		"RUNNING", "STOPPED", "SNAPSHOTTING", "CREATE_FAILED", "START_FAILED", "DELETE_FAILED", "ERROR", "DELETED",
		"FROZEN")
}

// Feature is the kind of an instance.
type Feature int32

// The values of [Feature].
const (
	FeatureUnknown  Feature = C.CODELAB_FEATURE_UNKNOWN
	FeatureDefault  Feature = C.CODELAB_FEATURE_DEFAULT  // free CodeLab, one a user
	FeatureNotebook Feature = C.CODELAB_FEATURE_NOTEBOOK // billed
)

// String returns the service's word for the value.
func (v Feature) String() string {
	return enumName("Feature", int32(v), "UNKNOWN", "DEFAULT", "NOTEBOOK")
}

// StepStatus says where a step of the start stands.
type StepStatus int32

// The values of [StepStatus].
const (
	StepStatusUnknown    StepStatus = C.CODELAB_STEP_STATUS_UNKNOWN
	StepStatusWaiting    StepStatus = C.CODELAB_STEP_STATUS_WAITING
	StepStatusProcessing StepStatus = C.CODELAB_STEP_STATUS_PROCESSING
	StepStatusFailed     StepStatus = C.CODELAB_STEP_STATUS_FAILED
	StepStatusCompleted  StepStatus = C.CODELAB_STEP_STATUS_COMPLETED
)

// String returns the service's word for the value.
func (v StepStatus) String() string {
	return enumName("StepStatus", int32(v), "UNKNOWN", "WAITING", "PROCESSING", "FAILED", "COMPLETED")
}

// ImageType tells the service's own images from those of a user.
type ImageType int32

// The values of [ImageType].
const (
	ImageTypeUnknown   ImageType = C.CODELAB_IMAGE_TYPE_UNKNOWN
	ImageTypeBuildIn   ImageType = C.CODELAB_IMAGE_TYPE_BUILD_IN
	ImageTypeDedicated ImageType = C.CODELAB_IMAGE_TYPE_DEDICATED
)

// String returns the service's word for the value.
func (v ImageType) String() string {
	return enumName("ImageType", int32(v), "UNKNOWN", "BUILD_IN", "DEDICATED")
}

// ImageStatus says where an image stands.
type ImageStatus int32

// The values of [ImageStatus].
const (
	ImageStatusUnknown      ImageStatus = C.CODELAB_IMAGE_STATUS_UNKNOWN
	ImageStatusInit         ImageStatus = C.CODELAB_IMAGE_STATUS_INIT
	ImageStatusCreating     ImageStatus = C.CODELAB_IMAGE_STATUS_CREATING
	ImageStatusCreateFailed ImageStatus = C.CODELAB_IMAGE_STATUS_CREATE_FAILED
	ImageStatusError        ImageStatus = C.CODELAB_IMAGE_STATUS_ERROR
	ImageStatusDeleted      ImageStatus = C.CODELAB_IMAGE_STATUS_DELETED
	ImageStatusActive       ImageStatus = C.CODELAB_IMAGE_STATUS_ACTIVE
)

// String returns the service's word for the value.
func (v ImageStatus) String() string {
	return enumName("ImageStatus", int32(v), "UNKNOWN", "INIT", "CREATING", "CREATE_FAILED", "ERROR", "DELETED",
		"ACTIVE")
}

// Arch is the processor architecture that an image or a flavor is for.
type Arch int32

// The values of [Arch].
const (
	ArchUnknown Arch = C.CODELAB_ARCH_UNKNOWN
	ArchX86_64  Arch = C.CODELAB_ARCH_X86_64
	ArchAArch64 Arch = C.CODELAB_ARCH_AARCH64
)

// String returns the service's word for the value.
func (v Arch) String() string {
	return enumName("Arch", int32(v), "UNKNOWN", "X86_64", "AARCH64")
}

// LeaseType says what ends a lease: time, or idleness.
type LeaseType int32

// The values of [LeaseType].
const (
	LeaseTypeUnknown LeaseType = C.CODELAB_LEASE_TYPE_UNKNOWN
	LeaseTypeTiming  LeaseType = C.CODELAB_LEASE_TYPE_TIMING
	LeaseTypeIdle    LeaseType = C.CODELAB_LEASE_TYPE_IDLE
)

// String returns the service's word for the value.
func (v LeaseType) String() string {
	return enumName("LeaseType", int32(v), "UNKNOWN", "TIMING", "IDLE")
}

func enumName(kind string, value int32, names ...string) string {
	if value < 0 || int(value) >= len(names) {
		return fmt.Sprintf("%s(%d)", kind, value)
	}
	return names[value]
}
