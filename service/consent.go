package service

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// ahead is how far ahead the clock of a caller may be.
const ahead = 24 * time.Hour

// consent reads whether the person agreed to marketing messages: true, false, or an
// object that also says when, how and to what. null withdraws what callers have said.
func consent(in Entry, f *contact.Fields) error {
	given, there := in[contact.FieldConsent]
	if !there {
		return nil
	}
	if string(given) == "null" {
		f.Clear = append(f.Clear, contact.FieldConsent)
		return nil
	}
	var yes bool
	if json.Unmarshal(given, &yes) == nil {
		f.Consent = &contact.Consent{Given: yes}
		return nil
	}
	var said struct {
		Given            *bool
		At, Source, Text *string
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(given, &said) != nil || json.Unmarshal(given, &members) != nil || said.Given == nil {
		return invalid("consent", `consent must be true, false, null, or an object such as {"given": true, "at": "2026-10-09T09:08:20Z", `+
			`"source": "paper form", "text": "Offers by WhatsApp"} of which only given is required.`)
	}
	if err := Entry(members).only([]string{"given", "at", "source", "text"}); err != nil {
		return err
	}
	out := &contact.Consent{Given: *said.Given}
	if said.At != nil && *said.At != "" {
		at, ok := intake.ReadTime(*said.At)
		if !ok || at.After(now().Add(ahead)) {
			return invalid("consent.at", "consent.at must be when the person said so, such as 2026-10-09T09:08:20Z or 2026-10-09, and not lie ahead.")
		}
		out.At = at
	}
	for _, part := range []struct {
		name  string
		given *string
		max   int
		into  *string
	}{{"consent.source", said.Source, contact.MaxValue, &out.Source}, {"consent.text", said.Text, contact.MaxRemarks, &out.Text}} {
		if part.given == nil {
			continue
		}
		*part.into = contact.Line(*part.given, len(*part.given))
		if utf8.RuneCountInString(*part.into) > part.max {
			return invalid(part.name, "%s must have %d characters at most.", part.name, part.max)
		}
	}
	f.Consent = out
	return nil
}
