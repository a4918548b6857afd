package ledger_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// conversedHour is the hour that lists go by: - for never, empty where it is not known.
func conversedHour(f storetest.Fixture, id uuid.UUID) string {
	return storetest.Read[string](f, `
SELECT CASE conversed_hour WHEN '-infinity' THEN '-' ELSE coalesce(to_char(conversed_hour AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '') END
FROM contacts WHERE id = $1`, id)
}

// attributesOf are the rows of a contact's attributes.
func attributesOf(f storetest.Fixture, id uuid.UUID) []string {
	return storetest.Column(f, `SELECT name || ' ' || value || coalesce(' ' || number, '') FROM contact_attributes WHERE contact_id = $1 ORDER BY name`, id)
}

func attributes(values ...string) (out map[string]json.RawMessage) {
	out = map[string]json.RawMessage{}
	for i := 0; i < len(values); i += 2 {
		out[values[i]] = json.RawMessage(values[i+1])
	}
	return out
}

// gives is an event by which the API gives somebody attributes.
func gives(id string, at int, waID string, values ...string) contact.Event {
	ev := contacttest.Text(id, at, contact.Person{WaID: waID, Unconfirmed: true})
	ev.Source, ev.Facts.Message, ev.Facts.Fields = contact.SourceAPI, nil, &contact.Fields{Attributes: attributes(values...)}
	return ev
}

// TestWhatListsGoByIsKeptWithTheDecision follows a contact through all that changes when
// it wrote last and what its attributes are.
func TestWhatListsGoByIsKeptWithTheDecision(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		ada, bob := contacttest.Number("60123456789"), contacttest.Number("60198765432")
		first := contacttest.Text("a", 1, contacttest.Called(ada, "Ada"))
		hour := func(hours int) string {
			return first.OccurredAt.UTC().Truncate(time.Hour).Add(time.Duration(hours) * time.Hour).Format(time.DateTime)
		}
		out := f.Happen(first, gives("b", 2, bob.WaID, "city", `"Ipoh"`, "age", `30`))
		a, b := out[0].ContactID, out[1].ContactID
		require.Equal(t, []string{hour(0), "-"}, []string{conversedHour(f, a), conversedHour(f, b)})
		require.Empty(t, attributesOf(f, a))
		require.Equal(t, []string{"age 30 30", "city ipoh"}, attributesOf(f, b))

		f.Happen(contacttest.Text("c", 2*60+1, ada), contacttest.Text("d", 60, bob), gives("e", 4, bob.WaID, "city", `null`, "age", `31.5`, "born", `"2000-01-01"`))
		require.Equal(t, []string{hour(2), hour(1)}, []string{conversedHour(f, a), conversedHour(f, b)})
		require.Equal(t, []string{"age 31.5 31.5", "born 2000-01-01"}, attributesOf(f, b))
		f.Happen(contacttest.Text("f", 30, ada))
		require.Equal(t, hour(2), conversedHour(f, a), "an older message changes nothing")

		f.Merge("g", 3*60, a, b, false)
		require.Equal(t, []string{"age 31.5 31.5", "born 2000-01-01"}, attributesOf(f, a), "with a merge they come to whom the other became part of")
		f.Merge("h", 3*60+1, a, b, true)
		require.Equal(t, []string{hour(2), hour(1)}, []string{conversedHour(f, a), conversedHour(f, b)})
		require.Empty(t, attributesOf(f, a), "and go back")
		require.Equal(t, []string{"age 31.5 31.5", "born 2000-01-01"}, attributesOf(f, b))

		f.CommandRemoval(4*60, b, bob)
		require.Empty(t, attributesOf(f, b), "no word stays of a person who was deleted")
	})
}

// TestAMessageWritesNoIndex sees that filing a message changes the row of its contact in
// place: nothing that an index covers has changed, so no index has an entry for it. Only
// the first message of a further hour is dearer.
func TestAMessageWritesNoIndex(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		f.Exec(`CREATE EXTENSION pageinspect`)
		ada := contacttest.Called(contacttest.Number("60123456789"), "Ada")
		inPlace := func() bool { // no index leads to the row itself
			return storetest.Read[bool](f, `
SELECT t_infomask2 & 32768 <> 0
FROM contacts c CROSS JOIN heap_page_items(get_raw_page('contacts', (c.ctid::text::point)[0]::int))
WHERE lp = (c.ctid::text::point)[1]::int`)
		}
		for n, id := range []string{"a", "b", "c"} {
			f.Happen(contacttest.Text(id, n, ada))
			require.True(t, inPlace(), "message %s", id)
		}
		f.Happen(contacttest.Text("d", 60, ada))
		require.False(t, inPlace(), "the test can tell")
		f.Happen(contacttest.Text("e", 61, ada))
		require.True(t, inPlace())
		require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM contact_attributes`))
	})
}

// TestContactsFromBeforeAreFilled are many, in batches; lists that would leave them out
// say so until then.
func TestContactsFromBeforeAreFilled(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const many = 1100 // more than two batches
	for n := range many {
		f.Exec(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, conversed_hour, last_conversed_at)
VALUES (gen_random_uuid(), 'shop', gen_random_uuid(), 'message', $1, 'Old', 'manual', NULL, CASE WHEN $2 % 2 = 0 THEN timestamptz '2026-03-01 10:20Z' END)`,
			fmt.Sprintf("6012%06d", n), n)
	}
	f.Exec(`ALTER TABLE contacts DISABLE TRIGGER contacts_attributes`)
	f.Exec(`UPDATE contacts SET attributes = '{"city": "Ipoh", "age": 7}', first_message_id = CASE WHEN last_conversed_at IS NOT NULL THEN gen_random_uuid() END`)
	f.Exec(`ALTER TABLE contacts ENABLE TRIGGER contacts_attributes`)
	yes, no := true, false
	byCity := book.ContactFilter{Attributes: []contact.AttributeFilter{{Name: "city", Is: "ipoh"}}}
	for _, filter := range []book.ContactFilter{byCity, {Wrote: &yes}, {Sort: contact.ByConversed}, {ConversedAfter: time.Now()}} {
		_, err := f.Book.Contacts(t.Context(), filter, nil, 10)
		require.ErrorIs(t, err, store.ErrPreparing)
		_, _, err = f.Book.CountContacts(t.Context(), filter, 10)
		require.ErrorIs(t, err, store.ErrPreparing)
	}
	require.Len(t, f.List(book.ContactFilter{Without: []string{"attr.shoes"}}, nil, 2*many), many, "others do not need it")

	// Somebody writes, and somebody gets an attribute meanwhile: both are still to be filled.
	f.Exec(`UPDATE contacts SET last_conversed_at = '2026-03-02 11:30Z', first_message_id = gen_random_uuid() WHERE wa_id = '6012000001'`)
	f.Exec(`UPDATE contacts SET attributes = '{"city": "Kampar"}' WHERE wa_id = '6012000003'`)
	var batches []int64
	for {
		n, err := f.Ledger.FillSome(t.Context())
		require.NoError(t, err)
		if n == 0 {
			break
		}
		batches = append(batches, n)
	}
	require.Equal(t, []int64{500, 500, 100}, batches)
	require.Len(t, f.List(byCity, nil, 2*many), many-1)
	require.Len(t, f.List(book.ContactFilter{Wrote: &yes}, nil, 2*many), many/2+1)
	require.Len(t, f.List(book.ContactFilter{Wrote: &no}, nil, 2*many), many/2-1)
	newest := f.List(book.ContactFilter{Sort: contact.ByConversed}, nil, 2*many)
	require.Len(t, newest, many)
	require.Equal(t, "6012000001", *newest[0].WaID)
	require.Equal(t, 2*many-1, storetest.Read[int](f, `SELECT count(*)::int FROM contact_attributes`), "of one who has another city the age is gone")
}

// TestWhoIsDecidedAboutIsFilledLater holds a contact while others are filled.
func TestWhoIsDecidedAboutIsFilledLater(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.People(3, "p")
	f.Exec(`UPDATE contacts SET conversed_hour = NULL`)
	tx, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `
UPDATE contacts SET last_conversed_at = '2026-03-02 11:30Z', attributes = '{"city": "Ipoh"}' WHERE id = (SELECT min(id::text)::uuid FROM contacts)`)
	require.NoError(t, err)
	n, err := f.Ledger.FillSome(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	require.NoError(t, tx.Commit(t.Context()))
	n, err = f.Ledger.FillSome(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM contacts WHERE conversed_hour = '2026-03-02 11:00Z'`))
	require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM contact_attributes WHERE value = 'ipoh'`))
}

// TestAMessageThatIsQuarantinedWasNeverWritten quarantines a message that has created a
// contact, which something else has been filed with since: nobody has written, as far as
// lists can tell.
func TestAMessageThatIsQuarantinedWasNeverWritten(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		ada := contacttest.Number("60123456789")
		f.Record(contacttest.Text("a", 1, contacttest.Called(ada, "Ada")))
		_, task := f.Next(ada.WaID)
		id, err := f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.NotEqual(t, "-", conversedHour(f, id))
		f.Exec(`UPDATE contacts SET half = false WHERE id = $1`, id)
		_, err = f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
		require.NoError(t, err)
		require.Equal(t, "-", conversedHour(f, id))
		no := false
		require.Len(t, f.List(book.ContactFilter{Wrote: &no}, nil, 10), 1)
	})
}
