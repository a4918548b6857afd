// Package sqlite takes the place of the SQLite driver that the Temporal server
// is written for, in this program only (see replace in ../go.mod).
//
// The server hands every statement to its driver as text, which the driver of
// that import path parses anew each time: a fifth of the server's processor
// time. This one keeps statements prepared. SQLite itself is that of
// github.com/ncruces/go-sqlite3, which is Go, too. What the server's plug-in
// asks of the package is small: a driver registered as "sqlite", [Error], and
// three constants in lib.
package sqlite
