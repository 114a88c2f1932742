package codelab_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	codelab "libcodelab/bindings/go"
)

// Every secret of withSecrets contains this word.
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
	options := codelab.Options{
		Token: secretWord, AccessKey: secretWord, SecretKey: secretWord, SecurityToken: secretWord, Password: secretWord,
		Proxy: codelab.Ptr("http://user:" + secretWord + "@proxy.example"),
	}
	client, listed, watch := usedWithSecrets(t)
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
		{"a client", *client},
		{"a pointer to a client", client},
		{"an iterator", *listed},
		{"a pointer to an iterator", listed},
		{"its value", listed.Value()},
		{"its page", *listed.Page()},
		{"a list of the page's instances", listed.Page().Instances},
		{"a pointer to a watch", watch},
	}
	for _, each := range cases {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if shown := fmt.Sprintf(verb, each.value); strings.Contains(shown, secretWord) ||
				strings.Contains(shown, fmt.Sprintf("%x", secretWord)) {
				t.Errorf("%s under %s: %s", each.name, verb, shown)
			}
		}
	}
	for _, value := range []any{wrapped{Exported: instance.Token}, options, &options} {
		encoded, err := json.Marshal(value)
		if err != nil || strings.Contains(string(encoded), secretWord) {
			t.Errorf("a %T as JSON: %s, %v", value, encoded, err)
		}
	}
}

// usedWithSecrets returns objects whose token, or whose instance's token, is the word.
func usedWithSecrets(t *testing.T) (*codelab.Client, *codelab.Iterator[codelab.Instance], *codelab.Watch) {
	t.Helper()
	with := newUser(t, settings{"token": secretWord + "-of-this-test"})
	client := with.client()
	with.setFaults(fault{"kind": "body", "call": "list", "body": `{"total": 1, "data": [` + withSecrets + `]}`})
	listed := client.Instances(nil)
	t.Cleanup(func() { _ = listed.Close() })
	if !listed.Next(context.Background()) || listed.Value().Token.Reveal() != secretWord {
		t.Fatalf("listed %v, %v", listed.Value(), listed.Err())
	}
	watch, err := client.Watch("an-id", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = watch.Close() })
	return client, listed, watch
}

func TestNoErrorShowsASecret(t *testing.T) {
	t.Parallel()
	with := newUser(t, settings{})
	for _, kind := range []string{"token", "keys", "temporary_keys", "password"} {
		options := with.optionsWith(kind)
		for _, field := range []*string{
			&options.Token, &options.SecretKey, &options.SecurityToken, &options.Password,
		} {
			if *field != "" {
				*field = secretWord
			}
		}
		err := listFlavors(context.Background(), with.clientWith(options))
		var problem *codelab.Error
		if !errors.As(err, &problem) {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			for _, value := range []any{err, problem, *problem} {
				if shown := fmt.Sprintf(verb, value); strings.Contains(shown, secretWord) {
					t.Errorf("%s under %s: %s", kind, verb, shown)
				}
			}
		}
	}
}

func TestASecretDistinguishesAbsentFromEmpty(t *testing.T) {
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
