package ledger

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// decide applies the rules to the first event of the run, and to the plain
// messages of the same contact right behind it. It only queues writes.
func (v *view) decide(ctx context.Context, tx session, w *writer) (Result, error) {
	first, err := v.run[0].event()
	if err != nil {
		return Result{}, err
	}
	switch {
	case first.Facts.Change != nil:
		return v.decideChange(ctx, tx, w, first)
	case first.Facts.Command != nil:
		decision, err := v.decideCommand(ctx, tx, w, first)
		return Result{Decisions: []contact.Decision{decision}}, err
	}
	resolution := contact.Resolve(first.Facts.Person, first.NamedAt(), v.identities)
	if resolution.Ambiguous {
		out := w.quarantine(first, contact.AmbiguousPhone)
		w.decideRow(first, out, nil)
		return Result{Decisions: []contact.Decision{out}}, nil
	}
	if !resolution.Found() {
		if first.Facts.Effect == contact.Creates {
			return Result{Again: true}, nil
		}
		decision := contact.DecideStranger(first.Facts)
		out := contact.Decision{EventID: first.ID, Kind: decision.Kind, Reason: decision.Reason}
		w.decideRow(first, out, nil)
		return Result{Decisions: []contact.Decision{out}}, nil
	}
	c := v.contacts[resolution.ContactID]
	if first.Facts.Fields != nil && !v.fresh {
		if err := store.ReadDetails(ctx, tx, c); err != nil {
			return Result{}, err
		}
	}
	before := *c
	out := Result{Decisions: []contact.Decision{v.apply(w, c, first, resolution)}}
	newest := first
	for _, waiting := range v.run[1:] {
		ev, err := waiting.event()
		if err != nil || !v.plain(waiting, ev, c.ID) {
			break // it gets a step of its own
		}
		r := contact.Resolve(ev.Facts.Person, ev.NamedAt(), v.identities)
		out.Decisions = append(out.Decisions, v.apply(w, c, ev, r))
		if p := ev.Facts.Person.ProfileName; p != "" && p == c.ProfileName && c.ProfileNameAt.Equal(ev.OccurredAt) {
			newest = ev
		}
	}
	if c.ProfileName != before.ProfileName {
		w.claimName(*c, newest)
	}
	w.updateContact(*c)
	if !before.FirstMessageAt.IsZero() && c.FirstMessageAt.Before(before.FirstMessageAt) {
		// What came before the contact was known may have come after all.
		w.named, w.since = append(w.named, v.keys...), c.FirstMessageAt
	}
	return out, nil
}

// plain reports whether an event is a message of the contact that changes
// nothing but what messages change, under the keys that are locked already.
func (v *view) plain(o pendingEvent, ev contact.Event, id uuid.UUID) bool {
	for _, k := range o.Keys {
		if !slices.Contains(v.keys, k) {
			return false
		}
	}
	if ev.Facts.Effect != contact.Creates || ev.Facts.Message == nil {
		return false
	}
	r := contact.Resolve(ev.Facts.Person, ev.NamedAt(), v.identities)
	return r.ContactID == id && len(r.Others) == 0 && len(r.Unknown) == 0 && len(r.Respelled) == 0
}

func (v *view) apply(w *writer, c *contact.Contact, ev contact.Event, r contact.Resolution) contact.Decision {
	ch := contact.Decide(c, ev, r)
	if ch.NewVersion() && c.CreatedByEvent != ev.ID {
		c.Version++
	}
	w.changeIdentities(c, ev, ch)
	w.changeFields(c.ID, ch)
	w.reportSkipped(ev, ch.Skipped)
	if ev.Facts.Message != nil {
		w.message(c.ID, ev)
	}
	out := contact.Decision{EventID: ev.ID, Kind: ch.Decision.Kind, Reason: ch.Decision.Reason, ContactID: c.ID}
	w.decideRow(ev, out, beforeOf(ch, ev.Facts.Fields))
	return out
}

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
	out := contact.Decision{EventID: ev.ID, Kind: ch.Decision.Kind, Reason: ch.Decision.Reason}
	if c != nil {
		out.ContactID = c.ID
		if ch.Touched {
			c.Version++
		}
		w.changeIdentities(c, ev, ch)
		w.updateContact(*c)
	}
	return Result{Decisions: []contact.Decision{out}}, nil
}
