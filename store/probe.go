package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/luluchat/contacts/contact"
)

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if _, err := s.hot.Exec(ctx, `SELECT`); err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return nil
}

// probeTry bounds one try of a probe: a connection that has just fallen silent
// says nothing about the next one.
const probeTry = time.Second

// errProbed says that as many probes are under way as may be.
var errProbed = errors.New("earlier probes have not come back")

// CanRecord reports whether what is recorded now would be kept. It does what
// recording does, with no event, and writes a time, since a server whose disk is
// full or stands still answers those who only read.
func (s *Store) CanRecord(ctx context.Context) (err error) {
	for range 2 {
		if err = s.probe(ctx); err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("try to record: %w", err)
	}
	return nil
}

func (s *Store) probe(ctx context.Context) error {
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
	if err := s.hot.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	if written == 0 {
		return errProbed
	}
	return nil
}
