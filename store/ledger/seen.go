package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// cancelEvery is how often the server is asked to end a statement.
const cancelEvery = 100 * time.Millisecond

// seen runs write on a connection for events and sees its end: if ctx ends
// meanwhile the server is asked to end the statement, and what the server says
// then counts. A connection that is merely closed leaves a statement behind
// which may still be carried out. The error is ErrOutcomeUnknown if nothing
// could be learned.
func (l *Ledger) seen(ctx context.Context, write func(context.Context, *pgxpool.Conn) error) error {
	conn, err := l.db.Intake.Acquire(ctx)
	if err != nil {
		return err // nothing was sent
	}
	defer conn.Release()
	sending, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	over := make(chan struct{})
	attended := context.AfterFunc(ctx, func() {
		defer close(over)
		defer giveUp()
		within, cancel := context.WithTimeout(sending, l.db.EndPatience)
		defer cancel()
		for within.Err() == nil { // between two statements the server hears nothing
			_ = conn.Conn().PgConn().CancelRequest(within)
			select {
			case <-within.Done():
			case <-time.After(cancelEvery):
			}
		}
	})
	err = write(sending, conn)
	if !attended() {
		giveUp()
		<-over
		_ = conn.Conn().Close(ctx) // a cancellation that is late must not meet the next statement
	}
	return store.Certain(err)
}

// Find looks events up, within a moment and on another connection than those
// that events are recorded on. The error is ErrOutcomeUnknown unless every one
// of them is there.
func (l *Ledger) Find(ctx context.Context, events []contact.Event) ([]Recorded, error) {
	keys := make([]string, len(events))
	ids := make([]uuid.UUID, len(events))
	for i, ev := range events {
		keys[i], ids[i] = ev.DedupeKey, ev.ID
	}
	stored, err := l.find(ctx, keys, ids)
	if err != nil {
		return nil, err
	}
	return inOrder(events, stored), nil
}

func (l *Ledger) find(ctx context.Context, keys []string, ids []uuid.UUID) (map[string]Recorded, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.db.EndPatience)
	defer cancel()
	rows, err := l.db.Other.Query(ctx, `
SELECT dedupe_key, id, id = ANY(@ids::uuid[]) AS new, channel_id, decision IS NULL AS pending
FROM events
WHERE dedupe_key = ANY(@keys::text[])`, store.Named{"keys": keys, "ids": ids})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, err)
	}
	stored, err := readRecorded(rows)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, err)
	}
	for _, key := range keys {
		if _, there := stored[key]; !there {
			return nil, store.ErrOutcomeUnknown
		}
	}
	return stored, nil
}

// readRecorded reads what was recorded, by dedupe key.
func readRecorded(rows pgx.Rows) (map[string]Recorded, error) {
	stored := make(map[string]Recorded)
	var (
		key     string
		channel *string
		r       Recorded
	)
	_, err := pgx.ForEachRow(rows, []any{&key, &r.ID, &r.New, &channel, &r.Pending}, func() error {
		r.ChannelID = store.OrEmpty(channel)
		stored[key] = r
		return nil
	})
	return stored, err
}
