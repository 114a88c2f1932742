// Package codelab opens ModelArts CodeLab notebook instances, follows them until they are usable, and starts, stops,
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
//	instance, err := client.OpenReady(ctx, nil)
//
// It is a thin layer over the C library libcodelab. The library's behavior is the same in every language;
// include/codelab.h documents it in full.
//
// # Credentials
//
// A client has a token, or keys to sign requests with, or a user name and password to fetch tokens from IAM; see
// [Options]. Without them the credential comes from environment variables, so Options{} is enough where the variables
// of the library, or those of other tools for the same clouds, are set.
//
// # Names and absent values
//
// Fields have the service's names in Go's spelling. A value that the service left out, or sent as null, is "", a time
// that IsZero, a nil slice (an empty one is not nil), or a nil pointer: to a struct, a boolean, a duration or a number.
// Of numbers whose 0 has no meaning, such as Flavor.VCPUs, it is 0. [Or] reads a pointer, and [Ptr] makes one.
//
// Times are in UTC. Durations of the service that are longer than 292 years are cut to the range of Duration. Durations
// in arguments are rounded away from zero to whole milliseconds.
//
// The texts of one result share memory: use strings.Clone to keep one text without the others.
//
// # Contexts
//
// A call that waits takes a context. Cancelling the context stops the call at once, and no goroutine continues it. The
// deadline of the context bounds the whole call, including retries.
//
// # Many at once
//
// Use one goroutine for each call: all waiting calls share one operating-system thread, see [Queue]. By default a queue
// uses at most 8 connections to a host and 100 requests a second; [NewQueue] makes queues with other limits.
//
// # Errors
//
// Every error of this package is an [*Error], except the io.EOF at the end of a watch. Compare it with the codes
// ErrNotFound, ErrRateLimit and so on by errors.Is, which also finds context.Canceled and context.DeadlineExceeded if
// the context ended the call.
//
// # Attempts
//
// A call sends its request up to Options.MaxAttempts times: after temporary faults, and if a kept connection has died,
// which costs a third of Options.AttemptTimeout, and 10 seconds at most. Open is never sent twice if the first request
// may have been carried out; the library then looks for the opened instance in the list. Attempts of an [*Error] counts
// the requests.
//
// # Secrets
//
// The token of an instance and its browser address are of type [Secret], which package fmt does not print with any
// verb. Neither does it print the credentials of [Options]. No error contains a secret. What package fmt, encoding/json
// and log/slog show of an instance has no token, also not in another field, such as an address, nor URL-encoded or in
// Base64. A single field, such as Instance.URL, is what the service sent.
//
// # JSON and logs
//
// encoding/json writes results as the service does: with its keys and words, and times and durations in milliseconds.
// The token is left out; [Instance.WithSecrets] includes it. Values that the library works out, such as
// Instance.Ready, are left out too: [DecodeInstance] and json.Unmarshal work them out again.
//
// With Go 1.21, instances and errors are values for log/slog, and [Options].Trace takes a logger: see TraceTo.
package codelab
