//go:build go1.21

package codelab_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

func handlers(into *bytes.Buffer) map[string]slog.Handler {
	return map[string]slog.Handler{
		"text": slog.NewTextHandler(into, nil), "JSON": slog.NewJSONHandler(into, nil),
	}
}

func TestNoHandlerOfSlogShowsATokenOfAnInstance(t *testing.T) {
	for form, text := range formsOfToken {
		instance := holding(t, text)
		for way, value := range map[string]any{
			"a pointer": instance, "a value": *instance, "a list": []*codelab.Instance{instance},
			"a map": map[string]any{"in": *instance}, "its token": instance.Token, "its image": instance.Image,
		} {
			var into bytes.Buffer
			for name, handler := range handlers(&into) {
				slog.New(handler).Info("opened", "instance", value)
				if strings.Contains(into.String(), core(oddToken)) || !strings.Contains(into.String(), "opened") {
					t.Errorf("%s, %s, %s: %s", form, way, name, into.String())
				}
			}
		}
	}
}

func TestAnInstanceIsLoggedWithWhatIdentifiesIt(t *testing.T) {
	var into bytes.Buffer
	instance := decoded(t, `{"id": "an-id", "name": "n", "status": "START_FAILED", "fail_reason": "no disk"}`)
	slog.New(slog.NewJSONHandler(&into, nil)).Info("seen", "instance", instance, "none", (*codelab.Instance)(nil))
	var line struct{ Instance map[string]any }
	if err := json.Unmarshal(into.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"id": "an-id", "name": "n", "status": "START_FAILED", "progress_percent": 0.0,
		"fail_reason": "no disk"}
	for name, value := range want {
		if line.Instance[name] != value {
			t.Errorf("%s: %v, want %v", name, line.Instance[name], value)
		}
	}
}

func TestAnErrorIsLoggedWithItsFields(t *testing.T) {
	t.Parallel()
	var into bytes.Buffer
	with := newUser(t, settings{})
	_, err := with.client().Show(context.Background(), "another")
	slog.New(slog.NewTextHandler(&into, nil)).Warn("failed", "error", err)
	for _, part := range []string{"error.code=CODELAB_E_NOT_FOUND", "error.http_status=", "error.service_code=ModelArts.",
		"error.retryable=false"} {
		if !strings.Contains(into.String(), part) {
			t.Errorf("no %s: %s", part, into.String())
		}
	}
}

func TestTraceToLogsEachLineAtLevelDebug(t *testing.T) {
	t.Parallel()
	var into bytes.Buffer
	with := newUser(t, settings{})
	options := with.options()
	options.Trace = codelab.TraceTo(slog.New(slog.NewTextHandler(&into, &slog.HandlerOptions{Level: slog.LevelDebug})))
	client, err := codelab.NewClient(options)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Open(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	if got := into.String(); !strings.Contains(got, `level=DEBUG msg="POST http://`) || !strings.Contains(got, "status=200") {
		t.Error(got)
	}
	if codelab.TraceTo(slog.New(slog.NewTextHandler(&into, nil))) != nil {
		t.Error("a logger that is not enabled for Debug gets a trace")
	}
}
