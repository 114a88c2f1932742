// Package codelab opens ModelArts CodeLab notebook instances, follows them until they can be used, and starts, stops,
// changes, lists and deletes them.
//
//	client, err := codelab.NewClient(codelab.Options{
//		Endpoint:  "https://modelarts.eu-de.otc.t-systems.com",
//		ProjectID: "77b6a44cba5143ab91d13ab9a8ff44fd",
//		Token:     tokenFromIAM,
//	})
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	instance, err := client.Open(ctx, nil)
//
// It is a thin layer over the C library libcodelab: what the calls do, retry and refuse is the library's doing and the
// same in every language. include/codelab.h tells it in full.
//
// # Credentials
//
// A client has a token, or the keys that it signs with, or a user's name and password with which it fetches tokens from
// IAM; see [Options]. With none of them it looks into the environment, so Options{} serves where the variables of the
// library, or those of other tools for the same clouds, are set.
//
// # Names and absent values
//
// Fields carry the service's own names in Go's spelling. What the service left out, or sent as null, can be told from
// what it sent: an [Optional] that is not Present, a nil slice against an empty one, a nil pointer to a struct, a time
// that IsZero. Reading the Value of an absent Optional is safe and gives the zero value.
//
// Times are in UTC; every number of milliseconds since the epoch has its Time. A duration of the service's that is
// longer than Go's can be, 292 years, is shortened to that. Durations that are handed in have whole milliseconds: what
// is between them is rounded away from zero.
//
// The texts of one result share their memory: who keeps a short one for long may want strings.Clone.
//
// # Contexts
//
// A call that waits takes a context. Its cancellation stops the call at once, whatever the call is waiting for, and
// nothing keeps running behind it; its deadline bounds the whole call, retries included.
//
// # Many at once
//
// Call from as many goroutines as there is to do: however many wait, one operating-system thread does, see [Queue]. It
// keeps to 8 connections a host and 100 requests a second, which suits the service; [NewQueue] makes others.
//
// # Errors
//
// Every error of this package is an [*Error], but for the io.EOF that ends a watch. Its cause is found with errors.Is
// and the codes ErrNotFound, ErrRateLimit and so on; errors.Is also finds context.Canceled and
// context.DeadlineExceeded where the context stopped the call.
//
// # Secrets
//
// The token of an instance and the address to open it in a browser are of type [Secret], which no verb of package fmt
// prints, and neither does any print the credentials of [Options]. No error contains a secret.
package codelab
