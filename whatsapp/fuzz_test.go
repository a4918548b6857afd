package whatsapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// checkEvent checks what holds for every event, whatever it was read from.
func checkEvent(t require.TestingT, e contact.Event) {
	require.NotEmpty(t, e.DedupeKey)
	require.NotEmpty(t, e.Kind)
	require.NotEmpty(t, e.Source)
	require.NotEmpty(t, e.Facts.Effect)
	require.LessOrEqual(t, len(e.DedupeKey), 2000, "it must fit an index page")

	stored := []string{
		e.Origin, e.Kind, e.ExternalID, e.DedupeKey, string(e.Raw), string(e.Facts.Reason), e.Facts.Detail, e.Facts.Note, e.Facts.Shared,
	}
	require.LessOrEqual(t, len(e.Facts.Shared), 15)
	if !e.OccurredAt.IsZero() {
		require.False(t, e.OccurredAt.Before(earliest) || e.OccurredAt.After(received.Add(latestAhead)), "%s", e.OccurredAt)
	}
	if f := e.Facts.Fields; f != nil && f.DisplayName != nil {
		stored = append(stored, *f.DisplayName)
	}
	people := []contact.Person{e.Facts.Person}
	if e.Facts.Change != nil {
		people = append(people, e.Facts.Change.To)
	}
	for _, p := range people {
		stored = append(stored, p.WaID, p.UserID, p.ParentUserID, p.ProfileName, p.Username)
		require.False(t, contact.IsUserID(p.WaID), "a user id does not stay in a number's place")
		for _, i := range p.Identities() {
			require.LessOrEqual(t, len(i.Value), contact.MaxKey)
		}
	}
	if m := e.Facts.Message; m != nil {
		stored = append(stored, m.ID, m.Type, m.Text)
		if r := m.Referral; r != nil {
			stored = append(stored, r.SourceID, r.SourceType, r.SourceURL, r.Headline, r.CtwaClid)
		}
	}
	for _, s := range stored {
		require.True(t, utf8.ValidString(s), "%q", s)
		require.NotContains(t, s, "\x00")
	}

	switch e.Facts.Effect {
	case contact.Creates:
		require.NotNil(t, e.Facts.Message)
		require.True(t, e.Facts.Person.Known())
		require.False(t, e.OccurredAt.IsZero())
		require.Equal(t, contact.SourceMessage, e.Source)
	case contact.Touches:
		require.Equal(t, e.Facts.Message != nil, strings.HasPrefix(e.Kind, "history."), "of what creates nothing by itself, old messages are messages")
		require.True(t, e.Facts.Person.Known())
		require.False(t, e.OccurredAt.IsZero())
	case contact.None, contact.Unjudged:
		require.NotEmpty(t, e.Facts.Reason)
	default:
		require.Fail(t, "an effect that is not known", "%q", e.Facts.Effect)
	}

	require.True(t, json.Valid(e.Raw), "%q", e.Raw)
	again, err := Reparse(e.Raw, received)
	require.NoError(t, err)
	require.Equal(t, e, again, "a replay sees what was seen first")
}

func FuzzParse(f *testing.F) {
	change := func(field string, members obj) obj { return change(field, value(members)) }
	for _, seed := range []any{
		messages(text("wamid.1", obj{"referral": obj{"source_id": "1", "ctwa_clid": "c"}})),
		messages(message("wamid.1", "interactive", obj{"interactive": obj{"nfm_reply": obj{"response_json": "{"}}})),
		messages(message("wamid.1", "system", obj{"system": obj{"type": "user_changed_number", "wa_id": bob, "body": "A changed from 1 to 2"}})),
		messages(message("wamid.1", "system", obj{"system": obj{"type": "user_changed_user_id", "user_id": bobID, "previous_user_id": adaID}})),
		body(change("standby", obj{"standby": obj{"messages": arr{text("wamid.1", nil)}}})),
		body(change("messages", obj{"statuses": arr{obj{"id": "1", "recipient_id": ada, "status": "sent", "timestamp": noon}, 5}})),
		body(change("calls", obj{"calls": arr{obj{"id": "1", "from": ada, "timestamp": noon}}})),
		body(change("message_echoes", obj{"message_echoes": arr{obj{"id": "1", "to": ada, "timestamp": noon}}})),
		body(change("history", obj{"history": arr{obj{"threads": arr{}}}})),
		body(change("history", obj{"history": arr{obj{"threads": arr{obj{"id": ada, "messages": arr{text("wamid.1", nil), message("wamid.2", "media_placeholder", obj{"to": bob})}}}}}})),
		body(obj{"value": obj{"messages": arr{text("wamid.1", nil)}}}, obj{"value": obj{"calls": arr{}, "statuses": arr{obj{"type": "call"}}}}),
		obj{"entry": obj{"changes": obj{"field": "messages", "value": obj{"messages": text("wamid.1", obj{"timestamp": 1.79e18}), "contacts": person("+"+ada, "", "A")}}}},
		messages(message("wamid.1", "contacts", obj{"contacts": arr{obj{"origin": "contact_request", "vcard": "TEL;waid=60198765432:+60 19"}}})),
		messages(message("wamid.1", "interactive", obj{"errors": arr{obj{"code": 1}}, "timestamp": "1790000000000.5"})),
		body(change("smb_app_state_sync", obj{"state_sync": arr{obj{"contact": obj{"phone_number": ada}}}})),
		body(change("user_preferences", obj{"user_preferences": arr{obj{"user_id": adaID, "value": "stop", "timestamp": noon}}})),
		body(change("account_update", obj{"event": "X"})),
		obj{"object": "page", "entry": arr{obj{"id": 1, "changes": arr{5, nil}}}},
	} {
		f.Add(encode(f, seed))
	}
	f.Add([]byte("{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"messages\":[\"\xff\\u0000\\ud800\"]}}]}]}"))

	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := split(body, received)
		if err != nil {
			require.ErrorIs(t, err, ErrNotWebhook)
			require.Empty(t, b)
			return
		}
		for _, e := range b.Events {
			checkEvent(t, e)
		}
		for _, s := range b.Statuses {
			for _, text := range []string{s.PhoneNumberID, s.Recipient, s.MessageID, s.Status, s.ErrorTitle} {
				require.True(t, utf8.ValidString(text) && !strings.Contains(text, "\x00"), "%q", text)
			}
			require.NotEmpty(t, s.Recipient)
			require.False(t, s.At.IsZero())
		}
	})
}

func TestValidMessagesAmongGarbageAreAllFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		garbage := rapid.OneOf(anyJSON(2), rapid.SampledFrom([]any{
			text("", nil), obj{"id": "x"}, message("wamid.bad", "hologram", nil), text("wamid.bad", obj{"timestamp": "x"}),
		}))
		var want []string
		mixed := func(label string, make func(id string) any) arr {
			list := arr{}
			for range rapid.IntRange(0, 4).Draw(t, label) {
				if rapid.Bool().Draw(t, "good") {
					id := fmt.Sprintf("wamid.%d", len(want))
					want = append(want, id)
					list = append(list, make(id))
				} else {
					list = append(list, garbage.Draw(t, "garbage"))
				}
			}
			return list
		}
		good := func(id string) any { return text(id, nil) }
		inChange := func(id string) any {
			list := append(arr{text(id, nil)}, mixed("messages", good)...)
			members := obj{"messages": list}
			for _, other := range []string{"contacts", "statuses", "errors", "metadata"} {
				if rapid.Bool().Draw(t, other) {
					members[other] = garbage.Draw(t, other)
				}
			}
			return change("messages", value(members))
		}
		inEntry := func(id string) any {
			return obj{"id": account, "changes": append(mixed("changes", inChange), inChange(id))}
		}
		entries := mixed("entries", inEntry)

		raw, err := json.Marshal(obj{"object": "whatsapp_business_account", "entry": entries})
		require.NoError(t, err)
		b, err := split(raw, received)
		require.NoError(t, err)
		var found []string
		for _, e := range b.Events {
			checkEvent(t, e)
			if e.Facts.Effect == contact.Creates {
				found = append(found, e.ExternalID)
			}
		}
		require.ElementsMatch(t, want, found)
	})
}

func TestNothingIsDropped(t *testing.T) {
	t.Parallel()
	names := []string{"account_update", ""}
	for field := range fields {
		names = append(names, field)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom(names).Draw(t, "field")
		known := []string{"metadata", "standby"}
		for list := range fields[field] {
			known = append(known, list)
		}
		slices.Sort(known)
		item := rapid.MapOfN(rapid.SampledFrom(knownNames), anyJSON(2), 0, len(knownNames)).AsAny()
		value := rapid.OneOf(anyJSON(2),
			rapid.MapOf(rapid.SampledFrom(known), rapid.OneOf(anyJSON(1), rapid.SliceOf(item).AsAny())).AsAny(),
		).Draw(t, "value")

		raw, err := json.Marshal(body(change(field, value)))
		require.NoError(t, err)
		b, err := split(raw, received)
		require.NoError(t, err)
		require.NotZero(t, b.size(), "a change leaves a trace")
		for _, e := range b.Events {
			checkEvent(t, e)
		}

		// As many traces as there are items, or one where there are none.
		items := 0
		if members, ok := value.(obj); ok {
			for name := range fields[field] {
				if list, ok := members[name].(arr); ok && name != "contacts" {
					items += len(list)
				}
			}
		}
		require.GreaterOrEqual(t, b.size(), items)
	})
}

func BenchmarkParse(b *testing.B) {
	raw := encode(b, messages(text("wamid.HBgLNjAxMjM0NTY3ODkVAgASGBQzQTdCRkE4", obj{"from_user_id": adaID})))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
