package api_test

import (
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestASubmissionIDIsNoSuchKey: with other answers it is another event.
func TestASubmissionIDIsNoSuchKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	w.made(http.MethodPut, "/v1/forms/lead", object{
		"channel_id": w.channel, "fields": object{"tel": "phone", "notes": "remarks"},
	})
	submit := func(body, kind string) string {
		a := w.sends(keyable{method: http.MethodPost, path: "/forms/lead/submissions", body: body}.with("Content-Type", kind), apiToken, "")
		require.Equal(t, http.StatusAccepted, a.status, a.body)
		w.decide()
		return a.named(t)
	}
	remarks := func() any {
		return w.read("/v1/contacts?channel_id=" + w.channel)["contacts"].(list)[0].(object)["remarks"]
	}
	first := submit(`{"submission_id": "s-1", "tel": "60123456001", "notes": "a"}`, "application/json")
	require.Equal(t, first, submit(`{"notes":"a", "tel":"60123456001", "submission_id":"s-1"}`, "application/json"), "the same answers")
	require.Equal(t, first, submit(`submission_id=s-1&notes=a&tel=60123456001`, "application/x-www-form-urlencoded"), "however they are written")
	require.Equal(t, "a", remarks())
	require.NotEqual(t, first, submit(`{"submission_id": "s-1", "tel": "60123456001", "notes": "b"}`, "application/json"))
	require.Equal(t, "b", remarks(), "other answers update")
	require.Equal(t, first, submit(`{"submission_id": "s-1", "tel": "60123456001", "notes": "a"}`, "application/json"), "a late redelivery")
	require.Equal(t, "b", remarks())
}

// TestNoPhoneNumberCanBeGuessedFromAKey shows that what is kept of a request
// depends on a secret of the installation.
func TestNoPhoneNumberCanBeGuessedFromAKey(t *testing.T) {
	t.Parallel()
	kept := func(secret string) map[string]bool {
		url := storetest.URL(t)
		db := connect(t, url)
		if secret != "" { // databases of tests are copies of one
			_, err := db.Exec(t.Context(), `UPDATE installation SET secret = $1`, []byte(secret))
			require.NoError(t, err)
		}
		s := serve(t, url)
		s.put("/v1/channels/shop", `{"phone_number_id": "410000000000001"}`)
		s.put("/v1/triggers/till", `{"channel_id": "shop"}`)
		s.put("/v1/forms/lead", `{"channel_id": "shop", "fields": {"tel": "phone"}}`)
		for path, body := range map[string]string{
			"/v1/triggers/till":       `{"contact_number": "60123456001"}`,
			"/forms/lead/submissions": `{"tel": "60123456001", "submission_id": "1"}`,
		} {
			a := s.sends(keyable{method: http.MethodPost, path: path, body: body}, apiToken, "k")
			require.Equal(t, http.StatusAccepted, a.status, a.body)
		}
		rows, err := db.Query(t.Context(), `
SELECT encode(key, 'hex') FROM idempotency_keys UNION ALL
SELECT encode(request, 'hex') FROM idempotency_keys UNION ALL
SELECT dedupe_key FROM events`)
		require.NoError(t, err)
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Len(t, all, 6)
		hashes := map[string]bool{}
		for _, one := range all {
			require.NotContains(t, one, "60123456001")
			hashes[one] = true
		}
		return hashes
	}
	first := kept("")
	require.Equal(t, first, kept(""), "the same request is known again")
	for hash := range kept("another") {
		require.NotContains(t, first, hash, "who does not know the secret cannot try numbers out")
	}
}

// TestWhatIsRecordedIsNeverRefused cannot read the contact of what is decided.
func TestWhatIsRecordedIsNeverRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	entry := keyable{method: http.MethodPost, path: "/v1/contacts", body: encode(object{"channel_id": w.channel, "phone": "60123456001"})}
	first := w.sends(entry, apiToken, "k")
	require.Equal(t, http.StatusCreated, first.status, first.body)
	db := connect(t, w.database)
	_, err := db.Exec(t.Context(), `ALTER TABLE contacts RENAME TO hidden`)
	require.NoError(t, err)
	again := w.sends(entry, apiToken, "k")
	require.Equal(t, http.StatusAccepted, again.status, "whoever is told otherwise does it twice: %s", again.body)
	require.Equal(t, first.named(t), again.named(t))
	_, err = db.Exec(t.Context(), `ALTER TABLE hidden RENAME TO contacts`)
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, w.sends(entry, apiToken, "k").status)
}
