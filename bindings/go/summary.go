package codelab

// pair is a field with the service's name.
type pair struct {
	name  string
	value any
}

// summary returns what identifies an instance in a log, without secrets.
func (i *Instance) summary() []pair {
	hide := newRedactor(i.Token.Reveal())
	return withoutAbsent(
		pair{"id", hide.in(i.ID)},
		pair{"name", hide.in(i.Name)},
		pair{"status", hide.in(i.statusWord())},
		pair{"progress_percent", i.ProgressPercent},
		pair{"fail_reason", hide.in(i.FailReason)},
	)
}

// summary returns the fields of an error that are set.
func (e *Error) summary() []pair {
	all := []pair{{"code", e.Code.String()}, {"message", e.Message}, {"retryable", e.Retryable}}
	if e.HTTPStatus != 0 {
		all = append(all, pair{"http_status", e.HTTPStatus})
	}
	if e.Attempts != 0 {
		all = append(all, pair{"attempts", e.Attempts})
	}
	if e.RetryAfter != 0 {
		all = append(all, pair{"retry_after", e.RetryAfter})
	}
	return append(all, withoutAbsent(
		pair{"service_code", e.ServiceCode}, pair{"request_id", e.RequestID}, pair{"json_path", e.JSONPath},
	)...)
}

// withoutAbsent returns the pairs whose text is not "".
func withoutAbsent(pairs ...pair) (there []pair) {
	for _, each := range pairs {
		if each.value != "" {
			there = append(there, each)
		}
	}
	return there
}
