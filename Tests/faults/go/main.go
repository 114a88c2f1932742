// Command faults ENDPOINT CA_FILE makes calls over TLS in several goroutines, and ends while they are in one.
package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"libcodelab/bindings/go"
)

func main() {
	client, err := codelab.NewClient(codelab.Options{
		Endpoint: os.Args[1], ProjectID: "p", Token: "t", CAFile: os.Args[2],
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var answered int32
	for i := 0; i < 6; i++ {
		go func() {
			for {
				if _, err := client.Show(context.Background(), "x"); err == nil {
					atomic.AddInt32(&answered, 1)
				}
			}
		}()
	}
	for atomic.LoadInt32(&answered) < 5 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(os.Getpid()%97) * 100 * time.Microsecond)
}
