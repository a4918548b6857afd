//go:build long

package e2e

import (
	"context"
	"net/http"
	"net/url"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// requireMessagesAreWhereTheyBelong requires that each message that was acknowledged is one
// event with its decision, and is with the contact that its number has now.
func (m *merging) requireMessagesAreWhereTheyBelong() {
	m.t.Helper()
	rows, err := m.db.Query(context.Background(), `
SELECT e.external_id, coalesce(e.decision, 'pending'), coalesce(m.contact_id::text, 'nobody'), coalesce(c.hidden OR c.half, true)
FROM events e
LEFT JOIN messages m ON m.event_id = e.id
LEFT JOIN contacts c ON c.id = m.contact_id
WHERE e.source = 'message'`)
	require.NoError(m.t, err)
	seen := map[string]bool{}
	var id, decision, with string
	var hidden bool
	_, err = pgx.ForEachRow(rows, []any{&id, &decision, &with, &hidden}, func() error {
		who := m.acknowledged[id]
		require.NotNil(m.t, who, "%s was not acknowledged", id)
		require.False(m.t, seen[id], "%s is there twice", id)
		seen[id] = true
		require.Contains(m.t, []string{"created", "attached"}, decision, id)
		require.Equal(m.t, who.owner().id, with, "%s from %s, who began as contact %s", id, who.number, who.id)
		require.False(m.t, hidden, "%s is with a contact that nobody sees", id)
		return nil
	})
	require.NoError(m.t, err)
	require.Len(m.t, seen, len(m.acknowledged), "each that was acknowledged")
	require.Equal(m.t, len(seen), count(m.t, m.db, `SELECT count(*) FROM messages`))
}

// requireEachNumberHasOneContact requires that every number, and every user id that was
// told, is an identity of one contact, and of the right one.
func (m *merging) requireEachNumberHasOneContact() {
	m.t.Helper()
	require.Equal(m.t, len(m.everybody), count(m.t, m.db, `SELECT count(*) FROM contacts`), "nobody was created twice")
	require.Zero(m.t, count(m.t, m.db, `SELECT count(*) FROM conflicts`), "nobody was taken for two")
	identities := 0
	for _, who := range m.everybody {
		known := []string{who.number}
		if who.told.Load() {
			known = append(known, who.userID)
		}
		identities += len(known)
		require.Equal(m.t, len(known), count(m.t, m.db, `
SELECT count(*) FROM identities i JOIN contacts c ON c.id = i.contact_id
WHERE i.channel_id = $1 AND i.value = ANY($2) AND i.contact_id = $3 AND i.valid_to = 'infinity' AND NOT c.hidden`,
			who.channel, known, who.owner().id), who.number)
	}
	require.Equal(m.t, identities, count(m.t, m.db, `SELECT count(*) FROM identities`))
}

// requireNothingIsHalf requires that what PostgreSQL holds is whole.
func (m *merging) requireNothingIsHalf() {
	m.t.Helper()
	for what, sql := range map[string]string{
		"pending":                             `SELECT count(*) FROM events WHERE decision IS NULL`,
		"half":                                `SELECT count(*) FROM contacts WHERE half`,
		"hidden, and part of nobody":          `SELECT count(*) FROM contacts c WHERE hidden AND NOT EXISTS (SELECT FROM contacts l WHERE l.id = live_contact(c.id) AND NOT l.hidden)`,
		"part of another one without a merge": `SELECT count(*) FROM contacts c LEFT JOIN merges m ON m.loser = c.id AND m.undone_at IS NULL WHERE c.merged_into IS DISTINCT FROM m.winner`,
		"hidden, with a number":               `SELECT count(*) FROM contacts c JOIN identities i ON i.contact_id = c.id WHERE c.hidden`,
		"shown with times of others":          `SELECT count(*) FROM contacts c WHERE NOT hidden AND EXISTS (SELECT FROM messages WHERE contact_id = c.id HAVING (min(sent_at), max(sent_at)) IS DISTINCT FROM (c.first_message_at, c.last_conversed_at))`,
		"shown with a number of others":       `SELECT count(*) FROM contacts c WHERE NOT hidden AND NOT EXISTS (SELECT FROM identities i WHERE i.contact_id = c.id AND i.value = c.wa_id AND valid_to = 'infinity')`,
	} {
		require.Zero(m.t, count(m.t, m.db, sql), what)
	}
	require.EqualValues(m.t, m.ordered.Load(), count(m.t, m.db, `SELECT count(*) FROM events WHERE kind IN ('merge', 'unmerge')`), "each thing asked for is one event")
	require.Equal(m.t, count(m.t, m.db, `SELECT count(*) FROM events WHERE reason = 'merged'`), count(m.t, m.db, `SELECT count(*) FROM merges`))
	require.Equal(m.t, count(m.t, m.db, `SELECT count(*) FROM events WHERE reason = 'unmerged'`), count(m.t, m.db, `SELECT count(*) FROM merges WHERE undone_at IS NOT NULL`))
}

// requireAnswersLeadThere requires that the API shows the contact that is left, by the id
// that each had and by their number.
func (m *merging) requireAnswersLeadThere() {
	m.t.Helper()
	for _, who := range m.everybody {
		status, answer := m.front.call(m.t, http.MethodGet, "/v1/contacts/"+who.id, nil)
		require.Equal(m.t, []any{http.StatusOK, who.owner().id}, []any{status, answer["id"]}, who.number)
		e := m.explain(m.front, url.Values{"phone": {who.number}, "channel_id": {who.channel}})
		require.NotNil(m.t, e.Contact, who.number)
		require.Equal(m.t, who.owner().id, e.Contact.ID, who.number)
	}
}

// requireWords requires that what became of a message is told in words.
func (m *merging) requireWords() {
	m.t.Helper()
	require.NotEmpty(m.t, m.left)
	for _, who := range m.left {
		for _, q := range []url.Values{{"message_id": {who.first}}, {"contact_id": {who.id}}, {"phone": {who.number}, "channel_id": {who.channel}}} {
			summary := m.explain(m.front, q).Summary
			require.Contains(m.t, summary, "a person said that two contacts are the same, and they were merged", q)
			require.Contains(m.t, summary, "contact "+who.id+" became part of contact "+who.into.id, q)
		}
	}
	require.NotEmpty(m.t, m.parted)
	for _, who := range m.parted {
		for _, q := range []url.Values{{"message_id": {who.first}}, {"contact_id": {who.id}}} {
			require.Contains(m.t, m.explain(m.front, q).Summary, "contact "+who.id+" is a contact of its own again", q)
		}
	}
}
