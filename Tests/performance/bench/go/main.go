// Command bench measures Go: whole calls and decoding, with the package and with what the standard library has.
//
//	bench open-codelab|open-http PORT CALLS
//	bench decode-codelab|decode-json ANSWER-FILE COUNT
//
// It prints one line of JSON.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"

	codelab "libcodelab/bindings/go"
)

const (
	projectID  = "0123456789abcdef0123456789abcdef"
	token      = "0123456789abcdef0123456789abcdef"
	instanceID = "f9937afa-ca78-45b6-bc12-7ecf42553c48"
)

// work does once what is measured.
type work func() error

func openWithCodelab(port string) work {
	queue, err := codelab.NewQueue(codelab.QueueOptions{RequestsPerSecond: codelab.Unlimited})
	if err != nil {
		log.Fatal(err)
	}
	client, err := codelab.NewClient(codelab.Options{
		Queue:     queue,
		Endpoint:  "http://127.0.0.1:" + port,
		ProjectID: projectID,
		Token:     token,
		Proxy:     codelab.Ptr(""),
	})
	if err != nil {
		log.Fatal(err)
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		instance, err := client.Open(ctx, nil)
		if err != nil {
			return err
		}
		if instance.ID != instanceID {
			return fmt.Errorf("another instance: %v", instance)
		}
		return nil
	}
}

func openWithHTTP(port string) work {
	client := &http.Client{Transport: &http.Transport{Proxy: nil, IdleConnTimeout: time.Minute}}
	url := "http://127.0.0.1:" + port + "/v1/" + projectID + "/notebooks/open"
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader([]byte("{}")))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Auth-Token", token)
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", answer.StatusCode)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return err
		}
		return decodeNotebook(body)
	}
}

func decodeNotebook(body []byte) error {
	var notebook Notebook
	if err := json.Unmarshal(body, &notebook); err != nil {
		return err
	}
	if notebook.ID == nil {
		return fmt.Errorf("no id")
	}
	return nil
}

func read(path string) []byte {
	body, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	return body
}

func decodeWithCodelab(path string) work {
	body := read(path)
	return func() error {
		_, err := codelab.DecodeInstance(body)
		return err
	}
}

func decodeWithJSON(path string) work {
	body := read(path)
	return func() error { return decodeNotebook(body) }
}

var works = map[string]func(string) work{
	"open-codelab":   openWithCodelab,
	"open-http":      openWithHTTP,
	"decode-codelab": decodeWithCodelab,
	"decode-json":    decodeWithJSON,
}

// cpu is the CPU time of the whole process: the collector of garbage belongs to what the work costs.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func measure(name string, once work, count int) {
	run := func() {
		if err := once(); err != nil {
			log.Fatal(err)
		}
	}
	run()
	cpuAtStart, start := cpu(), time.Now()
	for i := 0; i < count; i++ {
		run()
	}
	wall := time.Since(start)
	fmt.Printf("{\"name\":%q,\"count\":%d,\"cpu_ns\":%d,\"wall_ns\":%d}\n", name, count, cpu()-cpuAtStart, wall)
}

func main() {
	if len(os.Args) != 4 || works[os.Args[1]] == nil {
		log.Fatal("usage: bench open-codelab|open-http PORT CALLS | bench decode-codelab|decode-json ANSWER-FILE COUNT")
	}
	count, err := strconv.Atoi(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	measure(os.Args[1], works[os.Args[1]](os.Args[2]), count)
}
