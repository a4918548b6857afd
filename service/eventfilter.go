package service

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
)

// What events can be asked for by.
var (
	eventFilters = []string{"channel_id", "decision", "source", "reason", "origin", "contact_id", "id", "dismissed"}

	decisions = []string{
		"", book.Pending, string(contact.Created), string(contact.Updated), string(contact.Attached),
		string(contact.Ignored), string(contact.Quarantined),
	}
	sources = func() []string {
		all := []string{""}
		for _, s := range contact.Sources() {
			all = append(all, string(s))
		}
		return all
	}()
)

// ReadEventFilter reads what narrows a list of events from the query of an address.
func ReadEventFilter(query url.Values) (f EventFilter, err error) {
	text := func(name string) string { return contact.Clean(query.Get(name), contact.MaxName) }
	f = EventFilter{
		ChannelID: text("channel_id"), Decision: text("decision"), Source: text("source"), Reason: text("reason"), Origin: text("origin"),
	}
	if given := query.Get("contact_id"); given != "" {
		if f.ContactID, err = uuid.Parse(given); err != nil || f.ContactID == uuid.Nil {
			return EventFilter{}, parameter("contact_id", "contact_id must be a UUID, and not the nil UUID.")
		}
	}
	for _, given := range query["id"] {
		id, err := uuid.Parse(given)
		if err != nil {
			return EventFilter{}, parameter("id", "id must be the UUID of an event, or several of them.")
		}
		f.IDs = append(f.IDs, id)
	}
	switch query.Get("dismissed") {
	case "", "false":
	case "true":
		f.Dismissed = true
	default:
		return EventFilter{}, parameter("dismissed", "dismissed must be true or false.")
	}
	return f, checkEvents(f)
}

// mostNamed is how many events a filter may name one by one.
const mostNamed = 1000

// ReadEventFilterJSON reads the same from JSON, by which something is done: what is not
// known is refused.
func ReadEventFilterJSON(b json.RawMessage) (EventFilter, error) {
	if len(b) == 0 {
		return EventFilter{}, nil
	}
	query, wrong, err := contact.FilterValues(b, func(name string) bool { return slices.Contains(eventFilters, name) })
	switch {
	case err != nil:
		return EventFilter{}, &Error{Code: Malformed, Field: "filter", Err: err, Message: `filter must be a JSON object, such as {"reason": "bad_phone"}.`}
	case len(wrong) > 0:
		return EventFilter{}, wrong
	}
	return ReadEventFilter(query)
}

func checkEvents(f EventFilter) error {
	switch {
	case !slices.Contains(decisions, f.Decision):
		return parameter("decision", "decision must be one of%s.", strings.Join(decisions, " "))
	case !slices.Contains(sources, f.Source):
		return parameter("source", "source must be one of%s.", strings.Join(sources, " "))
	case len(f.IDs) > mostNamed:
		return parameter("id", "id may name %d events at most: send the others in a second request.", mostNamed)
	case f.Dismissed && f.Decision != "" && f.Decision != string(contact.Ignored):
		return parameter("decision", "What was dismissed is ignored: leave decision out, or dismissed.")
	case f.Reason != "" && !contact.Reason(f.Reason).Known():
		return parameter("reason", "reason must be one of the words that events have, such as bad_phone or unknown_channel.")
	}
	return nil
}
