package codelab_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

// The scenarios test that every field is decoded. This test covers the conversion to Go's types.
func TestDecodedValuesTakeTheFormsOfGo(t *testing.T) {
	lease := `{"current_time": 1000, "lease": {"create_at": 500, "duration": 2500, "enable": true}}`
	cases := []struct {
		name string
		body string
		get  func(*codelab.Instance) any
		want any
	}{
		{"an absent text", `{}`, func(i *codelab.Instance) any { return i.Name }, ""},
		{"a null text", `{"name": null}`, func(i *codelab.Instance) any { return i.Name }, ""},
		{"an empty text", `{"name": ""}`, func(i *codelab.Instance) any { return i.Name }, ""},
		{"a text", `{"name": "n"}`, func(i *codelab.Instance) any { return i.Name }, "n"},
		{"text beyond ASCII", `{"name": "\u00fc\ud83d\ude00"}`,
			func(i *codelab.Instance) any { return i.Name }, "ü😀"},
		{"an absent integer", `{"image": {}}`,
			func(i *codelab.Instance) any { return i.Image.QueuingNum }, (*int64)(nil)},
		{"an integer that is 0", `{"image": {"queuing_num": 0}}`,
			func(i *codelab.Instance) any { return i.Image.QueuingNum }, codelab.Ptr(int64(0))},
		{"an integer of 64 bits", `{"image": {"size": 9223372036854775807}}`,
			func(i *codelab.Instance) any { return i.Image.Size }, int64(math.MaxInt64)},
		{"an absent integer whose 0 has no meaning", `{"image": {}}`,
			func(i *codelab.Instance) any { return i.Image.Size }, int64(0)},
		{"an absent time", `{}`, func(i *codelab.Instance) any { return i.CreateAt }, time.Time{}},
		{"the first time of the epoch", `{"create_at": 0}`,
			func(i *codelab.Instance) any { return i.CreateAt }, time.Unix(0, 0).UTC()},
		{"a time before it", `{"create_at": -1}`,
			func(i *codelab.Instance) any { return i.CreateAt }, time.UnixMilli(-1).UTC()},
		{"the last time of 64 bits", `{"create_at": 9223372036854775807}`,
			func(i *codelab.Instance) any { return i.CreateAt.UnixMilli() }, int64(math.MaxInt64)},
		{"an absent duration", `{"lease": {}}`,
			func(i *codelab.Instance) any { return i.Lease.Duration }, (*time.Duration)(nil)},
		{"a duration", `{"lease": {"duration": 1500}}`,
			func(i *codelab.Instance) any { return i.Lease.Duration }, codelab.Ptr(1500 * time.Millisecond)},
		{"no end", `{"lease": {"duration": -1}}`,
			func(i *codelab.Instance) any { return i.Lease.Duration }, codelab.Ptr(codelab.NoEnd)},
		{"a duration that is longer than any of Go's", `{"lease": {"duration": 9223372036855}}`,
			func(i *codelab.Instance) any { return i.Lease.Duration }, codelab.Ptr(time.Duration(math.MaxInt64))},
		{"one that is longer the other way", `{"lease": {"duration": -9223372036855}}`,
			func(i *codelab.Instance) any { return i.Lease.Duration }, codelab.Ptr(time.Duration(math.MinInt64))},
		{"the longest that still fits", `{"lease": {"duration": 9223372036854}}`,
			func(i *codelab.Instance) any { return i.Lease.Duration }, codelab.Ptr(9223372036854 * time.Millisecond)},
		{"an absent boolean", `{}`,
			func(i *codelab.Instance) any { return i.IsNeedCredentials }, (*bool)(nil)},
		{"a boolean that is false", `{"is_need_credentials": false}`,
			func(i *codelab.Instance) any { return i.IsNeedCredentials }, codelab.Ptr(false)},
		{"an absent number", `{"custom_spec": {}}`,
			func(i *codelab.Instance) any { return i.CustomSpec.GPU }, (*float64)(nil)},
		{"a number that is 0", `{"custom_spec": {"gpu": 0}}`,
			func(i *codelab.Instance) any { return i.CustomSpec.GPU }, codelab.Ptr(0.0)},
		{"an absent list", `{}`, func(i *codelab.Instance) any { return i.BillingItems }, []string(nil)},
		{"an empty list", `{"billing_items": []}`, func(i *codelab.Instance) any { return i.BillingItems }, []string{}},
		{"a list without its nulls", `{"billing_items": ["ALL", null]}`,
			func(i *codelab.Instance) any { return i.BillingItems }, []string{"ALL"}},
		{"an absent list of structs", `{}`, func(i *codelab.Instance) any { return i.Tags }, []codelab.Tag(nil)},
		{"a list of structs", `{"tags": [{"key": "k", "value": "v"}]}`,
			func(i *codelab.Instance) any { return i.Tags },
			[]codelab.Tag{{Key: "k", Value: "v"}}},
		{"an absent struct", `{}`, func(i *codelab.Instance) any { return i.Pool }, (*codelab.Pool)(nil)},
		{"an empty struct", `{"pool": {}}`, func(i *codelab.Instance) any { return i.Pool }, &codelab.Pool{}},
		{"a struct in a struct", `{"user": {"domain": {"id": "d"}}}`,
			func(i *codelab.Instance) any { return i.User.Domain }, &codelab.Domain{ID: "d"}},
		{"a status of the future", `{"status": "DREAMING"}`,
			func(i *codelab.Instance) any { return i.Status }, codelab.StatusUnknown},
		{"its text", `{"status": "DREAMING"}`,
			func(i *codelab.Instance) any { return i.StatusText }, "DREAMING"},
		{"ready", `{"status": "RUNNING", "url": "https://h/lab"}`, func(i *codelab.Instance) any { return i.Ready }, true},
		{"not ready", `{"status": "RUNNING"}`, func(i *codelab.Instance) any { return i.Ready }, false},
		{"failed", `{"status": "START_FAILED"}`, func(i *codelab.Instance) any { return i.Failed }, true},
		{"progress", `{"action_progress": [{"step": 1, "status": "COMPLETED"}, {"step": 2, "status": "WAITING"}]}`,
			func(i *codelab.Instance) any { return i.ProgressPercent }, 50},
		{"the end of a lease", lease, func(i *codelab.Instance) any { return i.LeaseDeadline }, time.UnixMilli(3000).UTC()},
		{"no end of no lease", `{}`, func(i *codelab.Instance) any { return i.LeaseDeadline }, time.Time{}},
		{"what is left of no lease", `{}`,
			func(i *codelab.Instance) any { return i.LeaseRemaining }, (*time.Duration)(nil)},
		{"values of a wrong type", `{"lease": {"duration": "long"}, "tags": [1, {}]}`,
			func(i *codelab.Instance) any { return i.Dropped }, []string{"lease.duration", "tags[0]"}},
		{"no values of a wrong type", `{"lease": {}}`, func(i *codelab.Instance) any { return i.Dropped }, []string(nil)},
		{"the address", `{"url": "https://h/lab", "token": "t"}`,
			func(i *codelab.Instance) any { return i.BrowserURL.Reveal() }, "https://h/lab?token=t"},
	}
	for _, each := range cases {
		instance, err := codelab.DecodeInstance([]byte(each.body))
		if err != nil {
			t.Errorf("%s: %v", each.name, err)
			continue
		}
		if got := each.get(instance); !reflect.DeepEqual(got, each.want) {
			t.Errorf("%s: %#v, want %#v", each.name, got, each.want)
		}
	}
}

func TestAnInvalidInstanceIsAProtocolError(t *testing.T) {
	for name, body := range map[string][]byte{
		"nil": nil, "nothing": {}, "a NUL byte": {0}, "a list": []byte("[]"), "half an object": []byte(`{"id": `),
	} {
		instance, err := codelab.DecodeInstance(body)
		if instance != nil || !errors.Is(err, codelab.ErrProtocol) {
			t.Errorf("%s: %v, %v", name, instance, err)
		}
	}
}

func TestAnErrorCarriesAllFieldsAndIsFoundByItsCode(t *testing.T) {
	_, err := codelab.DecodeInstance([]byte(`{"lease": {}, "status": ["RUNNING"]}`))
	var problem *codelab.Error
	if !errors.As(err, &problem) {
		t.Fatalf("not an *Error: %v", err)
	}
	if problem.JSONPath != "status" || problem.JSONOffset == nil || *problem.JSONOffset != 24 || problem.Message == "" {
		t.Errorf("%#v", problem)
	}
	if !errors.Is(err, codelab.ErrProtocol) || errors.Is(err, codelab.ErrNotFound) || errors.Unwrap(err) != nil {
		t.Errorf("found by the wrong code or cause: %v", err)
	}
}

func TestATextWithANulIsRefusedAndNotCut(t *testing.T) {
	good := codelab.Options{Endpoint: "https://h.example", ProjectID: "p", Token: "t"}
	for field, change := range map[string]func(*codelab.Options){
		"endpoint":   func(o *codelab.Options) { o.Endpoint += "\x00x" },
		"project_id": func(o *codelab.Options) { o.ProjectID += "\x00x" },
		"token":      func(o *codelab.Options) { o.Token += "\x00x" },
		"ca_file":    func(o *codelab.Options) { o.CAFile = "\x00" },
		"proxy":      func(o *codelab.Options) { o.Proxy = codelab.Ptr("\x00") },
		"user_agent": func(o *codelab.Options) { o.UserAgent = "\x00" },
		"language":   func(o *codelab.Options) { o.Language = "en\x00" },

		"region":         func(o *codelab.Options) { o.Region = "eu-de\x00" },
		"iam_endpoint":   func(o *codelab.Options) { o.IAMEndpoint = "\x00" },
		"project_name":   func(o *codelab.Options) { o.ProjectName = "\x00" },
		"access_key":     func(o *codelab.Options) { o.AccessKey = "\x00" },
		"secret_key":     func(o *codelab.Options) { o.SecretKey = "\x00" },
		"security_token": func(o *codelab.Options) { o.SecurityToken = "\x00" },
		"user_name":      func(o *codelab.Options) { o.UserName = "\x00" },
		"password":       func(o *codelab.Options) { o.Password = "\x00" },
		"domain_name":    func(o *codelab.Options) { o.DomainName = "\x00" },
		"signed_headers": func(o *codelab.Options) { o.SignedHeaders = codelab.Ptr("host\x00") },
		"user_id":        func(o *codelab.Options) { o.UserID = "\x00" },
		"domain_id":      func(o *codelab.Options) { o.DomainID = "\x00" },
		"passcode":       func(o *codelab.Options) { o.Passcode = "\x00" },
	} {
		options := good
		change(&options)
		client, err := codelab.NewClient(options)
		if client != nil || !errors.Is(err, codelab.ErrArgument) || !strings.Contains(err.Error(), field+" ") {
			t.Errorf("%s: %v", field, err)
		}
	}
}
