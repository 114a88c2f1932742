package codelab

// #include "bridge.h"
import "C"

import (
	"context"
	"fmt"
	"unsafe"
)

// ClientFlags change what a client allows.
type ClientFlags uint32

// AllowHTTP allows http:// to hosts other than loopback. The token then travels in the clear.
const AllowHTTP ClientFlags = C.CODELAB_CLIENT_ALLOW_HTTP

// Options are what a client is made from. Zero means the default.
type Options struct {
	Flags     ClientFlags
	Endpoint  string           // required: "https://host[:port][/prefix]", without /v1
	ProjectID string           // required: letters, digits, '-' and '_'; 64 bytes at most
	Token     string           // required: sent as X-Auth-Token; 32768 bytes at most
	CAFile    string           // PEM file of the authorities to trust; "": the system's
	Proxy     Optional[string] // as curl takes it; absent: the environment's (https_proxy, no_proxy, …); "": none
	UserAgent string           // put before "libcodelab/…"; "": nothing
	Language  string           // of messages and step descriptions; "": "en-us"

	ConnectTimeoutMs int64 // 0: 10000
	AttemptTimeoutMs int64 // one request and its answer. 0: 60000
	MaxAttempts      int32 // of one call, the first included, 1 to 100. 0: 5
	RetryDelayMs     int64 // bound of the first random delay between attempts, doubled each time. 0: 500
	RetryDelayMaxMs  int64 // where the doubling stops. 0: 20000
}

// String returns one line without secrets.
func (o Options) String() string {
	return fmt.Sprintf("codelab.Options{Endpoint: %q, ProjectID: %q, Token: %s}", o.Endpoint, o.ProjectID, hidden)
}

// Format writes String, whatever the verb.
func (o Options) Format(state fmt.State, _ rune) {
	write(state, o.String())
}

// Client holds endpoint, project, credentials, settings and warm connections. Any number of goroutines may share one:
// each call under way uses a connection of its own, which goes back to the client for the next one.
//
// A call that waits for the service occupies an operating-system thread until it returns.
type Client struct {
	handle *handle[*C.codelab_client]
}

// NewClient makes a client; nothing is sent. It is given back with Close.
func NewClient(options Options) (*Client, error) {
	numbers := C.codelab_client_options{
		flags:              C.uint32_t(options.Flags),
		connect_timeout_ms: C.int64_t(options.ConnectTimeoutMs),
		attempt_timeout_ms: C.int64_t(options.AttemptTimeoutMs),
		max_attempts:       C.int32_t(options.MaxAttempts),
		retry_delay_ms:     C.int64_t(options.RetryDelayMs),
		retry_delay_max_ms: C.int64_t(options.RetryDelayMaxMs),
	}
	var in textArguments
	endpoint := in.required("endpoint", options.Endpoint)
	projectID := in.required("project_id", options.ProjectID)
	token := in.required("token", options.Token)
	caFile := in.optional("ca_file", options.CAFile)
	userAgent := in.optional("user_agent", options.UserAgent)
	language := in.optional("language", options.Language)
	var proxy *C.char
	if options.Proxy.Present {
		proxy = in.required("proxy", options.Proxy.Value)
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	var client *C.codelab_client
	var problem C.codelab_error
	status := C.codelab_go_client_new(&numbers, endpoint, projectID, token, caFile, proxy, userAgent, language,
		&client, &problem)
	if status != C.CODELAB_OK {
		return nil, newError(status, &problem)
	}
	free := func(client *C.codelab_client) { C.codelab_client_free(client) }
	return &Client{handle: newHandle("client", client, free)}, nil
}

// Close gives the client back and closes its idle connections. Calls under way, and watches, go on to their end; a
// call that comes after it gets ErrClosed. Close may be called again, and by any goroutine. It returns nil.
func (c *Client) Close() error {
	c.handle.close()
	return nil
}

// OpenRequest says what to open.
type OpenRequest struct {
	ImageID string // from the list of images. "": a multi-kernel CPU image
	// ShareURL is the plain http(s) address of a public .ipynb file, which the instance will fetch when it opens.
	ShareURL string
}

// Open opens the user's one free CodeLab instance. It returns as soon as the service has taken the request, usually
// with StatusCreating: follow the instance with Watch. The request may be nil.
//
// It is never sent twice when the first may have been carried out: a connection that is lost then gives an error that
// is not Retryable, and the instance may exist. ErrNotOffered: the region no longer has this call.
func (c *Client) Open(ctx context.Context, request *OpenRequest) (*Instance, error) {
	if request == nil {
		request = &OpenRequest{}
	}
	var in textArguments
	imageID := in.optional("image_id", request.ImageID)
	shareURL := in.optional("share_url", request.ShareURL)
	if err := in.check(); err != nil {
		return nil, err
	}
	return c.run(ctx, func(client *C.codelab_client, cancel *C.codelab_cancel, result *C.codelab_go_result) {
		C.codelab_go_open(client, imageID, shareURL, cancel, result)
	})
}

// Show reads an instance. The id has letters, digits, '-' and '_', 64 bytes at most.
func (c *Client) Show(ctx context.Context, id string) (*Instance, error) {
	var in textArguments
	cID := in.required("id", id)
	if err := in.check(); err != nil {
		return nil, err
	}
	return c.run(ctx, func(client *C.codelab_client, cancel *C.codelab_cancel, result *C.codelab_go_result) {
		C.codelab_go_show(client, cID, cancel, result)
	})
}

func (c *Client) run(ctx context.Context,
	call func(*C.codelab_client, *C.codelab_cancel, *C.codelab_go_result)) (instance *Instance, err error) {
	closed := c.handle.use(func(client *C.codelab_client) {
		instance, err = run(ctx, func(cancel *C.codelab_cancel, result *C.codelab_go_result) {
			call(client, cancel, result)
		})
	})
	if closed != nil {
		return nil, closed
	}
	return instance, err
}

// DecodeInstance decodes an answer of the service that was fetched by other means.
func DecodeInstance(body []byte) (*Instance, error) {
	start := unsafe.Pointer(new(byte)) // an empty body is one that is refused, not an argument that is missing
	if len(body) > 0 {
		start = unsafe.Pointer(&body[0])
	}
	return run(context.Background(), func(_ *C.codelab_cancel, result *C.codelab_go_result) {
		C.codelab_go_decode(start, C.size_t(len(body)), result)
	})
}
