package store

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// ErrProbed says that as many probes are under way as may be.
var ErrProbed = errors.New("earlier probes have not come back")

// Unavailable reports whether err means that the database is unavailable, full or in
// contention: trying again later mends it, and nothing is wrong with the input.
func Unavailable(err error) bool {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		return unavailableCode(pgErr.Code)
	}
	var netErr net.Error
	var connectErr *pgconn.ConnectError
	return errors.Is(err, ErrBusy) || errors.Is(err, ErrSlow) || errors.Is(err, ErrProbed) ||
		errors.As(err, &connectErr) ||
		errors.As(err, &netErr) ||
		errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, context.Canceled) ||
		pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "conn closed") // pgconn's own, not exported
}

// unavailableCode tells by SQLSTATE: connection exceptions, insufficient
// resources, operator intervention, serialisation failures, deadlocks, lock
// time-outs and the limits of a statement (57014), of a transaction (25P04) and
// of one that has nothing to do (25P03), as that of a process that stood still.
// 25006 and 58xxx are a server that just became a replica, or whose disk fails.
// Of these, a decision that was ended is told apart by ErrTooLong.
func unavailableCode(code string) bool {
	switch code {
	case "40001", "40P01", "55P03", "25006", "25P03", "25P04", "57014":
		return true
	}
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53") ||
		strings.HasPrefix(code, "57P") || strings.HasPrefix(code, "58")
}

// OrNotFound returns ErrNotFound for no rows, and other errors as they are.
func OrNotFound(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// Describe puts an error into words that hold no personal data, for places that
// keep them: PostgreSQL's own messages may quote the values they complain of.
func Describe(err error) string {
	var pgErr *pgconn.PgError
	switch {
	case errors.As(err, &pgErr) && unavailableCode(pgErr.Code):
		return "PostgreSQL: " + pgErr.Message + " (SQLSTATE " + pgErr.Code + ")"
	case errors.As(err, &pgErr):
		return strings.TrimSpace("PostgreSQL refused it: SQLSTATE " + pgErr.Code + " " + pgErr.TableName + " " + pgErr.ConstraintName)
	case errors.Is(err, context.DeadlineExceeded):
		return "PostgreSQL did not answer in time"
	case Unavailable(err):
		return "PostgreSQL cannot be reached"
	}
	return "it could not be read or written; the log has the error"
}

// IsCode reports whether PostgreSQL refused something with one of these SQLSTATEs.
func IsCode(err error, codes ...string) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && slices.Contains(codes, pgErr.Code)
}

// TimedOut reports whether the server ended a statement or transaction that ran for
// too long. What we cancel ourselves does not come back as such an error: its
// connection is closed.
func TimedOut(err error) bool {
	return IsCode(err, "57014", "25P04")
}

// ErrNotQuarantined says that only quarantined events are replayed.
var ErrNotQuarantined = errors.New("not quarantined")
