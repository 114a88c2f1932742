package codelab

import (
	"bufio"
	"os"
	"sync"
	"syscall"
)

// trace gives the lines that the library writes to a pipe to a function. It lives as long as the objects that the
// library may write it for: a client, and the watches and iterators made from it.
type trace struct {
	writer *os.File
	done   chan struct{} // closed after the last line

	mutex sync.Mutex
	users int
}

// newTrace makes a trace with one user. nil, without an error, if give is nil.
func newTrace(give func(line string)) (*trace, error) {
	if give == nil {
		return nil, nil
	}
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		return nil, &Error{Code: ErrNoMemory, Message: "no pipe for the trace: " + err.Error(), cause: err}
	}
	if err := syscall.SetNonblock(ends[0], true); err != nil { // so that reading it needs no thread
		_ = syscall.Close(ends[0])
		_ = syscall.Close(ends[1])
		return nil, &Error{Code: ErrNoMemory, Message: "no pipe for the trace: " + err.Error(), cause: err}
	}
	made := &trace{writer: os.NewFile(uintptr(ends[1]), "trace"), done: make(chan struct{}), users: 1}
	go giveLines(os.NewFile(uintptr(ends[0]), "trace"), give, made.done)
	return made, nil
}

func giveLines(reader *os.File, give func(line string), done chan<- struct{}) {
	defer close(done)
	defer reader.Close()
	for lines := bufio.NewScanner(reader); lines.Scan(); { // a line has at most 4096 bytes in a pipe
		give(lines.Text())
	}
}

// fd returns the descriptor for the library.
func (t *trace) fd() int32 {
	return int32(t.writer.Fd())
}

// retain increases the user count. The caller is a user, or ensures that there is one.
func (t *trace) retain() *trace {
	if t != nil {
		t.mutex.Lock()
		t.users++
		t.mutex.Unlock()
	}
	return t
}

// release decreases the user count. The last user closes the pipe.
func (t *trace) release() {
	if t == nil {
		return
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.users--; t.users == 0 {
		_ = t.writer.Close()
	}
}

// flush waits until all lines have been given, if no user is left.
func (t *trace) flush() {
	if t == nil {
		return
	}
	t.mutex.Lock()
	isClosed := t.users == 0
	t.mutex.Unlock()
	if isClosed {
		<-t.done
	}
}
