package codelab

// CStructs is what the tests of the layout read.
var CStructs = cStructs
