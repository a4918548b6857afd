package book_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

func TestEventFilters(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("second", "7002")
	out := f.Happen(contacttest.Text("e-1", 1, contacttest.Number("60361")), contacttest.Text("e-2", 2, contacttest.Number("60361")), contacttest.From("7002", contacttest.Text("e-3", 3, contacttest.Number("60361"))))
	reaction := contacttest.Touch("e-4", 4, contacttest.Number("60361"))
	reaction.Facts.Reason = contact.Reaction
	stranger := contacttest.Touch("e-5", 5, contacttest.Number("60362"))
	f.Happen(reaction, stranger, contacttest.Preference("e-6", 6, contacttest.Number("60361"), true),
		contacttest.Change("e-7", 7, contacttest.Number("60361"), contacttest.Number("60369")), contacttest.Text("e-8", 8, contacttest.Number("60369")))
	f.Record(contacttest.From("999", contacttest.Text("e-9", 9, contacttest.Number("60361"))))
	f.Record(contacttest.Text("e-10", 10, contacttest.Number("60363")), contacttest.Text("e-11", 11, contact.Person{WaID: "60364", UserID: "MY.e"}))
	ada := out[0].ContactID

	for _, tc := range []struct {
		name   string
		filter book.EventFilter
		want   []string
	}{
		{"none lists all, newest first", book.EventFilter{},
			[]string{"e-11", "e-10", "e-9", "e-8", "e-7", "e-6", "e-5", "e-4", "e-3", "e-2", "e-1"}},
		{"by channel", book.EventFilter{ChannelID: "second"}, []string{"e-3"}},
		{"pending, each once", book.EventFilter{Decision: book.Pending}, []string{"e-11", "e-10"}},
		{"quarantined", book.EventFilter{Decision: "quarantined"}, []string{"e-9"}},
		{"created", book.EventFilter{Decision: "created"}, []string{"e-3", "e-1"}},
		{"attached", book.EventFilter{Decision: "attached"}, []string{"e-8", "e-2"}},
		{"updated", book.EventFilter{Decision: "updated"}, []string{"e-7", "e-6"}},
		{"ignored", book.EventFilter{Decision: "ignored"}, []string{"e-5", "e-4"}},
		{"by source", book.EventFilter{Source: "system"}, []string{"e-7", "e-6", "e-5", "e-4"}},
		{"by contact, under each number they had", book.EventFilter{ContactID: ada},
			[]string{"e-8", "e-7", "e-6", "e-4", "e-2", "e-1"}},
		{"by a contact that is not there", book.EventFilter{ContactID: uuid.New()}, []string{}},
		{"several at once", book.EventFilter{ContactID: ada, Decision: "attached", Source: "message", ChannelID: contacttest.Shop}, []string{"e-8", "e-2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, f.In(t).Events(tc.filter, uuid.Nil, 20))
		})
	}

	t.Run("what is reopened is no longer quarantined", func(t *testing.T) {
		f := f.In(t)
		f.Channel("third", "999")
		_, err := f.Ledger.SweepUnknownChannels(t.Context())
		require.NoError(t, err)
		require.Empty(t, f.Events(book.EventFilter{Decision: "quarantined"}, uuid.Nil, 20))
		require.Equal(t, []string{"e-11", "e-10", "e-9"}, f.Events(book.EventFilter{Decision: book.Pending}, uuid.Nil, 20))
	})
}

func TestEventsPageByPage(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Record(contacttest.Texts(40, "6037%07d")...)
	seen := map[uuid.UUID]bool{}
	after := uuid.Nil
	for {
		rows, _, err := f.Book.Events(t.Context(), book.EventFilter{ChannelID: contacttest.Shop}, after, 7)
		require.NoError(t, err)
		if len(rows) == 0 {
			break
		}
		for _, e := range rows {
			require.False(t, seen[e.ID], "listed twice")
			seen[e.ID] = true
			after = e.ID
		}
		f.Record(contacttest.Text("new "+after.String(), 1, contacttest.Number("60379"))) // does not shift what follows
	}
	require.Len(t, seen, 40)
}

// TestEventsAreFoundPartByPart lists what is rare in a ledger that is larger than
// what is read for a page. Pages may be empty, and nothing is left out.
func TestEventsAreFoundPartByPart(t *testing.T) {
	t.Parallel()
	const most = 10_000 // events that are read for a page
	f := storetest.Setup(t)
	f.Channel("second", "7002")
	f.Exec(`
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, facts, raw, decision, reason, decided_at)
SELECT lpad(to_hex(n), 32, '0')::uuid, CASE WHEN n IN (1, 2, 12000) THEN 'second' ELSE 'shop' END, '7002', 'message', 'text', 'e-' || n,
       'e-' || n, n::text, '{}', '{}',
       CASE WHEN n IN (1, 9000, 12000) THEN 'updated' ELSE 'attached' END, 'known_contact', now()
FROM generate_series(1, 22000) AS n`)
	for name, tc := range map[string]struct {
		filter book.EventFilter
		want   []string
		pages  int
	}{
		"a rare decision":               {book.EventFilter{Decision: "updated"}, []string{"e-12000", "e-9000", "e-1"}, 3},
		"a quiet channel":               {book.EventFilter{ChannelID: "second"}, []string{"e-12000", "e-2", "e-1"}, 3},
		"both":                          {book.EventFilter{Decision: "updated", ChannelID: "second"}, []string{"e-12000", "e-1"}, 3},
		"what is not there":             {book.EventFilter{Decision: "created"}, nil, 3},
		"what an index knows is absent": {book.EventFilter{Source: "form"}, nil, 1},
		"what is not in the queue":      {book.EventFilter{Decision: book.Pending}, nil, 1},
		"what is not set aside":         {book.EventFilter{Decision: "quarantined", ChannelID: "second"}, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			after := uuid.Nil
			pages := 1
			for ; ; pages++ {
				rows, stopped, err := f.Book.Events(t.Context(), tc.filter, after, 10)
				require.NoError(t, err)
				for _, e := range rows {
					got = append(got, *e.ExternalID)
				}
				if stopped == nil {
					break
				}
				require.NotEqual(t, after, stopped.ID)
				after = stopped.ID
			}
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.pages, pages, "of %d events each", most)
		})
	}
	t.Run("a page that is full goes on after its last event", func(t *testing.T) {
		rows, stopped, err := f.Book.Events(t.Context(), book.EventFilter{Decision: "attached"}, uuid.Nil, 10)
		require.NoError(t, err)
		require.Len(t, rows, 10)
		require.Nil(t, stopped)
	})
	t.Run("a long queue is not looked through", func(t *testing.T) {
		f.Exec(`
INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
SELECT 'shop', n::text, nextval('queue_seq'), lpad(to_hex(n), 32, '0')::uuid, ARRAY[n::text], 'message', 0, now() FROM generate_series(1, 22000) AS n`)
		f.Exec(`UPDATE events SET decision = NULL, decided_at = NULL WHERE external_id = 'e-5'`)
		rows, stopped, err := f.Book.Events(t.Context(), book.EventFilter{Decision: book.Pending}, uuid.Nil, 10)
		require.NoError(t, err)
		require.Empty(t, rows)
		require.NotNil(t, stopped)
	})
}
