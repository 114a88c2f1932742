//go:build race

package codelab_test

// isRaced: the race detector keeps memory of its own about all that happens.
const isRaced = true
