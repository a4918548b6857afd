package service

import (
	"context"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

const (
	// mostDismissed is how many events one request dismisses, or takes back.
	mostDismissed = 10_000
	// dismissPage is how many of them are written together.
	dismissPage = 500
)

// Dismissed is what came of dismissing all events that a filter finds, or of taking that
// back.
type Dismissed struct {
	Events int64 // that the filter finds
	Done   int
	Left   int64 // what the filter still finds: another request goes on with it
}

// DismissEvents notes of all quarantined events that a filter finds that nobody becomes a
// contact by them, and why, the oldest first. With dry it only counts them.
func (s *Service) DismissEvents(ctx context.Context, who Caller, f EventFilter, why string, dry bool) (Dismissed, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Dismissed{}, err
	}
	words, err := dismissalWords(why)
	if err != nil {
		return Dismissed{}, err
	}
	if f, err = ofQuarantine(f); err != nil {
		return Dismissed{}, err
	}
	return s.pageByPage(ctx, who, f, dry, func(ids []uuid.UUID) (int, error) { return s.ledger.Dismiss(ctx, ids, words, who.Name) })
}

// UndismissEvents takes the dismissals back of all events that a filter finds. Its reason is
// the one for which they were quarantined. With dry it only counts them.
func (s *Service) UndismissEvents(ctx context.Context, who Caller, f EventFilter, dry bool) (Dismissed, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Dismissed{}, err
	}
	if f.Decision != "" && f.Decision != string(contact.Ignored) {
		return Dismissed{}, invalid("filter.decision", "Only dismissed events are meant here: leave decision out.")
	}
	f.Decision, f.Dismissed = "", true
	if err := checkEvents(f); err != nil {
		return Dismissed{}, err
	}
	return s.pageByPage(ctx, who, f, dry, func(ids []uuid.UUID) (int, error) { return s.ledger.Undismiss(ctx, ids) })
}

// pageByPage has something done with what a filter finds, which finds it no more then.
func (s *Service) pageByPage(ctx context.Context, who Caller, f EventFilter, dry bool, do func(ids []uuid.UUID) (int, error)) (out Dismissed, err error) {
	if out.Events, err = s.book(who).CountQuarantined(ctx, f); err != nil || dry {
		out.Left = out.Events
		return out, err
	}
	for range mostDismissed / dismissPage {
		ids, err := s.book(who).QuarantinedIDs(ctx, f, dismissPage)
		if err != nil {
			return out, err
		}
		done, err := do(ids)
		if out.Done += done; err != nil {
			return out, err
		}
		if len(ids) < dismissPage {
			break
		}
	}
	out.Left, err = s.book(who).CountQuarantined(ctx, f)
	return out, err
}
