package service

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

// ListContacts returns the contacts that a filter finds, in its order.
func (s *Service) ListContacts(ctx context.Context, who Caller, f ContactFilter, p Paging) (Page[Contact], error) {
	if err := who.May(ContactsRead); err != nil {
		return Page[Contact]{}, err
	}
	size, after, err := p.readSorted(f.Sort)
	if err != nil {
		return Page[Contact]{}, err
	}
	if f, err = s.findable(ctx, f); err != nil {
		return Page[Contact]{}, err
	}
	rows, err := s.book(who).Contacts(ctx, f, after, size+1)
	if err != nil {
		return Page[Contact]{}, tooWide(f, err)
	}
	return cut(rows, size, func(c Contact) string { return cursorAfter(c, f.Sort) }), nil
}

// GetContact returns one contact; of one that was merged, the one that it became
// part of.
func (s *Service) GetContact(ctx context.Context, who Caller, id uuid.UUID) (Contact, error) {
	if err := who.May(ContactsRead); err != nil {
		return Contact{}, err
	}
	return s.book(who).Contact(ctx, id)
}

// ListMessages returns the newest page of a contact's conversation, newest last;
// Next leads to the page before it.
func (s *Service) ListMessages(ctx context.Context, who Caller, contactID uuid.UUID, p Paging) (Page[Message], error) {
	if err := who.May(ContactsRead); err != nil {
		return Page[Message]{}, err
	}
	size, after, err := p.read()
	if err != nil {
		return Page[Message]{}, err
	}
	owner, err := s.book(who).Live(ctx, contactID)
	if err != nil {
		return Page[Message]{}, err
	}
	rows, err := s.book(who).Messages(ctx, owner.ID, after, size+1)
	if err != nil {
		return Page[Message]{}, err
	}
	slices.Reverse(rows) // the page begins with the newest
	out := cut(rows, size, func(m Message) string { return cursorOf(m.SentAt, m.EventID) })
	slices.Reverse(out.Rows)
	return out, nil
}

// Timeline is where a contact's values come from, and what happened to it,
// newest first.
type Timeline struct {
	Provenance
	Merges []Merged // into it, which stand, the latest first
	Events Page[Event]
}

// ReadTimeline returns a contact's timeline.
func (s *Service) ReadTimeline(ctx context.Context, who Caller, contactID uuid.UUID, p Paging) (Timeline, error) {
	if err := who.May(ContactsRead); err != nil {
		return Timeline{}, err
	}
	size, after, err := p.read()
	if err != nil {
		return Timeline{}, err
	}
	row, err := s.book(who).Live(ctx, contactID)
	if err != nil {
		return Timeline{}, err
	}
	origin, err := s.book(who).Provenance(ctx, row.ID)
	if err != nil {
		return Timeline{}, err
	}
	merges, err := s.book(who).MergedInto(ctx, row.ID)
	if err != nil {
		return Timeline{}, err
	}
	events, err := s.events(ctx, who, EventFilter{ContactID: row.ID}, size, after)
	return Timeline{Provenance: origin, Merges: merges, Events: events}, err
}

// ListTags returns every tag, and how many contacts have it; to a caller who sees
// certain channels alone, the tags of contacts of those.
func (s *Service) ListTags(ctx context.Context, who Caller) ([]Tag, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings(who).Tags(ctx)
}
