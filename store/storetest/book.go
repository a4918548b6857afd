package storetest

import (
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// Identities lists a contact's, former ones in brackets.
func (f Fixture) Identities(id uuid.UUID) []string {
	f.T.Helper()
	return Column(f, `
SELECT CASE WHEN valid_to = 'infinity' THEN value
            ELSE '(' || value || ' to ' || to_char(valid_to AT TIME ZONE 'UTC', 'HH24:MI') || ')' END
FROM identities
WHERE contact_id = $1
  AND kind <> 'id'
ORDER BY value`, id)
}

// Conflicts lists conflicts.
func (f Fixture) Conflicts() []string {
	f.T.Helper()
	return Column(f, `
SELECT coalesce(a.wa_id, '-') || ' ' || coalesce(b.wa_id, b.user_id) || ' ' || e.external_id
FROM conflicts c
JOIN contacts a ON a.id = c.contact_a
JOIN contacts b ON b.id = c.contact_b
JOIN events e ON e.id = c.event_id
WHERE c.resolved_at IS NULL`)
}

// Events lists the external ids of a page of events.
func (f Fixture) Events(filter book.EventFilter, after uuid.UUID, limit int) []string {
	f.T.Helper()
	rows, _, err := f.Book.Events(f.T.Context(), filter, after, limit)
	require.NoError(f.T, err)
	all := []string{}
	for _, e := range rows {
		all = append(all, *e.ExternalID)
	}
	return all
}

// Explain explains something.
func (f Fixture) Explain(q book.Question) book.Trail {
	f.T.Helper()
	trail, err := f.Book.Explain(f.T.Context(), q)
	require.NoError(f.T, err)
	return trail
}

// ContactIDs returns the ids of contacts.
func ContactIDs(rows []book.ContactRow) []uuid.UUID {
	all := []uuid.UUID{}
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

// Get returns a contact.
func (f Fixture) Get(id uuid.UUID) book.ContactRow {
	f.T.Helper()
	c, err := f.Book.Contact(f.T.Context(), id)
	require.NoError(f.T, err)
	return c
}

// People puts contacts into the shop by SQL, all created at the same instant.
func (f Fixture) People(n int, prefix string) {
	f.T.Helper()
	f.Exec(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source)
SELECT gen_random_uuid(), 'shop', gen_random_uuid(), 'message', $2 || i, $2 || i, 'phone'
FROM generate_series(1, $1) AS i`, n, prefix)
}

// List returns a page of contacts.
func (f Fixture) List(filter book.ContactFilter, after *store.Position, limit int) []book.ContactRow {
	f.T.Helper()
	rows, err := f.Book.Contacts(f.T.Context(), filter, after, limit)
	require.NoError(f.T, err)
	return rows
}
