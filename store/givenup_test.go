package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWhatWasGivenUpShowsNoLonger mends contacts from before that show a number which
// they gave up.
func TestWhatWasGivenUpShowsNoLonger(t *testing.T) {
	t.Parallel()
	f := migratedTo(t, 51)
	f.Exec(`INSERT INTO channels (id, name, phone_number_id) VALUES ('shop', 'Shop', '1')`)
	contact := func(id, waID, userID, name, source string) {
		f.Exec(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, user_id, display_name, name_source, folded)
VALUES ($1::uuid, 'shop', $1::uuid, 'message', nullif($2, ''), nullif($3, ''), $4, $5, lower($4))`, id, waID, userID, name, source)
	}
	identity := func(id, kind, value, to string) {
		f.Exec(`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from, valid_to)
VALUES ('shop', $3, $2, $3, $1::uuid, true, '2026-01-01', $4::timestamptz)`, id, kind, value, to)
	}
	const lost, known, had, fine = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002",
		"00000000-0000-0000-0000-000000000003", "00000000-0000-0000-0000-000000000004"
	contact(lost, "60601", "", "60601", "phone")
	identity(lost, "wa_id", "60601", "2026-02-01")
	contact(known, "60602", "MY.2", "Bob", "manual")
	identity(known, "wa_id", "60602", "2026-02-01")
	identity(known, "user_id", "MY.2", "infinity")
	contact(had, "60603", "", "60603", "phone")
	identity(had, "wa_id", "60603", "2026-02-01")
	identity(had, "wa_id", "60613", "infinity")
	contact(fine, "60604", "", "60604", "phone")
	identity(fine, "wa_id", "60614", "2026-02-01")
	identity(fine, "wa_id", "60604", "infinity")
	_, err := store.Migrate(t.Context(), f.URL)
	require.NoError(t, err)
	require.Equal(t, []string{"-|-|No number|none|2|unfolded", "-|MY.2|Bob|manual|2|unfolded", "60613|-|60613|phone|2|unfolded", "60604|-|60604|phone|1|folded"},
		storetest.Column(f, `
SELECT concat_ws('|', coalesce(wa_id, '-'), coalesce(user_id, '-'), display_name, name_source, version, CASE WHEN folded IS NULL THEN 'unfolded' ELSE 'folded' END)
FROM contacts ORDER BY id`))
	require.Equal(t, []string{"id:" + lost}, storetest.Column(f, `SELECT key FROM identities WHERE kind = 'id'`))
}
