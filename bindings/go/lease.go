package codelab

import (
	"math"
	"time"
)

// Lease is the countdown to the automatic stop. DurationMs is not the time left, and never what to renew with.
type Lease struct {
	Enable     Optional[bool]
	Type       LeaseType
	TypeText   Optional[string] // the service's word for Type
	CreateAtMs Optional[int64]
	UpdateAtMs Optional[int64]
	DurationMs Optional[int64] // the whole span since CreateAtMs

	// DeadlineMs is when the instance will be stopped, in milliseconds since the epoch. Absent when the lease is
	// switched off, or has no end.
	DeadlineMs Optional[int64]
	// RemainingMs is how long that was, by the service's clock, when the answer was made, and 0 at the least.
	RemainingMs Optional[int64]
}

// Deadline returns DeadlineMs as a time.
func (l Lease) Deadline() Optional[time.Time] {
	if !l.DeadlineMs.Present {
		return Optional[time.Time]{}
	}
	return Some(time.UnixMilli(l.DeadlineMs.Value))
}

// Remaining returns RemainingMs as a duration. It does not count down. What is more than a duration can hold is
// shortened to the longest that there is.
func (l Lease) Remaining() Optional[time.Duration] {
	if !l.RemainingMs.Present {
		return Optional[time.Duration]{}
	}
	const longest = math.MaxInt64 / int64(time.Millisecond)
	remaining := l.RemainingMs.Value
	if remaining > longest {
		remaining = longest
	}
	return Some(time.Duration(remaining) * time.Millisecond)
}

// LeaseRequest says how long an instance may run.
type LeaseRequest struct {
	Type LeaseType // zero: the service's default, LeaseTypeTiming
	// DurationMs counts from now. The service takes 3600000 to 259200000, and for a start -1: without an end. 0: its
	// default, an hour.
	DurationMs int64
}
