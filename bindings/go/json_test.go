package codelab_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

func decoded(t *testing.T, body string) *codelab.Instance {
	t.Helper()
	instance, err := codelab.DecodeInstance([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return instance
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// parsed returns JSON as values that can be compared.
func parsed(t *testing.T, text string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

func bodyOf(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(checkout, "Tests/scenarios/bodies", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestJSONHasTheKeysAndWordsOfTheService(t *testing.T) {
	cases := []struct{ name, body, want string }{
		{"a text", `{"name": "n"}`, `{"name": "n"}`},
		{"texts that are absent, null or empty", `{"name": null, "flavor": ""}`, `{}`},
		{"a text with quotes, and beyond ASCII", `{"name": "\"ü😀\" <&>"}`, `{"name": "\"ü😀\" <&>"}`},
		{"a known word", `{"status": "RUNNING", "feature": "DEFAULT"}`, `{"status": "RUNNING", "feature": "DEFAULT"}`},
		{"a word in the service's spelling", `{"feature": "default"}`, `{"feature": "default"}`},
		{"a word of a later service", `{"status": "DREAMING"}`, `{"status": "DREAMING"}`},
		{"times in milliseconds", `{"create_at": 1638841805440, "update_at": 0}`,
			`{"create_at": 1638841805440, "update_at": 0}`},
		{"a duration in milliseconds", `{"lease": {"duration": 1500}}`, `{"lease": {"duration": 1500}}`},
		{"an unlimited lease", `{"lease": {"duration": -1}}`, `{"lease": {"duration": -1}}`},
		{"booleans", `{"is_need_credentials": false, "lease": {"enable": true}}`,
			`{"is_need_credentials": false, "lease": {"enable": true}}`},
		{"a number that is 0", `{"image": {"queuing_num": 0}}`, `{"image": {"queuing_num": 0}}`},
		{"a fraction", `{"custom_spec": {"gpu": 0.5}}`, `{"custom_spec": {"gpu": 0.5}}`},
		{"lists that are absent and empty", `{"tags": [], "billing_items": null}`, `{"tags": []}`},
		{"lists of texts and of structs", `{"billing_items": ["ALL"], "tags": [{"key": "k"}, {"value": "v"}]}`,
			`{"billing_items": ["ALL"], "tags": [{"key": "k"}, {"value": "v"}]}`},
		{"a struct without members", `{"pool": {}}`, `{"pool": {}}`},
		{"an older key", `{"lease": {"create_time": 5}, "endpoints": [{"dev_service": "SSH", "ssh_keys": ["k"]}]}`,
			`{"lease": {"create_at": 5}, "endpoints": [{"service": "SSH", "key_pair_names": ["k"]}]}`},
		{"a key that is a keyword", `{"image": {"namespace": "n", "type": "BUILD_IN"}}`,
			`{"image": {"namespace": "n", "type": "BUILD_IN"}}`},
		{"a value of a wrong type", `{"lease": {"duration": "long"}}`, `{"lease": {}}`},
		{"what the library works out", `{"status": "RUNNING", "url": "https://h/lab"}`,
			`{"status": "RUNNING", "url": "https://h/lab"}`},
		{"a token", `{"token": "a-token"}`, `{}`},
	}
	for _, each := range cases {
		if got := encoded(t, decoded(t, each.body)); !reflect.DeepEqual(parsed(t, got), parsed(t, each.want)) {
			t.Errorf("%s: %s, want %s", each.name, got, each.want)
		}
	}
}

func TestTheJSONOfAPartIsAsInTheInstance(t *testing.T) {
	instance := decoded(t, bodyOf(t, "every-field.json"))
	whole := parsed(t, encoded(t, instance)).(map[string]any)
	for key, part := range map[string]any{
		"image": instance.Image, "lease": instance.Lease, "volume": *instance.Volume, "tags": instance.Tags,
		"endpoints": instance.Endpoints, "affinity": instance.Affinity, "run_user": instance.RunUser,
	} {
		if got := parsed(t, encoded(t, part)); whole[key] == nil || !reflect.DeepEqual(got, whole[key]) {
			t.Errorf("%s: %v, want %v", key, got, whole[key])
		}
	}
}

func TestAnEnumOfAnInstanceMadeByHandHasItsWord(t *testing.T) {
	made := codelab.Instance{ID: "an-id", Status: codelab.StatusStopped, CreateAt: time.UnixMilli(7)}
	if got := encoded(t, made); got != `{"status":"STOPPED","id":"an-id","create_at":7}` {
		t.Error(got)
	}
}

func TestAFractionOfADeviceHasTheKeyOfTheWholeNumber(t *testing.T) {
	for _, each := range []struct {
		device codelab.FlavorGPU
		want   string
	}{
		{codelab.FlavorGPU{GPU: codelab.Ptr(int64(2)), GPUAmount: codelab.Ptr(2.0)}, `{"gpu":2}`},
		{codelab.FlavorGPU{GPUAmount: codelab.Ptr(0.5)}, `{"gpu":0.5}`},
		{codelab.FlavorGPU{}, `{}`},
	} {
		if got := encoded(t, each.device); got != each.want {
			t.Errorf("%s, want %s", got, each.want)
		}
	}
}

func TestAnInstanceIsRestoredFromItsJSON(t *testing.T) {
	for _, name := range []string{"every-field.json", "documented-example.json"} {
		said := decoded(t, bodyOf(t, name))
		var withToken, without codelab.Instance
		for target, from := range map[*codelab.Instance]any{&withToken: said.WithSecrets(), &without: said} {
			if err := json.Unmarshal([]byte(encoded(t, from)), target); err != nil {
				t.Fatal(err)
			}
		}
		for _, field := range differences(&withToken, said) {
			t.Errorf("%s, with its token: %s differs", name, field)
		}
		if got := differences(&without, said); !reflect.DeepEqual(got, withoutToken[name]) {
			t.Errorf("%s, without its token: %v differ", name, got)
		}
	}
	var broken codelab.Instance
	if err := json.Unmarshal([]byte(`{"status": 5}`), &broken); err == nil {
		t.Error("a status that is a number was accepted")
	}
}

// withoutToken are the fields that an instance without its token has lost.
var withoutToken = map[string][]string{
	"every-field.json":        {"Token", "BrowserURL"},
	"documented-example.json": {"Token"},
}

// differences returns the names of the fields in which two instances differ. LeaseRemaining depends on when a response
// was decoded.
func differences(got, want *codelab.Instance) (names []string) {
	gotFields, wantFields := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for index := 0; index < gotFields.NumField(); index++ {
		field := gotFields.Type().Field(index)
		if field.IsExported() && field.Name != "LeaseRemaining" &&
			!reflect.DeepEqual(gotFields.Field(index).Interface(), wantFields.Field(index).Interface()) {
			names = append(names, field.Name)
		}
	}
	return names
}

func TestAPageIsJSONInTheServicesForm(t *testing.T) {
	page := codelab.Page{Total: codelab.Ptr(int64(2)), Current: codelab.Ptr(int64(0)),
		Instances: []*codelab.Instance{decoded(t, `{"id": "a", "token": "a-secret-token"}`), decoded(t, `{"id": "b"}`)}}
	if got, want := encoded(t, page), `{"current":0,"data":[{"id":"a"},{"id":"b"}],"total":2}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := encoded(t, codelab.Page{Flavors: []*codelab.Flavor{}}), `{"data":[]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
