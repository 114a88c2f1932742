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

// BuildText returns one line for bug reports: the library's version, its build mode and the libcurl it was built for.
func BuildText() string {
	return C.GoString(C.codelab_build_text())
}

var library struct {
	once    sync.Once
	problem error
}

// checkLibrary returns an error if the loaded library is older than the header this package was compiled with. It
// checks once.
func checkLibrary() error {
	library.once.Do(func() {
		if has, wants := uint32(C.codelab_version()), uint32(C.CODELAB_VERSION_NUMBER); !isCompatible(has, wants) {
			library.problem = stateError(fmt.Sprintf("libcodelab %s is loaded, but this program needs %s or a later version",
				Version(), versionText(wants)), nil)
		} else if !knowsInstances() {
			library.problem = stateError("the loaded libcodelab lacks fields of instances: install a newer version", nil)
		}
	})
	return library.problem
}

// isCompatible returns true for a later version of the same major number: structs and functions are only added.
func isCompatible(has, wants uint32) bool {
	const major = 1_000_000
	return has/major == wants/major && has >= wants
}

func versionText(number uint32) string {
	return fmt.Sprintf("%d.%d.%d", number/1_000_000, number/1_000%1_000, number%1_000)
}

// knowsInstances returns true if the library's instances are at least as large as those of the header.
func knowsInstances() bool {
	empty := []byte("{}")
	got := newCompletion()
	defer got.recycle()
	C.codelab_go_decode(unsafe.Pointer(&empty[0]), C.size_t(len(empty)), got.result, got.error)
	if got.result.status != C.CODELAB_OK {
		return true // such as out of memory, which the next call reports
	}
	defer C.codelab_go_free(got.result)
	return got.result.instance.struct_size >= C.sizeof_codelab_instance
}
