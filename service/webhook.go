package service

import (
	"context"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// Received is what a webhook held.
type Received struct {
	Events   int // all
	New      int // those that had not arrived before
	Statuses int // of deliveries
}

var errBadWebhook = &Error{
	Code:    InvalidSignature,
	Message: whatsapp.SignatureHeader + " is missing, or is not the body's HMAC-SHA256 with WHATSAPP_APP_SECRET.",
}

// WebhookSignature returns an error if a header cannot be a webhook's signature,
// whatever the body is: then it need not be read.
func WebhookSignature(header string) error {
	if !whatsapp.IsSignature(header) {
		return errBadWebhook
	}
	return nil
}

// ReceiveWebhook takes in what WhatsApp has sent and signed. It returns without an
// error once every item is durable, and not before. The signature takes the place
// of a token: there is no caller else.
func (s *Service) ReceiveWebhook(ctx context.Context, body []byte, signature string) (Received, error) {
	if !s.appSecrets.Signed(body, signature) {
		return Received{}, errBadWebhook
	}
	batch, err := whatsapp.Parse(body)
	if err != nil {
		return Received{}, &Error{Code: Malformed, Message: Sentence(err), Err: err}
	}
	recorded, err := s.recordItems(ctx, batch, contact.Live)
	if err != nil {
		return Received{}, asItIs(err)
	}
	s.noteBatch(batch)
	out := Received{Events: len(recorded), Statuses: len(batch.Statuses)}
	for _, r := range recorded {
		if r.New {
			out.New++
		}
	}
	return out, nil
}

// recordItems records what a body held, or a part of it.
func (s *Service) recordItems(sender context.Context, batch whatsapp.Batch, priority contact.Priority) ([]ledger.Recorded, error) {
	ctx, cancel := recording(sender)
	defer cancel()
	events, err := s.withFlows(ctx, batch.Events)
	if err == nil {
		err = s.forChannels(ctx, events)
	}
	if err != nil {
		return nil, err
	}
	for i := range events {
		events[i].Priority = max(events[i].Priority, priority) // what was synchronised is bulk anyway
	}
	attended, hungUp := waiting(ctx, sender)
	defer hungUp()
	return s.recorder.Record(attended, ledger.Batch{Events: events, Statuses: statuses(batch.Statuses)})
}

func statuses(all []whatsapp.Status) []contact.DeliveryStatus {
	last := whatsapp.LastPerRecipient(all)
	out := make([]contact.DeliveryStatus, len(last))
	for i, s := range last {
		out[i] = contact.DeliveryStatus{
			Origin: s.PhoneNumberID, Recipient: s.Recipient, MessageID: s.MessageID, Status: s.Status.Status,
			Rank: s.Rank(), ErrorCode: s.ErrorCode, ErrorTitle: s.ErrorTitle, At: s.At, Counted: s.Counted,
		}
	}
	return out
}

// withFlows puts after each message that carries a flow's reply the form event
// of it, if its token names a form of the channel that the message came to. A
// batch without flows costs no query.
func (s *Service) withFlows(ctx context.Context, events []contact.Event) ([]contact.Event, error) {
	var named []string
	for _, ev := range events {
		if id, ok := flowForm(ev); ok {
			named = append(named, id)
		}
	}
	if len(named) == 0 {
		return events, nil
	}
	forms, definitions, err := s.settings(itself).FlowForms(ctx, named)
	if err != nil {
		return nil, err
	}
	out := make([]contact.Event, 0, len(events)+len(named))
	for _, ev := range events {
		out = append(out, ev)
		id, ok := flowForm(ev)
		if !ok {
			continue
		}
		form, found := forms[id]
		if !found || form.PhoneNumberID != ev.Origin {
			continue // the reply of a flow that is no form of ours is a message alone
		}
		submission, err := intake.FlowSubmission(form.Form.Form, ev, definitions)
		if err != nil {
			return nil, err
		}
		submission.Held = form.Holds()
		out = append(out, submission)
	}
	return out, nil
}

// flowForm returns the id of the form that a message's flow may stand for.
func flowForm(ev contact.Event) (id string, ok bool) {
	if ev.Facts.Flow == nil || ev.Facts.Effect != contact.Creates {
		return "", false
	}
	id = intake.FlowForm(ev.Facts.Flow.Token)
	return id, slug.MatchString(id)
}
