package codelab

// #include "bridge.h"
import "C"

import "sync"

// Unlimited, as QueueOptions.RequestsPerSecond, is no pace.
const Unlimited int32 = C.CODELAB_UNLIMITED

// QueueOptions say how much a queue does at once. Zero means the default.
type QueueOptions struct {
	ConnectionsPerHost int32 // 1 to 256. 0: 8. HTTP/2 carries up to 100 requests at once on each
	RequestsPerSecond  int32 // 1 to 1000000, or Unlimited. 0: 100, half of what the service lets through
	Burst              int32 // requests without a pause between them, 1 to 1000000. 0: 20
}

// Queue carries the calls of any number of clients, together: at one pace, over a number of connections that is
// limited, and however many calls wait, on one operating-system thread. Clients share one that the process has, unless
// Options.Queue names another.
//
// A call that is the only one waits on its own thread. As soon as there is another one, or once it has waited for a
// millisecond and has a context that can be cancelled, one goroutine waits for all; it ends when nothing is under way.
type Queue struct {
	handle *handle[*queue]
}

// NewQueue makes a queue. It is given back with Close.
func NewQueue(options QueueOptions) (*Queue, error) {
	made, err := newQueue(options)
	if err != nil {
		return nil, err
	}
	return &Queue{handle: newHandle("queue", made, made, nil)}, nil
}

// Close gives the queue back. Clients, watches and iterators that use it keep it alive until they are closed. Close may
// be called again, and by any goroutine. It returns nil.
func (q *Queue) Close() error {
	q.handle.close()
	return nil
}

// use returns the queue that a client of this one uses, with one user more; nil stands for that of the process.
func (q *Queue) use() (through *queue, err error) {
	if q == nil {
		return useSharedQueue()
	}
	err = q.handle.use(func(open *queue) { through = open.retain() })
	return through, err
}

// queue is the library's, freed when its last user is.
type queue struct {
	pointer  *C.codelab_queue
	users    int  // with usersMutex held
	isShared bool // the one of the process

	waits
}

// usersMutex guards the users of all queues, and sharedQueue.
var usersMutex sync.Mutex

// sharedQueue is there as long as it is used: nothing is left behind by a program that has closed its clients.
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
	made := &queue{users: 1, waits: newWaits()}
	var problem C.codelab_error
	if status := C.codelab_go_queue_new(&numbers, &made.pointer, &problem); status != C.CODELAB_OK {
		return nil, newError(status, &problem)
	}
	return made, nil
}

// useSharedQueue returns the queue of the process with one user more.
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

// retain counts another user. The caller is one, or makes sure that there is one.
func (q *queue) retain() *queue {
	usersMutex.Lock()
	defer usersMutex.Unlock()
	q.users++
	return q
}

// release counts a user less. Who has a call under way is a user, so nothing is under way when the last one goes.
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
