package codelab

// #include "bridge.h"
import "C"

import (
	"fmt"
	"strings"
	"time"
)

// ClientFlags change what a client allows, and where it looks.
type ClientFlags uint32

const (
	// AllowHTTP allows http:// to hosts other than loopback. The credential then travels in the clear.
	AllowHTTP ClientFlags = C.CODELAB_CLIENT_ALLOW_HTTP
	// NoEnvironment takes nothing from the environment, CODELAB_TRACE included. libcurl still reads its proxies there.
	NoEnvironment ClientFlags = C.CODELAB_CLIENT_NO_ENVIRONMENT
)

// NoTrace, as Options.TraceFD, means no trace, whatever the variable CODELAB_TRACE says.
const NoTrace int32 = C.CODELAB_NO_TRACE

// Options are what a client is made from. Zero means the default.
//
// One kind of credential is given: a Token; or AccessKey and SecretKey, and SecurityToken with temporary keys; or
// UserName, Password and DomainName. If none is, it is taken from the environment: from the variables CODELAB_…, else
// OS_…, else HUAWEICLOUD_SDK_…, whichever family has a credential first. include/codelab.h lists them.
type Options struct {
	Flags ClientFlags

	Endpoint    string // "https://host[:port][/prefix]"; may end in "/v1/{project_id}". "": the region's
	IAMEndpoint string // "https://iam.eu-de.otc.t-systems.com"; may end in "/v3". "": the region's
	Region      string // "eu-de", "cn-north-4", …: names Endpoint, IAMEndpoint and ProjectName
	ProjectID   string // letters, digits, '-' and '_'; 64 bytes at most. "": looked up
	ProjectName string // "eu-de", "eu-de_project". "": the region

	Token string // sent as X-Auth-Token; 32768 bytes at most

	AccessKey     string           // with SecretKey: each request is signed; 128 bytes at most
	SecretKey     string           // 256 bytes at most
	SecurityToken string           // of temporary keys; 32768 bytes at most
	Signature     Signature        // in which form
	SignedHeaders Optional[string] // names with ';' between them; absent: all but x-language; "": x-sdk-date alone

	UserName   string // of the IAM user, with Password: a token is fetched when it is needed, shared and renewed
	Password   string
	DomainName string // of the account

	CAFile    string           // PEM file of the authorities to trust; "": the environment's, or the system's
	Proxy     Optional[string] // as curl takes it; absent: the environment's (https_proxy, no_proxy, …); "": none; this machine: never
	UserAgent string           // put before "libcodelab/…"; "": nothing
	Language  string           // of messages and step descriptions; "": "en-us"

	// Durations have whole milliseconds; what is between them is rounded up.
	ConnectTimeout time.Duration // 0: 10 s
	AttemptTimeout time.Duration // one request and its answer. 0: 60 s
	MaxAttempts    int32         // of one call, the first included, 1 to 100. 0: 5
	RetryDelay     time.Duration // bound of the first random delay between attempts, doubled each time. 0: 500 ms
	RetryDelayMax  time.Duration // where the doubling stops. 0: 20 s

	Queue *Queue // that carries the calls. nil: the one that all clients of the process share

	// TraceFD is a file descriptor that gets a line for each exchange. It stays the caller's, who keeps it open while
	// the client, or a watch or iterator made from it, is in use (an os.File that is forgotten closes its own). 0: as
	// the variable CODELAB_TRACE says. NoTrace: none.
	TraceFD int32
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
		{"DomainName", o.DomainName, false},
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

// Format writes String, whatever the verb.
func (o Options) Format(state fmt.State, _ rune) {
	write(state, o.String())
}

// MarshalText returns String, so that encoders do not give the secrets away either.
func (o Options) MarshalText() ([]byte, error) {
	return []byte(o.String()), nil
}
