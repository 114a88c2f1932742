package codelab

// #include "bridge.h"
import "C"

import "time"

// NoEnd is the duration of an unlimited lease, which never stops the instance.
const NoEnd time.Duration = -time.Millisecond

// LeaseRequest is the time that an instance may run.
type LeaseRequest struct {
	Type LeaseType // zero: the service's default, LeaseTypeTiming
	// Duration counts from now: one hour to three days, or for a start also NoEnd. 0: one hour, the service's default.
	Duration time.Duration
}

// inC returns nil for nil.
func (l *LeaseRequest) inC() *C.codelab_lease_request {
	if l == nil {
		return nil
	}
	return &C.codelab_lease_request{
		struct_size: C.sizeof_codelab_lease_request,
		_type:       C.int32_t(l.Type),
		duration_ms: milliseconds(l.Duration),
	}
}
