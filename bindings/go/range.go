//go:build go1.23

package codelab

import (
	"context"
	"io"
	"iter"
)

// All returns an iterator for a range statement over the elements of the list. The last pair has the error, if any. All
// closes the Iterator at the end of the loop.
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

// All returns an iterator for a range statement over the changes of the instance. The last pair has the error, if any.
// All closes the watch at the end of the loop.
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
