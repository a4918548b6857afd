package service

import (
	"context"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// DismissEvent notes that nobody becomes a contact by a quarantined event, and why, and
// returns the event as it is then. One that is dismissed already stays as it is.
func (s *Service) DismissEvent(ctx context.Context, who Caller, id uuid.UUID, why string) (Event, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Event{}, err
	}
	words, err := dismissalWords(why)
	if err != nil {
		return Event{}, err
	}
	e, err := s.book(who).Event(ctx, id)
	switch {
	case err != nil:
		return Event{}, err
	case e.Erased || isEmpty(e):
		return Event{}, errErased
	case e.Dismissal != nil:
		return e, nil
	}
	done, err := s.ledger.Dismiss(ctx, []uuid.UUID{id}, words, who.Name)
	if err != nil {
		return Event{}, err
	}
	return s.afterwards(ctx, who, id, func(now Event) bool { return done > 0 || now.Dismissal != nil },
		&Error{Code: NotQuarantined, Message: "Only quarantined events are dismissed, and this one is not."})
}

// UndismissEvent takes the dismissal of an event back: it is quarantined again for what was
// wrong with it. One that is quarantined stays so.
func (s *Service) UndismissEvent(ctx context.Context, who Caller, id uuid.UUID) (Event, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Event{}, err
	}
	e, err := s.book(who).Event(ctx, id)
	switch {
	case err != nil:
		return Event{}, err
	case e.Erased || isEmpty(e):
		return Event{}, errErased
	}
	back, err := s.ledger.Undismiss(ctx, []uuid.UUID{id})
	if err != nil {
		return Event{}, err
	}
	return s.afterwards(ctx, who, id, func(now Event) bool {
		return back > 0 || store.OrEmpty(now.Decision) == string(contact.Quarantined)
	}, &Error{Code: NotDismissed, Message: "This event is not dismissed: there is nothing to take back."})
}

// afterwards returns an event as it is now, or the error where it is not as it was to be.
func (s *Service) afterwards(ctx context.Context, who Caller, id uuid.UUID, is func(Event) bool, otherwise error) (Event, error) {
	now, err := s.book(who).Event(ctx, id)
	if err != nil {
		return Event{}, err
	}
	if !is(now) {
		return Event{}, otherwise
	}
	return now, nil
}

// maxDismissal is how long the reason for a dismissal may be, in runes.
const maxDismissal = 255

// dismissalWords is why something is dismissed, as it is kept.
func dismissalWords(why string) (string, error) {
	words := contact.Line(why, len(why))
	switch {
	case words == "":
		return "", invalid("reason", "Say in a few words why nobody becomes a contact by it, such as spam or a test.")
	case len([]rune(words)) > maxDismissal:
		return "", invalid("reason", "reason may have %d characters at most.", maxDismissal)
	}
	return words, nil
}

// isEmpty reports whether the words of an event were erased.
func isEmpty(e Event) bool { return store.OrEmpty(e.Raw) == "{}" && store.OrEmpty(e.Facts) == "{}" }
