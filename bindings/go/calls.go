package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"unsafe"
)

// OpenFlags change how an instance is opened.
type OpenFlags uint32

// CreateIfNotOffered creates the instance by the documented way that is left where the region has no call that opens
// one. That needs an ImageID, and has no place for a ShareURL.
const CreateIfNotOffered OpenFlags = C.CODELAB_OPEN_CREATE_IF_NOT_OFFERED

// OpenRequest says what to open.
type OpenRequest struct {
	Flags   OpenFlags
	ImageID string // from Images. "": a multi-kernel CPU image
	// ShareURL is the plain http(s) address of a public .ipynb file, which the instance will fetch when it opens.
	ShareURL string

	// Only for an instance that is created because of CreateIfNotOffered:
	Name   string // "": "codelab"
	Flavor string // "": "modelarts.vm.cpu.free"
}

// UpdateRequest says what to change. What is absent is left as it is, and one must be given.
type UpdateRequest struct {
	Name        Optional[string] // 128 characters at most
	Description Optional[string] // 512 characters at most, none of & < > " / ; "" takes it away
	Flavor      Optional[string]
	ImageID     Optional[string]
}

// Open opens the user's one free CodeLab instance. It returns as soon as the service has taken the request, usually
// with StatusCreating: follow the instance with Watch. The request may be nil.
//
// It is never sent twice when the first may have been carried out. Where that is not known, and where the service says
// that there is an instance already, the free instance is looked for among all of them, and is returned whatever its
// status. ErrNotOffered: the region no longer has this call; see CreateIfNotOffered.
func (c *Client) Open(ctx context.Context, request *OpenRequest) (*Instance, error) {
	if request == nil {
		request = &OpenRequest{}
	}
	var in textArguments
	imageID := in.optional("image_id", request.ImageID)
	shareURL := in.optional("share_url", request.ShareURL)
	name := in.optional("name", request.Name)
	flavor := in.optional("flavor", request.Flavor)
	if err := in.check(); err != nil {
		return nil, err
	}
	return run(ctx, c.handle, toInstance, func(client *C.codelab_client, with *ride) {
		C.codelab_go_open(with.inC, client, C.uint32_t(request.Flags), imageID, shareURL, name, flavor, with.result, with.error)
	})
}

// Show reads an instance. The id has letters, digits, '-' and '_', 64 bytes at most.
func (c *Client) Show(ctx context.Context, id string) (*Instance, error) {
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_show(with.inC, client, id, with.result, with.error)
	})
}

// Start starts a stopped instance. It returns at once, usually with StatusStarting: follow the instance with Watch.
// The token is another one afterwards. The lease may be nil. ErrConflict: it runs, or is about to.
func (c *Client) Start(ctx context.Context, id string, lease *LeaseRequest) (*Instance, error) {
	inC := lease.inC()
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_start(with.inC, client, id, inC, with.result, with.error)
	})
}

// Stop stops an instance. It returns at once, usually with StatusStopping: a Watch with UntilStopped follows it.
// ErrConflict: it is stopped, or about to be.
func (c *Client) Stop(ctx context.Context, id string) (*Instance, error) {
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_stop(with.inC, client, id, with.result, with.error)
	})
}

// Delete deletes an instance, and its storage with it. It returns at once, usually with StatusDeleting: a Watch with
// UntilDeleted follows it. The instance is nil, without an error, when the service says nothing more about it.
func (c *Client) Delete(ctx context.Context, id string) (*Instance, error) {
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_delete(with.inC, client, id, with.result, with.error)
	})
}

// Update changes a stopped instance. The answer may hold only what was changed, not even the id. ErrConflict: it is not
// stopped. ErrQuota: the flavor is sold out. ErrArgument: also that it can not have this flavor.
func (c *Client) Update(ctx context.Context, id string, request UpdateRequest) (*Instance, error) {
	var in textArguments
	name := in.given("name", request.Name)
	description := in.given("description", request.Description)
	flavor := in.given("flavor", request.Flavor)
	imageID := in.given("image_id", request.ImageID)
	if err := in.check(); err != nil {
		return nil, err
	}
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_update(with.inC, client, id, name, description, flavor, imageID, with.result, with.error)
	})
}

// ShowLease reads an instance's lease.
func (c *Client) ShowLease(ctx context.Context, id string) (*Lease, error) {
	return runWithID(ctx, c, id, toLease, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_show_lease(with.inC, client, id, with.result, with.error)
	})
}

// RenewLease lets a running instance run on, and returns the new lease. The request may be nil; its Duration counts
// from now, so never pass one that was read.
func (c *Client) RenewLease(ctx context.Context, id string, lease *LeaseRequest) (*Lease, error) {
	inC := lease.inC()
	return runWithID(ctx, c, id, toLease, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_renew_lease(with.inC, client, id, inC, with.result, with.error)
	})
}

// ShowImage reads an image.
func (c *Client) ShowImage(ctx context.Context, id string) (*Image, error) {
	return runWithID(ctx, c, id, toImage, func(client *C.codelab_client, id *C.char, with *ride) {
		C.codelab_go_show_image(with.inC, client, id, with.result, with.error)
	})
}

// DecodeInstance decodes an answer of the service that was fetched by other means.
func DecodeInstance(body []byte) (*Instance, error) {
	start := unsafe.Pointer(new(byte)) // an empty body is one that is refused, not an argument that is missing
	if len(body) > 0 {
		start = unsafe.Pointer(&body[0])
	}
	got := newAnswer()
	C.codelab_go_decode(start, C.size_t(len(body)), got.result, got.error)
	return take(context.Background(), got, toInstance)
}

func runWithID[T any](ctx context.Context, c *Client, id string, convert func(*C.codelab_go_result) *T,
	submit func(*C.codelab_client, *C.char, *ride)) (*T, error) {
	var in textArguments
	inC := in.required("id", id)
	if err := in.check(); err != nil {
		return nil, err
	}
	return run(ctx, c.handle, convert, func(client *C.codelab_client, with *ride) { submit(client, inC, with) })
}
