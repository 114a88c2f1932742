package codelab

// #include "bridge.h"
import "C"

import "context"

// OpenReady opens the user's one free CodeLab instance and returns it when it is ready. It is [Client.OpenWatch] and
// [Watch.Result] in one call. The request may be nil; bound the wait by a deadline of ctx.
//
//	instance, err := client.OpenReady(ctx, nil)
//	if err != nil {
//		return err
//	}
//	fmt.Println(instance.BrowserURL.Reveal())
//
// A stopped instance is started, and one that is stopping or being deleted is waited for. ErrInstanceFailed: the
// instance has failed; delete it, or set ReplaceFailed.
func (c *Client) OpenReady(ctx context.Context, request *OpenRequest) (*Instance, error) {
	watch, err := c.OpenWatch(request, nil)
	if err != nil {
		return nil, err
	}
	defer watch.Close()
	return watch.Result(ctx)
}

// OpenWatch makes a watch that opens the user's one free CodeLab instance and ends when it is ready. Nothing is sent
// before its first Next, which opens the instance, or finds it. Then, by its status:
//
//   - a stopped instance is started
//   - one that is stopping is waited for, and then started
//   - one that is being deleted is waited for, and another one is opened
//   - for one that has failed, Next returns ErrInstanceFailed; with ReplaceFailed it is deleted, and another one is
//     opened
//   - any other is followed
//
// Each Next returns a change; Phase is the next action. An instance is opened again at most twice. After a failure of
// the call that opens, the next Next opens again. Request and options may be nil; Until must be UntilReady.
func (c *Client) OpenWatch(request *OpenRequest, options *WatchOptions) (*Watch, error) {
	numbers := options.inC()
	var in textArguments
	what := request.inC(&in)
	return c.newWatch(&in, nil, func(client *C.codelab_client, out **C.codelab_watch,
		problem *C.codelab_error) C.int32_t {
		return C.codelab_go_watch_new_open(client, what.flags, what.imageID, what.shareURL, what.name, what.flavor,
			numbers, out, problem)
	})
}
