package codelab_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// expectation is what a scenario must come to. What is left out is not looked at.
type expectation struct {
	Code        string
	HTTPStatus  *int `json:"http_status"`
	CurlCode    *int `json:"curl_code"`
	Retryable   *int // 1 or 0
	Attempts    *int
	RetryAfter  any     `json:"retry_after_ms"`
	ServiceCode *string `json:"service_code"`
	RequestID   *string `json:"request_id"`
	JSONPath    *string `json:"json_path"`
	JSONOffset  any     `json:"json_offset"`
	MessageHas  any     `json:"message_has"`
	Requests    *int
	Fields      map[string]any
}

func (e expectation) check(t *testing.T, instance *codelab.Instance, err error, requests int) {
	t.Helper()
	if got := codeOf(t, err); got != e.Code {
		t.Fatalf("%s, want %s: %v", got, e.Code, err)
	}
	var problem codelab.Error // what a call that succeeds has to say: nothing
	var failed *codelab.Error
	if errors.As(err, &failed) {
		problem = *failed
	}
	same(t, "http_status", problem.HTTPStatus, e.HTTPStatus)
	same(t, "curl_code", problem.CurlCode, e.CurlCode)
	retryable := 0
	if problem.Retryable {
		retryable = 1
	}
	same(t, "retryable", retryable, e.Retryable)
	same(t, "attempts", problem.Attempts, e.Attempts)
	same(t, "service_code", problem.ServiceCode, e.ServiceCode)
	same(t, "request_id", problem.RequestID, e.RequestID)
	same(t, "json_path", problem.JSONPath, e.JSONPath)
	same(t, "requests", requests, e.Requests)
	if e.RetryAfter != nil {
		checkValue(t, "retry_after_ms", problem.RetryAfterMs, e.RetryAfter)
	}
	if e.JSONOffset != nil {
		checkValue(t, "json_offset", problem.JSONOffset, e.JSONOffset)
	}
	for _, part := range oneOrMore(t, e.MessageHas) {
		if !strings.Contains(problem.Message, part) {
			t.Errorf("the message does not have %q: %s", part, problem.Message)
		}
	}
	for path, want := range e.Fields {
		if instance == nil {
			t.Fatal("there is no instance")
		}
		checkField(t, instance, path, want)
	}
}

func same[T comparable](t *testing.T, what string, got T, want *T) {
	t.Helper()
	if want != nil && got != *want {
		t.Errorf("%s: %v, want %v", what, got, *want)
	}
}

func codeOf(t *testing.T, err error) string {
	t.Helper()
	var problem *codelab.Error
	switch {
	case err == nil:
		return "CODELAB_OK"
	case err == io.EOF:
		return "CODELAB_DONE"
	case errors.As(err, &problem):
		return problem.Code.String()
	}
	t.Fatalf("not an error of the package: %v", err)
	return ""
}

func oneOrMore(t *testing.T, value any) (parts []string) {
	t.Helper()
	switch value := value.(type) {
	case nil:
	case string:
		parts = []string{value}
	case []any:
		for _, part := range value {
			parts = append(parts, oneOrMore(t, part)...)
		}
	default:
		t.Fatalf("neither a text nor a list: %v", value)
	}
	return parts
}
