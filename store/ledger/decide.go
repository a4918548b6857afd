package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Run names the workflow run on whose behalf something is decided.
type Run struct {
	WorkflowID string
	RunID      string
}

// Task names one pending event and the queue it is decided from.
type Task struct {
	ChannelID string
	Key       string // the key of the workflow
	EventID   uuid.UUID
	Keys      []string // every key the event names: all of them are locked
	Run       Run
}

// Result is what came of deciding.
type Result struct {
	Decisions []contact.Decision
	More      bool // something else is pending for the workflow's key
	// Again says that nothing was decided because the person has no contact
	// (any more) and the event creates one: look it up again.
	Again bool
}

// MaxRun is how many messages of one contact are filed in one transaction.
const MaxRun = 200

// CreateContact creates the contact of a pending event unless the person has one,
// and returns its id. Creating it again for the same event finds the first one.
// It returns the zero id if the event is no longer pending. The error ErrTooLong
// means that the decision itself takes too long.
func (l *Ledger) CreateContact(ctx context.Context, t Task) (id uuid.UUID, err error) {
	ctx, cancel := l.decision(ctx)
	defer cancel()
	id, err = l.createAhead(ctx, t.EventID)
	if errors.Is(err, errChanged) {
		id, err = l.createLocked(ctx, t)
	}
	if err != nil {
		return uuid.Nil, fmt.Errorf("create a contact for event %s: %w", t.EventID, judged(ctx, err))
	}
	return id, nil
}

// createLocked creates the contact on what it reads under the locks.
func (l *Ledger) createLocked(ctx context.Context, t Task) (id uuid.UUID, err error) {
	err = l.inDeciding(ctx, func(tx *deciding) error {
		view, err := open(ctx, tx, t, 1, (*view).readOvertaken)
		if err != nil || len(view.run) == 0 {
			return err
		}
		ev, err := view.run[0].event()
		if err != nil {
			return err
		}
		found := contact.Resolve(ev.Facts.Person, ev.NamedAt(), view.identities)
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

// Decide decides a pending event: effect, decision and end of the entry in one
// transaction. Plain messages of the same contact that wait right behind it are
// decided with it, at most limit in all. An event that is no longer pending keeps
// the decision it has. The error ErrTooLong means that the decision itself takes
// too long.
func (l *Ledger) Decide(ctx context.Context, t Task, limit int) (out Result, err error) {
	ctx, cancel := l.decision(ctx)
	defer cancel()
	ours := true // it is decided here, and was not before
	out, err = l.decideAhead(ctx, t)
	if errors.Is(err, errChanged) {
		out, ours, err = l.decideLocked(ctx, t, limit)
	}
	if err != nil {
		return Result{}, fmt.Errorf("decide event %s: %w", t.EventID, judged(ctx, err))
	}
	l.readAhead.drop(t.ChannelID, t.Key)
	if ours {
		l.countDecisions(out.Decisions)
	}
	return out, nil
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
		w := writer{Batch: &pgx.Batch{}, ChannelID: t.ChannelID}
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
		if len(w.named) > 0 {
			if err := view.reopenNamed(ctx, tx, &w, t, &out); err != nil {
				return err
			}
		}
		if !ours {
			decision, err := decisionOf(ctx, tx, t.EventID)
			out.Decisions = []contact.Decision{decision}
			return err
		}
		return nil
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

// view is what a deciding transaction sees once it holds the locks.
type view struct {
	keys       []string
	run        []pendingEvent // the event itself first, then what waits behind it; empty if it is no longer pending
	identities []contact.Identity
	contacts   map[uuid.UUID]*contact.Contact // if readContacts was asked for
	fresh      bool                           // the contact was created just now, and all its claims are at hand
	overtaken  []uuid.UUID                    // if readOvertaken was: what is to be judged again once there is a contact
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

func (v *view) readContacts(b *pgx.Batch, args store.Named) {
	b.Queue(contactStateSQL, args).Query(v.addContacts)
}

func (v *view) addContacts(rows pgx.Rows) error {
	found, err := pgx.CollectRows(rows, store.ScanContact)
	for i := range found {
		v.contacts[found[i].ID] = &found[i]
	}
	return err
}
