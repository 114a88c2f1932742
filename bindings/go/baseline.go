package codelab

// #include "bridge.h"
import "C"

// emptyTexts are the texts of a response that were empty. A watch distinguishes them from absent ones, while the fields
// of this package do not.
type emptyTexts struct {
	status, url, failReason bool
	descriptions            map[int]bool // of steps, by their index; usually nil
}

func newEmptyTexts(from *C.codelab_instance) emptyTexts {
	empty := emptyTexts{
		status: isEmpty(from.status_text), url: isEmpty(from.url), failReason: isEmpty(from.fail_reason),
	}
	if from.action_progress == nil {
		return empty
	}
	for i, step := range slice(from.action_progress, from.action_progress_count) {
		if isEmpty(step.description) {
			if empty.descriptions == nil {
				empty.descriptions = map[int]bool{}
			}
			empty.descriptions[i] = true
		}
	}
	return empty
}

func isEmpty(text *C.char) bool {
	return text != nil && *text == 0
}

// baseline returns the fields of an instance that a watch compares, as JSON in the form of a response. The library
// decodes it again, so that an Instance need not keep C memory.
func (i *Instance) baseline() []byte {
	w := &jsonWriter{secrets: true, text: []byte{'{'}}
	w.textField("id", i.ID)
	w.comparedText("status", i.StatusText, i.empty.status)
	w.comparedText("url", i.URL, i.empty.url)
	w.comparedText("fail_reason", i.FailReason, i.empty.failReason)
	w.secret("token", i.Token)
	writePart(w, "lease", i.Lease, i.Lease != nil)
	if i.ActionProgress != nil {
		w.key("action_progress")
		w.array(len(i.ActionProgress), func(index int) {
			step := &i.ActionProgress[index]
			w.text = append(w.text, '{')
			w.count("step", step.Step)
			w.comparedText("status", step.StatusText, false)
			w.comparedText("description", step.Description, i.empty.descriptions[index])
			w.text = append(w.text, '}')
		})
	}
	return append(w.text, '}')
}

// comparedText writes a text also if it is "" because the response had an empty one.
func (w *jsonWriter) comparedText(name, value string, wasEmpty bool) {
	if value != "" || wasEmpty {
		w.key(name)
		w.string(value)
	}
}
