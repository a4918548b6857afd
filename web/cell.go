package web

import (
	"net/url"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// Cell is what a column of the list shows of a contact.
type Cell struct {
	Kind string // number, tags, source or time; empty: a text
	Text string
	Icon string
	At   *Moment
	Few  []string // the first tags
	More int      // how many further ones there are
}

// tagsInRow is how many tags a row of the list shows.
const tagsInRow = 3

// Cell fills a column in.
func (p *Page) Cell(of Column, c service.Contact) Cell {
	text := func(s *string) Cell {
		if s == nil {
			return Cell{}
		}
		return Cell{Text: *s}
	}
	switch of.Name {
	case "phone":
		return Cell{Kind: "number", Text: text(c.WaID).Text}
	case "channel":
		return Cell{Text: p.Visit.channelName(c.ChannelID)}
	case "tags":
		few := c.Tags[:min(len(c.Tags), tagsInRow)]
		return Cell{Kind: "tags", Few: few, More: len(c.Tags) - len(few)}
	case "source":
		return Cell{Kind: "source", Text: sourceLabel(c.Source), Icon: sourceIcon(c.Source)}
	case "assignee":
		return Cell{Text: p.Visit.personName(text(c.Assignee).Text)}
	case "last_conversed_at":
		return Cell{Kind: "time", At: p.Ago(c.LastConversedAt)}
	case "created_at":
		return Cell{Kind: "time", At: p.Ago(c.CreatedAt)}
	case "opted_out_at":
		return Cell{Kind: "time", At: p.Ago(c.OptedOutAt)}
	case "first_message_at":
		return Cell{Kind: "time", At: p.Ago(c.FirstMessageAt)}
	case "username":
		return text(c.Username)
	case "user_id":
		return text(c.UserID)
	case "whatsapp_name":
		return text(c.WhatsAppName)
	case "remarks":
		return text(c.Remarks)
	case contact.FieldConsent:
		if c.Consent != nil {
			return Cell{Text: choiceOf(c.Consent.Given, "Given", "Not given")}
		}
		return Cell{}
	case "ad_id":
		if c.Referral != nil {
			return Cell{Text: c.Referral.SourceID}
		}
		return Cell{}
	}
	return Cell{Text: contact.ValueText(c.Attributes[of.attributeColumn()])}
}

// Assignees are whom to filter by, or to assign to.
func (p *Page) Assignees(now any, nobody string) []Option {
	switch now := now.(type) {
	case *string:
		if now != nil {
			return p.Visit.assigneeOptions(*now, nobody)
		}
	case string:
		return p.Visit.assigneeOptions(now, nobody)
	}
	return p.Visit.assigneeOptions("", nobody)
}

// ChannelName is what people call a channel.
func (p *Page) ChannelName(id string) string { return p.Visit.channelName(id) }

// Is reports whether something that may not be given is so.
func (p *Page) Is(given *bool, so bool) bool { return given != nil && *given == so }

// List is the address of a list of contacts.
func (p *Page) List(q url.Values) string { return p.Visit.site.address("/app/contacts", q) }

// Carry is the address of a new contact, with what was searched for and the channel.
func (p *Page) Carry(typed, channel string) string {
	q := url.Values{}
	if typed != "" {
		q.Set("q", typed)
	}
	if channel != "" {
		q.Set(channelKey, channel)
	}
	return p.Visit.site.address("/app/contacts/new", q)
}
