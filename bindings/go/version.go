package codelab

// #include "bridge.h"
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Version returns the version of the C library that is loaded, such as "1.2.3".
func Version() string {
	return C.GoString(C.codelab_version_text())
}

// BuildText returns one line for bug reports: the library's version, how it was built, the libcurl it was built for.
func BuildText() string {
	return C.GoString(C.codelab_build_text())
}

var library struct {
	once    sync.Once
	problem error
}

// checkLibrary tells, once, whether the library that is loaded has all that this package was compiled for.
func checkLibrary() error {
	library.once.Do(func() {
		if has, wants := uint32(C.codelab_version()), uint32(C.CODELAB_VERSION_NUMBER); !isCompatible(has, wants) {
			library.problem = stateError(fmt.Sprintf("libcodelab %s is loaded, and this program was built for %s",
				Version(), versionText(wants)), nil)
		} else if !knowsInstances() {
			library.problem = stateError("the instances of the libcodelab that is loaded lack fields", nil)
		}
	})
	return library.problem
}

// isCompatible: structs only grow and functions only come, so that any later version serves, up to the next major one.
func isCompatible(has, wants uint32) bool {
	const major = 1_000_000
	return has/major == wants/major && has >= wants
}

func versionText(number uint32) string {
	return fmt.Sprintf("%d.%d.%d", number/1_000_000, number/1_000%1_000, number%1_000)
}

// knowsInstances compares the library's idea of the largest of its structs with that of the header.
func knowsInstances() bool {
	empty := []byte("{}")
	got := newAnswer()
	defer got.drop()
	C.codelab_go_decode(unsafe.Pointer(&empty[0]), C.size_t(len(empty)), got.result, got.error)
	if got.result.status != C.CODELAB_OK {
		return true // no memory, say, which the call that is to come will tell
	}
	defer C.codelab_go_free(got.result)
	return got.result.instance.struct_size >= C.sizeof_codelab_instance
}
