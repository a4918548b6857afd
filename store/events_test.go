package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

func (f fixture) events(filter store.EventFilter, after uuid.UUID, limit int) []string {
	f.t.Helper()
	rows, err := f.Events(f.t.Context(), filter, after, limit)
	require.NoError(f.t, err)
	all := []string{}
	for _, e := range rows {
		all = append(all, *e.ExternalID)
	}
	return all
}

func TestEventFilters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.channel("second", "7002")
	out := f.happen(text("e-1", 1, number("60361")), text("e-2", 2, number("60361")), from("7002", text("e-3", 3, number("60361"))))
	reaction := touch("e-4", 4, number("60361"))
	reaction.Facts.Reason = contact.Reaction
	stranger := touch("e-5", 5, number("60362"))
	f.happen(reaction, stranger, preference("e-6", 6, number("60361"), true),
		change("e-7", 7, number("60361"), number("60369")), text("e-8", 8, number("60369")))
	f.record(from("999", text("e-9", 9, number("60361"))))
	f.record(text("e-10", 10, number("60363")), text("e-11", 11, contact.Person{WaID: "60364", UserID: "MY.e"}))
	ada := out[0].ContactID

	for _, tc := range []struct {
		name   string
		filter store.EventFilter
		want   []string
	}{
		{"none lists all, newest first", store.EventFilter{},
			[]string{"e-11", "e-10", "e-9", "e-8", "e-7", "e-6", "e-5", "e-4", "e-3", "e-2", "e-1"}},
		{"by channel", store.EventFilter{ChannelID: "second"}, []string{"e-3"}},
		{"owed, each once", store.EventFilter{Decision: store.Owed}, []string{"e-11", "e-10"}},
		{"quarantined", store.EventFilter{Decision: "quarantined"}, []string{"e-9"}},
		{"created", store.EventFilter{Decision: "created"}, []string{"e-3", "e-1"}},
		{"attached", store.EventFilter{Decision: "attached"}, []string{"e-8", "e-2"}},
		{"updated", store.EventFilter{Decision: "updated"}, []string{"e-7", "e-6"}},
		{"ignored", store.EventFilter{Decision: "ignored"}, []string{"e-5", "e-4"}},
		{"by source", store.EventFilter{Source: "system"}, []string{"e-7", "e-6", "e-5", "e-4"}},
		{"by contact, under each number they had", store.EventFilter{ContactID: ada},
			[]string{"e-8", "e-7", "e-6", "e-4", "e-2", "e-1"}},
		{"by a contact that is not there", store.EventFilter{ContactID: uuid.New()}, []string{}},
		{"several at once", store.EventFilter{ContactID: ada, Decision: "attached", Source: "message", ChannelID: shop}, []string{"e-8", "e-2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, f.in(t).events(tc.filter, uuid.Nil, 20))
		})
	}

	t.Run("what is reopened is no longer quarantined", func(t *testing.T) {
		f := f.in(t)
		f.channel("third", "999")
		_, err := f.SweepUnknownChannels(t.Context())
		require.NoError(t, err)
		require.Empty(t, f.events(store.EventFilter{Decision: "quarantined"}, uuid.Nil, 20))
		require.Equal(t, []string{"e-11", "e-10", "e-9"}, f.events(store.EventFilter{Decision: store.Owed}, uuid.Nil, 20))
	})
}

func TestEventsPageByPage(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.record(texts(40, "6037%07d")...)
	seen := map[uuid.UUID]bool{}
	after := uuid.Nil
	for {
		rows, err := f.Events(t.Context(), store.EventFilter{ChannelID: shop}, after, 7)
		require.NoError(t, err)
		if len(rows) == 0 {
			break
		}
		for _, e := range rows {
			require.False(t, seen[e.ID], "listed twice")
			seen[e.ID] = true
			after = e.ID
		}
		f.record(text("new "+after.String(), 1, number("60379"))) // does not shift what follows
	}
	require.Len(t, seen, 40)
}
