package codelab

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
)

// redactor hides a token in texts of the service, which may repeat it in any form.
type redactor struct {
	forms *strings.Replacer // nil without a token
}

// tokenParameter is the token of an address, whichever token that is.
var tokenParameter = regexp.MustCompile(`(?i)(token=)[^&#\s'"]+`)

// shortestEncoded is the length from which on a token is also searched for in Base64: of a shorter one so few
// characters are its own that they occur by chance.
const shortestEncoded = 8

func newRedactor(token string) redactor {
	if token == "" {
		return redactor{}
	}
	var pairs []string
	for _, form := range formsOf(token) {
		pairs = append(pairs, form, hidden)
	}
	return redactor{strings.NewReplacer(pairs...)}
}

// in returns the text without the token, and without the value of any token= parameter.
func (r redactor) in(text string) string {
	if r.forms != nil {
		text = r.forms.Replace(text)
	}
	return tokenParameter.ReplaceAllString(text, "${1}"+hidden)
}

// formsOf returns the ways in which a text may hold a token.
func formsOf(token string) []string {
	forms := []string{token, url.QueryEscape(token), url.PathEscape(token)}
	for _, each := range forms[1:] {
		forms = append(forms, percentInLowerCase(each))
	}
	inJSON := quoted(token)
	forms = append(forms, string(inJSON[1:len(inJSON)-1]))
	if len(token) < shortestEncoded {
		return forms
	}
	for before := 0; before < 3; before++ {
		forms = append(forms, base64Core(base64.RawStdEncoding, before, token),
			base64Core(base64.RawURLEncoding, before, token))
	}
	return forms
}

var percentByte = regexp.MustCompile(`%[0-9A-F]{2}`)

func percentInLowerCase(escaped string) string {
	return percentByte.ReplaceAllStringFunc(escaped, strings.ToLower)
}

// base64Core returns the characters of the Base64 of any text that depend on the token only, if the token begins the
// given number of bytes after a multiple of three.
func base64Core(encoding *base64.Encoding, before int, token string) string {
	encoded := encoding.EncodeToString(append(make([]byte, before), token...))
	return encoded[(before*8+5)/6 : (before+len(token))*8/6]
}
