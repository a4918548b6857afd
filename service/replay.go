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
	raw, err := s.ledger.RawEvent(ctx, id)
	if err != nil {
		return Event{}, err
	}
	if raw.Erased {
		return Event{}, &Error{Code: EventErased, Message: "The event's words were erased: there is nothing left to judge."}
	}
	ev, err := s.reread(ctx, raw, fix)
	if err != nil {
		return Event{}, err
	}
	err = s.ledger.Replay(ctx, id, ev)
	switch {
	case errors.Is(err, store.ErrNotQuarantined):
		return Event{}, &Error{Code: NotQuarantined, Message: "Only quarantined events are replayed, and this one is not."}
	case err != nil:
		return Event{}, err
	}
	s.recorder.Wake()
	return s.book.Event(ctx, id)
}

// cannotReplay says why an event cannot be judged anew.
func cannotReplay(why string) error { return &Error{Code: CannotReplay, Message: why} }

// reread makes the event anew from its raw item. What came from a caller is in
// the project's own terms already.
func (s *Service) reread(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	switch contact.Source(raw.Source) {
	case contact.SourceMessage, contact.SourceSystem:
		ev, err := whatsapp.Reparse([]byte(raw.Raw))
		if err != nil {
			return contact.Event{}, cannotReplay("The item cannot be read again: " + err.Error() + ".")
		}
		return ev, nil
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
	form, err := s.settings.Form(ctx, raw.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return contact.Event{}, cannotReplay("There is no form " + raw.Origin + " any more: PUT /v1/forms/" + raw.Origin + " brings it back.")
	}
	if err != nil {
		return contact.Event{}, err
	}
	channelID := form.ChannelID
	if raw.ChannelID != nil && *raw.ChannelID != channelID {
		channelID = *raw.ChannelID // the event stays where it is, even if the form has moved
		channel, err := s.settings.Channel(ctx, channelID)
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
