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
// Fields carry the service's own names in Go's spelling, units included (CreateAtMs is in milliseconds since the
// epoch). What the service left out, or sent as null, can be told from what it sent: an [Optional] that is not
// Present, a nil slice against an empty one, a nil pointer to a struct. Reading the Value of an absent Optional is
// safe and gives the zero value.
//
// # Contexts
//
// A call that waits takes a context. Its cancellation stops the call at once, whatever the call is waiting for, and
// nothing keeps running behind it; its deadline bounds the whole call, retries included. A context that can not be
// cancelled costs nothing.
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
