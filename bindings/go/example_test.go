package codelab_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"testing"
	"time"

	codelab "libcodelab/bindings/go"
)

func ExampleClient_OpenReady() {
	defer signIn()()
	client, err := codelab.NewClient(codelab.Options{}) // the credential is in the environment
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	instance, err := client.OpenReady(ctx, &codelab.OpenRequest{Flags: codelab.ReplaceFailed})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(instance.Status, instance.BrowserURL) // Reveal returns the address
	// Output: RUNNING <hidden>
}

func ExampleClient_Open() {
	defer signIn()()
	client, err := codelab.NewClient(codelab.Options{}) // the credential is in the environment
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	instance, err := client.Open(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(instance.Status, instance.Token) // Reveal returns the token
	// Output: RUNNING <hidden>
}

func ExampleClient_WatchFrom() {
	defer signIn()()
	ctx := context.Background()
	client, err := codelab.NewClient(codelab.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	instance, err := client.Open(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Stop(ctx, instance.ID); err != nil {
		log.Fatal(err)
	}
	watch, err := client.WatchFrom(instance, &codelab.WatchOptions{
		Until: codelab.UntilStopped, FirstDelay: 10 * time.Millisecond,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer watch.Close()
	stopped, err := watch.Result(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(stopped.Status)
	// Output: STOPPED
}

// Many goroutines wait at once on one thread.
func ExampleClient_KeepAlive() {
	defer signIn()()
	client, err := codelab.NewClient(codelab.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	instance, err := client.OpenReady(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	kept := make(chan error)
	go func() {
		kept <- client.KeepAlive(ctx, instance.ID, nil, func(instance *codelab.Instance, err error) {
			if err != nil {
				log.Print("a renewal failed, and is tried again: ", err)
			} else {
				log.Print("it runs until ", instance.LeaseDeadline)
			}
		})
	}()
	// ... use the instance for hours ...
	cancel()
	if err := <-kept; !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
	fmt.Println("the lease now runs out")
	// Output: the lease now runs out
}

func ExampleNewQueue() {
	defer signIn()()
	queue, err := codelab.NewQueue(codelab.QueueOptions{RequestsPerSecond: codelab.Unlimited})
	if err != nil {
		log.Fatal(err)
	}
	defer queue.Close()
	client, err := codelab.NewClient(codelab.Options{Queue: queue})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	statuses := make(chan codelab.InstanceStatus)
	for i := 0; i < 100; i++ {
		go func() {
			instance, err := client.Open(context.Background(), nil)
			if err != nil {
				log.Fatal(err)
			}
			statuses <- instance.Status
		}()
	}
	count := map[codelab.InstanceStatus]int{}
	for i := 0; i < 100; i++ {
		count[<-statuses]++
	}
	fmt.Println(count)
	// Output: map[RUNNING:100]
}

func ExampleError() {
	defer signIn()()
	client, err := codelab.NewClient(codelab.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	_, err = client.Show(context.Background(), "no-such-instance")
	var problem *codelab.Error
	if errors.Is(err, codelab.ErrNotFound) && errors.As(err, &problem) {
		fmt.Println(problem.HTTPStatus, problem.ServiceCode, problem.Retryable)
	}
	// Output: 400 ModelArts.6309 false
}

func ExampleClient_Flavors() {
	defer signIn()()
	ctx := context.Background()
	client, err := codelab.NewClient(codelab.Options{}) // the credential is in the environment
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	flavors := client.Flavors(&codelab.FlavorFilter{Category: codelab.FlavorCategoryGPU})
	defer flavors.Close()
	for flavors.Next(ctx) {
		if flavor := flavors.Value(); codelab.Or(flavor.Free, false) {
			fmt.Println(flavor.ID, "sold out:", codelab.Or(flavor.SoldOut, false))
		}
	}
	if err := flavors.Err(); err != nil {
		log.Fatal(err)
	}
	// Output: modelarts.vm.gpu.free sold out: false
}

func ExampleClient_Instances() {
	defer signIn()()
	ctx := context.Background()
	client, err := codelab.NewClient(codelab.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	if _, err := client.Open(ctx, nil); err != nil {
		log.Fatal(err)
	}
	instances := client.Instances(nil)
	defer instances.Close()
	for instances.Next(ctx) {
		fmt.Println(instances.Value().Status, instances.Value().Flavor)
	}
	if err := instances.Err(); err != nil {
		log.Fatal(err)
	}
	// Output: RUNNING modelarts.vm.cpu.free
}

func ExampleClient_RenewLease() {
	defer signIn()()
	ctx := context.Background()
	client, err := codelab.NewClient(codelab.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	instance, err := client.Open(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	request := &codelab.LeaseRequest{Duration: 2 * time.Hour} // from now
	lease, err := client.RenewLease(ctx, instance.ID, request)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(lease.Remaining.Round(time.Minute), "to go")
	// Output: 2h0m0s to go
}

func ExampleClient_Switch() {
	defer signIn()()
	ctx := context.Background()
	client, err := codelab.NewClient(codelab.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	instance, err := client.Open(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	request := codelab.SwitchRequest{Flavor: "modelarts.vm.gpu.free"}
	watch, err := client.Switch(instance.ID, request, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer watch.Close()
	for {
		change, err := watch.Next(ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		instance = change // watch.Phase() is the next action
	}
	fmt.Println(instance.Status, instance.Flavor, watch.Phase())
	// Output: RUNNING modelarts.vm.gpu.free ENDED
}

func ExampleDecodeInstance() {
	instance, err := codelab.DecodeInstance([]byte(`{"id": "f9937afa", "status": "RUNNING", "token": "0ca3"}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(instance.ID, instance.Status, instance.Token)
	// Output: f9937afa RUNNING <hidden>
}

// inExample replaces the testing.T, which an example does not have.
type inExample struct{ testing.TB }

func (inExample) Helper()                           {}
func (inExample) Fatal(values ...any)               { log.Fatal(values...) }
func (inExample) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }

// signIn sets the environment to the credential of a user of the simulator, until the example ends.
func signIn() (forget func()) {
	with := newUser(inExample{}, settings{"step_ms": 0, "stop_ms": 0})
	for name, value := range map[string]string{
		"CODELAB_ENDPOINT": "endpoint", "CODELAB_PROJECT_ID": "project_id", "CODELAB_TOKEN": "token",
	} {
		if err := os.Setenv(name, with.values[value]); err != nil {
			log.Fatal(err)
		}
	}
	return forgetEnvironment
}
