package contact_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// consents is an event at clock(n) that says yes or no. It is recorded after all that
// was at an earlier time.
func consents(n int, source contact.Source, yes bool) contact.Event {
	return recorded(int64(n+1000), gives(n, source, contact.Fields{Consent: &contact.Consent{Given: yes}}))
}

// saidAt is a yes or a no of another time than its event's.
func saidAt(at int, ev contact.Event) contact.Event {
	ev.Facts.Fields.Consent.At = clock(at)
	return ev
}

// hears lets Ada's contact hear events one after the other.
func hears(events ...contact.Event) *contact.Contact {
	c := &contact.Contact{ID: adasContact, ChannelID: "sales", WaID: ada}
	for _, ev := range events {
		contact.Decide(c, ev, adas())
	}
	return c
}

func consent(c *contact.Contact) string {
	switch {
	case c.Consent == nil:
		return "nothing"
	case c.Consent.Given:
		return "yes by " + c.Consent.Source
	}
	return "no by " + c.Consent.Source
}

func TestConsent(t *testing.T) {
	t.Parallel()
	const (
		byForm, byTrigger, byFile, byHand, byAPI = contact.SourceForm, contact.SourceTrigger, contact.SourceImport, contact.SourceManual, contact.SourceAPI
	)
	withdrawn := recorded(2000, gives(9, contact.SourceManual, contact.Fields{Clear: []string{contact.FieldConsent}}))
	cleared := gives(9, contact.SourceImport, contact.Fields{Clear: []string{contact.FieldConsent}})
	for title, test := range map[string]struct {
		events []contact.Event
		want   string
	}{
		"nobody said anything":             {nil, "nothing"},
		"a form gives it":                  {[]contact.Event{consents(1, byForm, true)}, "yes by form"},
		"a trigger gives it":               {[]contact.Event{consents(1, byTrigger, true)}, "yes by trigger"},
		"a person gives it":                {[]contact.Event{consents(1, byHand, true)}, "yes by manual"},
		"a file gives it, nothing known":   {[]contact.Event{consents(1, byFile, true)}, "yes by import"},
		"a file tells a no, nothing known": {[]contact.Event{consents(1, byFile, false)}, "no by import"},

		"a later form withdraws it":         {[]contact.Event{consents(1, byForm, true), consents(2, byForm, false)}, "no by form"},
		"a later trigger withdraws it":      {[]contact.Event{consents(1, byForm, true), consents(2, byTrigger, false)}, "no by trigger"},
		"a form withdraws what a person":    {[]contact.Event{consents(1, byHand, true), consents(2, byForm, false)}, "no by form"},
		"the API withdraws what a form":     {[]contact.Event{consents(1, byForm, true), consents(2, byAPI, false)}, "no by api"},
		"a person withdraws what a file":    {[]contact.Event{consents(1, byFile, true), consents(2, byHand, false)}, "no by manual"},
		"a form withdraws what a file":      {[]contact.Event{consents(1, byFile, true), consents(2, byForm, false)}, "no by form"},
		"a form gives it again":             {[]contact.Event{consents(1, byHand, false), consents(2, byForm, true)}, "yes by form"},
		"an earlier form comes too late":    {[]contact.Event{consents(2, byForm, false), consents(1, byForm, true)}, "no by form"},
		"a form from before a person's no":  {[]contact.Event{consents(3, byHand, false), consents(1, byForm, true)}, "no by manual"},
		"a form from before a file's yes":   {[]contact.Event{consents(3, byFile, true), consents(1, byForm, false)}, "no by form"},
		"a person's first no, later a yes":  {[]contact.Event{consents(1, byHand, false), consents(2, byAPI, true)}, "yes by api"},
		"a file withdraws no form's":        {[]contact.Event{consents(1, byForm, true), consents(2, byFile, false)}, "yes by form"},
		"a file withdraws no person's":      {[]contact.Event{consents(1, byHand, true), consents(2, byFile, false)}, "yes by manual"},
		"a file withdraws no file's":        {[]contact.Event{consents(1, byFile, true), consents(2, byFile, false)}, "yes by import"},
		"a file gives none where a form no": {[]contact.Event{consents(1, byForm, false), consents(2, byFile, true)}, "no by form"},
		"a file gives none where a file no": {[]contact.Event{consents(1, byFile, false), consents(2, byFile, true)}, "no by import"},
		"a file's row decided again":        {[]contact.Event{consents(1, byFile, true), consents(1, byFile, true)}, "yes by import"},
		"a file empties nothing":            {[]contact.Event{consents(1, byFile, true), cleared}, "yes by import"},

		"what people said is taken back, and the form's shows again": {
			[]contact.Event{consents(1, byForm, true), consents(2, byHand, false), withdrawn}, "yes by form",
		},
		"what people said is taken back, and nothing is known": {[]contact.Event{consents(2, byHand, true), withdrawn}, "nothing"},
		"a yes that is dated before a person's no does not lift it": {
			[]contact.Event{consents(2, byHand, false), saidAt(1, consents(3, byHand, true))}, "no by manual",
		},
		"a yes that is dated before a form's no does not lift it": {
			[]contact.Event{consents(2, byForm, false), saidAt(1, consents(3, byAPI, true))}, "no by form",
		},
		"a yes that is dated after a form's no lifts it": {
			[]contact.Event{consents(2, byForm, false), saidAt(3, consents(9, byAPI, true))}, "yes by api",
		},
		"a person corrects the date of a yes":  {[]contact.Event{consents(5, byHand, true), saidAt(1, consents(6, byAPI, true))}, "yes by api"},
		"a time that lies ahead is now":        {[]contact.Event{saidAt(90, consents(1, byHand, true)), consents(2, byForm, false)}, "no by form"},
		"a file's own time is no later word":   {[]contact.Event{consents(5, byForm, false), saidAt(4, consents(9, byFile, true))}, "no by form"},
		"whose clock is behind speaks last":    {[]contact.Event{recorded(1, consents(5, byHand, true)), recorded(2, consents(3, byAPI, false))}, "no by api"},
		"whose clock is behind a form's, too":  {[]contact.Event{consents(5, byForm, false), recorded(9, consents(3, byAPI, true))}, "yes by api"},
		"a redelivery of what a person denied": {[]contact.Event{consents(1, byForm, true), consents(2, byHand, false), consents(1, byForm, true)}, "no by manual"},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, consent(hears(test.events...)))
		})
	}
}

func TestConsentKeepsWhatShowsIt(t *testing.T) {
	t.Parallel()
	ev := saidAt(2, consents(9, contact.SourceImport, true))
	ev.Facts.Fields.Consent.Source, ev.Facts.Fields.Consent.Text = "paper form", "Offers by WhatsApp"
	c := hears(ev)
	require.Equal(t, &contact.Consent{Given: true, At: clock(2), Source: "paper form", Text: "Offers by WhatsApp"}, c.Consent)
	require.Equal(t, []contact.Claim{{
		Field: "consent", Source: imported, Value: says(`{"given":true,"source":"paper form","text":"Offers by WhatsApp"}`), EventID: ev.ID, At: clock(2),
	}}, c.Claims)

	require.Equal(t, contact.Changes{Decision: asKnown}, contact.Decide(c, consents(10, contact.SourceImport, false), adas()), "a file changes nothing")
	ch := contact.Decide(c, consents(11, contact.SourceForm, false), adas())
	require.Equal(t, changed, ch.Decision)
	require.True(t, ch.Touched)
	require.Empty(t, ch.Replaced)
}

func TestRowsOfOnePersonSayNoOnce(t *testing.T) {
	t.Parallel()
	yes, no := &contact.Consent{Given: true, Text: "offers"}, &contact.Consent{}
	for _, test := range []struct{ first, later, want *contact.Consent }{
		{nil, nil, nil}, {nil, yes, yes}, {yes, nil, yes}, {yes, no, no}, {no, yes, no}, {yes, &contact.Consent{Given: true}, yes},
	} {
		f := contact.Fields{Consent: test.first}
		f.Merge(contact.Fields{Consent: test.later})
		require.Equal(t, test.want, f.Consent)
	}
}

// word is anything that somebody may say of Ada's consent.
var word = rapid.Custom(func(t *rapid.T) contact.Event {
	sources := []contact.Source{contact.SourceForm, contact.SourceTrigger, contact.SourceImport, contact.SourceManual, contact.SourceAPI}
	return consents(rapid.IntRange(0, 50).Draw(t, "at"), rapid.SampledFrom(sources).Draw(t, "by"), rapid.Bool().Draw(t, "yes"))
})

// TestConsentHolds draws what is said of somebody's consent, in any order of arrival.
func TestConsentHolds(t *testing.T) {
	t.Parallel()
	isFile := func(ev contact.Event) bool { return ev.Source == contact.SourceImport }
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(word, 1, 8, func(ev contact.Event) time.Time { return ev.OccurredAt }).Draw(t, "words")
		c := hears(words...)

		spoken := slices.DeleteFunc(slices.Clone(words), isFile)
		if len(spoken) == 0 {
			require.Equal(t, words[0].Facts.Fields.Consent.Given, c.Consent.Given, "of files the first counts")
			return
		}
		without := hears(spoken...)
		require.Equal(t, without.Consent, c.Consent, "no file changes what was said")

		// Persons are heard in the order of recording, all others whenever.
		calls := slices.DeleteFunc(slices.Clone(spoken), func(ev contact.Event) bool {
			return ev.Source == contact.SourceManual || ev.Source == contact.SourceAPI
		})
		if len(calls) == len(spoken) {
			require.Equal(t, c.Consent, hears(rapid.Permutation(spoken).Draw(t, "arrival")...).Consent, "the order of arrival does not matter")
			newest := slices.MaxFunc(spoken, func(a, b contact.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
			require.Equal(t, newest.Facts.Fields.Consent.Given, c.Consent.Given, "the latest word counts")
		}
		no := consents(60, rapid.SampledFrom([]contact.Source{contact.SourceForm, contact.SourceTrigger, contact.SourceManual, contact.SourceAPI}).Draw(t, "who"), false)
		contact.Decide(c, no, adas())
		require.False(t, c.Consent.Given, "a no by form or person withdraws it")
		contact.Decide(c, consents(61, contact.SourceImport, true), adas())
		require.False(t, c.Consent.Given, "and no file gives it again")
	})
}

// TestTheOptOutStandsAboveConsent holds whatever is said of consent, before or after.
func TestTheOptOutStandsAboveConsent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 6).Draw(t, "words")
		out := optsOut(55, true)
		at := rapid.IntRange(0, len(words)).Draw(t, "when")
		c := hears(slices.Insert(slices.Clone(words), at, out)...)
		require.Equal(t, clock(55), c.OptedOutAt)
		require.Equal(t, hears(words...).Consent, c.Consent, "and the opt-out says nothing of consent")
	})
}

// TestConsentOfTwoWhoAreOne merges two contacts either way round.
func TestConsentOfTwoWhoAreOne(t *testing.T) {
	t.Parallel()
	said := rapid.SliceOfNDistinct(word, 0, 8, func(ev contact.Event) time.Time { return ev.OccurredAt })
	rapid.Check(t, func(t *rapid.T) {
		words := said.Draw(t, "words")
		half := rapid.IntRange(0, len(words)).Draw(t, "half")
		merged := func(winner, loser []contact.Event) *contact.Contact {
			c, o := hears(winner...), hears(loser...)
			c.Claims = append(c.Claims, o.Claims...)
			c.Absorb(*o)
			return c
		}
		one, other := merged(words[:half], words[half:]), merged(words[half:], words[:half])
		require.Equal(t, one.Consent, other.Consent)
		before := hears(words[:half]...)
		for _, c := range []*contact.Contact{before, hears(words[half:]...)} {
			if c.Consent != nil && !c.Consent.Given && c.Consent.Source == "import" && one.Consent.Source == "import" {
				require.False(t, one.Consent.Given, "of files a no counts")
			}
		}
	})
}
