package service

import (
	"context"
	"time"

	"github.com/luluchat/contacts/store"
)

const (
	// filesAtOnce is how many files of the database's rows are written at once.
	filesAtOnce = 4
	// FileTime bounds how long one of them may take its reader.
	FileTime = 30 * time.Minute
)

// slots let so many files be written at once: each takes connections from the
// lists again and again, and memory.
type slots chan struct{}

func newSlots() slots { return make(slots, filesAtOnce) }

// take takes a slot if one is free. The context ends when a file has taken as
// long as it may; release gives the slot back.
func (f slots) take(ctx context.Context) (_ context.Context, release func(), err error) {
	select {
	case f <- struct{}{}:
	default:
		return nil, nil, &Error{Code: Busy, RetryAfter: retryAfter,
			Message: "Other files are being written just now. Please try again after Retry-After seconds."}
	}
	ctx, cancel := context.WithTimeout(store.InTurn(ctx), FileTime)
	return ctx, func() { cancel(); <-f }, nil
}
