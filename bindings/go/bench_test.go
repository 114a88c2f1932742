package codelab_test

import (
	"os"
	"path/filepath"
	"testing"

	codelab "libcodelab/bindings/go"
)

// seedAnswer returns the response in the service's documentation. BenchmarkDecodeInstance measures its conversion to Go
// values; -benchmem adds the allocations.
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
