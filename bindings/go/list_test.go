package codelab_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	codelab "libcodelab/bindings/go"
)

const listedInstances = 25 // three pages of ten

func listOf(t *testing.T) (*user, *codelab.Client, *codelab.InstanceFilter) {
	with := newUser(t, settings{"extra_notebooks": listedInstances})
	return with, with.client(), &codelab.InstanceFilter{Feature: codelab.FeatureNotebook, PageSize: 10}
}

// take reads at most that many elements, and returns their ids.
func take(it *codelab.Iterator[codelab.Instance], limit int) (ids []string) {
	for len(ids) < limit && it.Next(context.Background()) {
		ids = append(ids, it.Value().ID)
	}
	return ids
}

// wantAll checks that each element was returned once.
func wantAll(t *testing.T, ids []string) {
	t.Helper()
	different := map[string]bool{}
	for _, id := range ids {
		different[id] = true
	}
	if len(ids) != listedInstances || len(different) != listedInstances {
		t.Errorf("%d elements, %d of them different, want %d", len(ids), len(different), listedInstances)
	}
}

func TestAnIteratorReadsAllPagesAndStaysAtItsEnd(t *testing.T) {
	t.Parallel()
	with, client, filter := listOf(t)
	it := client.Instances(filter)
	defer it.Close()
	if it.Value() != nil || it.Page() != nil || it.Err() != nil || with.requests() != 0 {
		t.Errorf("before the first Next: %v, %v, %v", it.Value(), it.Page(), it.Err())
	}
	wantAll(t, take(it, 2*listedInstances))
	sent := with.requests()
	if it.Next(context.Background()) || it.Err() != nil || it.Value() != nil {
		t.Errorf("after the end: %v, %v", it.Value(), it.Err())
	}
	if again := with.requests(); sent != 3 || again != sent {
		t.Errorf("%d requests for three pages, %d after the end", sent, again)
	}
	if total := it.Page().Total; total == nil || *total != int64(listedInstances) {
		t.Errorf("the last page counts %v", total)
	}
}

func TestAfterAnErrorAnIteratorRequestsTheSamePageAgain(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	cases := []struct {
		name   string
		ctx    context.Context
		faults []fault
		code   codelab.Code
	}{
		{"that of the service", context.Background(), []fault{{"kind": "status", "status": 500, "times": 1}},
			codelab.ErrService},
		{"that of a context", cancelled, nil, codelab.ErrCancelled},
	}
	for _, each := range cases {
		each := each
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			with, client, filter := listOf(t)
			it := client.Instances(filter)
			defer it.Close()
			ids := take(it, 10)
			with.setFaults(each.faults...)
			if it.Next(each.ctx) || it.Value() != nil || !errors.Is(it.Err(), each.code) {
				t.Errorf("%v, %v, want %v", it.Value(), it.Err(), each.code)
			}
			wantAll(t, append(ids, take(it, 2*listedInstances)...))
			if it.Err() != nil {
				t.Errorf("at the end: %v", it.Err())
			}
		})
	}
}

func TestAClosedIteratorReturnsAnErrorAndItsElementsStayValid(t *testing.T) {
	t.Parallel()
	with, client, filter := listOf(t)
	it := client.Instances(filter)
	if !it.Next(context.Background()) {
		t.Fatal(it.Err())
	}
	first, page := it.Value(), it.Page()
	id := first.ID
	for range [3]int{} {
		if err := it.Close(); err != nil {
			t.Error(err)
		}
	}
	sent := with.requests()
	if it.Next(context.Background()) || it.Value() != nil {
		t.Errorf("went on to %v", it.Value())
	}
	wantClosed(t, it.Err())
	if with.requests() != sent {
		t.Error("a request was sent")
	}
	runtime.GC()
	if first.ID != id || len(page.Instances) != 10 || page.Instances[0] != first {
		t.Errorf("the first element has become %v", first)
	}
}

func TestAnIteratorOutlivesItsClient(t *testing.T) {
	t.Parallel()
	_, client, filter := listOf(t)
	it := client.Instances(filter)
	defer it.Close()
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	wantAll(t, take(it, 2*listedInstances))
	late := client.Instances(filter)
	defer late.Close()
	if late.Next(context.Background()) {
		t.Error("a closed client lists")
	}
	wantClosed(t, late.Err())
}

// walkable has all lists, each with an invalid filter.
var walkable = []struct {
	name string
	walk func(ctx context.Context, client *codelab.Client) error
}{
	{"instances", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.Instances(&codelab.InstanceFilter{PageSize: 7}))
		return err
	}},
	{"instances by a name with a NUL", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.Instances(&codelab.InstanceFilter{Name: "a\x00b"}))
		return err
	}},
	{"images", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.Images(&codelab.ImageFilter{PageSize: 201}))
		return err
	}},
	{"images of a namespace with a NUL", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.Images(&codelab.ImageFilter{Namespace: "\x00"}))
		return err
	}},
	{"flavors", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.Flavors(&codelab.FlavorFilter{PageSize: -1}))
		return err
	}},
	{"flavors of a type with a NUL", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.Flavors(&codelab.FlavorFilter{Type: "\x00"}))
		return err
	}},
	{"flavors of an instance", func(ctx context.Context, client *codelab.Client) error {
		_, err := walk(ctx, client.SwitchableFlavors("../notebooks"))
		return err
	}},
}

func TestAnInvalidFilterIsReportedByTheFirstNextAndSendsNothing(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	client := with.client()
	for _, each := range walkable {
		if err := each.walk(context.Background(), client); !errors.Is(err, codelab.ErrArgument) {
			t.Errorf("%s: %v, want ErrArgument", each.name, err)
		}
	}
	if sent := with.requests(); sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
}

func TestTheInstancesOfAListEqualThoseOfACall(t *testing.T) {
	t.Parallel()
	client := newUser(t, settings{"step_ms": 0}).client()
	opened, err := client.Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := walk(context.Background(), client.Instances(nil))
	if err != nil || len(listed) != 1 {
		t.Fatalf("%v, %v", listed, err)
	}
	found := listed[0]
	if !found.Ready || found.ProgressPercent != 100 || found.ID != opened.ID ||
		found.LeaseDeadline != opened.LeaseDeadline || found.BrowserURL.Present() != opened.BrowserURL.Present() {
		t.Errorf("listed as %v, opened as %v", found, opened)
	}
}

func TestClosingAnIteratorDoesNotEndAPendingNext(t *testing.T) {
	t.Parallel()
	with, client, filter := listOf(t)
	it := client.Instances(filter)
	with.setFaults(fault{"kind": "latency", "delay_ms": 500})
	returned := make(chan bool, 1)
	go func() { returned <- it.Next(context.Background()) }()
	eventually(t, "the request is there", func() bool { return with.requests() == 1 })
	if err := it.Close(); err != nil {
		t.Error(err)
	}
	if !<-returned {
		t.Error(it.Err())
	}
	if it.Next(context.Background()) {
		t.Error("a closed iterator goes on")
	}
	wantClosed(t, it.Err())
}

func TestIteratorsThatAreForgottenAreFreedWhileOthersAreRead(t *testing.T) {
	t.Parallel()
	_, client, filter := listOf(t)
	for i := 0; i < 50; i++ {
		if it := client.Instances(filter); !it.Next(context.Background()) {
			t.Fatal(it.Err())
		}
		if i%10 == 9 {
			runtime.GC()
		}
	}
	wantAll(t, take(client.Instances(filter), 2*listedInstances))
}

func TestAnInvalidFilterIsReportedAgain(t *testing.T) {
	t.Parallel()
	it := newUser(t, settings{}).client().Images(&codelab.ImageFilter{PageSize: 201})
	for range [2]int{} {
		if it.Next(context.Background()) || it.Value() != nil || !errors.Is(it.Err(), codelab.ErrArgument) {
			t.Errorf("%v, %v, want ErrArgument", it.Value(), it.Err())
		}
	}
	if err := it.Close(); err != nil || !errors.Is(it.Err(), codelab.ErrArgument) {
		t.Errorf("closed: %v, then %v", err, it.Err())
	}
}

func TestAnEmptyTextOfAFilterMeansAny(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{"extra_notebooks": 3})
	client := with.client()
	ids, err := walk(context.Background(), client.Instances(&codelab.InstanceFilter{Feature: codelab.FeatureNotebook, Name: ""}))
	if err != nil || len(ids) != 3 {
		t.Errorf("%v, %v", ids, err)
	}
}
