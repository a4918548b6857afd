package web

import (
	"cmp"
	"slices"

	"github.com/luluchat/contacts/service"
)

// HomePage is what home shows.
type HomePage struct {
	Steps    []Step // for an installation in which nobody is; empty otherwise
	Arrivals Chart
	Pending  string // what waits for its decision
	Why      string // it waits; empty: it does so for a moment only
	Look     string // events that need a look
	Imports  []ImportAtWork
	Ads      []service.Ad
}

// Step is one of the first ones.
type Step struct {
	Title, Text string
	Done, Next  bool // Next: it is the first that is not done
	Label, Href string
}

// ImportAtWork is an import that has not ended.
type ImportAtWork struct {
	service.Import
	Done, Total int64
}

// mostAds is how many of the ads are on home.
const mostAds = 5

// showHome shows what came in, what waits and what needs a look, of what who asks may
// see.
func (s *Site) showHome(v *Visit) error {
	var page HomePage
	if v.May(service.ContactsRead) {
		if err := s.fillHome(v, &page); err != nil {
			return err
		}
	}
	if v.May(service.Imports) {
		imports, err := s.Service.ListImports(v.Context(), v.Who, "", service.Paging{Limit: 20})
		if err != nil {
			return err
		}
		page.Imports = atWork(imports.Rows, v.Channel())
		for _, one := range page.Imports {
			if page.Why == "" && one.Moves() {
				page.Why = v.why(s.Service.WhyImportWaits, one.ID)
			}
		}
	}
	return v.Show("home", "Home", page)
}

func (s *Site) fillHome(v *Visit, page *HomePage) error {
	ctx, who, channel := v.Context(), v.Who, v.Channel()
	arrivals, err := s.Service.CountArrivals(ctx, who, channel, v.Zone.String())
	if err != nil {
		return err
	}
	page.Arrivals = arrivalsChart(arrivals)
	pending, err := s.Service.ListEvents(ctx, who, service.EventFilter{ChannelID: channel, Decision: "pending"}, service.Paging{Limit: 100})
	if err != nil {
		return err
	}
	page.Pending = upTo(pending)
	if n := len(pending.Rows); n > 0 {
		page.Why = v.why(s.Service.WhyEventWaits, pending.Rows[n-1].ID)
	}
	look, err := s.Service.CountQuarantine(ctx, who, channel)
	if err != nil {
		return err
	}
	page.Look = Shown{Count: look}.Counted()
	if page.Ads, err = s.Service.ListAds(ctx, who, channel); err != nil {
		return err
	}
	slices.SortStableFunc(page.Ads, func(a, b service.Ad) int { return cmp.Compare(b.Contacts, a.Contacts) })
	page.Ads = page.Ads[:min(len(page.Ads), mostAds)]
	if page.Arrivals.Empty() {
		return s.firstSteps(v, page)
	}
	return nil
}

// firstSteps fills in what to do where there is nobody yet.
func (s *Site) firstSteps(v *Visit, page *HomePage) error {
	some, err := s.Service.ListContacts(v.Context(), v.Who, service.ContactFilter{}, service.Paging{Limit: 1})
	if err != nil || len(some.Rows) > 0 {
		return err
	}
	channels := v.Channels()
	connect := Step{Title: "Connect a number", Done: len(channels) > 0, Text: "Each WhatsApp number of the business is a channel. Who writes to it becomes a contact."}
	test := Step{Title: "Send a test message", Text: "See what becomes of a first message, without Meta."}
	if !connect.Done {
		test.Text += " It needs a number: connect one first."
	}
	if v.May(service.Admin) {
		connect.Label, connect.Href = "Connect a number", s.url("/app/channels/new")
		if connect.Done {
			connect.Label, connect.Href = "See the channel", s.url("/app/channels/"+channels[0].ID)
			test.Label, test.Href = "Send a test message", s.url("/app/channels/"+channels[0].ID+"#test")
		}
	}
	file := Step{Title: "Import a file", Text: "A spreadsheet of people whom the business knows already."}
	if s.has("/app/imports") && v.May(service.Imports) {
		file.Label, file.Href = "Import a file", s.url("/app/imports")
	}
	page.Steps = []Step{connect, test, file}
	next := slices.IndexFunc(page.Steps, func(step Step) bool { return !step.Done && step.Href != "" })
	if next >= 0 {
		page.Steps[next].Next = true
	}
	return nil
}

// atWork are the imports that have not ended.
func atWork(all []service.Import, channel string) []ImportAtWork {
	var out []ImportAtWork
	for _, v := range all {
		if v.FinishedAt != nil || channel != "" && v.ChannelID != channel {
			continue
		}
		out = append(out, ImportAtWork{Import: v, Total: v.Counts.Total, Done: v.Counts.Total - v.Counts.Pending})
	}
	return out
}

// upTo writes how many rows there are on a page that may not be the last.
func upTo[Row any](p service.Page[Row]) string {
	if p.Next != "" {
		return number(len(p.Rows)) + "+"
	}
	return number(len(p.Rows))
}

// has reports whether a place is one of those in the rail.
func (s *Site) has(path string) bool {
	return slices.ContainsFunc(s.places(), func(p Place) bool { return p.Path == path })
}
