package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestTheDatabaseRefuses what the code never does, should it ever do it.
func TestTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	p := contacttest.Called(contact.Person{WaID: "60901", UserID: "MY.x"}, "Secret Name")
	out := f.Happen(contacttest.Text("x-1", 1, p), contacttest.Text("x-2", 2, contacttest.Number("60902")), contacttest.Text("x-3", 3, contact.Person{WaID: "60902", UserID: "MY.x"}))
	event, one, other := out[0].EventID, out[0].ContactID, out[1].ContactID
	const copyContact = `
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, user_id, display_name, name_source)
SELECT $1, channel_id, $2, source, $3, $4, display_name, name_source FROM contacts WHERE id = $5`

	for _, tc := range []struct {
		name string
		code string
		sql  string
		args []any
	}{
		{"an identity that somebody has now", "23505", `
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
VALUES ('shop', '60901', 'wa_id', '60901', $1, true, now())`, []any{other}},
		{"a second message of one event", "23505", `
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, sent_at)
VALUES ($1, 'shop', $2, 'another', 'text', now())`, []any{event, one}},
		{"a message that is there on the channel", "23505", `
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, sent_at)
SELECT id, 'shop', $1, 'x-1', 'text', now() FROM events WHERE external_id = 'x-2'`, []any{other}},
		{"an event that was recorded", "23505", `
INSERT INTO events (id, channel_id, origin, source, kind, dedupe_key, facts, raw)
SELECT $1, channel_id, origin, source, kind, dedupe_key, facts, raw FROM events WHERE id = $2`, []any{uuid.New(), event}},
		{"a second contact for the event that created one", "23505", copyContact, []any{uuid.New(), event, "60999", nil, one}},
		{"a decision without its time", "23514", `UPDATE events SET decided_at = NULL WHERE id = $1`, []any{event}},
		{"a decision that is none", "23514", `UPDATE events SET decision = 'perhaps' WHERE id = $1`, []any{event}},
		{"a second open conflict of the same two", "23505", `
INSERT INTO conflicts (channel_id, contact_a, contact_b, event_id)
SELECT channel_id, contact_a, contact_b, $1 FROM conflicts`, []any{event}},
		{"a message of nobody", "23503", `UPDATE messages SET contact_id = $1 WHERE event_id = $2`, []any{uuid.New(), event}},
		{"a tag that differs only in case", "23505", `INSERT INTO tags (name) VALUES ('Lead'), ('LEAD')`, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := f.Pool.Exec(t.Context(), tc.sql, tc.args...)
			var refused *pgconn.PgError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, tc.code, refused.Code, refused.Message)
			require.False(t, store.Unavailable(err), "trying again does not mend it")
			said := store.Describe(err)
			require.Contains(t, said, tc.code)
			for _, value := range []string{"6090", "MY.x", "Secret", "x-1"} {
				require.NotContains(t, said, value)
			}
		})
	}

	t.Run("but an identity may have had another owner before", func(t *testing.T) {
		f.In(t).Exec(`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from, valid_to)
VALUES ('shop', '60901', 'wa_id', '60901', $1, true, now() - interval '2 years', now() - interval '1 year')`, other)
	})
}
