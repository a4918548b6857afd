package service

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

// ListEvents returns the events that a filter finds, newest first.
func (s *Service) ListEvents(ctx context.Context, who Caller, f EventFilter, p Paging) (Page[Event], error) {
	if err := who.May(ContactsRead); err != nil {
		return Page[Event]{}, err
	}
	size, after, err := p.read()
	if err != nil {
		return Page[Event]{}, err
	}
	if err := checkEvents(f); err != nil {
		return Page[Event]{}, err
	}
	return s.events(ctx, who, f, size, after)
}

// events reads a page of events.
func (s *Service) events(ctx context.Context, who Caller, f EventFilter, size int, after *store.Position) (Page[Event], error) {
	start := uuid.Nil
	if after != nil {
		start = after.ID
	}
	rows, stopped, err := s.book(who).Events(ctx, f, start, size+1)
	if err != nil {
		return Page[Event]{}, err
	}
	out := cut(rows, size, func(e Event) string { return cursorOf(e.ReceivedAt, e.ID) })
	if out.Next == "" && stopped != nil { // enough was read, and not enough found
		out.Next = cursorOf(stopped.At, stopped.ID)
	}
	return out, nil
}

// DeleteEvent takes the words out of a quarantined event. Such an event belongs to
// no contact with which it could go.
func (s *Service) DeleteEvent(ctx context.Context, who Caller, id uuid.UUID) error {
	if err := who.May(ContactsWrite); err != nil {
		return err
	}
	if _, err := s.book(who).Event(ctx, id); err != nil {
		return err
	}
	err := s.erasures.EraseEvent(ctx, id)
	if errors.Is(err, store.ErrNotQuarantined) {
		return &Error{Code: NotQuarantined, Message: "Only quarantined events are removed one by one, and this one is not. " +
			"Delete the contact that it belongs to."}
	}
	return err
}
