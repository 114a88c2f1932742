package codelab

// #include "bridge.h"
import "C"

// Version returns the version of the C library that is loaded, such as "0.3.0".
func Version() string {
	return C.GoString(C.codelab_version_text())
}

// BuildText returns one line for bug reports: the library's version, how it was built, the libcurl it was built for.
func BuildText() string {
	return C.GoString(C.codelab_build_text())
}
