package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

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

// ErrTooLong says that a decision took longer than it may: its own statements
// did, not those that it waited for.
var ErrTooLong = errors.New("it took too long")

// CreateContact creates the contact of a pending event unless the person has one,
// and returns its id. Creating it again for the same event finds the first one.
// It returns the zero id if the event is no longer pending. The error ErrTooLong
// means that the decision itself takes too long.
func (l *Ledger) CreateContact(ctx context.Context, t Task) (id uuid.UUID, err error) {
	err = l.aheadOrLocked(ctx, func(ctx context.Context) error {
		id, err = l.createAhead(ctx, t.EventID)
		return err
	}, func(ctx context.Context) error {
		id, err = l.createLocked(ctx, t)
		return err
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("create a contact for event %s: %w", t.EventID, err)
	}
	return id, nil
}

// Decide decides a pending event: effect, decision and end of the entry in one
// transaction. Plain messages of the same contact that wait right behind it are
// decided with it, at most limit in all. An event that is no longer pending keeps
// the decision it has. The error ErrTooLong means that the decision itself takes
// too long.
func (l *Ledger) Decide(ctx context.Context, t Task, limit int) (out Result, err error) {
	ours := true // it is decided here, and was not before
	err = l.aheadOrLocked(ctx, func(ctx context.Context) error {
		out, err = l.decideAhead(ctx, t)
		return err
	}, func(ctx context.Context) error {
		out, ours, err = l.decideLocked(ctx, t, limit)
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("decide event %s: %w", t.EventID, err)
	}
	l.decidedNow(t, out, ours)
	return out, nil
}

// aheadOrLocked does a step of a decision in one of two ways. What the step before
// has seen of a new person is written ahead, on the condition that all is still so.
// If it is not, or nothing was seen, everything is read again under the locks. Both
// together have the time of one decision.
func (l *Ledger) aheadOrLocked(ctx context.Context, ahead, locked func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, l.db.DecisionTime(), ErrTooLong)
	defer cancel()
	err := errChanged
	if !l.options.LocksOnly {
		err = ahead(ctx)
	}
	if errors.Is(err, errChanged) {
		err = locked(ctx)
	}
	return tooLong(ctx, err)
}

// tooLong marks the error of a decision that took too long: its own time has
// passed, or the server ended a statement. If the caller has had enough, or a
// lock was not to be had, it says nothing about the decision.
func tooLong(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	cause := context.Cause(ctx)
	if errors.Is(cause, ErrTooLong) || cause == nil && store.TimedOut(err) {
		return fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	return err
}

// decidedNow forgets what was read ahead for the key of a task, and counts what was
// decided unless that had been decided before.
func (l *Ledger) decidedNow(t Task, out Result, ours bool) {
	l.readAhead.found.Remove(queue{t.ChannelID, t.Key})
	if !ours {
		return
	}
	for _, d := range out.Decisions {
		l.decided.Add(string(d.Kind), 1)
	}
}

// view is what a decision is made on.
type view struct {
	keys       []string
	run        []pendingEvent // the event itself first, then what waits behind it; empty if it is no longer pending
	identities []contact.Identity
	contacts   map[uuid.UUID]*contact.Contact // if readContacts was asked for
	fresh      bool                           // the contact was created just now, and all its claims are at hand
	overtaken  []uuid.UUID                    // if readOvertaken was: what is to be judged again once there is a contact
	erased     [][]byte                       // if readOptOut was: the hashes of the keys
	optedOutAt *time.Time                     // and when somebody with one of them opted out, who was erased since
}

// decide applies the rules to the first event of the run, and to the plain
// messages of the same contact right behind it. It only queues writes.
func (v *view) decide(ctx context.Context, tx session, w *writer) (Result, error) {
	ev, err := v.run[0].event()
	switch {
	case err != nil:
		return Result{}, err
	case ev.Facts.Change != nil:
		return v.decideChange(ctx, tx, w, ev)
	case ev.Facts.Command != nil:
		d, err := v.decideCommand(ctx, tx, w, ev)
		return Result{Decisions: []contact.Decision{d}}, err
	}
	return v.decidePerson(ctx, tx, w, ev)
}

// resolved is an event, and whom it is about.
type resolved struct {
	contact.Event
	about contact.Resolution
}

func (v *view) resolve(ev contact.Event) resolved {
	return resolved{ev, ev.Resolve(v.identities)}
}

// decidePerson decides what somebody sent, or what was entered about them.
func (v *view) decidePerson(ctx context.Context, tx session, w *writer, ev contact.Event) (Result, error) {
	first := v.resolve(ev)
	switch {
	case first.about.Ambiguous:
		d := contact.Decision{EventID: ev.ID, Kind: contact.Quarantined, Reason: contact.AmbiguousPhone}
		w.decided(ev, d, nil)
		return Result{Decisions: []contact.Decision{d}}, nil
	case first.about.Found():
		return v.decideRun(ctx, tx, w, first, v.contacts[first.about.ContactID])
	case ev.Facts.Effect == contact.Creates:
		return Result{Again: true}, nil
	}
	return v.decideStrangers(w, first), nil
}

// decideStrangers decides an event of somebody who has no contact, and where it is an
// old message the old messages of the same kind behind it.
func (v *view) decideStrangers(w *writer, first resolved) (out Result) {
	events := []resolved{first}
	if first.Facts.Message != nil {
		events = append(events, v.behind(uuid.Nil)...)
	}
	for _, ev := range events {
		d := contact.DecideStranger(ev.Facts)
		d.EventID = ev.ID
		w.decided(ev.Event, d, nil)
		out.Decisions = append(out.Decisions, d)
	}
	return out
}

// decideRun decides an event of a contact, and the plain messages behind it.
func (v *view) decideRun(ctx context.Context, tx session, w *writer, first resolved, c *contact.Contact) (out Result, err error) {
	if first.Facts.Fields != nil && !v.fresh {
		if err := store.ReadDetails(ctx, tx, c); err != nil {
			return Result{}, err
		}
	}
	before, newest := *c, first
	for _, ev := range append([]resolved{first}, v.behind(c.ID)...) {
		out.Decisions = append(out.Decisions, apply(w, c, ev))
		if p := ev.Facts.Person.ProfileName; p != "" && p == c.ProfileName && c.ProfileNameAt.Equal(ev.OccurredAt) {
			newest = ev
		}
	}
	if c.ProfileName != before.ProfileName {
		w.claimName(*c, newest.Event)
	}
	w.updateContact(*c)
	if !before.FirstMessageAt.IsZero() && c.FirstMessageAt.Before(before.FirstMessageAt) {
		// What came before the contact was known may have come after all.
		w.named, w.since = append(w.named, v.keys...), c.FirstMessageAt
	}
	return out, nil
}

// behind returns the plain messages of a contact right behind the first event; without a
// contact, the old messages of people who have none.
func (v *view) behind(id uuid.UUID) (plain []resolved) {
	for _, waiting := range v.run[1:] {
		ev, err := waiting.event()
		if err != nil || !v.locked(waiting.Keys) {
			break // it gets a step of its own
		}
		message := v.resolve(ev)
		if id == uuid.Nil && !message.stray() || id != uuid.Nil && !message.plain(id) {
			break
		}
		plain = append(plain, message)
	}
	return plain
}

// locked reports whether all keys are.
func (v *view) locked(keys []string) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { return !slices.Contains(v.keys, k) })
}

// plain reports whether an event is a message of the contact that changes nothing
// but what messages change.
func (ev resolved) plain(id uuid.UUID) bool {
	about := ev.about
	return ev.Facts.Message != nil && about.ContactID == id && len(about.Others) == 0 &&
		len(about.Unknown) == 0 && len(about.Respelled) == 0 && len(about.Spelled) == 0
}

// stray reports whether an event is an old message of somebody who has no contact.
func (ev resolved) stray() bool {
	return ev.Facts.Effect == contact.Touches && ev.Facts.Message != nil && !ev.about.Found() && !ev.about.Ambiguous
}

// apply decides an event of a contact and queues what follows from it, the
// contact's own row aside.
func apply(w *writer, c *contact.Contact, ev resolved) contact.Decision {
	ch := contact.Decide(c, ev.Event, ev.about)
	if ch.NewVersion() && c.CreatedByEvent != ev.ID {
		c.Version++
	}
	d := ch.Decision
	d.EventID, d.ContactID = ev.ID, c.ID
	w.changes(c, ev.Event, ch, d)
	return d
}

// decideChange decides that somebody has another number or user id.
func (v *view) decideChange(ctx context.Context, tx session, w *writer, ev contact.Event) (Result, error) {
	former := contact.Resolve(ev.Facts.Person, ev.OccurredAt, v.identities)
	to := contact.Resolve(ev.Facts.Change.To, ev.OccurredAt, v.identities)
	c := v.contacts[former.ContactID] // nil for a stranger
	var current []contact.Identity
	if c != nil {
		var err error
		if current, err = currentIdentities(ctx, tx, c.ID); err != nil {
			return Result{}, err
		}
	}
	ch := contact.DecideChange(c, ev, to, current)
	d := ch.Decision
	d.EventID = ev.ID
	if c != nil {
		d.ContactID = c.ID
		if ch.Touched {
			c.Version++
		}
		w.changeIdentities(c, ev, ch)
		w.updateContact(*c)
	}
	return Result{Decisions: []contact.Decision{d}}, nil
}

// decideCommand carries out what a person wants done with one certain contact: an
// edit, a deletion, a merge or its undoing, or that two contacts stay apart.
func (v *view) decideCommand(ctx context.Context, tx session, w *writer, ev contact.Event) (contact.Decision, error) {
	d, changed, err := v.carryOut(ctx, tx, w, ev)
	if err == nil && !changed {
		w.ofJob(ev, d, nil)
	}
	return d, err
}

// carryOut does what a command says. changed reports whether apply did, which notes by
// itself what became of a job's contact.
func (v *view) carryOut(ctx context.Context, tx session, w *writer, ev contact.Event) (d contact.Decision, changed bool, err error) {
	command := ev.Facts.Command
	c, other, err := v.commandContacts(ctx, tx, w.ChannelID, command)
	if err != nil {
		return contact.Decision{}, false, err
	}
	is := func(kind contact.DecisionKind, reason contact.Reason) contact.Decision {
		return contact.Decision{EventID: ev.ID, ContactID: command.Contact, Kind: kind, Reason: reason}
	}
	switch {
	case c == nil:
		return is(contact.Ignored, contact.NoContact), false, nil
	case command.IfVersion != nil && *command.IfVersion != c.Version:
		return is(contact.Ignored, contact.VersionConflict), false, nil
	case command.Delete:
		if err := w.rememberOptOut(ctx, tx, c); err != nil {
			return contact.Decision{}, false, err
		}
		w.deleteContact(c.ID, ev.ID, v.keys)
		return is(contact.Updated, contact.Deleted), false, nil
	case command.KeepBoth != uuid.Nil:
		w.resolveConflict(c.ID, command.KeepBoth, "keep_both", ev.ID)
		w.keepApart(c.ID, command.KeepBoth)
		return is(contact.Updated, contact.KeptBoth), false, nil
	case command.Reconsider != uuid.Nil:
		done, err := reconsider(ctx, tx, c.ID, command.Reconsider)
		if err != nil || !done {
			return is(contact.Ignored, contact.NothingNew), false, err
		}
		return is(contact.Updated, contact.Reconsidered), false, nil
	case command.Absorb == c.ID:
		return is(contact.Ignored, contact.NothingNew), false, nil
	case command.Absorb != uuid.Nil && other == nil:
		return is(contact.Ignored, contact.NoContact), false, nil
	case command.Absorb != uuid.Nil:
		if err := lockAll(ctx, tx, w.ChannelID, v.keys, c.ID, other.ID); err != nil {
			return contact.Decision{}, false, err
		}
		return is(contact.Updated, contact.Merged), false, w.absorb(ctx, tx, c, other, ev)
	case command.Restore != uuid.Nil:
		if err := lockAll(ctx, tx, w.ChannelID, v.keys, c.ID); err != nil {
			return contact.Decision{}, false, err
		}
		done, err := w.restore(ctx, tx, c, command.Restore, ev.ID)
		if err != nil || !done {
			return is(contact.Ignored, contact.NothingNew), false, err
		}
		return is(contact.Updated, contact.Unmerged), false, nil
	case command.UndoImport != uuid.Nil:
		d, err := w.undoImport(ctx, tx, c, command.UndoImport, ev.ID)
		return is(d.Kind, d.Reason), false, err
	case command.Job != nil && command.Job.Undo:
		d, err := w.undoJob(ctx, tx, c, *command.Job)
		return is(d.Kind, d.Reason), false, err
	}
	if err := store.ReadDetails(ctx, tx, c); err != nil {
		return contact.Decision{}, false, err
	}
	if ev.Facts.Fields == nil {
		ev.Facts.Fields = &contact.Fields{}
	}
	mended, err := v.mend(ctx, tx, w, c, ev)
	if err != nil || mended.Kind == contact.Ignored {
		return is(mended.Kind, mended.Reason), false, err
	}
	// The command names the contact: its identities are nothing new.
	version := c.Version
	d = apply(w, c, resolved{ev, contact.Resolution{ContactID: c.ID}})
	if mended.Kind != contact.Pending {
		c.Version, d = version+1, is(mended.Kind, mended.Reason)
	}
	w.updateContact(*c)
	return d, true, nil
}
