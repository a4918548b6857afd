package service

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// Correction is what whoever replays an event may put right. What is empty stays as it
// was sent.
type Correction struct {
	Phone          string // whose event it is, as people write the number
	DefaultCountry string // of the number that was sent, two letters
	ChannelID      string // that the event belongs to
}

// ReplayEvent judges a quarantined event anew from the item as it arrived, and
// returns the event as it is then.
func (s *Service) ReplayEvent(ctx context.Context, who Caller, id uuid.UUID, fix Correction) (Event, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Event{}, err
	}
	if _, err := s.book(who).Event(ctx, id); err != nil {
		return Event{}, err
	}
	if err := s.mayCorrect(ctx, who, fix); err != nil {
		return Event{}, err
	}
	if _, err := s.replay(ctx, id, fix); err != nil {
		return Event{}, err
	}
	s.recorder.Wake()
	return s.book(who).Event(ctx, id)
}

// mayCorrect returns an error if a correction is none, or one that the caller may not
// make.
func (s *Service) mayCorrect(ctx context.Context, who Caller, fix Correction) error {
	if fix.DefaultCountry != "" && !intake.IsCountry(strings.ToUpper(fix.DefaultCountry)) {
		return noCountry()
	}
	if fix.ChannelID == "" {
		return nil
	}
	_, err := s.mayTakeIn(ctx, who, fix.ChannelID)
	return err
}

// replay judges one event anew. waits reports that it stays quarantined until somebody else
// has answered.
func (s *Service) replay(ctx context.Context, id uuid.UUID, fix Correction) (waits bool, err error) {
	raw, err := s.ledger.RawEvent(ctx, id)
	if err != nil {
		return false, err
	}
	switch reason := contact.Reason(store.OrEmpty(raw.Reason)); {
	case raw.Erased:
		return false, errErased
	case reason == contact.Dismissed:
		return false, &Error{Code: NotQuarantined, Message: "The event was dismissed: take that back before it is replayed."}
	case reason == contact.TooManyItems:
		err = s.replayParts(ctx, raw)
	case reason == contact.LeadUnavailable:
		waits, err = true, s.fetchAgain(ctx, raw)
	case reason == contact.BatchSplit:
		err = store.ErrNotQuarantined
	default:
		if err = s.mayReplayIn(ctx, cmp.Or(fix.ChannelID, store.OrEmpty(raw.ChannelID))); err == nil {
			err = s.replayItem(ctx, raw, fix)
		}
	}
	if errors.Is(err, store.ErrNotQuarantined) {
		err = &Error{Code: NotQuarantined, Message: "Only quarantined events are replayed, and this one is not."}
	}
	return waits && err == nil, err
}

var errErased = &Error{Code: EventErased, Message: "The event's words were erased: there is nothing left to judge."}

// mayReplayIn returns an error if a channel takes nothing in.
func (s *Service) mayReplayIn(ctx context.Context, channelID string) error {
	if channelID == "" {
		return nil
	}
	c, err := s.settings(itself).Channel(ctx, channelID)
	if err == nil && c.Closed() {
		err = closedChannel(c)
	}
	return err
}

// replayItem judges an event that is one item anew.
func (s *Service) replayItem(ctx context.Context, raw ledger.RawEvent, fix Correction) error {
	ev, err := s.reread(ctx, raw, fix)
	if err != nil {
		return err
	}
	return s.ledger.ReplayIn(ctx, raw.ID, ev, fix.ChannelID)
}

// replayPart is how many items of a whole body are recorded at once.
const replayPart = 500

// replayParts records the items of an event that is a whole body, a part after the
// other, behind what is live. Each item is known by its own id: what is there from an
// attempt that was cut off counts as delivered again. The event ends with the last
// part.
func (s *Service) replayParts(ctx context.Context, raw ledger.RawEvent) error {
	err := whatsapp.Parts([]byte(raw.Raw), raw.ReceivedAt.UTC(), replayPart, func(part whatsapp.Batch) error {
		_, err := s.recordItems(ctx, part, contact.Bulk)
		return asItIs(err)
	})
	if errors.Is(err, whatsapp.ErrNotWebhook) {
		return cannotReplay("What was kept of the body cannot be read again.")
	}
	if err != nil {
		return err
	}
	err = s.ledger.Split(ctx, raw.ID)
	if errors.Is(err, store.ErrNotQuarantined) {
		return nil // somebody else has replayed it at the same time
	}
	return err
}

// cannotReplay says why an event cannot be judged anew.
func cannotReplay(why string) error { return &Error{Code: CannotReplay, Message: why} }
