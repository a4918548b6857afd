package service

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// ReceivedLeads is what a webhook of Facebook's held.
type ReceivedLeads struct {
	Leads int // all, those that name no lead among them
	New   int // those that had not been told of before
}

var errBadLeads = &Error{
	Code: InvalidSignature,
	Message: whatsapp.SignatureHeader + " is missing, or is not the body's HMAC-SHA256 with FACEBOOK_APP_SECRET. " +
		"Where that is not set, nothing of Facebook's is taken in.",
}

// LeadsSignature returns an error if a header cannot be the signature of a webhook of
// Facebook's, whatever the body is: then it need not be read.
func LeadsSignature(header string) error {
	if !whatsapp.IsSignature(header) {
		return errBadLeads
	}
	return nil
}

// ReceiveLeads takes in what Facebook has sent and signed. It returns without an error
// once every lead is durable, and not before. Facebook tells of a lead without its
// answers: they are fetched afterwards. The signature takes the place of a token.
func (s *Service) ReceiveLeads(ctx context.Context, body []byte, signature string) (ReceivedLeads, error) {
	if !s.fbSecrets.Signed(body, signature) {
		return ReceivedLeads{}, errBadLeads
	}
	batch, err := graph.Parse(body, now())
	if err != nil {
		return ReceivedLeads{}, &Error{Code: Malformed, Message: Sentence(err), Err: err}
	}
	sender := ctx
	ctx, cancel := recording(ctx)
	defer cancel()
	out := ReceivedLeads{Leads: len(batch.Leads) + len(batch.Unreadable)}
	told := make([]facebook.Told, len(batch.Leads))
	for i, lead := range batch.Leads {
		told[i] = facebook.Told(lead)
	}
	if out.New, err = s.leads.Record(ctx, told); err != nil {
		return ReceivedLeads{}, asItIs(err)
	}
	fresh, err := s.recordUnreadable(ctx, sender, batch.Unreadable)
	out.New += fresh
	return out, asItIs(err)
}

// recordUnreadable keeps what names no lead, quarantined, and returns how many are new.
func (s *Service) recordUnreadable(ctx, sender context.Context, items []graph.Unreadable) (fresh int, err error) {
	if len(items) == 0 {
		return 0, nil
	}
	events := make([]contact.Event, len(items))
	for i, item := range items {
		events[i] = contact.Event{
			ID: uuid.Must(uuid.NewV7()), Origin: "facebook", Source: contact.SourceForm, Kind: intake.KindLead,
			DedupeKey: contact.DedupeKey("facebook", intake.KindLead, "", item.Raw), OccurredAt: now(), Raw: item.Raw,
			Facts: contact.Facts{Effect: contact.Unjudged, Reason: contact.MissingID, Detail: item.Why},
		}
	}
	waited, cancel := waiting(ctx, sender)
	defer cancel()
	recorded, err := s.recorder.Record(waited, ledger.Batch{Events: events})
	for _, r := range recorded {
		if r.New {
			fresh++
		}
	}
	return fresh, err
}

// fetchAgain has Facebook asked again for a lead that it did not give. The event stays
// quarantined until it does.
func (s *Service) fetchAgain(ctx context.Context, raw ledger.RawEvent) error {
	lead, ok := intake.StoredLead([]byte(raw.Raw))
	if !ok {
		return cannotReplay("What was kept of the lead cannot be read again.")
	}
	if store.OrEmpty(raw.Decision) != string(contact.Quarantined) {
		return store.ErrNotQuarantined
	}
	return s.leads.Again(ctx, lead.ID)
}

// formOf returns the form that a form event is judged by: of a lead the one that stands
// for its form of Facebook's, else the one that it was sent to. The error is ErrNotFound
// if there is none.
func (s *Service) formOf(ctx context.Context, raw ledger.RawEvent) (Form, error) {
	lead, ok := intake.StoredLead([]byte(raw.Raw))
	if !ok {
		return s.settings(itself).Form(ctx, raw.Origin)
	}
	form, err := s.settings(itself).FacebookForm(ctx, lead.FormID)
	if errors.Is(err, store.ErrNotFound) {
		return Form{}, cannotReplay("No form stands for Facebook's form " + lead.FormID + " yet: make one with PUT /v1/forms/{id}, " +
			"the shape facebook and the facebook_form_id " + lead.FormID + ", and replay this again.")
	}
	return form, err
}
