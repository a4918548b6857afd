package demo

import (
	"context"
	"fmt"
	"net/http"

	"github.com/luluchat/contacts/client"
)

// leadsID names the form and the trigger of the leads.
const leadsID = "leads"

// prepare makes what leads are sent to.
func (s *sending) prepare(ctx context.Context) error {
	for name, kind := range map[string]string{"city": "string", "budget": "number"} {
		if err := s.Do(ctx, http.MethodPut, "/v1/attributes/"+name, nil, object{"type": kind}, nil); err != nil {
			return fmt.Errorf("define %s: %w", name, err)
		}
	}
	if err := s.Do(ctx, http.MethodPut, "/v1/triggers/"+leadsID, nil, object{"channel_id": s.channel.ID, "name": "The till"}, nil); err != nil {
		return fmt.Errorf("make a trigger: %w", err)
	}
	return nil
}

// formsAndCalls are what forms, triggers and callers send.
func formsAndCalls() []lead {
	leads := []lead{
		form("with everything", IsContact, func(s *sending) object {
			return object{"mobile": "+" + s.number(60), "full_name": "Hana Yusof", "town": "Ipoh", "interest": "sofa, bed", "offers": "I agree to receive offers"}
		}),
		form("of somebody who is there", IsUpdate, func(s *sending) object {
			return object{"mobile": s.number(60), "full_name": "Hana binti Yusof", "offers": "no"}
		}),
		form("with an answer that does not fit", IsContact, func(s *sending) object {
			return object{"mobile": s.number(61), "full_name": "Chitra", "budget": "a lot", "offers": "perhaps"}
		}),
		form("without a number", IsSentence, func(*sending) object { return object{"full_name": "Nobody"} }),
		form("with a number that is none", IsSentence, func(*sending) object { return object{"mobile": "call me", "full_name": "Somebody"} }),
		form("with a number without its country", IsSentence, func(*sending) object { return object{"mobile": "012-345 6789", "full_name": "Somebody"} }),

		trigger("of a lead", IsContact, func(s *sending) object {
			return object{"contact_number": s.number(70), "name": "Hafiz", "city": "Penang", "budget": 1800, "consent": true}
		}),
		trigger("with a value that does not fit", IsUpdate, func(s *sending) object {
			return object{"contact_number": s.number(70), "budget": "a lot", "size": "L"}
		}),
		trigger("without a number", IsSentence, func(*sending) object { return object{"name": "Nobody"} }),
	}
	for _, of := range []struct {
		what    string
		phone   func(s *sending) string
		country string
		wants   End
	}{
		{"a number with its country code", func(s *sending) string { return "+" + s.number(80) }, "", IsContact},
		{"the same number as a link", func(s *sending) string { return "https://wa.me/" + s.number(80) }, "", IsUpdate},
		{"a number as people of its country write it", func(s *sending) string { n := s.number(81); return "0" + n[2:4] + "-" + n[4:] }, "MY", IsContact},
		{"a number without a + and with words", func(s *sending) string { return "WhatsApp " + s.number(82) + " (mobile)" }, "", IsContact},
		{"a number in Arabic digits", func(s *sending) string { return "+" + arabic(s.number(83)) }, "", IsContact},
		{"two numbers at once", func(s *sending) string { return "+" + s.number(84) + " / +" + s.number(85) }, "", IsContact},
		{"a number that could be of any country", func(s *sending) string { n := s.number(86); return "0" + n[2:] }, "", IsSentence},
		{"a number that is too short", func(*sending) string { return "+60 12" }, "", IsSentence},
		{"words for a number", func(*sending) string { return "call me" }, "", IsSentence},
	} {
		leads = append(leads, entry(of.what, of.wants, func(s *sending) object {
			return object{"phone": of.phone(s), "default_country": of.country, "display_name": "Mei Ling"}
		}))
	}
	return append(leads, entry("an attribute that there is not", IsSentence, func(s *sending) object {
		return object{"phone": "+" + s.number(87), "attributes": object{"shoe_size": 41}}
	}))
}

func form(what string, wants End, answers func(*sending) object) lead {
	return lead{"form: " + what, wants, func(ctx context.Context, s *sending) ([]string, []Became, error) {
		form, err := s.PutForm(ctx, client.Form{
			ID: leadsID, ChannelID: s.channel.ID, Name: "The website's form", Fields: map[string]string{
				"mobile": "phone", "full_name": "display_name", "interest": "tags", "town": "attributes.city", "budget": "attributes.budget", "offers": "consent",
			},
		})
		if err != nil {
			return nil, nil, err
		}
		id, err := client.Submit(ctx, s.SubmitURLOf(form), answers(s))
		return []string{id}, nil, err
	}}
}

func trigger(what string, wants End, fields func(*sending) object) lead {
	return lead{"trigger: a call " + what, wants, func(ctx context.Context, s *sending) ([]string, []Became, error) {
		var out struct {
			EventID string `json:"event_id"`
		}
		err := s.Do(ctx, http.MethodPost, "/v1/triggers/"+leadsID, nil, fields(s), &out)
		return []string{out.EventID}, nil, err
	}}
}

func entry(what string, wants End, members func(*sending) object) lead {
	return lead{"API: " + what, wants, func(ctx context.Context, s *sending) ([]string, []Became, error) {
		in := members(s)
		in["channel_id"] = s.channel.ID
		var out client.Created
		err := s.Do(ctx, http.MethodPost, "/v1/contacts", nil, in, &out)
		return []string{out.Outcome.EventID}, nil, err
	}}
}

// arabic writes digits as Arabic has them.
func arabic(digits string) string {
	out := []rune{}
	for _, d := range digits {
		out = append(out, d-'0'+'٠')
	}
	return string(out)
}
