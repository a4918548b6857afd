// Package client is the Go client of the HTTP API. The program's own commands,
// its demo and its tests use it, and so may others.
//
// A [Client] is a value without state of its own: it may be copied, and used by
// several goroutines. What the server refuses is a [*RefusedError], which holds
// the status and the server's words. [Passing] tells what may succeed when it is
// tried again.
package client
