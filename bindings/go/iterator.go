package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"io"
)

// Page is a part of a list, as the service gave it. Of the three slices only that of the list's own kind is not nil.
type Page struct {
	Total     Optional[int64] // of the whole list, as the service counts
	Current   Optional[int64] // its own number of this page, from 0 with some lists and from 1 with others
	Pages     Optional[int64]
	Size      Optional[int64]
	Instances []*Instance
	Images    []*Image
	Flavors   []*Flavor
	Dropped   []string // JSON paths of values of a wrong type, which are left out, those of its elements too
}

// Iterator walks a list of the service. It is for one goroutine at a time.
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
// A page is asked for when the one before is used up, and nothing before the first Next; ctx bounds that. The list is
// walked by the number of elements read: what comes or goes meanwhile may be missed or seen twice. A list that
// the service cuts short of its total ends with ErrProtocol.
type Iterator[T any] struct {
	handle   *handle[*C.codelab_pager] // nil where there is none, because of refused
	refused  error
	elements func(*Page) []*T

	page *Page
	next int // of the page's elements
	err  error
}

func newIterator[T any](pager *handle[*C.codelab_pager], refused error, elements func(*Page) []*T) *Iterator[T] {
	return &Iterator[T]{handle: pager, refused: refused, elements: elements, err: refused}
}

// Next goes on to the next element, and returns false when there is none: at the end of the list, or because of what
// Err then tells. After an error, that of a context included, Next asks for the same page again; an iterator whose
// filter was refused stays as it is.
func (it *Iterator[T]) Next(ctx context.Context) bool {
	if it.refused != nil {
		return false
	}
	it.err = it.handle.use(func(*C.codelab_pager) {}) // is it closed?
	for it.err == nil && (it.page == nil || it.next == len(it.elements(it.page))) {
		it.err = it.fetch(ctx)
	}
	if it.err != nil {
		return false
	}
	it.next++
	return true
}

// fetch takes the place of the page when it has got another one.
func (it *Iterator[T]) fetch(ctx context.Context) error {
	page, err := nextPage(ctx, it.handle)
	if err == nil {
		it.page, it.next = page, 0
	}
	return err
}

func nextPage(ctx context.Context, h *handle[*C.codelab_pager]) (*Page, error) {
	return run(ctx, h, toPage, func(pager *C.codelab_pager, with *ride) {
		C.codelab_go_pager_next(with.inC, pager, with.result, with.error)
	})
}

// Value returns the element that Next has gone to; nil when Next was not called, or returned false.
func (it *Iterator[T]) Value() *T {
	if it.page == nil || it.err != nil {
		return nil
	}
	return it.elements(it.page)[it.next-1]
}

// Page returns the page that was fetched last, with what the service said about the whole list; nil before the first.
// It is only to be read.
func (it *Iterator[T]) Page() *Page {
	return it.page
}

// Err returns why Next returned false; nil when it returned true, or the list has ended.
func (it *Iterator[T]) Err() error {
	if it.err == io.EOF {
		return nil
	}
	return it.err
}

// Close gives the iterator back. A Next under way goes on: its context is what stops it. Close may be called again, and
// by any goroutine; an iterator that is forgotten is closed when the collector finds it. It returns nil.
func (it *Iterator[T]) Close() error {
	if it.handle != nil {
		it.handle.close()
	}
	return nil
}
