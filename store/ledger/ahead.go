package ledger

import (
	"context"
	"errors"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Nothing happens to most new people between the lookup of their first event and
// its decision. Their contact is therefore written ahead, on what the step before
// has seen, in one round trip: the locks, an expectation that all is still as it
// was seen, and what is written. PostgreSQL takes the batch as one transaction
// and drops it whole if the expectation fails; then everything is read under the
// locks and decided from there, as it is for everybody else.

// snapshot is what the steps of one decision have seen so far of an event whose
// person nobody knew.
type snapshot struct {
	pending pendingEvent
	contact *contact.Contact // as it was created; nil before
	row     uint32           // the version of the contact's row then (xmin)
}

// snapshotsKept is well above what one process decides at once. Whoever is not
// in it any more is decided the other way.
const snapshotsKept = 256

type snapshots = lru.Cache[uuid.UUID, snapshot]

// newCache keeps the last so many values that were added.
func newCache[K comparable, V any](size int) *lru.Cache[K, V] {
	kept, err := lru.New[K, V](size)
	if err != nil {
		panic(err) // only a size below one is refused
	}
	return kept
}

// take returns what was seen of an event, once: a second try sees for itself what
// the first has written.
func (l *Ledger) take(event uuid.UUID) (seen snapshot, ok bool) {
	seen, ok = l.snapshots.Peek(event)
	l.snapshots.Remove(event)
	return seen, ok
}

// errChanged says that something is not as it was seen, or that nothing was seen.
// Nothing is written.
var errChanged = errors.New("changed since it was looked up")

// changedCode is the SQLSTATE of the function expect.
const changedCode = "LC001"

// writeAhead sends what was queued on expectations as one transaction.
func (l *Ledger) writeAhead(ctx context.Context, b *pgx.Batch) error {
	err := l.db.Decisions.SendBatch(ctx, b).Close()
	if store.IsCode(err, changedCode) {
		return errChanged
	}
	return err
}

// stillPending is true while the event is pending under the number it was seen with:
// one that was decided and reopened has another.
const stillPending = `EXISTS (SELECT FROM queue WHERE channel_id = @channel AND key = @key AND seq = @seq AND event_id = @event)`

func (s snapshot) args() store.Named {
	return store.Named{
		"channel": s.pending.ChannelID, "key": s.pending.Keys[0], "keys": s.pending.Keys, "seq": s.pending.Seq, "event": s.pending.ID,
		"reason": string(contact.NoContact),
	}
}

// createAhead creates the contact of an event whose person nobody knew.
func (l *Ledger) createAhead(ctx context.Context, event uuid.UUID) (uuid.UUID, error) {
	seen, ok := l.take(event)
	if !ok {
		return uuid.Nil, errChanged
	}
	args := seen.args()
	ev, err := seen.pending.event()
	if err != nil {
		return uuid.Nil, err
	}
	c, err := contact.Create(seen.pending.ChannelID, ev)
	if err != nil {
		return uuid.Nil, err
	}
	w := writer{Batch: &pgx.Batch{}, ChannelID: seen.pending.ChannelID}
	lockKeys(w.Batch, w.ChannelID, seen.pending.Keys)
	args["since"] = ev.OccurredAt
	var alone bool
	w.Queue(`
SELECT NOT EXISTS (SELECT FROM queue WHERE channel_id = @channel AND key = ANY(@keys) AND seq > @seq),
       expect(`+stillPending+`
              AND NOT EXISTS (SELECT FROM identities WHERE channel_id = @channel AND key = ANY(@keys))
              AND NOT EXISTS (`+overtakenSinceSQL+`)`+l.neverErased(w.ChannelID, seen.pending.Keys, args)+`)`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&alone, nil) })
	w.create(c, ev).QueryRow(func(row pgx.Row) error { return row.Scan(&seen.row) })
	if err := l.writeAhead(ctx, w.Batch); err != nil {
		return uuid.Nil, err
	}
	if alone { // else what waits behind is decided together with it
		seen.contact = &c
		l.snapshots.Add(seen.pending.ID, seen)
	}
	return c.ID, nil
}

// decideAhead decides the event that has just created its contact. What waits
// behind it is decided after it.
func (l *Ledger) decideAhead(ctx context.Context, t Task) (Result, error) {
	seen, ok := l.take(t.EventID)
	if !ok || seen.contact == nil {
		return Result{}, errChanged
	}
	c, args := *seen.contact, seen.args()
	v := &view{
		keys: seen.pending.Keys, run: []pendingEvent{seen.pending}, contacts: map[uuid.UUID]*contact.Contact{c.ID: &c}, fresh: true,
	}
	ev, err := seen.pending.event()
	if err != nil {
		return Result{}, err
	}
	for _, i := range ev.Identities() {
		i.ContactID = c.ID
		v.identities = append(v.identities, i)
	}
	c.Claims = c.ProfileClaims(ev)
	w := writer{Batch: &pgx.Batch{}, ChannelID: t.ChannelID}
	lockKeys(w.Batch, w.ChannelID, v.keys)
	args["contact"], args["row"] = c.ID, seen.row
	w.Queue(`
WITH same AS (SELECT FROM contacts WHERE id = @contact AND xmin = @row FOR NO KEY UPDATE)
SELECT expect(`+stillPending+`
              AND EXISTS (SELECT FROM same)
              AND NOT EXISTS (SELECT FROM identities WHERE channel_id = @channel AND key = ANY(@keys)
                                                       AND (contact_id <> @contact OR valid_to <> 'infinity')))`, args)
	out, err := v.decide(ctx, nil, &w)
	if err != nil {
		return Result{}, err
	}
	if out.Again || len(w.named) > 0 {
		return Result{}, errChanged
	}
	w.end(t, out.Decisions, &out.More)
	if err := l.writeAhead(ctx, w.Batch); err != nil {
		return Result{}, err
	}
	return out, nil
}
