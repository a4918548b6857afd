package service

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// reread makes the event anew from its raw item. What came from a caller is in
// the project's own terms already.
func (s *Service) reread(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	switch contact.Source(raw.Source) {
	case contact.SourceMessage, contact.SourceSystem:
		return s.rereadMessage(ctx, raw, fix)
	case contact.SourceForm:
		return s.rereadForm(ctx, raw, fix)
	}
	return s.rereadFacts(ctx, raw, fix)
}

// rereadMessage judges an item of WhatsApp's anew. Who wrote, and to which number, it says
// itself; only to one that no channel has it can be given one.
func (s *Service) rereadMessage(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	switch {
	case fix.Phone != "":
		return contact.Event{}, cannotCorrect(FixPhone, "WhatsApp says who wrote")
	case fix.DefaultCountry != "":
		return contact.Event{}, cannotCorrect(FixCountry, "WhatsApp writes numbers with their country code")
	case fix.ChannelID != "" && raw.ChannelID != nil && *raw.ChannelID != fix.ChannelID:
		return contact.Event{}, cannotCorrect(FixChannel, "it came to the number of the channel "+*raw.ChannelID)
	}
	ev, err := whatsapp.Reparse([]byte(raw.Raw), raw.ReceivedAt.UTC())
	if err != nil {
		return contact.Event{}, cannotReplay("The item cannot be read again: " + err.Error() + ".")
	}
	events := []contact.Event{ev}
	err = s.forChannels(ctx, events)
	return events[0], err
}

// cannotCorrect says why a correction does not fit an event.
func cannotCorrect(correction, why string) error {
	return &Error{Code: CannotReplay, Field: correction, Message: "No " + correction + " can be given to this event: " + why + "."}
}

// rereadFacts takes an event as it is stored. Its number was read when it came in: it
// takes another one, but none's country.
func (s *Service) rereadFacts(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	ev := contact.Event{Kind: raw.Kind}
	if err := json.Unmarshal([]byte(raw.Facts), &ev.Facts); err != nil {
		return contact.Event{}, fmt.Errorf("read the facts of event %s: %w", raw.ID, err)
	}
	switch {
	case fix == Correction{}:
		return ev, nil
	case ev.Facts.Command != nil:
		return contact.Event{}, cannotCorrect(correctionIn(fix), "it is about one certain contact")
	case fix.ChannelID != "" && ev.Facts.Row != nil:
		return contact.Event{}, cannotCorrect(FixChannel, "it is a row of an import, which is of one channel")
	case fix.Phone == "" && fix.DefaultCountry != "":
		return contact.Event{}, cannotCorrect(FixCountry, "its number was read with a country already, so give the right number")
	case fix.Phone == "":
		return ev, nil
	}
	number, err := s.corrected(ctx, cmp.Or(fix.ChannelID, store.OrEmpty(raw.ChannelID)), fix, "")
	if err != nil {
		return contact.Event{}, err
	}
	ev.Facts.Person = contact.Person{WaID: number.Digits, Unconfirmed: true}
	ev.Facts.Understood = number.Understood()
	return ev, nil
}

// correctionIn is the first correction that is given.
func correctionIn(fix Correction) string {
	switch {
	case fix.Phone != "":
		return FixPhone
	case fix.DefaultCountry != "":
		return FixCountry
	}
	return FixChannel
}

// corrected reads the number of a correction, which must be one that can be used. country
// is that of numbers without a code where the correction names none.
func (s *Service) corrected(ctx context.Context, channelID string, fix Correction, country string) (intake.Number, error) {
	number, err := s.number(ctx, channelID, intake.PhoneIn(fix.Phone, cmp.Or(strings.ToUpper(fix.DefaultCountry), country)))
	if err == nil && !number.Usable() {
		err = unusable(number)
	}
	return number, err
}

// rereadForm judges a form event anew from its raw item, with the form and the
// attributes as they are now. A number in the correction takes the place of the
// one in the answers.
func (s *Service) rereadForm(ctx context.Context, raw ledger.RawEvent, fix Correction) (contact.Event, error) {
	answers, err := intake.StoredAnswers([]byte(raw.Raw))
	if err != nil {
		return contact.Event{}, cannotReplay("The submission cannot be read again: its raw item is gone.")
	}
	form, err := s.formOf(ctx, raw)
	if errors.Is(err, store.ErrNotFound) {
		return contact.Event{}, cannotReplay("There is no form " + raw.Origin + " any more: PUT /v1/forms/" + raw.Origin + " brings it back.")
	}
	if err != nil {
		return contact.Event{}, err
	}
	if err := closedForm(form); err != nil {
		return contact.Event{}, err
	}
	// The event stays where it is, even if the form has moved.
	channelID := cmp.Or(fix.ChannelID, store.OrEmpty(raw.ChannelID), form.ChannelID)
	if channelID != form.ChannelID {
		channel, err := s.settings(itself).Channel(ctx, channelID)
		if err != nil {
			return contact.Event{}, err
		}
		form.ChannelCountry = store.OrEmpty(channel.DefaultCountry)
	}
	if fix.DefaultCountry != "" {
		country := strings.ToUpper(fix.DefaultCountry)
		form.DefaultCountry = &country
	}
	number, definitions, err := s.judged(ctx, channelID, form.Number(answers))
	if err == nil && fix.Phone != "" {
		number, err = s.corrected(ctx, channelID, fix, form.Country())
	}
	if err != nil {
		return contact.Event{}, err
	}
	return intake.ReparseForm([]byte(raw.Raw), form.Form, definitions, number)
}
