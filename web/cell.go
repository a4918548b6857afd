package web

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// tagsInRow is how many tags a row of the list shows.
const tagsInRow = 3

// Cells are what the columns of the list show of a contact. They are written here, for a
// page has hundreds of them: a template took two thirds of the page's time for them.
func (p *Page) Cells(shown []Column, c *service.Contact) template.HTML {
	var b strings.Builder
	for _, of := range shown {
		b.WriteString("<td>")
		b.WriteString(string(p.cell(of, c)))
		b.WriteString("</td>")
	}
	return template.HTML(b.String())
}

// cell is what one column shows.
func (p *Page) cell(of Column, c *service.Contact) template.HTML {
	switch of.Name {
	case "phone":
		if c.WaID == nil {
			return "<i>No number</i>"
		}
		return escaped(phone(*c.WaID))
	case "channel":
		return clipped(p.Visit.channelName(c.ChannelID))
	case "tags":
		return tagsOf(c.Tags)
	case "source":
		return use(sourceIcon(c.Source)) + " " + escaped(sourceLabel(c.Source))
	case "assignee":
		return clipped(p.Visit.personName(contact.OrEmpty(c.Assignee)))
	case "last_conversed_at":
		return moment(p.Ago(c.LastConversedAt))
	case "created_at":
		return moment(p.Ago(c.CreatedAt))
	case "opted_out_at":
		return moment(p.Ago(c.OptedOutAt))
	case "first_message_at":
		return moment(p.Ago(c.FirstMessageAt))
	case "username":
		return clipped(contact.OrEmpty(c.Username))
	case "user_id":
		return clipped(contact.OrEmpty(c.UserID))
	case "whatsapp_name":
		return clipped(contact.OrEmpty(c.WhatsAppName))
	case "remarks":
		return clipped(contact.OrEmpty(c.Remarks))
	case contact.FieldConsent:
		if c.Consent == nil {
			return clipped("")
		}
		return clipped(choiceOf(c.Consent.Given, "Given", "Not given"))
	case "ad_id":
		if c.Referral == nil {
			return clipped("")
		}
		return clipped(c.Referral.SourceID)
	}
	return clipped(contact.ValueText(c.Attributes[of.attributeColumn()]))
}

// escaped is somebody's text as HTML.
func escaped(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) }

// clipped is a text that is cut off where its column ends.
func clipped(text string) template.HTML {
	if text == "" {
		return "<i>–</i>"
	}
	return `<span class="clip">` + escaped(text) + `</span>`
}

// tagsOf are the first tags, and how many further ones there are.
func tagsOf(tags []string) (all template.HTML) {
	if len(tags) == 0 {
		return "<i>–</i>"
	}
	few := tags[:min(len(tags), tagsInRow)]
	for _, tag := range few {
		all += `<span class="chip">` + escaped(tag) + `</span> `
	}
	if more := len(tags) - len(few); more > 0 {
		all += template.HTML(`<span class="muted">+` + strconv.Itoa(more) + `</span>`)
	}
	return all
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
