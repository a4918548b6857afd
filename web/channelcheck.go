package web

import (
	"slices"
	"time"

	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/whatsapp"
)

// Webhook is what Meta's settings want, and what came to the address.
type Webhook struct {
	URL, VerifyToken string
	Unreachable      string // why Meta cannot reach it; empty: it may
	service.WebhookHealth
}

// webhook is nil for who may not see it.
func (s *Site) webhook(v *Visit) (*Webhook, error) {
	if !v.May(service.Admin) {
		return nil, nil
	}
	health, err := s.Service.GetWebhookHealth(v.Context(), v.Who)
	if err != nil {
		return nil, err
	}
	w := &Webhook{URL: s.PublicURL + "/webhooks/whatsapp", Unreachable: unreachable(s.PublicURL), WebhookHealth: health}
	if tokens := whatsapp.Values(s.VerifyToken); len(tokens) > 0 {
		w.VerifyToken = tokens[0]
	}
	return w, nil
}

// Count is what came of an outcome.
func (w *Webhook) Count(outcome any) service.WebhookCount {
	name, _ := outcome.(string) // templates have it as anything
	return w.Counts[service.WebhookOutcome(name)]
}

// WrongSince reports whether signatures were wrong in the last hour, and none was right
// after the last of them.
func (w *Webhook) WrongSince() bool {
	wrong := w.Count("wrong_signature")
	return wrong.LastHour > 0 && !after(w.lastSigned(), wrong.LastAt)
}

func (w *Webhook) lastSigned() *time.Time {
	signed, test := w.Count("signed").LastAt, w.Count("meta_test").LastAt
	if after(test, signed) {
		return test
	}
	return signed
}

func after(a, b *time.Time) bool { return a != nil && (b == nil || a.After(*b)) }

// Check is a step of connecting a number, ticked by what has arrived.
type Check struct {
	ID, Title string
	Done      bool
	At        *time.Time // when, where that is known
	Wrong     string     // what went wrong since, or instead
	Causes    bool       // it is the first that was not done: its causes are open
}

// checks are the steps in their order. Who is no admin sees those of the channel alone.
func checks(page ChannelPage) []Check {
	var all []Check
	if w := page.Webhook; w != nil {
		handshake := Check{ID: "handshake", Title: "Meta has verified the address", At: w.Count("handshake").LastAt}
		// What is posted here was verified, also where that was before it was counted.
		handshake.Done = handshake.At != nil || page.Health.FirstAt != nil
		if wrong := w.Count("wrong_verify_token").LastAt; !handshake.Done && wrong != nil {
			handshake.Wrong = "The verify token was wrong the last time."
		}
		signed := Check{ID: "signed", Title: "The first webhook for this number has come, and its signature is right", At: page.Health.FirstAt}
		if w.WrongSince() {
			signed.Wrong = "The signature was wrong " + count(w.Count("wrong_signature").LastHour, "time", "times") + " in the last hour: the app secret differs."
		}
		all = append(all, handshake, signed)
	} else {
		all = append(all, Check{ID: "signed", Title: "The first webhook for this number has come", At: page.Health.FirstAt})
	}
	all = append(all, Check{ID: "message", Title: "Somebody has written to the number", At: page.Health.FirstMessageAt})
	for i := range all {
		all[i].Done = (all[i].Done || all[i].At != nil) && all[i].Wrong == ""
	}
	if i := slices.IndexFunc(all, func(c Check) bool { return !c.Done }); i >= 0 {
		all[i].Causes = true
	}
	return all
}

// channelBadge counts what needs a look among the channels: numbers that nobody has
// added, and signatures that are wrong.
func (s *Site) channelBadge(v *Visit) int {
	w, err := s.webhook(v)
	if err != nil || w == nil {
		return 0
	}
	n := len(w.Strange)
	if w.WrongSince() {
		n++
	}
	return n
}

// Outcome is what a person reads for what became of a request to the webhook.
func (p *Page) Outcome(outcome any) string {
	return map[any]string{
		"signed": "Webhooks, rightly signed", "meta_test": "Meta’s test, rightly signed", "wrong_signature": "Wrong signature: the app secret differs",
		"unsigned": "No signature: not from Meta", "handshake": "Verified by Meta", "wrong_verify_token": "Wrong verify token",
	}[outcome]
}
