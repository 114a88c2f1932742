//go:build !race

package codelab_test

const isRaced = false
