package web

import (
	"strconv"
	"strings"

	"github.com/luluchat/contacts/service"
)

// Standing is whether a channel, form or trigger takes anything in, and what admins can
// do about that.
type Standing struct {
	service.Standing
	Thing               string // what people call it
	Name                string
	Path                string // of its page
	Why                 string // it takes nothing in although it is enabled; empty: it does
	Disabling, Deleting string // what that does
	// Ask is the page that asks before it is deleted; empty: a dialog does.
	Ask string
}

// Place is the name of the place where its like are.
func (s Standing) Place() string { return strings.ToUpper(s.Thing[:1]) + s.Thing[1:] + "s" }

// ChannelDeletePage is a channel that is about to be deleted.
type ChannelDeletePage struct {
	service.Channel
	service.ChannelHolds
}

func standingOfChannel(c service.Channel) Standing {
	return Standing{
		Standing: c.Standing, Thing: "channel", Name: c.Name, Path: "/app/channels/" + c.ID, Ask: "/app/channels/" + c.ID + "/delete",
		Disabling: "What WhatsApp posts for its number is kept, and becomes messages and contacts when the channel is enabled. " +
			"New contacts, imports, forms and triggers of the channel are refused. Its contacts can be read and changed.",
	}
}

// askChannel asks before a channel is deleted, and says what refers to it. Contacts are
// counted here alone: there may be a million.
func (s *Site) askChannel(v *Visit) error {
	c, err := s.Service.GetChannel(v.Context(), v.Who, v.PathValue("id"))
	if err != nil {
		return err
	}
	holds, err := s.Service.DeleteChannel(v.Context(), v.Who, c.ID, service.Removal{DryRun: true})
	if err != nil {
		return err
	}
	return v.Show("channel-delete", "Delete "+c.Name, ChannelDeletePage{c, holds})
}

func standingOfForm(f service.Form) Standing {
	return Standing{
		Standing: f.Standing, Thing: "form", Name: f.Name, Path: "/app/forms/" + f.ID,
		Why:       whyClosed(f.ChannelStanding),
		Disabling: "Submissions are refused and not kept, and its page says that it is closed. Only leads of Facebook and replies to WhatsApp Flows wait until it is enabled.",
		Deleting:  "Submissions are refused, and its secret and its address with a key are worth nothing any more. What it brought stays. This cannot be undone.",
	}
}

func standingOfTrigger(t service.Trigger) Standing {
	return Standing{
		Standing: t.Standing, Thing: "trigger", Name: t.Name, Path: "/app/triggers/" + t.ID,
		Why:       whyClosed(t.ChannelStanding),
		Disabling: "Calls are refused and not kept.",
		Deleting:  "Calls are refused. What it brought stays. This cannot be undone.",
	}
}

func whyClosed(c service.ChannelStanding) string {
	switch {
	case c.ChannelDeletedAt != nil:
		return "Its channel is deleted, so it takes nothing in. Choose another channel for it."
	case c.ChannelDisabledAt != nil:
		return "Its channel is disabled, so it takes nothing in. Enable the channel."
	}
	return ""
}

// standingRoutes registers what disables, enables and deletes.
func (s *Site) standingRoutes() {
	s.page("POST /app/channels/{id}/disable", service.Admin, s.disableChannel)
	s.page("POST /app/channels/{id}/enable", service.Admin, s.enableChannel)
	s.page("GET /app/channels/{id}/delete", service.Admin, s.askChannel)
	s.page("POST /app/channels/{id}/delete", service.Admin, s.deleteChannel)
	s.page("POST /app/channels/{id}/restore", service.Admin, s.restoreChannel)
	s.page("POST /app/forms/{id}/disable", service.Admin, s.disableForm)
	s.page("POST /app/forms/{id}/enable", service.Admin, s.enableForm)
	s.page("POST /app/forms/{id}/delete", service.Admin, s.deleteForm)
	s.page("POST /app/triggers/{id}/disable", service.Admin, s.disableTrigger)
	s.page("POST /app/triggers/{id}/enable", service.Admin, s.enableTrigger)
	s.page("POST /app/triggers/{id}/delete", service.Admin, s.deleteTrigger)
}

// stands leads back to a thing's page, which says what was done.
func (v *Visit) stands(path, said string, err error) error {
	if err != nil {
		return err
	}
	return v.Redirect(path, Flash{Text: said})
}

const (
	isDisabled = " is disabled and takes nothing in."
	isEnabled  = " is enabled."
	isDeleted  = " is deleted. What refers to it can still be read."
)

func (s *Site) disableChannel(v *Visit) error {
	c, err := s.Service.DisableChannel(v.Context(), v.Who, v.PathValue("id"))
	return v.stands("/app/channels/"+c.ID, c.Name+isDisabled+" What WhatsApp posts is kept until it is enabled.", err)
}

func (s *Site) enableChannel(v *Visit) error {
	c, err := s.Service.EnableChannel(v.Context(), v.Who, v.PathValue("id"))
	return v.stands("/app/channels/"+c.ID, c.Name+isEnabled+" What was kept meanwhile is taken in now.", err)
}

func (s *Site) deleteChannel(v *Visit) error {
	c, err := s.Service.GetChannel(v.Context(), v.Who, v.PathValue("id"))
	if err != nil {
		return err
	}
	how := service.Removal{}
	if n, failed := strconv.ParseInt(v.Value("expected"), 10, 64); failed == nil {
		how.Expected = &n
	}
	_, err = s.Service.DeleteChannel(v.Context(), v.Who, c.ID, how)
	return v.stands("/app/channels", c.Name+isDeleted, err)
}

// restoreChannel brings a deleted channel back as it was.
func (s *Site) restoreChannel(v *Visit) error {
	c, err := s.Service.GetChannel(v.Context(), v.Who, v.PathValue("id"))
	if err != nil {
		return err
	}
	c, _, err = s.Service.PutChannel(v.Context(), v.Who, c)
	return v.stands("/app/channels/"+c.ID, c.Name+" is back, and takes in what comes.", err)
}

func (s *Site) disableForm(v *Visit) error {
	f, err := s.Service.DisableForm(v.Context(), v.Who, v.PathValue("id"))
	return v.stands("/app/forms/"+f.ID, f.Name+isDisabled, err)
}

func (s *Site) enableForm(v *Visit) error {
	f, err := s.Service.EnableForm(v.Context(), v.Who, v.PathValue("id"))
	return v.stands("/app/forms/"+f.ID, f.Name+isEnabled, err)
}

func (s *Site) deleteForm(v *Visit) error {
	f, err := s.Service.GetForm(v.Context(), v.Who, v.PathValue("id"))
	if err == nil {
		err = s.Service.DeleteForm(v.Context(), v.Who, f.ID)
	}
	return v.stands("/app/forms", f.Name+isDeleted, err)
}

func (s *Site) disableTrigger(v *Visit) error {
	t, err := s.Service.DisableTrigger(v.Context(), v.Who, v.PathValue("id"))
	return v.stands("/app/triggers/"+t.ID, t.Name+isDisabled, err)
}

func (s *Site) enableTrigger(v *Visit) error {
	t, err := s.Service.EnableTrigger(v.Context(), v.Who, v.PathValue("id"))
	return v.stands("/app/triggers/"+t.ID, t.Name+isEnabled, err)
}

func (s *Site) deleteTrigger(v *Visit) error {
	t, err := s.Service.GetTrigger(v.Context(), v.Who, v.PathValue("id"))
	if err == nil {
		err = s.Service.DeleteTrigger(v.Context(), v.Who, t.ID)
	}
	return v.stands("/app/triggers", t.Name+isDeleted, err)
}
