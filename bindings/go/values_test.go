package codelab

import (
	"math"
	"os"
	"reflect"
	"testing"
	"time"
)

func TestDurationsOfRequestsAreRoundedAwayFromZero(t *testing.T) {
	for given, want := range map[time.Duration]int64{
		0: 0, 1: 1, -1: -1, time.Millisecond: 1, time.Millisecond + 1: 2, -time.Millisecond - 1: -2, NoEnd: -1,
		time.Hour: 3_600_000, math.MaxInt64: 9_223_372_036_855, math.MinInt64: -9_223_372_036_855,
	} {
		if got := int64(milliseconds(given)); got != want {
			t.Errorf("%v: %d ms, want %d", given, got, want)
		}
	}
}

func TestALibraryAsNewAsTheHeaderOrNewerIsAccepted(t *testing.T) {
	for _, each := range []struct {
		has, wants uint32
		serves     bool
	}{
		{3_000, 3_000, true}, {3_001, 3_000, true}, {4_000, 3_000, true}, {2_999, 3_000, false},
		{1_000_000, 3_000, false}, {1_000_000, 1_000_000, true}, {2_000_000, 1_002_003, false},
	} {
		if isCompatible(each.has, each.wants) != each.serves {
			t.Errorf("%s for %s: want %v", versionText(each.has), versionText(each.wants), each.serves)
		}
	}
	if err := checkLibrary(); err != nil {
		t.Error(err)
	}
}

// The library's text ends at the end of a memory page, begins at its last byte, and spans several pages.
func TestATextOfAnyLengthIsReadToItsEnd(t *testing.T) {
	for _, length := range []int{0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 20_000} {
		long := make([]byte, length)
		for i := range long {
			long[i] = 'x'
		}
		instance, err := DecodeInstance([]byte(`{"id": "` + string(long) + `", "name": "short", "flavor": "` +
			string(long) + `", "description": ""}`))
		if err != nil {
			t.Fatal(err)
		}
		if instance.ID != string(long) || instance.Flavor != instance.ID || instance.Name != "short" ||
			instance.Description != "" {
			t.Errorf("%d bytes: %d, %v, %d", length, len(instance.ID), instance.Name, len(instance.Flavor))
		}
	}
}

func TestAWatchReportsTheInstanceAsTheServiceReturnedIt(t *testing.T) {
	bodies := []string{`{"id": "an-id"}`, `{"id": "an-id", "url": "", "fail_reason": "", "status": ""}`,
		`{"id": "an-id", "action_progress": [{"step": 1}, {"step": 2, "description": ""}]}`,
		`{"id": "an-id", "lease": {}, "action_progress": [], "status": "DREAMING"}`,
		`{"id": "\u0001\u00fc<&>", "lease": {"duration": -1, "create_at": 0, "enable": false}, "fail_reason": ""}`}
	for _, name := range []string{"every-field.json", "documented-example.json"} {
		body, err := os.ReadFile("../../Tests/scenarios/bodies/" + name)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, string(body))
	}
	for _, body := range bodies {
		said, err := DecodeInstance([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeInstance(said.baseline())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := watched(again), watched(said); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", body, got, want)
		}
	}
}

// watched returns the fields that a watch compares.
func watched(i *Instance) []any {
	seen := []any{i.ID, i.Status, i.StatusText, i.URL, i.FailReason, i.Token.Reveal(), i.Token.Present(), i.Ready, i.empty}
	if i.Lease != nil {
		seen = append(seen, i.Lease.Enable, i.Lease.CreateAt, i.Lease.Duration)
	}
	for _, step := range i.ActionProgress {
		seen = append(seen, step.Step, step.Status, step.StatusText, step.Description)
	}
	return seen
}
