package web

import (
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// SettingsPage is what the settings show: oneself, and to admins everybody.
type SettingsPage struct {
	Me       service.SignedIn
	Sessions []service.Session
	All      bool // of everybody
	People   []service.Person
	Tokens   []service.Token
	Now      time.Time
}

func (s *Site) showSettings(v *Visit) error {
	page, err := s.settingsPage(v)
	if err != nil {
		return err
	}
	return v.Show("settings", "Settings", page)
}

func (s *Site) settingsPage(v *Visit) (page SettingsPage, err error) {
	page = SettingsPage{Me: v.in, Now: time.Now()}
	if !v.May(service.Admin) {
		page.Sessions, err = s.Service.OwnSessions(v.Context(), v.in)
		return page, err
	}
	page.All = true
	if page.Sessions, err = s.Service.ListSessions(v.Context(), v.Who); err != nil {
		return page, err
	}
	if page.People, err = s.Service.ListPeople(v.Context(), v.Who); err != nil {
		return page, err
	}
	page.Tokens, err = s.Service.ListTokens(v.Context(), v.Who)
	return page, err
}

// endSession ends a session of one's own; an admin ends any.
func (s *Site) endSession(v *Visit) error {
	id, err := uuid.Parse(v.PathValue("id"))
	if err != nil {
		return &service.Error{Code: service.NotFound, Message: "There is no such session."}
	}
	if v.May(service.Admin) {
		err = s.Service.EndSession(v.Context(), v.Who, id)
	} else {
		err = s.Service.EndOwnSession(v.Context(), v.in, id)
	}
	if err != nil {
		return err
	}
	return v.Redirect("/app/settings#sessions", Flash{Text: "The session has ended."})
}

func (s *Site) createToken(v *Visit) error {
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	in := service.NewToken{Name: v.Value("name"), Scopes: posted["scopes"], Channels: posted["channels"]}
	if given := v.Value("expires"); given != "" {
		day, err := time.ParseInLocation(time.DateOnly, given, v.Zone)
		if err != nil {
			v.Wrong("expires", "Write the last day as 2027-01-31, or leave this empty.")
		}
		end := day.AddDate(0, 0, 1)
		in.ExpiresAt = &end
	}
	var secret string
	if len(v.form.Errors) == 0 {
		if _, secret, err = s.Service.CreateToken(v.Context(), v.Who, in); err == nil {
			return v.Redirect("/app/settings#tokens", Flash{Text: "The token of " + in.Name + " is made. Copy it now: it is not shown again.", Secret: secret})
		}
	}
	page, failed := s.settingsPage(v)
	if failed != nil {
		return failed
	}
	return v.Again(err, "settings", "Settings", page)
}

func (s *Site) revokeToken(v *Visit) error {
	id, err := uuid.Parse(v.PathValue("id"))
	if err != nil {
		return &service.Error{Code: service.NotFound, Message: "There is no such token."}
	}
	if err := s.Service.RevokeToken(v.Context(), v.Who, id); err != nil {
		return err
	}
	return v.Redirect("/app/settings#tokens", Flash{Text: "The token is revoked. What it began has ended."})
}

// Scopes are those to choose from.
func (p *Page) Scopes() []Option {
	words := map[string]string{
		contact.ScopeContactsRead: "see contacts, messages and decisions", contact.ScopeContactsWrite: "also add, change and delete contacts",
		contact.ScopeImports: "import and export files", contact.ScopeTriggers: "call triggers, send forms", contact.ScopeAdmin: "everything, and let people in",
	}
	var all []Option
	for _, scope := range contact.Scopes() {
		all = append(all, Option{Value: scope, Label: scope, Hint: words[scope]})
	}
	return all
}

// ChannelOptions are the channels to choose from.
func (p *Page) ChannelOptions() []Option {
	var all []Option
	for _, c := range p.Channels() {
		label := c.Name
		if c.DisabledAt != nil {
			label += " (disabled)"
		}
		all = append(all, Option{Value: c.ID, Label: label})
	}
	return all
}

// formOf is a person as the form is filled in with.
func formOf(p service.Person) url.Values {
	return url.Values{"slug": {p.Slug}, "name": {p.Name}, "email": {p.Email}, "scopes": p.Scopes, "channels": p.Channels}
}
