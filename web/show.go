package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/luluchat/contacts/intake"
)

// number writes a number as people do: 2,431.
func number(n any) string {
	digits, sign := strconv.FormatInt(whole(n), 10), ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// count writes how many of something there are: 1 contact, 2,431 contacts.
func count(n any, one, more string) string {
	if whole(n) == 1 {
		return "1 " + one
	}
	return number(n) + " " + more
}

func whole(n any) int64 {
	switch n := n.(type) {
	case int:
		return int64(n)
	case int32:
		return int64(n)
	case int64:
		return n
	}
	panic(fmt.Sprintf("web: %T is no whole number", n))
}

// phone writes a wa_id as people of its country write numbers. What is no number stays as
// it is.
func phone(digits string) string {
	if written, ok := phones.Get(digits); ok {
		return written
	}
	written := intake.International(digits)
	phones.Add(digits, written)
	return written
}

// phones are numbers that were written, by their digits: a list shows the same ones again
// and again, and to write one takes 50 microseconds.
var phones = must(lru.New[string, string](10_000))

func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

// Moment is a time as moment draws it.
type Moment struct {
	ISO  string // for scripts, which write it in the browser's zone
	Text string
	Ago  bool // relative
	// Clock leaves out the day if that is today.
	Clock bool
	Full  string
}

// moment draws a time. Scripts write it anew in the browser's zone.
func moment(m *Moment) template.HTML {
	if m == nil {
		return `<span class="muted">–</span>`
	}
	kind := "data-exact"
	switch {
	case m.Ago:
		kind = "data-ago"
	case m.Clock:
		kind = "data-clock"
	}
	return `<time datetime="` + escaped(m.ISO) + `" title="` + escaped(m.Full) + `" ` + template.HTML(kind) + `>` + escaped(m.Text) + `</time>`
}

// Time is an exact time, such as 28 Nov 2026, 18:40 UTC. Of none it is nil.
func (p *Page) Time(t any) *Moment {
	at, ok := timeOf(t)
	if !ok {
		return nil
	}
	full := p.exact(at)
	return &Moment{ISO: at.UTC().Format(time.RFC3339), Text: full, Full: full}
}

// Ago is a time relative to now, for lists: the exact one is in the row's details.
func (p *Page) Ago(t any) *Moment {
	at, ok := timeOf(t)
	if !ok {
		return nil
	}
	return &Moment{ISO: at.UTC().Format(time.RFC3339), Text: ago(at, time.Now(), p.Visit.Zone), Full: p.exact(at), Ago: true}
}

// Clock is an exact time that is near: of today it is the hour, such as 18:40.
func (p *Page) Clock(t any) *Moment {
	at, ok := timeOf(t)
	if !ok {
		return nil
	}
	full := p.exact(at)
	m := &Moment{ISO: at.UTC().Format(time.RFC3339), Text: full, Full: full, Clock: true}
	if day, hour, _ := strings.Cut(full, ", "); day == p.day(time.Now()) {
		m.Text = hour
	}
	return m
}

func (p *Page) day(at time.Time) string { return at.In(p.Visit.Zone).Format("2 Jan 2006") }

// exact names its zone where that is not the browser's.
func (p *Page) exact(at time.Time) string {
	layout := "2 Jan 2006, 15:04"
	if _, err := p.Visit.Cookie(zoneCookie); err != nil {
		layout += " MST"
	}
	return at.In(p.Visit.Zone).Format(layout)
}

// Zone is the name of the zone in which times are shown.
func (p *Page) Zone() string { return p.Visit.Zone.String() }

// Today is the day that it is in that zone, as filters have it.
func (p *Page) Today() string { return time.Now().In(p.Visit.Zone).Format(time.DateOnly) }

func timeOf(t any) (time.Time, bool) {
	switch t := t.(type) {
	case time.Time:
		return t, !t.IsZero()
	case *time.Time:
		if t != nil {
			return *t, !t.IsZero()
		}
	}
	return time.Time{}, false
}

// ago writes how long a time was before another one. assets/app.js says the same.
func ago(at, now time.Time, zone *time.Location) string {
	d := now.Sub(at)
	switch {
	case d < 0:
		return at.In(zone).Format("2 Jan 2006")
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	case d < 7*24*time.Hour:
		return fmt.Sprintf("%d d ago", int(d.Hours()/24))
	}
	return at.In(zone).Format("2 Jan 2006")
}

// spaced writes a word of programs as people do: awaiting_confirmation.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }
