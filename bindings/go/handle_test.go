package codelab

import (
	"errors"
	"runtime"
	"testing"
)

func TestAHandleFreesItsObjectOnceAndNeverDuringACall(t *testing.T) {
	freed := 0
	h := newHandle("thing", new(int), nil, func(*int) { freed++ })
	err := h.use(func(*int) {
		if err := h.use(func(*int) { h.close() }); err != nil {
			t.Error(err)
		}
		h.close()
		if freed != 0 {
			t.Error("freed under a call")
		}
		if err := h.use(func(*int) { t.Error("used after it was closed") }); !errors.Is(err, ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	})
	if err != nil {
		t.Error(err)
	}
	h.close()
	if freed != 1 {
		t.Errorf("freed %d times", freed)
	}
}

func TestAHandleThatIsForgottenIsFreed(t *testing.T) {
	freed := make(chan struct{})
	newHandle("thing", new(int), nil, func(*int) { close(freed) })
	for isFreed := false; !isFreed; {
		runtime.GC() // until the finalizer has run, or the test binary reaches its time limit
		select {
		case <-freed:
			isFreed = true
		default:
			runtime.Gosched()
		}
	}
}
