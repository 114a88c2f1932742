package codelab

// Header and library are found by pkg-config: where they are installed, or, with the variable PKG_CONFIG_PATH, in the
// folder build/pkgconfig of a checkout in which "make" has run.

// #cgo pkg-config: libcodelab
import "C"
