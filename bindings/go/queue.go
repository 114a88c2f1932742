package codelab

// #include "bridge.h"
import "C"

import "sync"

// Unlimited, as QueueOptions.RequestsPerSecond, means no rate limit.
const Unlimited int32 = C.CODELAB_UNLIMITED

// QueueOptions limit what a queue does at once. Zero means the default.
type QueueOptions struct {
	ConnectionsPerHost int32 // 1 to 256. 0: 8. With HTTP/2, up to 100 requests at once use each
	RequestsPerSecond  int32 // 1 to 1000000, or Unlimited. 0: 100, half of the service's limit
	Burst              int32 // requests that may be sent without a delay, 1 to 1000000. 0: 20
}

// Queue processes the calls of any number of clients with a common rate limit and a limited number of connections. All
// waiting calls need one operating-system thread. Clients use a shared queue of the process, unless Options.Queue names
// another.
//
// A single pending call waits on its own thread. When there is a second one, or when the call has waited for a
// millisecond and its context can be cancelled, one goroutine waits for all calls; it ends when none is pending.
type Queue struct {
	handle *handle[*queue]
}

// NewQueue makes a queue. Close frees it.
func NewQueue(options QueueOptions) (*Queue, error) {
	made, err := newQueue(options)
	if err != nil {
		return nil, err
	}
	return &Queue{handle: newHandle("queue", made, made, nil)}, nil
}

// Close releases the queue, which lives until all its clients, watches and iterators are closed. Any goroutine may call
// Close, also repeatedly. It returns nil.
func (q *Queue) Close() error {
	q.handle.close()
	return nil
}

// use returns the queue for a client, with its user count increased. nil means the shared queue of the process.
func (q *Queue) use() (retained *queue, err error) {
	if q == nil {
		return useSharedQueue()
	}
	err = q.handle.use(func(open *queue) { retained = open.retain() })
	return retained, err
}

// queue owns the library's queue, which is freed with its last user.
type queue struct {
	pointer  *C.codelab_queue
	users    int  // with usersMutex held
	isShared bool // is sharedQueue

	waiters
}

// usersMutex guards the user counts of all queues, and sharedQueue.
var usersMutex sync.Mutex

// sharedQueue exists while it has users, so that a program that has closed its clients leaks nothing.
var sharedQueue *queue

// newQueue makes a queue with one user.
func newQueue(options QueueOptions) (*queue, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	numbers := C.codelab_queue_options{
		connections_per_host: C.int32_t(options.ConnectionsPerHost),
		requests_per_second:  C.int32_t(options.RequestsPerSecond),
		burst:                C.int32_t(options.Burst),
	}
	made := &queue{users: 1, waiters: newWaiters()}
	var problem C.codelab_error
	if status := C.codelab_go_queue_new(&numbers, &made.pointer, &problem); status != C.CODELAB_OK {
		return nil, newError(status, &problem)
	}
	return made, nil
}

// useSharedQueue returns the shared queue with its user count increased.
func useSharedQueue() (*queue, error) {
	usersMutex.Lock()
	defer usersMutex.Unlock()
	if sharedQueue == nil {
		made, err := newQueue(QueueOptions{})
		if err != nil {
			return nil, err
		}
		made.users, made.isShared = 0, true
		sharedQueue = made
	}
	sharedQueue.users++
	return sharedQueue, nil
}

// retain increases the user count. The caller is a user, or ensures that there is one.
func (q *queue) retain() *queue {
	usersMutex.Lock()
	defer usersMutex.Unlock()
	q.users++
	return q
}

// release decreases the user count. A pending call is made by a user, so no call is pending when the last user
// releases.
func (q *queue) release() {
	usersMutex.Lock()
	defer usersMutex.Unlock()
	if q.users--; q.users > 0 {
		return
	}
	if q.isShared {
		sharedQueue = nil
	}
	C.codelab_queue_free(q.pointer)
}
