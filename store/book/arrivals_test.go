package book_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestArrivals counts who came in, whether they are counted for good already or not.
func TestArrivals(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	insert := func(channel, source string, ago time.Duration) {
		t.Helper()
		_, err := f.DB.Other.Exec(t.Context(), `
WITH event AS (
    INSERT INTO events (id, channel_id, origin, source, kind, dedupe_key, facts, raw, decision, decided_at)
    VALUES (gen_random_uuid(), $1, 'o', $2, 'text', gen_random_uuid()::text, '{}', '{}', 'created', now()) RETURNING id)
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, created_at)
SELECT gen_random_uuid(), $1, id, $2, '60123456789', 'Ada', 'phone', now() - $3::interval FROM event`, channel, source, ago)
		require.NoError(t, err)
	}
	day := func(ago int) time.Time { return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -ago) }
	spans := []time.Time{day(2), day(1), day(0)}
	_, _, err := f.Settings.PutChannel(t.Context(), "other", "Other", "410000000000002")
	require.NoError(t, err)

	yesterday := time.Since(day(1)) - time.Hour
	insert(contacttest.Shop, "message", yesterday)
	insert(contacttest.Shop, "message", yesterday)
	insert(contacttest.Shop, "import", time.Since(day(2))-time.Hour)
	insert("other", "form", yesterday)
	insert(contacttest.Shop, "form", 40*24*time.Hour) // longer ago than is told
	total := func(in store.Channels, channel string) (n int64) {
		t.Helper()
		rows, err := f.Book.In(in).Arrivals(t.Context(), channel, spans)
		require.NoError(t, err)
		for _, r := range rows {
			n += r.Contacts
		}
		return n
	}
	everything := store.AllChannels()
	require.EqualValues(t, 4, total(everything, ""))
	require.EqualValues(t, 4, total(everything, ""), "nobody is counted twice")
	insert(contacttest.Shop, "manual", 0)
	rows, err := f.Book.Arrivals(t.Context(), contacttest.Shop, spans)
	require.NoError(t, err)
	require.EqualValues(t, 4, total(everything, contacttest.Shop))
	require.Equal(t, 1, rows[0].Span, "the oldest first")
	require.Equal(t, "import", rows[0].Source)

	require.EqualValues(t, 1, total(store.OnlyChannels("other"), ""), "who sees one channel counts nobody of another")
	require.Zero(t, total(store.OnlyChannels("other"), contacttest.Shop))
	require.Zero(t, total(store.Channels{}, ""))
}
