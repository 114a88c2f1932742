package codelab

// #include "bridge.h"
import "C"

// Signature is one of the two forms in which a request can be signed.
type Signature int32

// The values of [Signature].
const (
	SignatureAccess     Signature = C.CODELAB_SIGNATURE_ACCESS     // "Access=…": what all current SDKs send
	SignatureCredential Signature = C.CODELAB_SIGNATURE_CREDENTIAL // "Credential=…/sdk_request": older
)

// String returns the name of the value.
func (v Signature) String() string {
	return enumName("Signature", int32(v), "ACCESS", "CREDENTIAL")
}

// FlavorCategory is the kind of processor that a flavor is for.
type FlavorCategory int32

// The values of [FlavorCategory].
const (
	FlavorCategoryUnknown FlavorCategory = C.CODELAB_FLAVOR_CATEGORY_UNKNOWN
	FlavorCategoryCPU     FlavorCategory = C.CODELAB_FLAVOR_CATEGORY_CPU
	FlavorCategoryGPU     FlavorCategory = C.CODELAB_FLAVOR_CATEGORY_GPU
	FlavorCategoryAscend  FlavorCategory = C.CODELAB_FLAVOR_CATEGORY_ASCEND
)

// String returns the service's word for the value.
func (v FlavorCategory) String() string {
	return enumName("FlavorCategory", int32(v), "UNKNOWN", "CPU", "GPU", "ASCEND")
}

// Until is what a watch waits for.
type Until int32

// The values of [Until].
const (
	UntilReady   Until = C.CODELAB_UNTIL_READY
	UntilStopped Until = C.CODELAB_UNTIL_STOPPED
	UntilDeleted Until = C.CODELAB_UNTIL_DELETED // or not there any more
)

// String returns the name of the value.
func (v Until) String() string {
	return enumName("Until", int32(v), "READY", "STOPPED", "DELETED")
}

// Phase is what a watch is about to do.
type Phase int32

// The values of [Phase].
const (
	PhaseFollowing Phase = C.CODELAB_PHASE_FOLLOWING // waiting: all that a watch does which is no switch
	PhaseLooking   Phase = C.CODELAB_PHASE_LOOKING   // finding out what there is to do
	PhaseStopping  Phase = C.CODELAB_PHASE_STOPPING
	PhaseChanging  Phase = C.CODELAB_PHASE_CHANGING
	PhaseStarting  Phase = C.CODELAB_PHASE_STARTING // then PhaseFollowing
	PhaseEnded     Phase = C.CODELAB_PHASE_ENDED
)

// String returns the name of the value.
func (v Phase) String() string {
	return enumName("Phase", int32(v), "FOLLOWING", "LOOKING", "STOPPING", "CHANGING", "STARTING", "ENDED")
}
