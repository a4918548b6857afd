// Package e2e holds the tests of the whole program: real serving processes,
// real PostgreSQL, real Temporal, and the kill -9 of each of them.
package e2e
