package facebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// ErrNotWebhook says that a body is no webhook of a page.
var ErrNotWebhook = errors.New("bad webhook")

// Lead names a lead. It holds no answer.
type Lead struct {
	ID        string // the leadgen_id
	PageID    string
	FormID    string // empty if the webhook does not tell
	CreatedAt time.Time
}

// Unreadable is a leadgen item that names no lead.
type Unreadable struct {
	Raw []byte
	Why string // in words
}

// Batch is what a webhook held.
type Batch struct {
	Leads      []Lead
	Unreadable []Unreadable
	Others     int // changes of other fields, which are none of ours
}

// maxChanges is the most changes of one body. Facebook sends 1,000 at most.
const maxChanges = 5000

// id is the shape of Facebook's ids. They stand in addresses.
var id = regexp.MustCompile(`^[0-9]{1,32}$`)

// IsID reports whether a text can be an id of Facebook.
func IsID(text string) bool { return id.MatchString(text) }

// Parse reads a webhook. Each item is judged alone. now stands in for the time of an
// item that has none that can be believed.
func Parse(body []byte, now time.Time) (Batch, error) {
	var envelope struct {
		Object string `json:"object"`
		Entry  []struct {
			ID      loose `json:"id"`
			Changes []struct {
				Field string          `json:"field"`
				Value json.RawMessage `json:"value"`
			} `json:"changes"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return Batch{}, fmt.Errorf("%w: it is no JSON of the shape that Facebook sends", ErrNotWebhook)
	}
	if envelope.Object != "page" {
		return Batch{}, fmt.Errorf("%w: its object is not page; subscribe the app to the field leadgen of the object Page", ErrNotWebhook)
	}
	var out Batch
	for _, entry := range envelope.Entry {
		for _, change := range entry.Changes {
			if change.Field != "leadgen" {
				out.Others++
				continue
			}
			if len(out.Leads)+len(out.Unreadable) == maxChanges {
				return Batch{}, fmt.Errorf("%w: it has more than %d leads", ErrNotWebhook, maxChanges)
			}
			out.add(change.Value, string(entry.ID), now)
		}
	}
	return out, nil
}

// add judges one leadgen item.
func (b *Batch) add(value json.RawMessage, page string, now time.Time) {
	var item struct {
		LeadgenID   loose `json:"leadgen_id"`
		PageID      loose `json:"page_id"`
		FormID      loose `json:"form_id"`
		CreatedTime loose `json:"created_time"`
	}
	why := ""
	switch err := json.Unmarshal(value, &item); {
	case err != nil:
		why = "it is not an object with a leadgen_id"
	case !IsID(string(item.LeadgenID)):
		why = "its leadgen_id is missing, or is no number"
	}
	if item.PageID == "" {
		item.PageID = loose(page)
	}
	if why == "" && !IsID(string(item.PageID)) {
		why = "its page_id is missing, or is no number"
	}
	if why != "" {
		raw := bytes.ToValidUTF8(value, []byte("\uFFFD"))
		if len(raw) == 0 {
			raw = []byte("null")
		}
		b.Unreadable = append(b.Unreadable, Unreadable{Raw: raw, Why: why})
		return
	}
	if !IsID(string(item.FormID)) {
		item.FormID = "" // the lead itself tells
	}
	b.Leads = append(b.Leads, Lead{
		ID: string(item.LeadgenID), PageID: string(item.PageID), FormID: string(item.FormID), CreatedAt: believed(string(item.CreatedTime), now),
	})
}

// loose is a text that may be sent as a number, or as something that is neither.
type loose string

// UnmarshalJSON implements json.Unmarshaler. It never fails: one odd member must not
// keep the others of a body from being read.
func (l *loose) UnmarshalJSON(text []byte) error {
	var number json.Number
	var word string
	switch {
	case json.Unmarshal(text, &word) == nil:
		*l = loose(word)
	case json.Unmarshal(text, &number) == nil:
		*l = loose(number)
	}
	return nil
}
