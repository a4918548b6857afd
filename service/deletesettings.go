package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/luluchat/contacts/store/settings"
)

// Removal is how something is deleted that others refer to.
type Removal struct {
	Expected *int64 // how many contacts the caller has seen that it is; nil: it was not asked
	DryRun   bool   // count, and delete nothing
}

// check returns an error unless a caller knows how many contacts refer to what it deletes.
func (r Removal) check(contacts int64, still string) error {
	switch {
	case r.DryRun, r.Expected == nil && contacts == 0, r.Expected != nil && *r.Expected == contacts:
		return nil
	case r.Expected == nil:
		return &Error{Code: InUse, Field: "expected", Message: fmt.Sprintf(
			"Contacts refer to it, and it is %d of them. Nothing was done: look at what becomes of them with dry_run, and send it again with expected %d.", contacts, contacts)}
	}
	return &Error{Code: CountChanged, Field: "expected", Message: fmt.Sprintf(
		"%d contacts were expected, and now it is %d. Nothing was done: look again, and send it with expected %d.%s", *r.Expected, contacts, contacts, still)}
}

// ListDeletedChannels returns the channels that were deleted. Contacts, events and imports
// still name them.
func (s *Service) ListDeletedChannels(ctx context.Context, who Caller) ([]Channel, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings(who).DeletedChannels(ctx)
}

// ListDeletedForms returns the forms that were deleted.
func (s *Service) ListDeletedForms(ctx context.Context, who Caller) ([]Form, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	forms, err := s.settings(who).DeletedForms(ctx)
	for i := range forms {
		forms[i].SubmitKey = "" // it is worth nothing
	}
	return forms, err
}

// ListDeletedTriggers returns the triggers that were deleted.
func (s *Service) ListDeletedTriggers(ctx context.Context, who Caller) ([]Trigger, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings(who).DeletedTriggers(ctx)
}

// DeleteChannel deletes a channel, and returns what refers to it. All of that stays and can
// be read; forms and triggers of the channel refuse what comes. Its number is free for
// another channel.
func (s *Service) DeleteChannel(ctx context.Context, who Caller, id string, how Removal) (ChannelHolds, error) {
	if err := who.May(Admin); err != nil {
		return ChannelHolds{}, err
	}
	if !slug.MatchString(id) {
		return ChannelHolds{}, errNoID
	}
	holds, err := s.settings(who).ChannelHolds(ctx, id)
	if err != nil || how.DryRun {
		return holds, err
	}
	const still = " If it grows all the time, disable the channel first."
	if err := how.check(holds.Contacts, still); err != nil {
		return holds, err
	}
	if holds.Imports > 0 {
		return holds, &Error{Code: InUse, Message: "An import into this channel is under way: wait for its end, or cancel it. GET /v1/imports lists it."}
	}
	err = s.settings(who).DeleteChannel(ctx, id, holds.Contacts)
	if errors.Is(err, settings.ErrCountChanged) {
		return holds, &Error{Code: CountChanged, Field: "expected", Message: "A contact came in just now. Nothing was done: look again." + still}
	}
	if err == nil {
		s.log.InfoContext(ctx, "channel deleted", "channel", id, "contacts", holds.Contacts)
	}
	return holds, err
}

// DeleteForm deletes a form. Its name stays with what it brought. Its secret and submit
// key are worth nothing from then on.
func (s *Service) DeleteForm(ctx context.Context, who Caller, id string) error {
	if err := who.May(Admin); err != nil {
		return err
	}
	if !slug.MatchString(id) {
		return errNoID
	}
	return s.settings(who).DeleteForm(ctx, id)
}

// DeleteTrigger deletes a trigger. Its name stays with what it brought.
func (s *Service) DeleteTrigger(ctx context.Context, who Caller, id string) error {
	if err := who.May(Admin); err != nil {
		return err
	}
	if !slug.MatchString(id) {
		return errNoID
	}
	return s.settings(who).DeleteTrigger(ctx, id)
}

// RemoveAttribute removes an attribute with the values that contacts have, and returns what
// refers to it. Nobody can give it from then on. The values go a few hundred contacts at a
// time, behind what is live.
func (s *Service) RemoveAttribute(ctx context.Context, who Caller, name string, how Removal) (AttributeHolds, error) {
	if err := who.May(Admin); err != nil {
		return AttributeHolds{}, err
	}
	if _, err := s.GetAttribute(ctx, who, name); err != nil {
		return AttributeHolds{}, err
	}
	holds, err := s.settings(who).AttributeHolds(ctx, name)
	if err != nil || how.DryRun {
		return holds, err
	}
	if err := how.check(holds.Contacts, ""); err != nil {
		return holds, err
	}
	if holds.Imports > 0 {
		return holds, &Error{Code: InUse, Message: "An import that is under way gives this attribute: wait for its end, or cancel it. GET /v1/imports lists it."}
	}
	if err := s.settings(who).RemoveAttribute(ctx, name); err != nil {
		return holds, err
	}
	s.log.InfoContext(ctx, "attribute removed", "attribute", name, "contacts", holds.Contacts)
	s.begin(ctx, s.settings(who).RemoveValues)
	return holds, nil
}

// beginTime is how long a request goes on with what is done bit by bit: what takes no longer
// is done when it is answered.
const beginTime = time.Second

// begin begins what every process goes on with (starter.Sweeper) until nothing is left.
func (s *Service) begin(ctx context.Context, some func(context.Context) (more bool, err error)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), beginTime)
	defer cancel()
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = some(ctx); err != nil {
			if ctx.Err() == nil {
				s.log.WarnContext(ctx, "what was begun is gone on with later", "error", err)
			}
			return
		}
	}
}
