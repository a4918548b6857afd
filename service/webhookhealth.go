package service

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/whatsapp"
)

// WebhookOutcome is what became of a request to the webhook's address, as a stable word.
type WebhookOutcome string

// The outcomes.
const (
	HandshakeRight  WebhookOutcome = "handshake"
	HandshakeWrong  WebhookOutcome = "wrong_verify_token"
	WebhookSigned   WebhookOutcome = "signed"
	WebhookWrong    WebhookOutcome = "wrong_signature"
	WebhookUnsigned WebhookOutcome = "unsigned"
	WebhookTest     WebhookOutcome = "meta_test" // signed, and nobody wrote it
)

// The addresses of webhooks, as they are counted.
const (
	WhatsAppWebhook = "whatsapp"
	FacebookWebhook = "facebook"
)

// webhookCounts counts what came to webhooks, by the minute.
type webhookCounts = gathered[webhookKey, settings.WebhookCount]

type webhookKey struct {
	endpoint, outcome string
	minute            time.Time
}

func newWebhookCounts(write func(context.Context, []settings.WebhookCount, time.Time) error, log *slog.Logger) *webhookCounts {
	return &webhookCounts{
		write: write, log: log, what: "what came to the webhook",
		key: func(c settings.WebhookCount) webhookKey { return webhookKey{c.Endpoint, c.Outcome, c.Minute} },
		join: func(before, more settings.WebhookCount) settings.WebhookCount {
			more.Count, more.LastAt = before.Count+more.Count, later(before.LastAt, more.LastAt)
			return more
		},
	}
}

// webhookNumbers notes of which numbers webhooks were.
type webhookNumbers = gathered[string, settings.Number]

func newWebhookNumbers(write func(context.Context, []settings.Number, time.Time) error, log *slog.Logger) *webhookNumbers {
	return &webhookNumbers{
		write: write, log: log, what: "of which numbers webhooks were",
		key: func(n settings.Number) string { return n.PhoneNumberID },
		join: func(before, more settings.Number) settings.Number {
			more.FirstAt = before.FirstAt
			if before.FirstMessageAt != nil {
				more.FirstMessageAt = before.FirstMessageAt
			}
			if more.LastMessageAt == nil {
				more.LastMessageAt = before.LastMessageAt
			}
			return more
		},
	}
}

// NoteWebhook counts a request to the address of a webhook.
func (s *Service) NoteWebhook(endpoint string, outcome WebhookOutcome) {
	at := now()
	s.webhookCounts.add(settings.WebhookCount{
		Endpoint: endpoint, Outcome: string(outcome), Minute: at.Truncate(time.Minute), Count: 1, LastAt: at,
	})
}

// noteBatch counts a signed webhook, and notes the numbers that it is about.
func (s *Service) noteBatch(batch whatsapp.Batch) {
	at, outcome := now(), WebhookSigned
	if len(batch.Events) > 0 && whatsapp.IsTest(batch.Events[0]) {
		outcome = WebhookTest
	}
	s.NoteWebhook(WhatsAppWebhook, outcome)
	var numbers []settings.Number
	for _, n := range batch.Numbers {
		seen := settings.Number{PhoneNumberID: n.PhoneNumberID, DisplayPhoneNumber: n.Displayed, AccountID: n.AccountID, FirstAt: at, LastAt: at}
		if n.Wrote {
			seen.FirstMessageAt, seen.LastMessageAt = &at, &at
		}
		numbers = append(numbers, seen)
	}
	s.webhookNumbers.add(numbers...)
}

// WebhookCount is how many requests of an outcome came in the last hour, and when the
// last one came, whenever that was; nil: none since this is counted.
type WebhookCount struct {
	LastHour int64
	LastAt   *time.Time
}

// WebhookHealth tells what comes to the webhook's address.
type WebhookHealth struct {
	Counts  map[WebhookOutcome]WebhookCount // of every outcome
	Strange []StrangeNumber                 // that no channel has
}

// WebhookOutcomes are all there are.
func WebhookOutcomes() []WebhookOutcome {
	return []WebhookOutcome{HandshakeRight, HandshakeWrong, WebhookSigned, WebhookWrong, WebhookUnsigned, WebhookTest}
}

// GetWebhookHealth tells what comes to the webhook's address. What other processes
// counted in the last seconds may be missing.
func (s *Service) GetWebhookHealth(ctx context.Context, who Caller) (WebhookHealth, error) {
	if err := who.May(Admin); err != nil {
		return WebhookHealth{}, err
	}
	if err := s.flushWebhooks(ctx); err != nil {
		return WebhookHealth{}, err
	}
	counts, err := s.settings(who).WebhookCounts(ctx, WhatsAppWebhook, now().Add(-time.Hour))
	if err != nil {
		return WebhookHealth{}, err
	}
	out := WebhookHealth{Counts: map[WebhookOutcome]WebhookCount{}, Strange: []StrangeNumber{}}
	for _, o := range WebhookOutcomes() {
		out.Counts[o] = WebhookCount{}
	}
	for _, c := range counts {
		out.Counts[WebhookOutcome(c.Outcome)] = WebhookCount{LastHour: c.Count, LastAt: &c.LastAt}
	}
	if who.Channels.All() { // a number that no channel has is nobody's yet
		out.Strange, err = s.settings(who).StrangeNumbers(ctx)
	}
	return out, err
}

func (s *Service) flushWebhooks(ctx context.Context) error {
	if err := s.webhookCounts.flush(ctx); err != nil {
		return err
	}
	return s.webhookNumbers.flush(ctx)
}

// GetChannelHealth tells whether signed webhooks come for the number of a channel, and
// messages in them. Of a number for which nothing came all times are nil.
func (s *Service) GetChannelHealth(ctx context.Context, who Caller, id string) (ChannelHealth, error) {
	if err := who.May(ContactsRead); err != nil {
		return ChannelHealth{}, err
	}
	if _, err := s.GetChannel(ctx, who, id); err != nil {
		return ChannelHealth{}, err
	}
	if err := s.webhookNumbers.flush(ctx); err != nil {
		return ChannelHealth{}, err
	}
	n, err := s.settings(who).NumberOf(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return ChannelHealth{}, nil
	}
	return ChannelHealth{
		DisplayPhoneNumber: n.DisplayPhoneNumber, AccountID: n.AccountID, FirstAt: &n.FirstAt, LastAt: &n.LastAt,
		FirstMessageAt: n.FirstMessageAt, LastMessageAt: n.LastMessageAt,
	}, err
}

// ChannelHealth tells what came for the number of a channel in signed webhooks.
type ChannelHealth struct {
	DisplayPhoneNumber, AccountID string
	FirstAt, LastAt               *time.Time
	FirstMessageAt, LastMessageAt *time.Time
}
