package codelab

// #include "bridge.h"
import "C"

import (
	"fmt"
	"strings"
	"time"
)

// ClientFlags change what a client allows and reads.
type ClientFlags uint32

const (
	// AllowHTTP allows http:// to hosts other than loopback. The credential then travels in the clear.
	AllowHTTP ClientFlags = C.CODELAB_CLIENT_ALLOW_HTTP
	// NoEnvironment ignores environment variables, except those of proxies. CODELAB_TRACE is ignored too.
	NoEnvironment ClientFlags = C.CODELAB_CLIENT_NO_ENVIRONMENT
)

// NoTrace, as Options.TraceFD, means no trace, whatever the variable CODELAB_TRACE says.
const NoTrace int32 = C.CODELAB_NO_TRACE

// Options are the settings of a client. Zero means the default.
//
// Set one kind of credential: Token; or AccessKey and SecretKey, with SecurityToken for temporary keys; or UserName,
// Password and DomainName. Without one, the credential comes from environment variables: the first of the families
// CODELAB_…, OS_…, HUAWEICLOUD_SDK_… and HW_… that has one. include/codelab.h lists the variables.
type Options struct {
	Flags ClientFlags

	Endpoint    string // "https://host[:port][/prefix]"; may end in "/v1/{project_id}". "": the region's
	IAMEndpoint string // "https://iam.eu-de.otc.t-systems.com"; may end in "/v3". "": the region's
	Region      string // "eu-de", "cn-north-4", …: names Endpoint, IAMEndpoint and ProjectName
	ProjectID   string // letters, digits, '-' and '_'; 64 bytes at most. "": looked up
	ProjectName string // "eu-de", "eu-de_project". "": the region

	Token string // sent as X-Auth-Token; 32768 bytes at most

	AccessKey     string    // with SecretKey: each request is signed; 128 bytes at most
	SecretKey     string    // 256 bytes at most
	SecurityToken string    // of temporary keys; 32768 bytes at most
	Signature     Signature // form of signatures; zero: SignatureAccess
	SignedHeaders *string   // names with ';' between them; nil: all but x-language; "": x-sdk-date alone

	UserName   string // of the IAM user, with Password: the client fetches a token, shares it between calls and renews it
	Password   string
	DomainName string // of the account
	UserID     string // instead of UserName and a domain
	DomainID   string // instead of DomainName
	Passcode   string // of a virtual MFA device; IAM accepts it once, so the client works until its first token ends

	CAFile    string  // PEM file of trusted authorities; "": the environment's, or the system's
	Proxy     *string // in curl's syntax; nil: from https_proxy, no_proxy, …; "": none. Not for loopback. See [Ptr]
	UserAgent string  // put before "libcodelab/…"; "": nothing
	Language  string  // of messages and step descriptions; "": "en-us"

	// Durations are rounded up to whole milliseconds.
	ConnectTimeout time.Duration // 0: 10 s
	AttemptTimeout time.Duration // one request with its response. 0: 60 s
	MaxAttempts    int32         // of one call, the first included, 1 to 100. 0: 5
	RetryDelay     time.Duration // bound of the first random delay between attempts; doubles each time. 0: 500 ms
	RetryDelayMax  time.Duration // largest bound. 0: 20 s

	Queue *Queue // for the calls. nil: the queue that all clients of the process share

	// TraceFD is a file descriptor to which a line for each request is written. The caller owns it and keeps it open
	// while the client, or a watch or iterator made from it, is in use (keep a reference to its os.File: a finalizer
	// would close it). 0: use the variable CODELAB_TRACE. NoTrace: no trace.
	TraceFD int32

	// Trace receives each line of the trace, on a goroutine of the client, in place of TraceFD: see [TraceTo] for a
	// logger. No line has a secret. If Trace is slow, lines are dropped, and the next line ends with lost= and their
	// number. It must not close the client.
	Trace func(line string)
}

// String returns one line without secrets.
func (o Options) String() string {
	var fields []string
	for _, field := range []struct {
		name, value string
		isSecret    bool
	}{
		{"Endpoint", o.Endpoint, false}, {"IAMEndpoint", o.IAMEndpoint, false}, {"Region", o.Region, false},
		{"ProjectID", o.ProjectID, false}, {"ProjectName", o.ProjectName, false}, {"Token", o.Token, true},
		{"AccessKey", o.AccessKey, true}, {"SecretKey", o.SecretKey, true},
		{"SecurityToken", o.SecurityToken, true}, {"UserName", o.UserName, false}, {"Password", o.Password, true},
		{"DomainName", o.DomainName, false}, {"UserID", o.UserID, false}, {"DomainID", o.DomainID, false},
		{"Passcode", o.Passcode, true},
	} {
		switch {
		case field.value == "":
		case field.isSecret:
			fields = append(fields, field.name+": "+hidden)
		default:
			fields = append(fields, fmt.Sprintf("%s: %q", field.name, field.value))
		}
	}
	return "codelab.Options{" + strings.Join(fields, ", ") + "}"
}

// Format writes String for every verb.
func (o Options) Format(state fmt.State, _ rune) {
	write(state, o.String())
}

// MarshalText returns String, so that encoders do not write the secrets.
func (o Options) MarshalText() ([]byte, error) {
	return []byte(o.String()), nil
}
