package codelab

// #include "bridge.h"
import "C"

import "time"

// NoEnd, as the duration of a lease, is one that never stops the instance.
const NoEnd time.Duration = -time.Millisecond

// Lease is the countdown to the automatic stop.
type Lease struct {
	Enable   Optional[bool]
	Type     LeaseType
	TypeText Optional[string] // the service's word for Type
	CreateAt time.Time
	UpdateAt time.Time
	// Duration is the whole span since CreateAt, or NoEnd: not the time left, and never what to renew with.
	Duration Optional[time.Duration]

	// Deadline is when the instance will be stopped. Zero when the lease is switched off, or has no end.
	Deadline time.Time
	// Remaining is how long that was, by the service's clock, when the answer was made, and 0 at the least. It does not
	// count down.
	Remaining Optional[time.Duration]
	Dropped   []string // JSON paths of values of a wrong type, which are left out; an instance lists its lease's
}

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
