package codelab

// The header and the library are those of the checkout this file lies in, and the program finds the library there when
// it runs. Where they are installed on the usual paths of compiler and linker, those serve; for any other place set
// CGO_CFLAGS=-I… and CGO_LDFLAGS="-L… -Wl,-rpath,…".

// #cgo CFLAGS: -I${SRCDIR}/../../include
// #cgo LDFLAGS: -L${SRCDIR}/../../build/lib -lcodelab -Wl,-rpath,${SRCDIR}/../../build/lib
import "C"
