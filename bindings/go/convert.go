package codelab

// #include "bridge.h"
import "C"

// The conversions read the library's memory in place, as cgo's types lay it out: no crossing into C. Each fills a struct
// that is still empty where it will stay: to copy them around would cost as much as to read them.

// list reads an array of pointers; from nil it makes nil, from an empty array an empty slice.
func list[From, To any](r *reader, items **From, count C.int64_t, read func(*reader, *From, *To)) []To {
	if items == nil {
		return nil
	}
	result := make([]To, int(count))
	for i, item := range slice(items, count) {
		read(r, item, &result[i])
	}
	return result
}

// part reads a struct that may be missing.
func part[From, To any](r *reader, from *From, read func(*reader, *From, *To)) *To {
	if from == nil {
		return nil
	}
	result := new(To)
	read(r, from, result)
	return result
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
	to := new(Instance)
	to.Status = InstanceStatus(from.status)
	to.Feature = Feature(from.feature)
	to.IsNeedCredentials = flag(from.is_need_credentials)
	r.text(&to.ID, from.id)
	r.text(&to.Name, from.name)
	r.text(&to.Description, from.description)
	r.text(&to.StatusText, from.status_text)
	r.text(&to.FeatureText, from.feature_text)
	r.text(&to.FailReason, from.fail_reason)
	r.text(&to.Flavor, from.flavor)
	r.text(&to.URL, from.url)
	to.Token = secret(from.token)
	r.text(&to.WorkspaceID, from.workspace_id)
	r.text(&to.UserID, from.user_id)
	r.text(&to.IP, from.ip)
	r.text(&to.JupyterVersion, from.jupyter_version)
	to.CreateAt = instant(from.create_at_ms)
	to.UpdateAt = instant(from.update_at_ms)
	to.CurrentTime = instant(from.current_time_ms)
	to.ActionProgress = list(r, from.action_progress, from.action_progress_count, newStep)
	to.Endpoints = list(r, from.endpoints, from.endpoints_count, newEndpoint)
	to.DataVolumes = list(r, from.data_volumes, from.data_volumes_count, newDataVolume)
	to.BillingItems = r.texts(from.billing_items, from.billing_items_count)
	to.Tags = list(r, from.tags, from.tags_count, newTag)
	to.Image = part(r, from.image, newImage)
	to.Lease = part(r, from.lease, newLease)
	to.Pool = part(r, from.pool, newPool)
	to.Volume = part(r, from.volume, newVolume)
	to.User = part(r, from.user, newUser)
	to.CustomSpec = part(r, from.custom_spec, newCustomSpec)
	to.Affinity = part(r, from.affinity, newAffinity)
	to.RunUser = part(r, from.run_user, newRunUser)
	to.UserVPC = part(r, from.user_vpc, newUserVPC)
	to.Dropped = r.texts(from.dropped, from.dropped_count)

	to.Ready = facts.is_ready != 0
	to.Failed = facts.is_failed != 0
	to.ProgressPercent = int(facts.progress_percent)
	to.LeaseDeadline = instant(facts.lease_deadline_ms)
	to.LeaseRemaining = span(facts.lease_remaining_ms)
	to.BrowserURL = secret(facts.browser_url)
	return to
}
