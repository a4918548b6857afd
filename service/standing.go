package service

import (
	"context"
	"fmt"

	"github.com/luluchat/contacts/store/settings"
)

// DisableChannel has a channel take nothing in: webhooks for its number are kept, and
// judged when it is enabled; everything else is refused.
func (s *Service) DisableChannel(ctx context.Context, who Caller, id string) (Channel, error) {
	if err := who.May(Admin); err != nil {
		return Channel{}, err
	}
	return disabled(ctx, s, who, settings.TheChannel, id, true, s.settings(who).Channel)
}

// EnableChannel has a channel take in again what comes, and what was kept meanwhile.
func (s *Service) EnableChannel(ctx context.Context, who Caller, id string) (Channel, error) {
	if err := who.May(Admin); err != nil {
		return Channel{}, err
	}
	return disabled(ctx, s, who, settings.TheChannel, id, false, s.settings(who).Channel)
}

// DisableForm has a form refuse submissions.
func (s *Service) DisableForm(ctx context.Context, who Caller, id string) (Form, error) {
	if err := who.May(Admin); err != nil {
		return Form{}, err
	}
	return disabled(ctx, s, who, settings.TheForm, id, true, s.settings(who).Form)
}

// EnableForm has a form take submissions again.
func (s *Service) EnableForm(ctx context.Context, who Caller, id string) (Form, error) {
	if err := who.May(Admin); err != nil {
		return Form{}, err
	}
	return disabled(ctx, s, who, settings.TheForm, id, false, s.settings(who).Form)
}

// DisableTrigger has a trigger refuse calls.
func (s *Service) DisableTrigger(ctx context.Context, who Caller, id string) (Trigger, error) {
	if err := who.May(Admin); err != nil {
		return Trigger{}, err
	}
	return disabled(ctx, s, who, settings.TheTrigger, id, true, s.settings(who).Trigger)
}

// EnableTrigger has a trigger take calls again.
func (s *Service) EnableTrigger(ctx context.Context, who Caller, id string) (Trigger, error) {
	if err := who.May(Admin); err != nil {
		return Trigger{}, err
	}
	return disabled(ctx, s, who, settings.TheTrigger, id, false, s.settings(who).Trigger)
}

// disabled disables or enables something, and returns it as get reads it then. What waited
// for that is judged.
func disabled[T any](ctx context.Context, s *Service, who Caller, thing settings.Thing, id string, off bool,
	get func(context.Context, string) (T, error),
) (out T, err error) {
	if !slug.MatchString(id) {
		return out, errNoID
	}
	if err := s.settings(who).Disable(ctx, thing, id, off); err != nil {
		return out, err
	}
	s.log.InfoContext(ctx, "disabled or enabled", "what", string(thing), "id", id, "disabled", off)
	if !off {
		s.judgeWhatWaited(ctx)
	}
	return get(ctx, id)
}

// judgeWhatWaited has events judged that were kept until a channel or a form is there, or
// enabled. Should this fail, the dispatcher's own sweep follows within seconds.
func (s *Service) judgeWhatWaited(ctx context.Context) {
	if err := s.recorder.SweepUnknownChannels(ctx); err != nil {
		s.log.WarnContext(ctx, "sweep failed; the dispatcher will repeat it", "error", err)
	}
}

// mayTakeIn is mayMakeIn for a channel that takes things in.
func (s *Service) mayTakeIn(ctx context.Context, who Caller, channelID string) (Channel, error) {
	c, err := s.mayMakeIn(ctx, who, channelID)
	if err == nil && c.Closed() {
		err = closedChannel(c)
	}
	return c, err
}

// closedChannel refuses what is for a channel that takes nothing in.
func closedChannel(c Channel) *Error {
	e := refused("channel_id", "The channel %s is disabled and takes nothing in. Nothing was recorded: POST /v1/channels/%s/enable enables it.", c.ID, c.ID)
	if c.DeletedAt != nil {
		e.Message = fmt.Sprintf("The channel %s is deleted. Nothing was recorded: PUT /v1/channels/%s brings it back.", c.ID, c.ID)
	}
	return e
}

// closedForm refuses what is for a form that takes nothing in; nil if it does.
func closedForm(f Form) error {
	switch {
	case f.DisabledAt != nil:
		return refused("", "The form %s is disabled and takes no submissions. Nothing was recorded: POST /v1/forms/%s/enable enables it.", f.ID, f.ID)
	case f.ChannelDeletedAt != nil:
		return refused("", "The channel %s of this form is deleted. Nothing was recorded: PUT /v1/forms/%s with the channel_id of another channel moves the form there.", f.ChannelID, f.ID)
	case f.ChannelDisabledAt != nil:
		return refused("", "The channel %s of this form is disabled and takes nothing in. Nothing was recorded: POST /v1/channels/%s/enable enables it.", f.ChannelID, f.ChannelID)
	}
	return nil
}

// closedTrigger refuses what is for a trigger that takes nothing in; nil if it does.
func closedTrigger(t Trigger) error {
	switch {
	case t.DisabledAt != nil:
		return refused("", "The trigger %s is disabled and takes no calls. Nothing was recorded: POST /v1/triggers/%s/enable enables it.", t.ID, t.ID)
	case t.ChannelDeletedAt != nil:
		return refused("", "The channel %s of this trigger is deleted. Nothing was recorded: PUT /v1/triggers/%s with the channel_id of another channel moves the trigger there.", t.ChannelID, t.ID)
	case t.ChannelDisabledAt != nil:
		return refused("", "The channel %s of this trigger is disabled and takes nothing in. Nothing was recorded: POST /v1/channels/%s/enable enables it.", t.ChannelID, t.ChannelID)
	}
	return nil
}

// refused says that something takes nothing in for now.
func refused(field, format string, args ...any) *Error {
	return &Error{Code: Disabled, Field: field, Message: fmt.Sprintf(format, args...)}
}
