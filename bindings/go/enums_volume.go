package codelab

// #include "bridge.h"
import "C"

// VolumeCategory is the kind of storage behind a volume.
type VolumeCategory int32

// The values of [VolumeCategory].
const (
	VolumeCategoryUnknown VolumeCategory = C.CODELAB_VOLUME_CATEGORY_UNKNOWN
	VolumeCategoryEFS     VolumeCategory = C.CODELAB_VOLUME_CATEGORY_EFS
	VolumeCategoryEVS     VolumeCategory = C.CODELAB_VOLUME_CATEGORY_EVS
	VolumeCategorySFS     VolumeCategory = C.CODELAB_VOLUME_CATEGORY_SFS
	VolumeCategoryOBS     VolumeCategory = C.CODELAB_VOLUME_CATEGORY_OBS
	VolumeCategoryOBSFS   VolumeCategory = C.CODELAB_VOLUME_CATEGORY_OBSFS
)

// String returns the service's word for the value.
func (v VolumeCategory) String() string {
	return enumName("VolumeCategory", int32(v), "UNKNOWN", "EFS", "EVS", "SFS", "OBS", "OBSFS")
}

// VolumeOwnership says who manages a volume: the service, or the user.
type VolumeOwnership int32

// The values of [VolumeOwnership].
const (
	VolumeOwnershipUnknown   VolumeOwnership = C.CODELAB_VOLUME_OWNERSHIP_UNKNOWN
	VolumeOwnershipManaged   VolumeOwnership = C.CODELAB_VOLUME_OWNERSHIP_MANAGED
	VolumeOwnershipDedicated VolumeOwnership = C.CODELAB_VOLUME_OWNERSHIP_DEDICATED
)

// String returns the service's word for the value.
func (v VolumeOwnership) String() string {
	return enumName("VolumeOwnership", int32(v), "UNKNOWN", "MANAGED", "DEDICATED")
}

// VolumeStatus says where a volume stands.
type VolumeStatus int32

// The values of [VolumeStatus].
const (
	VolumeStatusUnknown      VolumeStatus = C.CODELAB_VOLUME_STATUS_UNKNOWN
	VolumeStatusInitializing VolumeStatus = C.CODELAB_VOLUME_STATUS_INITIALIZING
	VolumeStatusResizing     VolumeStatus = C.CODELAB_VOLUME_STATUS_RESIZING
	VolumeStatusDeleting     VolumeStatus = C.CODELAB_VOLUME_STATUS_DELETING
	VolumeStatusInUse        VolumeStatus = C.CODELAB_VOLUME_STATUS_IN_USE
)

// String returns the service's word for the value.
func (v VolumeStatus) String() string {
	return enumName("VolumeStatus", int32(v), "UNKNOWN", "INITIALIZING", "RESIZING", "DELETING", "IN_USE")
}

// MountType says how a volume is mounted.
type MountType int32

// The values of [MountType].
const (
	MountTypeUnknown MountType = C.CODELAB_MOUNT_TYPE_UNKNOWN
	MountTypeStatic  MountType = C.CODELAB_MOUNT_TYPE_STATIC
	MountTypeDynamic MountType = C.CODELAB_MOUNT_TYPE_DYNAMIC
	MountTypeMain    MountType = C.CODELAB_MOUNT_TYPE_MAIN
)

// String returns the service's word for the value.
func (v MountType) String() string {
	return enumName("MountType", int32(v), "UNKNOWN", "STATIC", "DYNAMIC", "MAIN")
}

// MountStatus says where the mount of a data volume stands.
type MountStatus int32

// The values of [MountStatus].
const (
	MountStatusUnknown       MountStatus = C.CODELAB_MOUNT_STATUS_UNKNOWN
	MountStatusMounting      MountStatus = C.CODELAB_MOUNT_STATUS_MOUNTING
	MountStatusMounted       MountStatus = C.CODELAB_MOUNT_STATUS_MOUNTED
	MountStatusUnmounting    MountStatus = C.CODELAB_MOUNT_STATUS_UNMOUNTING
	MountStatusUnmounted     MountStatus = C.CODELAB_MOUNT_STATUS_UNMOUNTED
	MountStatusMountFailed   MountStatus = C.CODELAB_MOUNT_STATUS_MOUNT_FAILED
	MountStatusUnmountFailed MountStatus = C.CODELAB_MOUNT_STATUS_UNMOUNT_FAILED
)

// String returns the service's word for the value.
func (v MountStatus) String() string {
	return enumName("MountStatus", int32(v), "UNKNOWN", "MOUNTING", "MOUNTED", "UNMOUNTING", "UNMOUNTED",
		"MOUNT_FAILED", "UNMOUNT_FAILED")
}
