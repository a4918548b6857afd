package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// rollbackPatience bounds a ROLLBACK. A connection that does not take it is
// closed, which has the same effect.
const rollbackPatience = time.Second

// inDeciding runs f, whose first statement is a batch that begins with BEGIN. It
// commits if f returns nil and has not done so itself, else it rolls back.
func (l *Ledger) inDeciding(ctx context.Context, f func(*deciding) error) error {
	conn, err := l.db.Decisions.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // it closes a connection that is still in a transaction
	tx := &deciding{conn}
	err = f(tx)
	if err == nil && tx.open() {
		_, err = tx.Exec(ctx, "COMMIT")
	}
	if err != nil && tx.open() {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
		defer cancel()
		_, _ = tx.Exec(undo, "ROLLBACK")
	}
	return err
}

// deciding is a transaction in which an event is decided. BEGIN travels with the
// first batch, which open sends, and COMMIT with the last, so that most decisions
// cost two round trips instead of four.
type deciding struct{ *pgxpool.Conn }

// open reports whether the transaction has begun and not ended.
func (tx *deciding) open() bool {
	return !tx.Conn.Conn().IsClosed() && tx.Conn.Conn().PgConn().TxStatus() != 'I'
}

// session is what statements are sent through: a transaction, or a connection
// that is in one.
type session interface {
	querier
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// querier is what the pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// pendingEvent is an event that waits for its decision.
type pendingEvent struct {
	ID         uuid.UUID
	ChannelID  string
	Seq        int64
	Keys       []string
	Origin     string
	Source     string
	Kind       string
	ExternalID *string
	OccurredAt *time.Time
	ReceivedAt time.Time
	Facts      string
	First      int64 // the number that it had in the queue first
}

// event returns the domain's view of it. An event without a time of its own
// happened when it was received.
func (o pendingEvent) event() (contact.Event, error) {
	var facts contact.Facts
	if err := json.Unmarshal([]byte(o.Facts), &facts); err != nil {
		return contact.Event{}, fmt.Errorf("read the facts of event %s: %w", o.ID, err)
	}
	if !contact.Source(o.Source).Known() { // a later version has recorded it
		return contact.Event{}, fmt.Errorf("read event %s: the source %q is not known", o.ID, contact.Clean(o.Source, contact.MaxName))
	}
	at := store.OrZero(o.OccurredAt)
	if at.IsZero() {
		at = o.ReceivedAt.UTC()
	}
	return contact.Event{
		ID: o.ID, ChannelID: o.ChannelID, Origin: o.Origin, Source: contact.Source(o.Source), Kind: o.Kind,
		ExternalID: store.OrEmpty(o.ExternalID), OccurredAt: at, Seq: o.First, Facts: facts,
	}, nil
}

const pendingColumns = `e.id, o.channel_id, o.seq, o.keys, e.origin, e.source, e.kind, e.external_id, e.occurred_at,
       e.received_at, e.facts, coalesce(e.seq, o.seq)`

// createLocked creates the contact on what it reads under the locks.
func (l *Ledger) createLocked(ctx context.Context, t Task) (id uuid.UUID, err error) {
	err = l.inDeciding(ctx, func(tx *deciding) error {
		view, err := open(ctx, tx, t, 1, func(v *view, b *pgx.Batch, args store.Named) {
			v.readOvertaken(b, args)
			l.readOptOut(v, b, t)
		})
		if err != nil || len(view.run) == 0 {
			return err
		}
		ev, err := view.run[0].event()
		if err != nil {
			return err
		}
		found := ev.Resolve(view.identities)
		if found.Found() || found.Ambiguous {
			id = found.ContactID
			return nil
		}
		c, err := contact.Create(t.ChannelID, ev)
		if err != nil {
			return err
		}
		id = c.ID
		w := writer{Batch: &pgx.Batch{}, ChannelID: t.ChannelID}
		if view.optedOutAt != nil {
			if err := w.stayOptedOut(&c, ev, *view.optedOutAt, view.erased); err != nil {
				return err
			}
		}
		w.create(c, ev)
		if len(view.overtaken) == 0 {
			return w.commit(ctx, tx)
		}
		if err := w.send(ctx, tx); err != nil {
			return err
		}
		_, err = reopen(ctx, tx, view.overtaken)
		return err
	})
	return id, err
}

// decideLocked decides on what it reads under the locks. ours says that the
// event is decided here, and was not before.
func (l *Ledger) decideLocked(ctx context.Context, t Task, limit int) (out Result, ours bool, err error) {
	err = l.inDeciding(ctx, func(tx *deciding) error {
		out = Result{}
		view, err := open(ctx, tx, t, limit, (*view).readContacts)
		if err != nil {
			return err
		}
		w := writer{Batch: &pgx.Batch{}, ChannelID: t.ChannelID, hashes: l.hashes}
		if ours = len(view.run) > 0; ours {
			out, err = view.decide(ctx, tx, &w)
			if err != nil || out.Again {
				return err
			}
		}
		w.end(t, out.Decisions, &out.More)
		if ours && len(w.named) == 0 {
			return w.commit(ctx, tx)
		}
		if err := w.send(ctx, tx); err != nil {
			return err
		}
		if !ours {
			decision, err := decisionOf(ctx, tx, t.EventID)
			out.Decisions = []contact.Decision{decision}
			return err
		}
		return view.reopenNamed(ctx, tx, &w, t, &out)
	})
	return out, ours, err
}

// reopenNamed puts back what was ignored under identities that lead to a contact
// from now on.
func (v *view) reopenNamed(ctx context.Context, tx session, w *writer, t Task, out *Result) error {
	since := w.since
	if since.IsZero() {
		ev, err := v.run[0].event()
		if err != nil {
			return err
		}
		since = ev.OccurredAt
	}
	if err := reopenProvisional(ctx, tx, t.ChannelID, w.named, since); err != nil {
		return err
	}
	again := writer{Batch: &pgx.Batch{}}
	again.readMore(t, &out.More)
	return again.send(ctx, tx)
}

// open locks every key of the event in sorted order and reads, under the locks,
// what is pending, the identities and their contacts. Each statement sees what was
// committed before the locks were had. read adds what else is needed.
func open(ctx context.Context, tx *deciding, t Task, limit int, read func(*view, *pgx.Batch, store.Named)) (*view, error) {
	v := &view{keys: t.Keys, contacts: map[uuid.UUID]*contact.Contact{}}
	args := store.Named{"channel": t.ChannelID, "keys": t.Keys, "event": t.EventID, "limit": limit}
	b := &pgx.Batch{}
	b.Queue(`BEGIN`)
	lockKeys(b, t.ChannelID, t.Keys)
	b.Queue(`
SELECT DISTINCT ON (o.seq) `+pendingColumns+`
FROM queue o
JOIN events e ON e.id = o.event_id
WHERE o.channel_id = @channel AND o.key = ANY(@keys)
  AND o.seq >= (SELECT seq FROM queue WHERE channel_id = @channel AND key = ANY(@keys) AND event_id = @event LIMIT 1)
ORDER BY o.seq
LIMIT @limit`, args).Query(func(rows pgx.Rows) (err error) {
		v.run, err = pgx.CollectRows(rows, pgx.RowToStructByPos[pendingEvent])
		return err
	})
	b.Queue(store.IdentitiesSQL, args).Query(func(rows pgx.Rows) (err error) {
		v.identities, err = store.CollectIdentities(rows)
		return err
	})
	read(v, b, args)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("lock and read what is pending: %w", err)
	}
	return v, nil
}

// lockKeys holds the keys of a channel until the transaction ends.
func lockKeys(b *pgx.Batch, channelID string, keys []string) {
	b.Queue(`
SELECT pg_advisory_xact_lock(hashtextextended(@channel || '/' || key, 0))
FROM unnest(@sorted::text[]) AS key`, store.Named{"channel": channelID, "sorted": store.SortedUnique(keys)})
}

func (v *view) readContacts(b *pgx.Batch, args store.Named) {
	b.Queue(contactStateSQL, args).Query(v.addContacts)
}

func decisionOf(ctx context.Context, q querier, eventID uuid.UUID) (contact.Decision, error) {
	rows, err := q.Query(ctx, `
SELECT id, coalesce(decision, ''), coalesce(reason, ''), coalesce(contact_id, '00000000-0000-0000-0000-000000000000')
FROM events
WHERE id = @id`, store.Named{"id": eventID})
	return store.CollectOne(rows, err, pgx.RowToStructByPos[contact.Decision], "read the decision of event %s", eventID)
}

// currentIdentities lists all that a contact is known as now, also under keys
// that the event at hand does not name.
func currentIdentities(ctx context.Context, q querier, id uuid.UUID) ([]contact.Identity, error) {
	rows, err := q.Query(ctx, `
SELECT `+store.IdentityColumns(`i.key`)+` FROM identities i WHERE contact_id = @id AND valid_to = 'infinity'`, store.Named{"id": id})
	if err != nil {
		return nil, fmt.Errorf("look up the identities of contact %s: %w", id, err)
	}
	return store.CollectIdentities(rows)
}
