package codelab

import (
	"encoding/json"
	"time"
)

// known is what a watch has to know of an instance to tell what changes, in the service's own form: the library then
// reads it as it reads an answer, and nothing of C's has to live as long as an Instance does.
func (i *Instance) known() ([]byte, error) {
	said := map[string]any{}
	put(said, "id", i.ID)
	put(said, "status", i.StatusText)
	put(said, "url", i.URL)
	put(said, "fail_reason", i.FailReason)
	if i.Token.Present() {
		said["token"] = i.Token.Reveal()
	}
	if i.Lease != nil {
		said["lease"] = i.Lease.known()
	}
	if i.ActionProgress != nil {
		steps := []map[string]any{}
		for _, step := range i.ActionProgress {
			each := map[string]any{}
			put(each, "step", step.Step)
			put(each, "status", step.StatusText)
			put(each, "description", step.Description)
			steps = append(steps, each)
		}
		said["action_progress"] = steps
	}
	known, err := json.Marshal(said)
	if err != nil {
		return nil, argumentError("instance can not be written: " + err.Error())
	}
	return known, nil
}

func (l *Lease) known() map[string]any {
	said := map[string]any{}
	put(said, "enable", l.Enable)
	if !l.CreateAt.IsZero() {
		said["create_at"] = l.CreateAt.UnixMilli()
	}
	if l.Duration.Present {
		said["duration"] = int64(l.Duration.Value / time.Millisecond)
	}
	return said
}

func put[T any](said map[string]any, name string, value Optional[T]) {
	if value.Present {
		said[name] = value.Value
	}
}
