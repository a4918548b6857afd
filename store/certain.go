package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrOutcomeUnknown says that something was sent to be written and that its end
// was not seen: it may be there, it may still come, or it may never.
var ErrOutcomeUnknown = errors.New("whether it was written is not known")

// Certain marks the error of a write that it leaves open whether it was done. What the
// server itself refuses is rolled back, and what was not to be committed yet never
// will be. pgconn.SafeToRetry does not tell: it holds for a COMMIT that was sent,
// if the connection is lost then.
func Certain(err error) error {
	var refused *pgconn.PgError
	var early uncommitted
	switch {
	case errors.As(err, &early):
		return early.error
	case err == nil, errors.As(err, &refused) && refused.SeverityUnlocalized == "ERROR", !Unavailable(err):
		return err
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
}

// Uncommitted marks the error of what was sent before the end of its transaction.
func Uncommitted(err error) error { return uncommitted{err} }

type uncommitted struct{ error }

// endPatience bounds how long the server may take to end a statement that is
// given up, and to say whether an event is there all the same.
const endPatience = time.Second
