//go:build go1.23

package codelab_test

import (
	"context"
	"errors"
	"testing"

	codelab "libcodelab/bindings/go"
)

func TestAListIsReadByARangeStatement(t *testing.T) {
	t.Parallel()
	_, client, filter := listOf(t)
	var ids []string
	for instance, err := range client.Instances(filter).All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, instance.ID)
	}
	wantAll(t, ids)
	for range client.Instances(filter).All(context.Background()) {
		break
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for instance, err := range client.Instances(filter).All(cancelled) {
		if instance != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v, want context.Canceled", instance, err)
		}
	}
}

func TestAWatchIsFollowedByARangeStatement(t *testing.T) {
	t.Parallel()
	client := newUser(t, settings{"step_ms": 20}).client()
	_, watch := watched(t, client)
	var last *codelab.Instance
	for instance, err := range watch.All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		last = instance
	}
	if last == nil || !last.Ready {
		t.Errorf("ended with %v", last)
	}
	_, err := watch.Next(context.Background())
	wantClosed(t, err)
}
