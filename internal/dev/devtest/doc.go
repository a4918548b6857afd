// Package devtest gives tests a real PostgreSQL and a real Temporal.
//
// One of each serves a whole test run: `make test` starts them once for all
// packages (see internal/dev/teststack), and a plain `go test ./somewhere` starts what
// it needs by itself. Every test gets its own database, cloned from a template
// that holds the migrated schema, and its own names for task queues and the
// like. Tests that stop, kill or pause a server take one of their own.
//
// A package that uses it needs
//
//	func TestMain(m *testing.M) { devtest.Main(m) }
//
// so that what was started for it is stopped. What cannot be had fails the test
// with a sentence on what to do; nothing is skipped.
package devtest
