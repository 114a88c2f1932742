package codelab_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// Every secret of withSecrets has this word in it.
const secretWord = "hunter2"

const withSecrets = `{"id": "an-id", "status": "RUNNING", "token": "hunter2", "url": "https://host.example/lab?token=hunter2"}`

func TestNoVerbShowsASecret(t *testing.T) {
	instance, err := codelab.DecodeInstance([]byte(withSecrets))
	if err != nil {
		t.Fatal(err)
	}
	if instance.Token.Reveal() != secretWord || !strings.Contains(instance.BrowserURL.Reveal(), secretWord) {
		t.Fatalf("the secrets are not there: %q, %q", instance.Token.Reveal(), instance.BrowserURL.Reveal())
	}
	options := codelab.Options{Token: secretWord, Proxy: codelab.Some("http://user:" + secretWord + "@proxy.example")}
	type wrapped struct {
		Exported codelab.Secret
		hidden   codelab.Secret
	}
	cases := []struct {
		name  string
		value any
	}{
		{"an instance", *instance},
		{"a pointer to one", instance},
		{"a list of them", []codelab.Instance{*instance}},
		{"its token", instance.Token},
		{"its address", instance.BrowserURL},
		{"a pointer to a secret", &instance.Token},
		{"a struct with secrets", wrapped{Exported: instance.Token, hidden: instance.Token}},
		{"options", options},
		{"a pointer to options", &options},
	}
	for _, each := range cases {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if shown := fmt.Sprintf(verb, each.value); strings.Contains(shown, secretWord) ||
				strings.Contains(shown, fmt.Sprintf("%x", secretWord)) {
				t.Errorf("%s under %s: %s", each.name, verb, shown)
			}
		}
	}
	encoded, err := json.Marshal(wrapped{Exported: instance.Token})
	if err != nil || strings.Contains(string(encoded), secretWord) {
		t.Errorf("as JSON: %s, %v", encoded, err)
	}
}

func TestASecretTellsAbsentFromEmpty(t *testing.T) {
	cases := []struct {
		name      string
		body      string
		isPresent bool
		shown     string
	}{
		{"left out", `{}`, false, "<absent>"},
		{"null", `{"token": null}`, false, "<absent>"},
		{"empty", `{"token": ""}`, true, "<hidden>"},
		{"there", `{"token": "t"}`, true, "<hidden>"},
	}
	for _, each := range cases {
		instance, err := codelab.DecodeInstance([]byte(each.body))
		if err != nil {
			t.Fatal(err)
		}
		if instance.Token.Present() != each.isPresent || fmt.Sprint(instance.Token) != each.shown {
			t.Errorf("%s: present %v, shown as %v", each.name, instance.Token.Present(), instance.Token)
		}
	}
}
