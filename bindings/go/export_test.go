package codelab

// CStructs exports the C structs to the tests of the layout.
var CStructs = cStructs
