package sqlite

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// Error says that a row is there already. The server takes any Error whose code
// has a bit in common with SQLITE_CONSTRAINT for that, a busy file and an
// interrupted statement among them. So nothing else becomes an Error here.
type Error struct {
	cause error
	code  sqlite3.ExtendedErrorCode
}

func (e *Error) Error() string { return e.cause.Error() }

// Unwrap is the error of the driver beneath.
func (e *Error) Unwrap() error { return e.cause }

// Code is SQLite's extended result code.
func (e *Error) Code() int { return int(e.code) }

func translate(err error) error {
	for _, code := range []sqlite3.ExtendedErrorCode{sqlite3.CONSTRAINT_PRIMARYKEY, sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_ROWID} {
		if errors.Is(err, code) {
			return &Error{cause: err, code: code}
		}
	}
	return err
}
