package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// after returns Ada's contact once the events were decided, in the order given.
func after(events ...contact.Event) *contact.Contact {
	c := contact.New(adasContact, "sales", message(0, person))
	for _, ev := range events {
		contact.Decide(&c, ev, adas())
	}
	return &c
}

// TestEditsAreOrderedByTheirRecording stamps the first of two edits five minutes
// ahead of the second one.
func TestEditsAreOrderedByTheirRecording(t *testing.T) {
	t.Parallel()
	for _, source := range []contact.Source{contact.SourceManual, contact.SourceAPI} {
		t.Run(string(source), func(t *testing.T) {
			t.Parallel()
			edit := func(n int, f contact.Fields) contact.Event {
				return recorded(int64(10-n), ordered(gives(n, source, f)))
			}
			for name, tc := range map[string]struct {
				first, then contact.Fields
				shown       func(c *contact.Contact) string
				want        string
			}{
				"a name": {
					contact.Fields{DisplayName: says("old")}, contact.Fields{DisplayName: says("new")},
					func(c *contact.Contact) string { return c.DisplayName }, "new",
				},
				"remarks": {
					contact.Fields{Remarks: says("old")}, contact.Fields{Remarks: says("new")},
					func(c *contact.Contact) string { return textOf(c.Remarks) }, "new",
				},
				"an assignee": {
					contact.Fields{Assignee: says("old")}, contact.Fields{Assignee: says("new")},
					func(c *contact.Contact) string { return textOf(c.Assignee) }, "new",
				},
				"an attribute": {
					contact.Fields{Attributes: attributes("plan", `"old"`)}, contact.Fields{Attributes: attributes("plan", `"new"`)},
					func(c *contact.Contact) string { return string(c.Attributes["plan"]) }, `"new"`,
				},
				"an attribute that is cleared": {
					contact.Fields{Attributes: attributes("plan", `"old"`)}, contact.Fields{Attributes: attributes("plan", "null")},
					func(c *contact.Contact) string { return string(c.Attributes["plan"]) }, "",
				},
				"remarks that are withdrawn": {
					contact.Fields{Remarks: says("old")}, contact.Fields{Clear: []string{contact.FieldRemarks}},
					func(c *contact.Contact) string { return textOf(c.Remarks) }, "",
				},
				"a name that is withdrawn": {
					contact.Fields{DisplayName: says("old")}, contact.Fields{Clear: []string{contact.FieldDisplayName}},
					func(c *contact.Contact) string { return c.DisplayName }, ada,
				},
				"a tag": {
					contact.Fields{AddTags: []string{"old"}}, contact.Fields{RemoveTags: []string{"old"}},
					func(c *contact.Contact) string { return append(c.Tags, "")[0] }, "",
				},
			} {
				c := after(edit(8, tc.first), edit(3, tc.then))
				require.Equal(t, tc.want, tc.shown(c), name)
				ch := contact.Decide(after(edit(8, tc.first)), edit(3, tc.then), adas())
				require.Equal(t, because(contact.Updated, contact.FieldsChanged), ch.Decision, name)
			}
		})
	}
	t.Run("one that was set aside and is judged later keeps its place", func(t *testing.T) {
		t.Parallel()
		c := after(recorded(2, ordered(gives(3, contact.SourceManual, contact.Fields{Remarks: says("new")}))),
			recorded(1, ordered(gives(8, contact.SourceManual, contact.Fields{Remarks: says("old")}))))
		require.Equal(t, says("new"), c.Remarks)
	})
	t.Run("what has no place was said before all that has one", func(t *testing.T) {
		t.Parallel()
		c := after(gives(8, contact.SourceManual, contact.Fields{Remarks: says("old")}),
			recorded(1, gives(3, contact.SourceManual, contact.Fields{Remarks: says("new")})))
		require.Equal(t, says("new"), c.Remarks)
	})
	t.Run("of two contacts that become one the later edit is shown", func(t *testing.T) {
		t.Parallel()
		c := after(recorded(1, gives(8, contact.SourceManual, contact.Fields{Remarks: says("old")})))
		other := after(recorded(2, gives(3, contact.SourceAPI, contact.Fields{Remarks: says("new")})))
		c.Claims = append(c.Claims, other.Claims...)
		c.Absorb(*other)
		require.Equal(t, says("new"), c.Remarks)
	})
	for _, source := range []contact.Source{contact.SourceForm, contact.SourceTrigger, contact.SourceImport} {
		t.Run("everybody else's values are ordered by their time, "+string(source), func(t *testing.T) {
			t.Parallel()
			c := after(recorded(1, gives(8, source, contact.Fields{Remarks: says("newer")})),
				recorded(2, gives(3, source, contact.Fields{Remarks: says("older")})))
			require.Equal(t, says("newer"), c.Remarks)
		})
	}
}

// TestWhoseOptOutCounts has people and WhatsApp say one thing after the other.
// The event that is recorded with the number n is the n-th of the list.
func TestWhoseOptOutCounts(t *testing.T) {
	t.Parallel()
	stop, resume := true, false
	person := optsOut
	whatsApp := func(n int, optOut bool) contact.Event { return preference(n, optOut, contact.Person{WaID: ada}) }
	for _, tc := range []struct {
		name string
		said []contact.Event
		out  bool
	}{
		{"a person after a person, whose clock is behind", []contact.Event{person(8, stop), person(3, resume)}, false},
		{"a person's stop after a person's resume, whose clock is behind", []contact.Event{person(8, resume), person(3, stop)}, true},
		{"WhatsApp's stop after a person's resume that was stamped ahead", []contact.Event{person(8, resume), whatsApp(3, stop)}, true},
		{"WhatsApp's late resume does not undo a person's stop", []contact.Event{person(8, stop), whatsApp(3, resume)}, true},
		{"WhatsApp's resume after a person's stop", []contact.Event{person(3, stop), whatsApp(8, resume)}, false},
		{"a person's resume after WhatsApp's stop, whose clock is behind", []contact.Event{whatsApp(8, stop), person(3, resume)}, false},
		{"a person's stop after WhatsApp's resume, whose clock is behind", []contact.Event{whatsApp(8, resume), person(3, stop)}, true},
		{"WhatsApp's late resume after its stop", []contact.Event{whatsApp(8, stop), whatsApp(3, resume)}, true},
		{"WhatsApp's late stop after its resume", []contact.Event{whatsApp(8, resume), whatsApp(3, stop)}, false},
		{"WhatsApp's times are whole seconds", []contact.Event{fraction(person(3, stop)), whatsApp(3, resume)}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for i := range tc.said {
				tc.said[i].Seq = int64(i + 1)
			}
			require.Equal(t, tc.out, !after(tc.said...).OptedOutAt.IsZero())
			first, last := tc.said[0], tc.said[1]
			require.Equal(t, tc.out, !after(last, first).OptedOutAt.IsZero(), "the first one was set aside and is judged later")

			one, other := after(first), after(last)
			one.Absorb(*other)
			require.Equal(t, tc.out, !one.OptedOutAt.IsZero(), "each said of another contact, the first one stays")
			one, other = after(first), after(last)
			other.Absorb(*one)
			require.Equal(t, tc.out, !other.OptedOutAt.IsZero(), "each said of another contact, the last one stays")
		})
	}
	t.Run("what was said before places were kept gives way to a person", func(t *testing.T) {
		t.Parallel()
		c := after(optsOut(8, stop), recorded(5, optsOut(3, resume)))
		require.Zero(t, c.OptedOutAt)
	})
}

// fraction moves an event within its second.
func fraction(ev contact.Event) contact.Event {
	ev.OccurredAt = ev.OccurredAt.Add(5e8)
	return ev
}

// TestMergeKeepsWhoSaidIt takes a merge back: what people say afterwards is still
// told from what they said before.
func TestMergeKeepsWhoSaidIt(t *testing.T) {
	t.Parallel()
	c, other := after(recorded(3, optsOut(8, false))), after(recorded(4, optsOut(2, true)))
	before := *c
	c.Absorb(*other)
	require.Equal(t, clock(2), c.OptedOutAt)
	c.RestorePreference(c.BeforeMerge(before))
	require.Equal(t, []any{before.OptedOutAt, before.PreferenceAt, before.PreferenceSeq, before.PreferencePersonal},
		[]any{c.OptedOutAt, c.PreferenceAt, c.PreferenceSeq, c.PreferencePersonal})
	c.Absorb(*other)
	kept := c.BeforeMerge(before)
	contact.Decide(c, recorded(5, optsOut(2, true)), adas())
	c.RestorePreference(kept)
	require.Equal(t, clock(2), c.OptedOutAt, "it was said again since")
}

// TestNoClockMattersToEdits draws stamps for a number of edits of the same
// field: whatever they are and whenever each is decided, the one that was recorded
// last is shown.
func TestNoClockMattersToEdits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		stamps := rapid.SliceOfN(rapid.IntRange(-10, 10), 2, 6).Draw(t, "stamps")
		events := make([]contact.Event, len(stamps))
		for i, n := range stamps {
			events[i] = recorded(int64(i+1), gives(n, contact.SourceAPI, contact.Fields{Remarks: says(string(rune('a' + i)))}))
		}
		c := after(rapid.Permutation(events).Draw(t, "decided")...)
		require.Equal(t, string(rune('a'+len(events)-1)), *c.Remarks)
	})
}
