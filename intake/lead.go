package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
)

// KindLead is the kind of every event that is a lead of Facebook's.
const KindLead = "lead"

// ShapeFacebook is the shape of a form whose submissions are leads that Facebook has
// told of: nobody posts to it, so that it is none of those that ShapeNames lists.
const ShapeFacebook = "facebook"

// Lead says which lead of Facebook's an event is. It is kept with the answers.
type Lead struct {
	ID     string   `json:"id"`
	PageID string   `json:"page_id"`
	FormID string   `json:"form_id"`         // of Facebook
	Asked  []string `json:"asked,omitempty"` // the names of its questions
}

// LeadOrigin is where the leads of a form of Facebook's come from while no form of ours
// stands for it.
func LeadOrigin(facebookFormID string) string { return "facebook/" + facebookFormID }

// LeadSubmission returns the event of a lead: a submission of the form, whose Number
// the caller has judged. Without a form it is to be quarantined until there is one.
func LeadSubmission(l Lead, form *Form, a Answers, n Number, d Definitions, at time.Time) (contact.Event, error) {
	ev := contact.Event{
		Origin: LeadOrigin(l.FormID), Facts: contact.Facts{Effect: contact.Unjudged, Reason: contact.UnmappedForm, Detail: unmapped(l)},
	}
	if form != nil {
		ev.ChannelID, ev.Origin, ev.Facts = form.ChannelID, form.ID, form.facts(a, n, d)
	}
	return l.event(ev, a, at)
}

// LeadNotFetched returns the event of a lead whose answers Facebook does not give. It
// is to be quarantined; replaying it asks for them again. It is of the form's channel,
// if there is a form.
func LeadNotFetched(l Lead, form *Form, why string, at time.Time) (contact.Event, error) {
	ev := contact.Event{
		Origin: LeadOrigin(l.FormID), Facts: contact.Facts{Effect: contact.Unjudged, Reason: contact.LeadUnavailable, Detail: why},
	}
	if form != nil {
		ev.ChannelID, ev.Origin = form.ChannelID, form.ID
	}
	return l.event(ev, Answers{Raw: json.RawMessage(`{}`)}, at)
}

// event completes the event of a lead. There is one for each lead, whatever form it
// belongs to and however often it is told of.
func (l Lead) event(ev contact.Event, a Answers, at time.Time) (contact.Event, error) {
	ev.Source, ev.Kind, ev.ExternalID, ev.OccurredAt = contact.SourceForm, KindLead, l.ID, at
	ev.DedupeKey = contact.DedupeKey("facebook", KindLead, l.ID, nil)
	var err error
	if ev.Raw, err = json.Marshal(stored{Form: ev.Origin, Answers: a.Raw, Lead: &l}); err != nil {
		return contact.Event{}, fmt.Errorf("encode the lead: %w", err)
	}
	return ev, nil
}

// StoredLead returns which lead a form event's raw item is, if it is one.
func StoredLead(raw []byte) (Lead, bool) {
	s, _, err := unstore(raw)
	if err != nil || s.Lead == nil {
		return Lead{}, false
	}
	return *s.Lead, true
}

// unmapped says what is to be done about a lead of a form that nobody has mapped, and
// what that form asked.
func unmapped(l Lead) string {
	asked := "nothing"
	if len(l.Asked) > 0 {
		asked = strings.Join(l.Asked, ", ")
	}
	return clip(fmt.Sprintf("no form stands for Facebook's form %s: make one with PUT /v1/forms/{id}, shape facebook and facebook_form_id %s, "+
		"and replay this; it asked %s", l.FormID, l.FormID, asked), maxReport)
}

// maxReport is the longest that is said about the questions of a form, in runes.
const maxReport = 2000
