//go:build go1.23

package codelab

import (
	"context"
	"io"
	"iter"
)

// All is for a range statement: each element of the list, or the error that ends it. The iterator is closed when the
// loop is left.
//
//	for instance, err := range client.Instances(nil).All(ctx) {
func (it *Iterator[T]) All(ctx context.Context) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		defer it.Close()
		for it.Next(ctx) {
			if !yield(it.Value(), nil) {
				return
			}
		}
		if err := it.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// All is for a range statement: each change until the instance is where the watch ends, or the error that ends it before.
// The watch is closed when the loop is left.
//
//	for instance, err := range watch.All(ctx) {
func (w *Watch) All(ctx context.Context) iter.Seq2[*Instance, error] {
	return func(yield func(*Instance, error) bool) {
		defer w.Close()
		for {
			instance, err := w.Next(ctx)
			if err == io.EOF || !yield(instance, err) || err != nil {
				return
			}
		}
	}
}
