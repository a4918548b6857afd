package intake_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

var shop = intake.Trigger{ID: "shop", ChannelID: "main", Name: "Shop"}

func call(t *testing.T, body, key, once string) (contact.Event, error) {
	t.Helper()
	fields := answers(t, body)
	return intake.TriggerCall(shop, intake.Call{
		Fields: fields, Number: shop.CallNumber(fields), Key: key, Once: once, At: noon,
	}, definitions)
}

func TestTriggerCall(t *testing.T) {
	t.Parallel()
	ev, err := call(t, `{"contact_number": "60 12-345 6789", "name": "Ada", "city": "KL", "age": 42, "birthday": "2026-13-01",
		"colour": "red", "remarks": "x", "order": {"id": 1}, "attributes.city": "Ipoh"}`, "", "n1")
	require.NoError(t, err)
	name := "Ada"
	require.Equal(t, contact.Person{WaID: ada, Unconfirmed: true}, ev.Facts.Person)
	require.Equal(t, contact.Creates, ev.Facts.Effect)
	require.Equal(t, &name, ev.Facts.Fields.DisplayName)
	require.Equal(t, map[string]json.RawMessage{"city": json.RawMessage(`"KL"`), "age": json.RawMessage(`42`)}, ev.Facts.Fields.Attributes)
	require.Equal(t, []string{"attributes.city", "birthday", "colour", "order", "remarks"}, names(ev.Facts.Fields.Skipped))
	require.Contains(t, ev.Facts.Detail, "; birthday (")
	require.Equal(t, contact.Event{
		ChannelID: "main", Origin: "shop", Source: contact.SourceTrigger, Kind: "trigger",
		DedupeKey: "trigger/shop/id:n1", OccurredAt: noon, Facts: ev.Facts, Raw: ev.Raw,
	}, ev)
	require.True(t, json.Valid(ev.Raw))
	require.Contains(t, string(ev.Raw), `"order":{"id":1}`)

	t.Run("a name that is too long is skipped", func(t *testing.T) {
		t.Parallel()
		ev, err := call(t, fmt.Sprintf(`{"contact_number": "+60123456789", "name": %q}`, strings.Repeat("é", 256)), "", "n")
		require.NoError(t, err)
		require.Nil(t, ev.Facts.Fields.DisplayName)
		require.Equal(t, []contact.Skipped{{Name: "name", Why: "it has 256 characters, and 255 is the most"}}, ev.Facts.Fields.Skipped)
	})
	t.Run("without a usable number nothing is kept", func(t *testing.T) {
		t.Parallel()
		for number, problem := range map[string]intake.Problem{
			`null`: intake.Missing, `""`: intake.Missing, `"Ada"`: intake.Letters, `"+60123"`: intake.TooShort,
			`"0123456789"`: intake.NoCountryCode, `["+60123456789"]`: intake.Nested, `123456789`: intake.NoCountryCode,
		} {
			_, err := call(t, `{"contact_number": `+number+`}`, "", "n")
			var refused *intake.NumberError
			require.ErrorAs(t, err, &refused, number)
			require.Equal(t, problem, refused.Number.Problem)
			require.Contains(t, err.Error(), "contact_number ")
		}
		_, err := call(t, `{"phone": "+60123456789"}`, "", "n")
		require.EqualError(t, err, "contact_number is missing: write it with its country code, such as +60123456789")
	})
	t.Run("what is to be taken in once is one event", func(t *testing.T) {
		t.Parallel()
		taken := func(key, once string) contact.Event {
			ev, err := call(t, `{"contact_number": "+60123456789"}`, key, once)
			require.NoError(t, err)
			return ev
		}
		require.Equal(t, taken("k", "a").DedupeKey, taken("another", "a").DedupeKey)
		require.NotEqual(t, taken("k", "a").DedupeKey, taken("k", "b").DedupeKey)
		require.Equal(t, "a\ufffd", taken("a\x00\xff", "a").ExternalID, "a key is shown as far as it is text")
	})
}
