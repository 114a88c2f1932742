package codelab_test

import (
	"os"
	"path/filepath"
	"testing"

	codelab "libcodelab/bindings/go"
)

// The answer of the service's documentation, of which BenchmarkDecodeInstance counts what it costs to become Go's:
// with -benchmem, also in allocations.
func seedAnswer(t testing.TB) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(checkout, "Tests/scenarios/bodies/documented-example.json"))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func BenchmarkDecodeInstance(b *testing.B) {
	body := seedAnswer(b)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if _, err := codelab.DecodeInstance(body); err != nil {
			b.Fatal(err)
		}
	}
}
