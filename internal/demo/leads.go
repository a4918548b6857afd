package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// End is how a lead ended.
type End string

// The ends. Whatever is no contact and no update is a sentence that says why, and what
// would mend it.
const (
	IsContact  End = "contact"
	IsUpdate   End = "update"
	IsSentence End = "sentence"
)

// Became is what became of one line of the leads.
type Became struct {
	What  string // in words
	End   End
	Words string
	Wants End // what the rules say
}

// lead is one thing that somebody sends, by whatever way in.
type lead struct {
	what  string
	wants End
	// send sends it, and returns how its events are told from others: by their id, or
	// WhatsApp's. It returns none if its error, or one of told, says all.
	send func(ctx context.Context, s *sending) (ids []string, told []Became, err error)
}

// sending is one run of the leads.
type sending struct {
	client.Client
	channel  client.Channel
	facebook Facebook
	told     int // leads of Facebook's
	run      string
	begin    int // of the numbers of this run
	at       time.Time
}

// number is the n-th number of this run: a Malaysian mobile.
func (s *sending) number(n int) string { return fmt.Sprintf("60123%06d", (s.begin+n)%1_000_000) }

// id is one that no other run has.
func (s *sending) id(name string) string { return "wamid.leads." + s.run + "." + name }

// SendLeads sends one of everything that people send to a channel, and returns what
// became of each. Numbers are made up anew for each run.
func SendLeads(ctx context.Context, c client.Client, channel client.Channel, fb Facebook) (all []Became, err error) {
	now := time.Now().UTC()
	s := &sending{
		Client: c, channel: channel, facebook: fb, run: runID(now), begin: int(now.UnixMilli()/10) % 1_000_000, at: now.Truncate(time.Second),
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	for _, l := range slices.Concat(messages(), formsAndCalls(), shaped(), facebookLeads(fb), files()) {
		ids, told, err := l.send(ctx, s)
		var refused *client.RefusedError
		switch {
		case errors.As(err, &refused):
			ids, told = nil, []Became{{End: IsSentence, Words: refused.Detail}}
		case err != nil:
			return all, fmt.Errorf("send %q: %w", l.what, err)
		}
		for _, id := range ids {
			b, err := s.became(ctx, id)
			if err != nil {
				return all, fmt.Errorf("see what became of %q: %w", l.what, err)
			}
			told = append(told, b)
		}
		for _, b := range told {
			if b.What = strings.TrimSpace(l.what + " " + b.What); b.Wants == "" {
				b.Wants = l.wants
			}
			all = append(all, b)
		}
	}
	return all, nil
}

// became waits for the decision of an event, and says it in words.
func (s *sending) became(ctx context.Context, id string) (Became, error) {
	deadline := time.Now().Add(decideWait)
	for {
		e, found, err := s.event(ctx, id)
		switch {
		case err != nil:
			return Became{}, err
		case found && e.Decision != nil:
			return s.words(ctx, e)
		case time.Now().After(deadline):
			return Became{}, fmt.Errorf("it has no decision after %s", decideWait)
		}
		select {
		case <-ctx.Done():
			return Became{}, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// event finds an event by its id, or by the one that WhatsApp gave it.
func (s *sending) event(ctx context.Context, id string) (client.Event, bool, error) {
	var page struct{ Events []client.Event }
	if err := s.Get(ctx, "/v1/events", url.Values{"limit": {"100"}}, &page); err != nil {
		return client.Event{}, false, err
	}
	at := slices.IndexFunc(page.Events, func(e client.Event) bool { return e.ID == id || e.ExternalID != nil && *e.ExternalID == id })
	if at < 0 {
		return client.Event{}, false, nil
	}
	return page.Events[at], true, nil
}

// words says what became of an event.
func (s *sending) words(ctx context.Context, e client.Event) (Became, error) {
	detail := ""
	if e.Detail != nil {
		detail = *e.Detail
	}
	end := IsSentence
	switch contact.DecisionKind(*e.Decision) {
	case contact.Created:
		end = IsContact
	case contact.Updated, contact.Attached:
		end = IsUpdate
	case contact.Pending, contact.Ignored, contact.Quarantined:
		if *e.Decision == string(contact.Quarantined) && !strings.Contains(detail, "it is kept") {
			detail += "; it is kept, and can be replayed once that is mended"
		}
		return Became{End: IsSentence, Words: sentence(detail)}, nil
	}
	if e.ContactID == nil {
		return Became{End: IsSentence, Words: sentence(detail)}, nil
	}
	c, err := s.Contact(ctx, *e.ContactID)
	if err != nil {
		return Became{}, err
	}
	who := c.DisplayName
	if c.WaID != nil && *c.WaID != who {
		who += " +" + *c.WaID
	}
	if end == IsContact {
		return Became{End: end, Words: sentence("A new contact, " + who + ": " + detail)}, nil
	}
	return Became{End: end, Words: sentence("An update of " + who + ": " + detail)}, nil
}

// sentence begins with a capital, and ends with a full stop.
func sentence(words string) string {
	words = strings.TrimRight(strings.TrimSpace(words), ".")
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + words[size:] + "."
}

// PrintLeads prints what became of each.
func PrintLeads(all []Became, out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHAT ARRIVED\tWHAT BECAME OF IT")
	for _, b := range all {
		fmt.Fprintf(t, "%s\t%s\n", b.What, b.Words)
	}
	return t.Flush()
}
