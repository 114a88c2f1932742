package codelab

// pkg-config finds the header and the library: where they are installed, or, if PKG_CONFIG_PATH names it, in the folder
// build/pkgconfig of a checkout after "make".

// #cgo pkg-config: libcodelab
import "C"
