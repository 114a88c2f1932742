// Command open-instance opens a CodeLab instance, prints a line for each change while it starts, and ends with the
// address to open in a browser.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	codelab "libcodelab/bindings/go"
)

const usage = `Usage: open-instance [options]

Opens a ModelArts CodeLab instance, starts it if it is stopped, and follows it until it can be used. Who you are is read from the environment, by any
of

  CODELAB_TOKEN                                               a token from IAM
  CODELAB_ACCESS_KEY, CODELAB_SECRET_KEY                      and CODELAB_SECURITY_TOKEN of temporary keys
  CODELAB_USER_NAME, CODELAB_PASSWORD, CODELAB_DOMAIN_NAME    a user of IAM

or by the OS_ and HUAWEICLOUD_SDK_ names that other tools use; and where: CODELAB_REGION, or CODELAB_ENDPOINT with
CODELAB_PROJECT_ID. CODELAB_TRACE=1 shows each request.

Ctrl-C stops waiting; the instance goes on. Options:

`

func main() {
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	imageID := flag.String("image-id", "", "`id` of the image to open (default: a multi-kernel CPU image)")
	shareURL := flag.String("share-url", "", "`address` of a public .ipynb file to open in it")
	replaceFailed := flag.Bool("replace-failed", false, "delete an instance that has failed, with its files, and open another")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	request := &codelab.OpenRequest{ImageID: *imageID, ShareURL: *shareURL}
	if *replaceFailed {
		request.Flags |= codelab.ReplaceFailed
	}
	err := openInstance(ctx, request)
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "stopped; the instance goes on without this program")
		os.Exit(130)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func openInstance(ctx context.Context, request *codelab.OpenRequest) error {
	client, err := codelab.NewClient(codelab.Options{}) // the credential is in the environment
	if err != nil {
		return err
	}
	defer client.Close()

	watch, err := client.OpenWatch(request, nil)
	if err != nil {
		return err
	}
	defer watch.Close()
	var instance *codelab.Instance
	for {
		change, err := watch.Next(ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if instance == nil || instance.ID != change.ID {
			fmt.Printf("opened %v (%v)\n", change.Name, change.ID)
		}
		instance = change
		fmt.Println(line(instance))
	}
	// The only place that prints the token: the user needs it to sign in.
	fmt.Printf("open in a browser: %s\n", instance.BrowserURL.Reveal())
	return nil
}

// line is one instance as one line: " 38 %  CREATING  [x] Prepare the storage.  [>] …".
func line(instance *codelab.Instance) string {
	marks := map[codelab.StepStatus]string{
		codelab.StepStatusWaiting:    "[ ]",
		codelab.StepStatusProcessing: "[>]",
		codelab.StepStatusCompleted:  "[x]",
		codelab.StepStatusFailed:     "[!]",
	}
	parts := []string{fmt.Sprintf("%3d %%  %-8v", instance.ProgressPercent, instance.Status)}
	for _, step := range instance.ActionProgress {
		mark, isKnown := marks[step.Status]
		if !isKnown {
			mark = "[?]"
		}
		text := step.Description
		if text == "" {
			text = fmt.Sprint("step ", step.Step)
		}
		parts = append(parts, mark+" "+text)
	}
	return strings.Join(parts, "  ")
}
