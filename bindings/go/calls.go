package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"unsafe"
)

// OpenFlags change how an instance is opened.
type OpenFlags uint32

const (
	// CreateIfNotOffered creates the instance with the documented call in regions that do not offer the call that opens
	// one. It needs an ImageID and cannot be used with a ShareURL.
	CreateIfNotOffered OpenFlags = C.CODELAB_OPEN_CREATE_IF_NOT_OFFERED
	// ReplaceFailed deletes an instance that has failed, with all files in it, and opens another one. A frozen instance
	// is not deleted. It is only for OpenReady and OpenWatch.
	ReplaceFailed OpenFlags = C.CODELAB_OPEN_REPLACE_FAILED
)

// OpenRequest describes the instance to open.
type OpenRequest struct {
	Flags   OpenFlags
	ImageID string // from Images. "": a multi-kernel CPU image
	// ShareURL is the plain http(s) address of a public .ipynb file, which the instance fetches when it opens.
	ShareURL string

	// Only for an instance that is created because of CreateIfNotOffered:
	Name   string // "": "codelab"
	Flavor string // "": "modelarts.vm.cpu.free"
}

// UpdateRequest describes a change. Fields that are "" or nil stay unchanged; at least one must be set.
type UpdateRequest struct {
	Name        string  // 128 characters at most
	Description *string // 512 characters at most, none of & < > " /; a pointer to "" removes it, see [Ptr]
	Flavor      string
	ImageID     string
}

// Open opens the user's one free CodeLab instance. It returns as soon as the service has accepted the request, usually
// with StatusCreating; OpenReady waits until the instance is ready. The request may be nil.
//
// Open does not repeat a request that the service may have carried out. In that case, and if the service reports that
// an instance exists, it finds the free instance in the list of instances and returns it, whatever its status.
// ErrNotOffered: the region does not have this call; see CreateIfNotOffered.
func (c *Client) Open(ctx context.Context, request *OpenRequest) (*Instance, error) {
	var in textArguments
	what := request.inC(&in)
	if err := in.check(); err != nil {
		return nil, err
	}
	return run(ctx, c.handle, toInstance, func(client *C.codelab_client, s *submission) {
		C.codelab_go_open(s.inC, client, what.flags, what.imageID, what.shareURL, what.name, what.flavor, s.result,
			s.error)
	})
}

// openArguments is an OpenRequest as C takes it.
type openArguments struct {
	flags                           C.uint32_t
	imageID, shareURL, name, flavor *C.char
}

// inC converts the request; nil means the defaults.
func (r *OpenRequest) inC(in *textArguments) openArguments {
	if r == nil {
		r = &OpenRequest{}
	}
	return openArguments{
		flags:    C.uint32_t(r.Flags),
		imageID:  in.optional("image_id", r.ImageID),
		shareURL: in.optional("share_url", r.ShareURL),
		name:     in.optional("name", r.Name),
		flavor:   in.optional("flavor", r.Flavor),
	}
}

// Show returns the current state of an instance. The id has letters, digits, '-' and '_', 64 bytes at most.
func (c *Client) Show(ctx context.Context, id string) (*Instance, error) {
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_show(s.inC, client, id, s.result, s.error)
	})
}

// Start starts a stopped instance. It returns at once, usually with StatusStarting: follow the instance with Watch.
// Each start changes the token. The lease may be nil. ErrConflict: the instance runs or is starting.
func (c *Client) Start(ctx context.Context, id string, lease *LeaseRequest) (*Instance, error) {
	inC := lease.inC()
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_start(s.inC, client, id, inC, s.result, s.error)
	})
}

// Stop stops an instance. It returns at once, usually with StatusStopping: a Watch with UntilStopped follows it.
// ErrConflict: the instance is stopped or stopping.
func (c *Client) Stop(ctx context.Context, id string) (*Instance, error) {
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_stop(s.inC, client, id, s.result, s.error)
	})
}

// Delete deletes an instance and its storage. It returns at once, usually with StatusDeleting: a Watch with
// UntilDeleted follows it. The instance is nil, without an error, if the service's response does not contain it.
func (c *Client) Delete(ctx context.Context, id string) (*Instance, error) {
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_delete(s.inC, client, id, s.result, s.error)
	})
}

// Update changes a stopped instance. The result may contain only the changed fields, without the id. ErrConflict: the
// instance is not stopped. ErrQuota: the flavor is sold out. ErrArgument: the instance cannot be switched to the
// flavor.
func (c *Client) Update(ctx context.Context, id string, request UpdateRequest) (*Instance, error) {
	var in textArguments
	name := in.optional("name", request.Name)
	description := in.given("description", request.Description)
	flavor := in.optional("flavor", request.Flavor)
	imageID := in.optional("image_id", request.ImageID)
	if err := in.check(); err != nil {
		return nil, err
	}
	return runWithID(ctx, c, id, toInstance, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_update(s.inC, client, id, name, description, flavor, imageID, s.result, s.error)
	})
}

// ShowLease returns the lease of an instance.
func (c *Client) ShowLease(ctx context.Context, id string) (*Lease, error) {
	return runWithID(ctx, c, id, toLease, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_show_lease(s.inC, client, id, s.result, s.error)
	})
}

// RenewLease extends the lease of a running instance and returns the new lease. The request may be nil. Its Duration
// counts from now, so do not pass the Duration of an earlier result.
func (c *Client) RenewLease(ctx context.Context, id string, lease *LeaseRequest) (*Lease, error) {
	inC := lease.inC()
	return runWithID(ctx, c, id, toLease, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_renew_lease(s.inC, client, id, inC, s.result, s.error)
	})
}

// ShowImage returns an image.
func (c *Client) ShowImage(ctx context.Context, id string) (*Image, error) {
	return runWithID(ctx, c, id, toImage, func(client *C.codelab_client, id *C.char, s *submission) {
		C.codelab_go_show_image(s.inC, client, id, s.result, s.error)
	})
}

// DecodeInstance decodes a response of the service that the caller received by other means.
func DecodeInstance(body []byte) (*Instance, error) {
	start := unsafe.Pointer(new(byte)) // so that an empty body is a wrong response, not a missing argument
	if len(body) > 0 {
		start = unsafe.Pointer(&body[0])
	}
	got := newCompletion()
	C.codelab_go_decode(start, C.size_t(len(body)), got.result, got.error)
	return unwrap(context.Background(), got, toInstance)
}

func runWithID[T any](ctx context.Context, c *Client, id string, convert func(*C.codelab_go_result) *T,
	submit func(*C.codelab_client, *C.char, *submission)) (*T, error) {
	var in textArguments
	inC := in.required("id", id)
	if err := in.check(); err != nil {
		return nil, err
	}
	return run(ctx, c.handle, convert, func(client *C.codelab_client, s *submission) { submit(client, inC, s) })
}
