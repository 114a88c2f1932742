package codelab

import (
	"encoding/json"
	"time"
)

// baseline returns the fields of an instance that a watch compares, as JSON in the form of a response. The library
// decodes it again, so that an Instance need not keep C memory.
func (i *Instance) baseline() ([]byte, error) {
	fields := map[string]any{}
	put(fields, "id", i.ID)
	put(fields, "status", i.StatusText)
	put(fields, "url", i.URL)
	put(fields, "fail_reason", i.FailReason)
	if i.Token.Present() {
		fields["token"] = i.Token.Reveal()
	}
	if i.Lease != nil {
		fields["lease"] = i.Lease.baseline()
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
		fields["action_progress"] = steps
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, argumentError("instance cannot be encoded: " + err.Error())
	}
	return text, nil
}

func (l *Lease) baseline() map[string]any {
	fields := map[string]any{}
	put(fields, "enable", l.Enable)
	if !l.CreateAt.IsZero() {
		fields["create_at"] = l.CreateAt.UnixMilli()
	}
	if l.Duration.Present {
		fields["duration"] = int64(l.Duration.Value / time.Millisecond)
	}
	return fields
}

func put[T any](fields map[string]any, name string, value Optional[T]) {
	if value.Present {
		fields[name] = value.Value
	}
}
