package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// Correction is what whoever replays an event may put right.
type Correction struct {
	Phone string // of a submission without a usable one; empty: as it was sent
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
	raw, err := s.ledger.RawEvent(ctx, id)
	if err != nil {
		return Event{}, err
	}
	switch reason := contact.Reason(store.OrEmpty(raw.Reason)); {
	case raw.Erased:
		return Event{}, &Error{Code: EventErased, Message: "The event's words were erased: there is nothing left to judge."}
	case reason == contact.TooManyItems:
		err = s.replayParts(ctx, raw)
	case reason == contact.BatchSplit:
		err = store.ErrNotQuarantined
	default:
		err = s.replayItem(ctx, raw, fix)
	}
	switch {
	case errors.Is(err, store.ErrNotQuarantined):
		return Event{}, &Error{Code: NotQuarantined, Message: "Only quarantined events are replayed, and this one is not."}
	case err != nil:
		return Event{}, err
	}
	s.recorder.Wake()
	return s.book(who).Event(ctx, id)
}

// replayItem judges an event that is one item anew.
func (s *Service) replayItem(ctx context.Context, raw ledger.RawEvent, fix Correction) error {
	ev, err := s.reread(ctx, raw, fix)
	if err != nil {
		return err
	}
	return s.ledger.Replay(ctx, raw.ID, ev)
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

// reread makes the event anew from its raw item. What came from a caller is in
// the project's own terms already.
func (s *Service) reread(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	switch contact.Source(raw.Source) {
	case contact.SourceMessage, contact.SourceSystem:
		ev, err := whatsapp.Reparse([]byte(raw.Raw), raw.ReceivedAt.UTC())
		if err != nil {
			return contact.Event{}, cannotReplay("The item cannot be read again: " + err.Error() + ".")
		}
		events := []contact.Event{ev}
		err = s.forChannels(ctx, events)
		return events[0], err
	case contact.SourceForm:
		return s.rereadForm(ctx, raw, fix)
	}
	ev := contact.Event{Kind: raw.Kind}
	if err := json.Unmarshal([]byte(raw.Facts), &ev.Facts); err != nil {
		return contact.Event{}, fmt.Errorf("read the facts of event %s: %w", raw.ID, err)
	}
	return ev, nil
}

// rereadForm judges a form event anew from its raw item, with the form and the
// attributes as they are now. A number in the correction takes the place of the
// one in the answers.
func (s *Service) rereadForm(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	answers, err := intake.StoredAnswers([]byte(raw.Raw))
	if err != nil {
		return contact.Event{}, cannotReplay("The submission cannot be read again: its raw item is gone.")
	}
	form, err := s.settings(itself).Form(ctx, raw.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return contact.Event{}, cannotReplay("There is no form " + raw.Origin + " any more: PUT /v1/forms/" + raw.Origin + " brings it back.")
	}
	if err != nil {
		return contact.Event{}, err
	}
	channelID := form.ChannelID
	if raw.ChannelID != nil && *raw.ChannelID != channelID {
		channelID = *raw.ChannelID // the event stays where it is, even if the form has moved
		channel, err := s.settings(itself).Channel(ctx, channelID)
		if err != nil {
			return contact.Event{}, err
		}
		form.ChannelCountry = store.OrEmpty(channel.DefaultCountry)
	}
	number := form.Number(answers)
	if fix.Phone != "" {
		number = intake.PhoneIn(fix.Phone, form.Country())
	}
	number, definitions, err := s.judged(ctx, channelID, number)
	if err != nil {
		return contact.Event{}, err
	}
	if fix.Phone != "" && !number.Usable() {
		return contact.Event{}, unusable(number)
	}
	return intake.ReparseForm([]byte(raw.Raw), form.Form, definitions, number)
}
