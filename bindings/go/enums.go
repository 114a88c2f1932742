package codelab

import "fmt"

// enumName returns the name of a value, or its type and number if the value is unknown.
func enumName(kind string, value int32, names ...string) string {
	if value < 0 || int(value) >= len(names) {
		return fmt.Sprintf("%s(%d)", kind, value)
	}
	return names[value]
}
