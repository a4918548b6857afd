package service

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/luluchat/contacts/store/settings"
)

// Refusal is why a submission was refused, as a stable word.
type Refusal string

// The reasons. Each has its words in fixes.
const (
	RefusedNoCredential    Refusal = "no_credential"
	RefusedSignature       Refusal = "wrong_signature"
	RefusedSubmitKey       Refusal = "wrong_submit_key"
	RefusedToken           Refusal = "wrong_token"
	RefusedSecretInAddress Refusal = "secret_in_address"
	RefusedUnreadable      Refusal = "unreadable_body"
	RefusedTooLarge        Refusal = "too_large"
	RefusedKeyReused       Refusal = "idempotency_key_reused"
	RefusedNumber          Refusal = "unusable_number" // on the public page, where another one was asked for
	RefusedHoneypot        Refusal = "honeypot"
	RefusedTooMany         Refusal = "too_many"
	RefusedDisabled        Refusal = "disabled" // the form, or its channel
)

// fixes say which setting would help, here or in the service that posts.
var fixes = map[Refusal]string{
	RefusedNoCredential: "The service sends no credential. If it can sign, give it the form's secret; if it cannot, let it post to the form's submit_url.",
	RefusedSignature: "The service signs with another secret than the form's, or as another service does. PUT the secret that it has as secret, " +
		"and its name as shape.",
	RefusedSubmitKey: "The address ends with a submit key that is not the form's, or not any more. Give the service the form's submit_url as it is now.",
	RefusedToken:     "The token is unknown, has expired, or lacks the scope triggers. Give the service another one, or the form's submit_url.",
	RefusedSecretInAddress: "The form's secret stands in the address. Let the service post to the form's submit_url, and give the form another secret, " +
		"since logs have this one.",
	RefusedUnreadable: "The body cannot be read in the form's shape. PUT the name of the service that posts as shape; " +
		"where it is flat, the service must send one JSON object or the fields of an HTML form.",
	RefusedTooLarge:  "A body was larger than 1 MB. Let the service send the addresses of files in place of files.",
	RefusedKeyReused: "The service sends one Idempotency-Key with several submissions. Let it send another one with each, or none.",
	RefusedNumber: "People wrote numbers that cannot be used, and were asked for others. If they write them without a country code, " +
		"set the form's default_country.",
	RefusedHoneypot: "A field was filled in that people do not see: a program sent it. Nothing is to be done. " +
		"If people are turned away, see that the field " + Honeypot + " of your page is hidden from them, and that no browser fills it in.",
	RefusedTooMany: "More came from one address within ten minutes than may. If many people share it, such as in a shop, " +
		"let them write to the number instead.",
	RefusedDisabled: "The form or its channel is disabled. POST /v1/forms/{id}/enable and POST /v1/channels/{id}/enable enable them. " +
		"If it is to stay so, let nobody post to it.",
}

// Refusals returns every reason.
func Refusals() []Refusal { return slices.Sorted(maps.Keys(fixes)) }

// RefusalCount is how many submissions were refused for a reason in the last day,
// when the last one was, and what would help.
type RefusalCount struct {
	Reason Refusal
	Count  int64
	LastAt time.Time
	Fix    string
}

// FormHealth tells whether submissions to a form arrive.
type FormHealth struct {
	LastSuccessAt *time.Time // nil: none since this is counted
	Refusals      []RefusalCount
}

// NoteSubmission counts a submission to a form that was recorded (reason is empty)
// or refused.
func (s *Service) NoteSubmission(form string, reason Refusal) {
	if !slug.MatchString(form) {
		return
	}
	outcome := string(reason)
	if reason == "" {
		outcome = settings.Accepted
	}
	s.formCounts.add(countOf(form, outcome, now()))
}

// GetFormHealth tells whether submissions to a form arrive, and if not, why. What
// other processes counted in the last seconds may be missing.
func (s *Service) GetFormHealth(ctx context.Context, who Caller, id string) (FormHealth, error) {
	if err := who.May(ContactsRead); err != nil {
		return FormHealth{}, err
	}
	form, err := s.GetForm(ctx, who, id)
	if err != nil {
		return FormHealth{}, err
	}
	all, err := s.formHealth(ctx, who, form.ID)
	return all[form.ID], err
}

// ListFormHealth tells of every form whether submissions arrive, by its id.
func (s *Service) ListFormHealth(ctx context.Context, who Caller) (map[string]FormHealth, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.formHealth(ctx, who, "")
}

func (s *Service) formHealth(ctx context.Context, who Caller, id string) (map[string]FormHealth, error) {
	if err := s.formCounts.flush(ctx); err != nil {
		return nil, err
	}
	counts, err := s.settings(who).FormCounts(ctx, id, now().Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	all := map[string]FormHealth{}
	for _, c := range counts {
		h := all[c.FormID]
		if c.Outcome == settings.Accepted {
			h.LastSuccessAt = &c.LastAt
		} else {
			reason := Refusal(c.Outcome)
			h.Refusals = append(h.Refusals, RefusalCount{Reason: reason, Count: c.Count, LastAt: c.LastAt, Fix: fixes[reason]})
		}
		all[c.FormID] = h
	}
	return all, nil
}

// notTheService are the reasons for which a service that posts is not to blame, nor a
// setting that it has.
var notTheService = []Refusal{RefusedNumber, RefusedHoneypot, RefusedTooMany, RefusedDisabled}

// Refused is how many submissions were refused in the last day, for whatever reason.
func (h FormHealth) Refused() (n int64) {
	for _, r := range h.Refusals {
		n += r.Count
	}
	return n
}

// Refuses reports whether somebody should see to it: a service was refused, and no
// submission was taken in since.
func (h FormHealth) Refuses() bool {
	for _, r := range h.Refusals {
		if !slices.Contains(notTheService, r.Reason) && (h.LastSuccessAt == nil || r.LastAt.After(*h.LastSuccessAt)) {
			return true
		}
	}
	return false
}
