package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// manyTexts are text messages with ids from one number on.
func manyTexts(from, n int) arr {
	all := make(arr, n)
	for i := range all {
		all[i] = text(fmt.Sprintf("wamid.%d", from+i), nil)
	}
	return all
}

// TestABodyWithTooManyItems is kept as it is, whatever its items are and wherever
// they stand.
func TestABodyWithTooManyItems(t *testing.T) {
	t.Parallel()
	status := obj{"id": "1", "recipient_id": ada, "status": "sent", "timestamp": noon}
	repeated := func(one any, n int) arr { return slices.Repeat(arr{one}, n) }
	in := func(list string, items arr) obj { return body(change("messages", value(obj{list: items}))) }
	empty := func(n int) obj {
		return obj{"object": whatsAppObject, "entry": repeated(obj{"id": account}, n)}
	}
	for name, with := range map[string]func(n int) obj{
		"messages":        func(n int) obj { return in("messages", manyTexts(0, n)) },
		"statuses":        func(n int) obj { return in("statuses", repeated(status, n)) },
		"malformed items": func(n int) obj { return in("messages", repeated(nil, n)) },
		"messages and statuses": func(n int) obj {
			return body(change("messages", value(obj{"messages": manyTexts(0, n/2), "statuses": repeated(status, n-n/2)})))
		},
		"messages in two fields": func(n int) obj {
			return body(change("messages", value(obj{"messages": manyTexts(0, n/2)})), change("standby", obj{"standby": obj{"messages": manyTexts(n/2, n-n/2)}}))
		},
		"changes":               func(n int) obj { return body(repeated(change("account_update", obj{"event": "X"}), n)...) },
		"changes that are none": func(n int) obj { return body(repeated(5, n)...) },
		"entries":               empty,
		"entries of a page":     func(n int) obj { return with(empty(n), obj{"object": "page"}) },
		"old messages": func(n int) obj {
			threads := arr{obj{"id": ada, "messages": manyTexts(0, n/2)}, obj{"id": ada, "messages": manyTexts(n/2, n-n/2)}}
			return body(change("history", value(obj{"history": arr{obj{"threads": threads}}})))
		},
		"messages of a change without a field": func(n int) obj { return body(obj{"value": value(obj{"messages": manyTexts(0, n)})}) },
		"people":                               func(n int) obj { return in("contacts", repeated(person(ada, "", "Ada"), n)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := encode(t, with(MaxItems+1))
			b, err := Parse(append([]byte("\n "), raw...))
			require.NoError(t, err)
			require.Empty(t, b.Statuses)
			require.Len(t, b.Events, 1)
			e := b.Events[0]
			require.Equal(t, []any{contact.Unjudged, contact.TooManyItems, KindBatch, account, contact.SourceSystem},
				[]any{e.Facts.Effect, e.Facts.Reason, e.Kind, e.Origin, e.Source})
			require.Equal(t, string(raw), string(e.Raw), "the whole body, word for word")
			again, err := Parse(raw)
			require.NoError(t, err)
			require.Equal(t, e.DedupeKey, again.Events[0].DedupeKey, "delivered again it is the same")
			other, err := Parse(encode(t, with(MaxItems+2)))
			require.NoError(t, err)
			require.NotEqual(t, e.DedupeKey, other.Events[0].DedupeKey)

			b, err = Parse(encode(t, with(MaxItems)))
			require.NoError(t, err)
			require.False(t, len(b.Events) == 1 && b.Events[0].Facts.Reason == contact.TooManyItems, "as many as may be")
		})
	}
	t.Run("a person for each message is not too many", func(t *testing.T) {
		t.Parallel()
		b := parse(t, body(change("messages", value(obj{"messages": manyTexts(0, 3000), "contacts": repeated(person(ada, "", "Ada"), 3000)}))))
		require.Len(t, b.Events, 3000)
	})
	t.Run("commas within an item are none between items", func(t *testing.T) {
		t.Parallel()
		e := one(t, messages(text("wamid.1", obj{"text": obj{"body": strings.Repeat(",", 2*MaxItems)}})))
		require.Equal(t, contact.Creates, e.Facts.Effect)
	})
}

// TestPartsAreWhatParseFinds takes bodies of every kind apart in both ways.
func TestPartsAreWhatParseFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.OneOf(anyJSON(2), rapid.SampledFrom([]any{
			text("wamid.1", nil), obj{"id": "1", "recipient_id": ada, "status": "sent", "timestamp": noon},
		}))
		value := rapid.OneOf(anyJSON(1), rapid.MapOf(
			rapid.SampledFrom([]string{"contacts", "messages", "statuses", "errors", "metadata", "standby"}),
			rapid.OneOf(anyJSON(1), rapid.SliceOf(item).AsAny())).AsAny())
		change := rapid.OneOf(anyJSON(1), rapid.Custom(func(t *rapid.T) any {
			return obj{"field": rapid.SampledFrom([]string{"messages", "standby", "calls", "other"}).Draw(t, "field"), "value": value.Draw(t, "value")}
		}))
		entry := rapid.OneOf(anyJSON(1), rapid.Custom(func(t *rapid.T) any {
			return obj{"id": account, "changes": rapid.SliceOfN(change, 0, 4).Draw(t, "changes")}
		}))
		root := obj{"entry": rapid.SliceOfN(entry, 0, 4).Draw(t, "entries")}
		if object := rapid.SampledFrom([]string{"", whatsAppObject, "page"}).Draw(t, "object"); object != "" {
			root["object"] = object
		}
		raw, err := json.Marshal(root)
		require.NoError(t, err)
		want, err := Parse(raw)
		require.NoError(t, err)

		size := rapid.IntRange(1, 5).Draw(t, "size")
		var got Batch
		require.NoError(t, Parts(raw, received, size, func(part Batch) error {
			require.LessOrEqual(t, part.size(), size)
			require.NotZero(t, part.size())
			got.Events, got.Statuses = append(got.Events, part.Events...), append(got.Statuses, part.Statuses...)
			return nil
		}))
		want.Numbers = nil // each part has those of its own values, and whoever asks for parts looks at none
		require.Equal(t, want, got)

		counted := splitter{counts: true}
		read, err := readBody(raw)
		require.NoError(t, err)
		counted.split(read)
		require.Equal(t, want.size(), counted.found, "counting finds what judging does")
	})
}

// TestPartsStop ends with the first part that is not taken.
func TestPartsStop(t *testing.T) {
	t.Parallel()
	broken := errors.New("no room")
	parts := 0
	err := Parts(encode(t, messages(manyTexts(0, 10)...)), received, 3, func(Batch) error {
		if parts++; parts == 2 {
			return broken
		}
		return nil
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, 2, parts)
	require.ErrorIs(t, Parts([]byte("hello"), received, 3, nil), ErrNotWebhook)
	require.NoError(t, Parts([]byte(`{"entry":[]}`), received, 3, nil))
}
