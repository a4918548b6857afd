// Package dev runs PostgreSQL and Temporal on one machine, without Docker: for
// the command `contacts dev`, and for tests.
//
// Both are children of this process and live as long as it does: they are
// stopped in order when it ends in order, started again on the same data when
// something else kills them, and told by the kernel to end (on Linux) when this
// process is killed itself. Start brings up both for one data directory;
// StartPostgres and StartTemporal each bring up one.
//
// Nothing here is meant for production: every program on this machine may
// connect to these servers without a password.
package dev
