package service

import (
	"context"
	"errors"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/settings"
)

// ListTriggers returns every trigger that is not deleted.
func (s *Service) ListTriggers(ctx context.Context, who Caller) ([]Trigger, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings(who).Triggers(ctx)
}

// GetTrigger returns one trigger. It may be deleted: what it brought names it.
func (s *Service) GetTrigger(ctx context.Context, who Caller, id string) (Trigger, error) {
	if err := who.May(ContactsRead); err != nil {
		return Trigger{}, err
	}
	if !slug.MatchString(id) {
		return Trigger{}, errNoID
	}
	return s.settings(who).KeptTrigger(ctx, id)
}

// PutTrigger creates a trigger or changes it, and reports whether it is new. A
// default country that is not given stays.
func (s *Service) PutTrigger(ctx context.Context, who Caller, in intake.Trigger) (t Trigger, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return Trigger{}, false, err
	}
	if err := checkID(in.ID, "trigger"); err != nil {
		return Trigger{}, false, err
	}
	if !slug.MatchString(in.ChannelID) {
		return Trigger{}, false, noChannel()
	}
	if in.DefaultCountry, err = givenCountry(in.DefaultCountry); err != nil {
		return Trigger{}, false, err
	}
	in.Name = nameOr(in.Name, in.ID)
	t, created, err = s.settings(who).PutTrigger(ctx, in)
	if errors.Is(err, settings.ErrNoChannel) {
		err = noChannel()
	}
	return t, created, err
}

// CallTrigger takes one flat object in. Only calls that are recorded count towards
// the limit: what is refused, for whatever reason, costs its sender nothing.
func (s *Service) CallTrigger(ctx context.Context, who Caller, id string, body []byte, in Request) (Accepted, error) {
	if err := who.May(contact.SourceTrigger.Scope()); err != nil {
		return Accepted{}, err
	}
	if !slug.MatchString(id) {
		return Accepted{}, errNoID
	}
	sender := ctx
	ctx, cancel := recording(ctx)
	defer cancel()
	trigger, err := s.settings(who).Trigger(ctx, id)
	if err == nil {
		err = closedTrigger(trigger)
	}
	if err != nil {
		return Accepted{}, err
	}
	fields, err := intake.ReadJSON(body)
	if err != nil {
		return Accepted{}, &Error{Code: Malformed, Message: Sentence(err), Err: err}
	}
	number, definitions, err := s.judged(ctx, trigger.ChannelID, trigger.CallNumber(fields))
	if err != nil {
		return Accepted{}, err
	}
	r, err := s.identify(ctx, in, "trigger/"+id, fields.Understood())
	if err != nil {
		return Accepted{}, err
	}
	ev, err := intake.TriggerCall(trigger.Trigger, intake.Call{
		Fields: fields, Number: number, Key: r.key, Once: r.once, At: now(),
	}, definitions)
	var refused *intake.NumberError
	switch {
	case errors.As(err, &refused):
		return Accepted{}, &Error{Code: UnusableNumber, Field: "contact_number", Message: refused.Error() + ".", Err: err}
	case err != nil:
		return Accepted{}, err
	}
	ev.ID, ev.Idempotency = r.id, r.terms
	out, err := s.record(ctx, sender, ev, id)
	return out, r.event(err)
}
