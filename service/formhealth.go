package service

import (
	"context"
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
}

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
	s.formCounts.add(form, outcome, now())
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
	if err := s.formCounts.flush(ctx); err != nil {
		return FormHealth{}, err
	}
	counts, err := s.settings(who).FormCounts(ctx, form.ID, now().Add(-24*time.Hour))
	if err != nil {
		return FormHealth{}, err
	}
	out := FormHealth{Refusals: []RefusalCount{}}
	for _, c := range counts {
		if c.Outcome == settings.Accepted {
			out.LastSuccessAt = &c.LastAt
			continue
		}
		reason := Refusal(c.Outcome)
		out.Refusals = append(out.Refusals, RefusalCount{Reason: reason, Count: c.Count, LastAt: c.LastAt, Fix: fixes[reason]})
	}
	return out, nil
}
