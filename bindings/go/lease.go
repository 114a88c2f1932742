package codelab

// #include "bridge.h"
import "C"

import "time"

// NoEnd, as the duration of a lease, is one that never stops the instance.
const NoEnd time.Duration = -time.Millisecond

// LeaseRequest says how long an instance may run.
type LeaseRequest struct {
	Type LeaseType // zero: the service's default, LeaseTypeTiming
	// Duration counts from now. The service takes an hour to three days, and for a start NoEnd. 0: its default, an hour.
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
