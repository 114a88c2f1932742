package codelab_test

import (
	"context"
	"testing"

	codelab "libcodelab/bindings/go"
)

// outcome is the result of a call.
type outcome struct {
	result   any // has the fields of the scenario; of a list, its first page
	err      error
	ids      []string // of all elements of a list
	statuses []string // of the instances that a watch returned, without repetitions
	phases   []codelab.Phase
}

func (s scenario) call(t *testing.T, ctx context.Context, client *codelab.Client) (seen outcome) {
	switch s.Call {
	case "open":
		seen.result, seen.err = client.Open(ctx, requested[codelab.OpenRequest](t, s.Request))
	case "show":
		seen.result, seen.err = client.Show(ctx, s.ID)
	case "start":
		seen.result, seen.err = client.Start(ctx, s.ID, requested[codelab.LeaseRequest](t, s.Request))
	case "stop":
		seen.result, seen.err = client.Stop(ctx, s.ID)
	case "delete":
		seen.result, seen.err = client.Delete(ctx, s.ID)
	case "update":
		var request codelab.UpdateRequest
		s.Request.setIn(t, &request)
		seen.result, seen.err = client.Update(ctx, s.ID, request)
	case "show_lease":
		seen.result, seen.err = client.ShowLease(ctx, s.ID)
	case "renew_lease":
		seen.result, seen.err = client.RenewLease(ctx, s.ID, requested[codelab.LeaseRequest](t, s.Request))
	case "show_image":
		seen.result, seen.err = client.ShowImage(ctx, s.ID)
	case "list_instances":
		return walked(ctx, client.Instances(requested[codelab.InstanceFilter](t, s.Request)),
			func(each *codelab.Instance) string { return each.ID })
	case "list_images":
		return walked(ctx, client.Images(requested[codelab.ImageFilter](t, s.Request)),
			func(each *codelab.Image) string { return each.ID })
	case "list_flavors":
		return walked(ctx, client.Flavors(requested[codelab.FlavorFilter](t, s.Request)), idOfFlavor)
	case "list_switchable_flavors":
		return walked(ctx, client.SwitchableFlavors(s.ID), idOfFlavor)
	case "watch":
		watch, err := client.Watch(s.ID, s.watchOptions(t))
		return followed(ctx, watch, err)
	case "open_until_ready":
		watch, err := client.OpenWatch(requested[codelab.OpenRequest](t, s.Request), s.watchOptions(t))
		return followed(ctx, watch, err)
	case "switch":
		var request codelab.SwitchRequest
		s.Request.setIn(t, &request)
		watch, err := client.Switch(s.ID, request, s.watchOptions(t))
		return followed(ctx, watch, err)
	default:
		t.Fatalf("not a call: %q", s.Call)
	}
	return seen
}

// requested returns the scenario's request, or nil.
func requested[T any](t *testing.T, request fields) *T {
	if request == nil {
		return nil
	}
	made := new(T)
	request.setIn(t, made)
	return made
}

func (s scenario) watchOptions(t *testing.T) *codelab.WatchOptions {
	options := *quickly
	s.Watch.setIn(t, &options)
	return &options
}

func idOfFlavor(flavor *codelab.Flavor) string {
	return flavor.ID
}

// walk reads all elements of a list.
func walk[T any](ctx context.Context, it *codelab.Iterator[T]) (all []*T, err error) {
	defer it.Close()
	for it.Next(ctx) {
		all = append(all, it.Value())
	}
	return all, it.Err()
}

func walked[T any](ctx context.Context, it *codelab.Iterator[T], id func(*T) string) (seen outcome) {
	defer it.Close()
	for it.Next(ctx) {
		if seen.result == nil {
			seen.result = it.Page()
		}
		seen.ids = append(seen.ids, id(it.Value()))
	}
	seen.err = it.Err()
	return seen
}

func followed(ctx context.Context, watch *codelab.Watch, err error) (seen outcome) {
	if err != nil {
		return outcome{err: err}
	}
	defer watch.Close()
	for {
		instance, err := watch.Next(ctx)
		seen.phases = noted(seen.phases, watch.Phase())
		if err != nil {
			seen.err = err // io.EOF too
			return seen
		}
		seen.result = instance
		seen.statuses = noted(seen.statuses, instance.StatusText)
	}
}

func noted[T comparable](seen []T, value T) []T {
	if len(seen) > 0 && seen[len(seen)-1] == value {
		return seen
	}
	return append(seen, value)
}
