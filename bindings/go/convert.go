package codelab

// #include "bridge.h"
import "C"

// The conversions read the library's memory in place, as cgo's types lay it out: no crossing into C.

// list reads an array of pointers; from nil it makes nil, from an empty array an empty slice.
func list[From, To any](r *reader, items **From, count C.int64_t, convert func(*reader, *From) To) []To {
	if items == nil {
		return nil
	}
	result := make([]To, 0, int(count))
	for _, item := range slice(items, count) {
		result = append(result, convert(r, item))
	}
	return result
}

// part reads a struct that may be missing.
func part[From, To any](r *reader, from *From, convert func(*reader, *From) To) *To {
	if from == nil {
		return nil
	}
	result := convert(r, from)
	return &result
}

// What a call can give; nil if it gave no instance, which only a deletion may do.

func toInstance(result *C.codelab_go_result) *Instance {
	if result.instance == nil {
		return nil
	}
	collect()
	return newInstance(new(reader), result.instance, &result.facts)
}

func toLease(result *C.codelab_go_result) *Lease {
	collect()
	return part(new(reader), result.lease, newLease)
}

func toImage(result *C.codelab_go_result) *Image {
	collect()
	return part(new(reader), result.image, newImage)
}

func newInstance(r *reader, from *C.codelab_instance, facts *C.codelab_go_facts) *Instance {
	return &Instance{
		Status:            InstanceStatus(from.status),
		Feature:           Feature(from.feature),
		IsNeedCredentials: flag(from.is_need_credentials),
		ID:                r.text(from.id),
		Name:              r.text(from.name),
		Description:       r.text(from.description),
		StatusText:        r.text(from.status_text),
		FeatureText:       r.text(from.feature_text),
		FailReason:        r.text(from.fail_reason),
		Flavor:            r.text(from.flavor),
		URL:               r.text(from.url),
		Token:             secret(from.token),
		WorkspaceID:       r.text(from.workspace_id),
		UserID:            r.text(from.user_id),
		IP:                r.text(from.ip),
		JupyterVersion:    r.text(from.jupyter_version),
		CreateAt:          instant(from.create_at_ms),
		UpdateAt:          instant(from.update_at_ms),
		CurrentTime:       instant(from.current_time_ms),
		ActionProgress:    list(r, from.action_progress, from.action_progress_count, newStep),
		Endpoints:         list(r, from.endpoints, from.endpoints_count, newEndpoint),
		DataVolumes:       list(r, from.data_volumes, from.data_volumes_count, newDataVolume),
		BillingItems:      r.texts(from.billing_items, from.billing_items_count),
		Tags:              list(r, from.tags, from.tags_count, newTag),
		Image:             part(r, from.image, newImage),
		Lease:             part(r, from.lease, newLease),
		Pool:              part(r, from.pool, newPool),
		Volume:            part(r, from.volume, newVolume),
		User:              part(r, from.user, newUser),
		CustomSpec:        part(r, from.custom_spec, newCustomSpec),
		Affinity:          part(r, from.affinity, newAffinity),
		RunUser:           part(r, from.run_user, newRunUser),
		UserVPC:           part(r, from.user_vpc, newUserVPC),

		Ready:           facts.is_ready != 0,
		Failed:          facts.is_failed != 0,
		ProgressPercent: int(facts.progress_percent),
		LeaseDeadline:   instant(facts.lease_deadline_ms),
		LeaseRemaining:  span(facts.lease_remaining_ms),
		BrowserURL:      secret(facts.browser_url),
	}
}
