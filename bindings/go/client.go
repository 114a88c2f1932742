package codelab

// #include "bridge.h"
import "C"

// Client holds endpoint, project, credentials and settings. Any number of goroutines may share one. Any number of
// clients share one [Queue], which has the connections and needs one operating-system thread for all waiting calls.
type Client struct {
	handle *handle[*C.codelab_client]
}

// NewClient makes a client. It sends nothing. Close frees the client. NewClient reads environment variables, which no
// other goroutine should change at the same time.
func NewClient(options Options) (*Client, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	if options.Trace != nil && options.TraceFD != 0 {
		return nil, argumentError("set Trace or TraceFD, not both")
	}
	numbers := C.codelab_client_options{
		flags:              C.uint32_t(options.Flags),
		connect_timeout_ms: milliseconds(options.ConnectTimeout),
		attempt_timeout_ms: milliseconds(options.AttemptTimeout),
		max_attempts:       C.int32_t(options.MaxAttempts),
		retry_delay_ms:     milliseconds(options.RetryDelay),
		retry_delay_max_ms: milliseconds(options.RetryDelayMax),
		signature:          C.int32_t(options.Signature),
		trace_fd:           C.int32_t(options.TraceFD),
	}
	var in textArguments
	endpoint := in.optional("endpoint", options.Endpoint)
	projectID := in.optional("project_id", options.ProjectID)
	token := in.optional("token", options.Token)
	caFile := in.optional("ca_file", options.CAFile)
	proxy := in.given("proxy", options.Proxy)
	userAgent := in.optional("user_agent", options.UserAgent)
	language := in.optional("language", options.Language)
	region := in.optional("region", options.Region)
	iamEndpoint := in.optional("iam_endpoint", options.IAMEndpoint)
	projectName := in.optional("project_name", options.ProjectName)
	accessKey := in.optional("access_key", options.AccessKey)
	secretKey := in.optional("secret_key", options.SecretKey)
	securityToken := in.optional("security_token", options.SecurityToken)
	userName := in.optional("user_name", options.UserName)
	password := in.optional("password", options.Password)
	domainName := in.optional("domain_name", options.DomainName)
	userID := in.optional("user_id", options.UserID)
	domainID := in.optional("domain_id", options.DomainID)
	passcode := in.optional("passcode", options.Passcode)
	signedHeaders := in.given("signed_headers", options.SignedHeaders)
	if err := in.check(); err != nil {
		return nil, err
	}
	lines, err := newTrace(options.Trace)
	if err != nil {
		return nil, err
	}
	if lines != nil {
		numbers.trace_fd = C.int32_t(lines.fd())
	}
	var client *C.codelab_client
	var problem C.codelab_error
	status := C.codelab_go_client_new(&numbers, endpoint, projectID, token, caFile, proxy, userAgent, language,
		region, iamEndpoint, projectName, accessKey, secretKey, securityToken, userName, password, domainName,
		userID, domainID, passcode, signedHeaders, &client, &problem)
	if status != C.CODELAB_OK {
		lines.release()
		return nil, newError(status, &problem)
	}
	free := func(client *C.codelab_client) { C.codelab_client_free(client) }
	q, err := options.Queue.use()
	if err != nil {
		free(client)
		lines.release()
		return nil, err
	}
	made := &Client{handle: newHandle("client", client, q, free)}
	made.handle.trace = lines
	return made, nil
}

// Close frees the client and closes its idle connections. Pending calls, watches and iterators continue; later calls
// return ErrClosed. Any goroutine may call Close, also repeatedly. It returns nil, after Options.Trace has received the
// last line unless watches or iterators of the client are open.
func (c *Client) Close() error {
	c.handle.closeAndFlush()
	return nil
}
