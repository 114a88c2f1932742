package codelab

// #include "bridge.h"
import "C"

import "unsafe"

// The conversions read the library's memory in place, as cgo's types lay it out: no crossing into C.

func integer(value C.int64_t) Optional[int64] {
	if value == C.CODELAB_ABSENT {
		return Optional[int64]{}
	}
	return Some(int64(value))
}

// flag reads the header's booleans: 1, 0, or -1 for absent.
func flag(value C.int32_t) Optional[bool] {
	if value < 0 {
		return Optional[bool]{}
	}
	return Some(value != 0)
}

// number reads the header's floating-point numbers, where -1 stands for absent.
func number(value C.double) Optional[float64] {
	if value < 0 {
		return Optional[float64]{}
	}
	return Some(float64(value))
}

func text(value *C.char) Optional[string] {
	if value == nil {
		return Optional[string]{}
	}
	return Some(C.GoString(value))
}

func secret(value *C.char) Secret {
	if value == nil {
		return Secret{}
	}
	revealed := C.GoString(value)
	return Secret{text: &revealed}
}

// list reads an array of pointers; from nil it makes nil, from an empty array an empty slice.
func list[From, To any](items **From, count C.int64_t, convert func(*From) To) []To {
	if items == nil {
		return nil
	}
	result := make([]To, 0, int(count))
	for _, item := range unsafe.Slice(items, int(count)) {
		result = append(result, convert(item))
	}
	return result
}

func texts(items **C.char, count C.int64_t) []string {
	return list(items, count, func(item *C.char) string { return C.GoString(item) })
}

// part reads a struct that may be missing.
func part[From, To any](from *From, convert func(*From) To) *To {
	if from == nil {
		return nil
	}
	result := convert(from)
	return &result
}

// What a call can give; nil if it gave no instance, which only a deletion may do.

func toInstance(result *C.codelab_go_result) *Instance {
	if result.instance == nil {
		return nil
	}
	return newInstance(result.instance, &result.facts)
}

func toLease(result *C.codelab_go_result) *Lease {
	return part(result.lease, newLease)
}

func toImage(result *C.codelab_go_result) *Image {
	return part(result.image, newImage)
}

func newInstance(from *C.codelab_instance, facts *C.codelab_go_facts) *Instance {
	return &Instance{
		Status:            InstanceStatus(from.status),
		Feature:           Feature(from.feature),
		IsNeedCredentials: flag(from.is_need_credentials),
		ID:                text(from.id),
		Name:              text(from.name),
		Description:       text(from.description),
		StatusText:        text(from.status_text),
		FeatureText:       text(from.feature_text),
		FailReason:        text(from.fail_reason),
		Flavor:            text(from.flavor),
		URL:               text(from.url),
		Token:             secret(from.token),
		WorkspaceID:       text(from.workspace_id),
		UserID:            text(from.user_id),
		IP:                text(from.ip),
		JupyterVersion:    text(from.jupyter_version),
		CreateAtMs:        integer(from.create_at_ms),
		UpdateAtMs:        integer(from.update_at_ms),
		CurrentTimeMs:     integer(from.current_time_ms),
		ActionProgress:    list(from.action_progress, from.action_progress_count, newStep),
		Endpoints:         list(from.endpoints, from.endpoints_count, newEndpoint),
		DataVolumes:       list(from.data_volumes, from.data_volumes_count, newDataVolume),
		BillingItems:      texts(from.billing_items, from.billing_items_count),
		Tags:              list(from.tags, from.tags_count, newTag),
		Image:             part(from.image, newImage),
		Lease:             part(from.lease, newLease),
		Pool:              part(from.pool, newPool),
		Volume:            part(from.volume, newVolume),
		User:              part(from.user, newUser),
		CustomSpec:        part(from.custom_spec, newCustomSpec),
		Affinity:          part(from.affinity, newAffinity),
		RunUser:           part(from.run_user, newRunUser),
		UserVPC:           part(from.user_vpc, newUserVPC),

		Ready:            facts.is_ready != 0,
		Failed:           facts.is_failed != 0,
		ProgressPercent:  int(facts.progress_percent),
		LeaseDeadlineMs:  integer(facts.lease_deadline_ms),
		LeaseRemainingMs: integer(facts.lease_remaining_ms),
		BrowserURL:       secret(facts.browser_url),
	}
}
