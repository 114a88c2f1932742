package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"io"
)

// Page is a page of a list. Only the slice for the kind of the list is not nil.
type Page struct {
	Total     *int64 // elements of the whole list
	Current   *int64 // number of this page; some lists count from 0, others from 1
	Pages     *int64
	Size      *int64
	Instances []*Instance
	Images    []*Image
	Flavors   []*Flavor
	Dropped   []string // JSON paths of values of a wrong type, also in elements; their fields are absent
}

// Iterator returns the elements of a list. One goroutine at a time may use it.
//
//	it := client.Instances(nil)
//	defer it.Close()
//	for it.Next(ctx) {
//		fmt.Println(it.Value())
//	}
//	if err := it.Err(); err != nil {
//		return err
//	}
//
// Next requests a page when it needs one; nothing is sent before. Its ctx bounds the request. Elements that are added
// or removed during the iteration may be missed or returned twice. If the service ends the list before its total, Err
// returns ErrProtocol.
type Iterator[T any] struct {
	handle   *handle[*C.codelab_pager] // nil if refused is set
	refused  error
	elements func(*Page) []*T

	page *Page
	next int // of the page's elements
	err  error
}

func newIterator[T any](pager *handle[*C.codelab_pager], refused error, elements func(*Page) []*T) *Iterator[T] {
	return &Iterator[T]{handle: pager, refused: refused, elements: elements, err: refused}
}

// Next advances to the next element. It returns false at the end of the list, or after an error, which Err returns.
// After an error, including that of a context, Next requests the same page again. An error of the filter is final.
func (it *Iterator[T]) Next(ctx context.Context) bool {
	if it.refused != nil {
		return false
	}
	it.err = it.handle.use(func(*C.codelab_pager) {}) // returns an error if it is closed
	for it.err == nil && (it.page == nil || it.next == len(it.elements(it.page))) {
		it.err = it.fetch(ctx)
	}
	if it.err != nil {
		return false
	}
	it.next++
	return true
}

// fetch replaces the page with the next one.
func (it *Iterator[T]) fetch(ctx context.Context) error {
	page, err := nextPage(ctx, it.handle)
	if err == nil {
		it.page, it.next = page, 0
	}
	return err
}

func nextPage(ctx context.Context, h *handle[*C.codelab_pager]) (*Page, error) {
	return run(ctx, h, toPage, func(pager *C.codelab_pager, s *submission) {
		C.codelab_go_pager_next(s.inC, pager, s.result, s.error)
	})
}

// Value returns the current element; nil if Next was not called or returned false.
func (it *Iterator[T]) Value() *T {
	if it.page == nil || it.err != nil {
		return nil
	}
	return it.elements(it.page)[it.next-1]
}

// Page returns the last page, with the totals of the list; nil before the first. Do not change it.
func (it *Iterator[T]) Page() *Page {
	return it.page
}

// Err returns the error that made Next return false; nil if Next returned true or the list has ended.
func (it *Iterator[T]) Err() error {
	if it.err == io.EOF {
		return nil
	}
	return it.err
}

// Close frees the iterator. A pending Next continues: cancel its context to stop it. Any goroutine may call Close, also
// repeatedly. A finalizer closes an unreferenced iterator. Close returns nil.
func (it *Iterator[T]) Close() error {
	if it.handle != nil {
		it.handle.closeAndFlush()
	}
	return nil
}
