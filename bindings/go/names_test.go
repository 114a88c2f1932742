package codelab_test

import "strings"

// goName is what a field of the header is called here: "create_at_ms" is CreateAt, since a Time or a Duration has its
// unit in itself.
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
