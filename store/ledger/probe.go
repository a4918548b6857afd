package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// probeTry bounds one try of a probe: a connection that has just fallen silent
// says nothing about the next one.
const probeTry = time.Second

// CanRecord reports whether what is recorded now would be kept. It does what
// recording does, with no event, and writes a time, since a server whose disk is
// full or stands still answers those who only read.
func (l *Ledger) CanRecord(ctx context.Context) (err error) {
	for range 2 {
		if err = l.probe(ctx); err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("try to record: %w", err)
	}
	return nil
}

func (l *Ledger) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTry)
	defer cancel()
	nothing, err := newBatch([]contact.Event{})
	if err != nil {
		return err
	}
	args := nothing.args()
	args["lease"] = time.Duration(0)
	b := &pgx.Batch{}
	b.Queue(recordSQL, args)
	var written int64
	b.Queue(`
UPDATE probes SET at = now() WHERE n = (SELECT n FROM probes ORDER BY at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)`).
		Exec(func(tag pgconn.CommandTag) error {
			written = tag.RowsAffected()
			return nil
		})
	if err := l.db.Intake.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	if written == 0 {
		return store.ErrProbed
	}
	return nil
}
