package web

import (
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// reasonTitles are the reasons for which events need a look, in short.
var reasonTitles = map[contact.Reason]string{
	contact.UnknownChannel: "Unknown channel", contact.UnknownType: "Unknown kind of message", contact.TooManyItems: "Too much at once",
	contact.UnmappedForm: "Unknown form of Facebook", contact.LeadUnavailable: "Answers that Facebook does not give",
	contact.NoPhone: "No phone number", contact.BadPhone: "Phone number that cannot be used", contact.AmbiguousPhone: "Number of several contacts",
	contact.NotAnObject: "Not what WhatsApp sends", contact.MissingID: "Without an id", contact.BadTimestamp: "Without a time",
	contact.ChannelDisabled: "Channel that is disabled", contact.FormDisabled: "Form that is disabled",
	contact.NoSender: "Without a sender", contact.BadSender: "Sender that cannot be used", contact.Unreadable: "Cannot be read", contact.Failed: "Failed",
}

// ReasonTitle is a reason as the name of a group.
func (p *Page) ReasonTitle(reason string) string {
	if said := reasonTitles[contact.Reason(reason)]; said != "" {
		return said
	}
	return "Other: " + spaced(reason)
}

// helps say what a person can do about an event, by its reason.
var helps = map[contact.Reason]string{
	contact.NoPhone:         "If you know whose it is, write the person’s number.",
	contact.BadPhone:        "Write the number as it should be.",
	contact.AmbiguousPhone:  "Write the number exactly as the right contact has it.",
	contact.UnknownChannel:  "Add a channel for that number, and it is decided by itself; or choose the channel that it belongs to.",
	contact.UnknownType:     "This program does not know that kind of message yet. If you can see who wrote, add the contact by hand.",
	contact.UnmappedForm:    "Add a form that stands for Facebook’s, and map its questions. Then have it decided again.",
	contact.LeadUnavailable: "See why Facebook does not give them, such as a token that may not read leads. Then ask again.",
	contact.TooManyItems:    "Have it decided again: each thing in it is decided on its own then.",
	contact.Unreadable:      "Have it decided again. If it comes back, the program’s log says why.",
	contact.Failed:          "Have it decided again. If it comes back, the program’s log says why.",
}

// opens say what has to be done elsewhere, so that an event is decided by itself.
var opens = map[contact.Reason]string{
	contact.ChannelDisabled: "Enable the channel, and it is decided by itself.",
	contact.FormDisabled:    "Enable the form, and its channel, and it is decided by itself.",
}

// Opens is the page on which what keeps an event back can be enabled; empty: nothing does,
// or who asks may not.
func (p *Page) Opens(e service.Event) string {
	if !p.May(service.Admin) || e.Dismissal != nil {
		return ""
	}
	switch p.reasonOf(e) {
	case contact.ChannelDisabled:
		return p.Visit.site.url("/app/channels/" + contact.OrEmpty(e.ChannelID))
	case contact.FormDisabled:
		return p.Visit.site.url("/app/forms/" + e.Origin)
	}
	return ""
}

// Help says what a person can do about an event.
func (p *Page) Help(e service.Event) string {
	fix := service.FixOf(e)
	switch said := helps[p.reasonOf(e)]; {
	case e.Raw != nil && *e.Raw == "{}":
		return "Nothing is left of it: its words were deleted."
	case fix != nil && fix.Correction == service.FixCountry:
		return "Say of which country the number is."
	case said != "":
		return said
	case opens[p.reasonOf(e)] != "":
		return opens[p.reasonOf(e)]
	}
	return "It cannot be used as it came. Leave it, or delete its words."
}

// Helpful are the reasons for which deciding again may help.
func (p *Page) Helpful() map[string]bool {
	all := make(map[string]bool, len(helps))
	for reason := range helps {
		all[string(reason)] = true
	}
	return all
}

// CanDecide reports whether deciding an event again may come to something else.
func (p *Page) CanDecide(e service.Event) bool {
	return helps[p.reasonOf(e)] != ""
}

func (p *Page) reasonOf(e service.Event) contact.Reason {
	switch {
	case e.Dismissal != nil:
		return contact.Reason(e.Dismissal.Was)
	case e.Reason != nil:
		return contact.Reason(*e.Reason)
	}
	return ""
}

// LooksFor is the reason for which an event needs, or needed, a look.
func (p *Page) LooksFor(e service.Event) string { return string(p.reasonOf(e)) }

// WhatIsWrong says what is wrong with an event, as exactly as it is known.
func (p *Page) WhatIsWrong(e service.Event) string {
	said := plainly(p.reasonOf(e).Words())
	if e.Detail != nil {
		said = plainly(*e.Detail)
	}
	return strings.ToUpper(said[:1]) + said[1:]
}

// Fix is the correction with which an event can be decided; empty: none helps, or none is
// needed.
func (p *Page) Fix(e service.Event) string {
	if fix := service.FixOf(e); fix != nil {
		return fix.Correction
	}
	return ""
}

// Content is what the person wrote or answered.
func (p *Page) Content(e service.Event) *service.Content { return service.ContentOf(e) }

// Who is who did something, by the name that events have of callers.
func (p *Page) Who(by string) string {
	if slug, is := strings.CutPrefix(by, "person/"); is {
		return p.Visit.personName(slug)
	}
	if by == "API_TOKEN" {
		return "The API"
	}
	return "A program with an access token"
}
