package contact

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Consent is whether somebody agreed to marketing messages, and what shows it. The
// opt-out stands above it: nobody who opted out is written to, whatever was agreed to.
type Consent struct {
	Given bool `json:"given"`
	// At is when the person said so. In what an event gives it is zero where the event
	// does not know better than its own time.
	At time.Time `json:"at,omitzero"`
	// Source is how the person said so. In what an event gives it is empty where that is
	// the way in of the event.
	Source string `json:"source,omitempty"`
	Text   string `json:"text,omitempty"` // what the person said yes or no to; empty: not known
}

// What is known of a consent besides whether it was given, as a file's columns are
// called.
const (
	FieldConsent       = "consent"
	FieldConsentAt     = "consent_at"
	FieldConsentSource = "consent_source"
	FieldConsentText   = "consent_text"
)

// consents claims what an event says of consent, unless it does not count.
//
// A file may tell it where nothing is known, and changes nothing that is: neither
// does it withdraw, nor does it give again what was withdrawn. What people say
// themselves, by a form or to somebody, counts in the order in which they said it.
func (c *Contact) consents(ev Event, ch *Changes) {
	said := ev.Facts.Fields.Consent
	if said == nil {
		return
	}
	made := claimOf(ev, FieldConsent, said.value(ev.Source))
	made.At = c.saidAt(*said, ev)
	for _, known := range c.consentClaims() {
		switch {
		case made.Source == NameImport && known.EventID != ev.ID:
			return
		case said.Given && !known.consent().Given && known.Source == made.Source && known.At.After(made.At):
			return // a yes from before does not lift the no that came after it
		}
	}
	c.claim(ch, made)
}

// saidAt is when somebody said what an event says of consent. Who speaks for a person
// now knows what is recorded, and says it after that, whatever the clocks show.
func (c *Contact) saidAt(said Consent, ev Event) time.Time {
	if !said.At.IsZero() && said.At.Before(ev.OccurredAt) {
		return said.At
	}
	at := ev.OccurredAt
	if ev.personal() {
		for _, known := range c.consentClaims() {
			if known.Source != NameImport && known.At.After(at) {
				at = known.At
			}
		}
	}
	return at
}

// consentClaims are the claims that say something of consent.
func (c *Contact) consentClaims() []Claim {
	return slices.DeleteFunc(slices.Clone(c.Claims), func(k Claim) bool { return k.Field != FieldConsent || k.Value == nil })
}

// value is a consent as its claim keeps it. Its time is that of the claim.
func (s Consent) value(from Source) *string {
	s.At, s.Source = time.Time{}, cmp.Or(s.Source, string(from))
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a struct of texts always encodes
	}
	text := string(b)
	return &text
}

// consent is what a claim says of consent. What cannot be read gives none.
func (k Claim) consent() (s Consent) {
	if k.Value == nil || json.Unmarshal([]byte(*k.Value), &s) != nil {
		s = Consent{}
	}
	s.At = k.At.UTC()
	return s
}

// ConsentOf returns what a claim says of consent; false if it is a claim of another
// field, or says nothing.
func ConsentOf(k Claim) (s Consent, ok bool) {
	return k.consent(), k.Field == FieldConsent && k.Value != nil
}

// strongestConsent is the claim of consent that counts. The order in which the claims
// were made does not matter.
func strongestConsent(claims []Claim) (best Claim, found bool) {
	for _, k := range claims {
		if k.Field == FieldConsent && k.Value != nil && (!found || k.outweighs(best)) {
			best, found = k, true
		}
	}
	return best, found
}

// outweighs reports whether one word of consent counts rather than another. What a
// person said counts rather than a file, and the latest of it. Where it is not known
// what came later the no counts: nobody is written to who may have said no.
func (k Claim) outweighs(other Claim) bool {
	file, otherFile := k.Source == NameImport, other.Source == NameImport
	no, otherNo := !k.consent().Given, !other.consent().Given
	switch {
	case file != otherFile:
		return otherFile
	case file && no != otherNo: // only a merge brings several files together
		return no
	case !k.At.Equal(other.At):
		return k.At.After(other.At)
	case k.Source != other.Source:
		return nameRank[k.Source] > nameRank[other.Source]
	}
	return no && !otherNo
}

// mergeConsent is what several rows of one file say of a person's consent: a no
// counts, and else the first.
func mergeConsent(first, later *Consent) *Consent {
	if first == nil || later != nil && first.Given && !later.Given {
		return later
	}
	return first
}
