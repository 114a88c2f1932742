package codelab_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// A token with characters that each encoding changes.
const oddToken = `58ba50c6/e8ff+245c"ü4840`

// formsOfToken are the ways in which texts of the service may repeat a token.
var formsOfToken = map[string]string{
	"plain":                            oddToken,
	"URL-encoded":                      url.QueryEscape(oddToken),
	"URL-encoded, in lower case":       strings.ToLower(url.QueryEscape(oddToken)),
	"URL-encoded, for a path":          url.PathEscape(oddToken),
	"JSON":                             strings.ReplaceAll(oddToken, `"`, `\"`),
	"Base64":                           base64.StdEncoding.EncodeToString([]byte(oddToken)),
	"Base64 of a longer text":          base64.StdEncoding.EncodeToString([]byte("x" + oddToken + "yz")),
	"Base64 of a text longer by two":   base64.StdEncoding.EncodeToString([]byte("xx" + oddToken)),
	"Base64 for URLs, without padding": base64.RawURLEncoding.EncodeToString([]byte("lab?token=" + oddToken)),
	"the parameter of another address": "https://h.example/lab?a=b&token=" + url.QueryEscape(oddToken) + "#end",
}

// waysToShow are what programs do with an instance that others then see.
var waysToShow = map[string]func(*codelab.Instance) string{
	"%v":             func(i *codelab.Instance) string { return fmt.Sprintf("%v", i) },
	"%+v":            func(i *codelab.Instance) string { return fmt.Sprintf("%+v", *i) },
	"%#v":            func(i *codelab.Instance) string { return fmt.Sprintf("%#v", i) },
	"%s":             func(i *codelab.Instance) string { return fmt.Sprintf("%s", i) },
	"%q":             func(i *codelab.Instance) string { return fmt.Sprintf("%q", *i) },
	"Print":          func(i *codelab.Instance) string { return fmt.Sprint(i, *i) },
	"a list":         func(i *codelab.Instance) string { return fmt.Sprint([]codelab.Instance{*i}) },
	"a struct":       func(i *codelab.Instance) string { return fmt.Sprintf("%+v", struct{ In codelab.Instance }{*i}) },
	"String":         func(i *codelab.Instance) string { return i.String() },
	"JSON":           func(i *codelab.Instance) string { return asJSON(i) },
	"JSON by value":  func(i *codelab.Instance) string { return asJSON(*i) },
	"JSON of a list": func(i *codelab.Instance) string { return asJSON([]any{i, map[string]any{"in": *i}}) },
	"JSON of a page": func(i *codelab.Instance) string { return asJSON(codelab.Page{Instances: []*codelab.Instance{i}}) },
	"a page":         func(i *codelab.Instance) string { return fmt.Sprint(codelab.Page{Instances: []*codelab.Instance{i}}) },
	"WithSecrets, printed": func(i *codelab.Instance) string {
		return fmt.Sprintf("%v %+v %#v", i.WithSecrets(), i.WithSecrets(), i.WithSecrets())
	},
}

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// holding returns an instance with the text in each field that the service fills freely.
func holding(t *testing.T, text string) *codelab.Instance {
	t.Helper()
	return decoded(t, asJSON(map[string]any{
		"id": "an-id", "status": "RUNNING", "token": oddToken, "url": "https://h.example/lab?x=" + text,
		"name": "n " + text, "fail_reason": "because of " + text, "description": text,
		"tags":            []any{map[string]string{"key": text, "value": text}},
		"endpoints":       []any{map[string]any{"uri": "https://h.example/" + text, "key_pair_names": []string{text}}},
		"action_progress": []any{map[string]any{"step": 1, "description": text}},
		"image":           map[string]any{"name": text, "tags": []any{map[string]string{"key": text}}},
	}))
}

func TestNoWayToShowAnInstanceShowsItsToken(t *testing.T) {
	for form, text := range formsOfToken {
		instance := holding(t, text)
		for way, show := range waysToShow {
			shown := show(instance)
			for name, secret := range formsOfToken {
				if strings.HasPrefix(secret, "https:") {
					continue // has other characters; it ends with one of the other forms
				}
				if strings.Contains(shown, core(secret)) {
					t.Errorf("%s, %s: has the token in the form %s: %s", form, way, name, shown)
				}
			}
			if !strings.Contains(shown, "an-id") {
				t.Errorf("%s, %s: the instance is not there: %s", form, way, shown)
			}
		}
	}
}

// core is the part of an encoded token that does not depend on the text around it.
func core(secret string) string {
	if len(secret) > 20 {
		return secret[4:20]
	}
	return secret
}

func TestJSONHasTheSecretsThatAreAskedFor(t *testing.T) {
	instance := holding(t, "token="+oddToken)
	var with map[string]any
	if err := json.Unmarshal([]byte(asJSON(instance.WithSecrets())), &with); err != nil {
		t.Fatal(err)
	}
	if with["token"] != oddToken || with["url"] != instance.URL {
		t.Errorf("%v, %v", with["token"], with["url"])
	}
	if instance.Token.Reveal() != oddToken || !strings.Contains(instance.URL, oddToken) {
		t.Errorf("the instance itself has changed: %v", instance)
	}
	if got := asJSON((*codelab.Instance)(nil).WithSecrets()); got != "null" {
		t.Errorf("of nil: %s", got)
	}
}

func TestAPartShowsNoTokenOfAnAddress(t *testing.T) {
	instance := decoded(t, `{"endpoints": [{"uri": "https://h/lab?token=a-secret-token"}],
		"data_volumes": [{"url": "https://h/d?TOKEN=a-secret-token&b=c"}]}`)
	for _, part := range []any{
		instance.Endpoints, instance.Endpoints[0], &instance.Endpoints[0], instance.DataVolumes, &instance.DataVolumes[0],
	} {
		for _, shown := range []string{fmt.Sprint(part), fmt.Sprintf("%#v", part), asJSON(part)} {
			if strings.Contains(shown, "a-secret-token") || !strings.Contains(shown, "https://h/") {
				t.Errorf("%T: %s", part, shown)
			}
		}
	}
}

func TestPartsArePrintedWithTheirValues(t *testing.T) {
	lease := decoded(t, `{"lease": {"enable": true, "duration": 1500, "type": "timing"}}`).Lease
	if got, want := fmt.Sprint(lease), `codelab.Lease{"enable":true,"type":"timing","duration":1500}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
