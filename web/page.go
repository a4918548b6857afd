package web

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// Page is what every template is given: what the frame around a page needs, and its
// Data.
type Page struct {
	Title  string
	Visit  *Visit
	Form   Form   // what was typed, and what is wrong with it
	Flash  *Flash // what the last form did
	Theme  string // light or dark; empty: as the system has it
	Data   any
	places []Shown
}

// Shown is a place as it is in the rail.
type Shown struct {
	Place
	Href  string
	Here  bool
	Count int
}

// Counted is what the badge says. It counts no further than 999.
func (s Shown) Counted() string {
	if s.Count >= service.MostQuarantined {
		return "999+"
	}
	return number(s.Count)
}

func (v *Visit) page(title string, data any) *Page {
	p := &Page{Title: title, Visit: v, Form: v.form, Flash: v.takeFlash(), Data: data}
	if c, err := v.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		p.Theme = c.Value
	}
	return p
}

// SignedIn reports whether somebody has signed in: else there is no rail.
func (p *Page) SignedIn() bool { return p.Visit.signedOut == nil }

// Public reports whether the page is one of those that anybody may see: whoever reads it
// has no place here to go to.
func (p *Page) Public() bool { return strings.HasPrefix(p.Visit.URL.Path, "/f/") }

// Me is who has signed in, in words.
func (p *Page) Me() string {
	if name := p.Visit.in.Session.Name; name != "" {
		return name
	}
	return "API_TOKEN"
}

// May reports whether who asks has a scope: what it does not allow is not shown.
func (p *Page) May(scope string) bool { return p.Visit.May(scope) }

// Channel is the chosen one, empty for all.
func (p *Page) Channel() string { return p.Visit.Channel() }

// Channels are those to choose from.
func (p *Page) Channels() []service.Channel { return p.Visit.Channels() }

// ChannelNames are what people call channels.
func (p *Page) ChannelNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.Visit.channelName(id)
	}
	return names
}

// badgeTime bounds how long all badges together are counted.
const badgeTime = 500 * time.Millisecond

// Places are those in the rail. They keep the chosen channel.
func (p *Page) Places() []Shown {
	if p.places != nil {
		return p.places
	}
	v := p.Visit
	ctx, cancel := context.WithTimeout(v.Context(), badgeTime)
	defer cancel()
	counting := *v
	counting.Request = v.WithContext(ctx)
	for _, place := range v.site.places() {
		if place.Scope != "" && !v.May(place.Scope) {
			continue
		}
		shown := Shown{Place: place, Href: v.site.url(place.Path), Here: v.URL.Path == place.Path ||
			place.Path != "/app" && strings.HasPrefix(v.URL.Path, place.Path+"/")}
		if channel := v.Channel(); channel != "" {
			shown.Href += "?channel=" + channel
		}
		if place.Badge != nil {
			shown.Count = place.Badge(&counting)
		}
		p.places = append(p.places, shown)
	}
	return p.places
}

// Once is a key for a form, so that a double click does what it does once.
func (p *Page) Once() string {
	if given := p.Visit.Value(onceField); given != "" {
		return given
	}
	id, err := uuid.NewV7()
	if err != nil {
		return ""
	}
	return id.String()
}

// Part gives a template that is defined within a page's the page beside its own data.
func (p *Page) Part(data any) *Page {
	own := *p
	own.Data = data
	return &own
}
