package codelab_test

import "strings"

// goName returns the Go name of a field of the header. "create_at_ms" becomes CreateAt, because a Time or a Duration
// includes its unit.
func goName(cName string) string {
	cName = strings.TrimSuffix(cName, "_ms")
	var name strings.Builder
	for _, part := range strings.Split(strings.Trim(cName, "_"), "_") {
		if inCapitals, isSpecial := capitals[part]; isSpecial {
			name.WriteString(inCapitals)
		} else {
			name.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return name.String()
}
