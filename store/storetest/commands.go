package storetest

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
)

// Newcomer is whom the tests below are about.
const Newcomer = "60801"

// Meanwhile is another process, which decides an event without regard to what
// was pending before it.
func (f Fixture) Meanwhile(ev contact.Event) {
	f.T.Helper()
	other := Open(f.T, f.URL)
	recorded, err := other.Ledger.Record(f.T.Context(), ledger.Batch{Events: []contact.Event{ev}}, 0)
	require.NoError(f.T, err)
	task := ledger.Task{ChannelID: contacttest.Shop, Key: ev.Facts.Key(), EventID: recorded[0].ID, Keys: ev.Facts.Keys()}
	_, err = other.Ledger.Decide(f.T.Context(), task, 1)
	require.NoError(f.T, err)
}

// OtherProcess decides everything that is pending for the newcomer.
func (f Fixture) OtherProcess() {
	Fixture{Store: Open(f.T, f.URL), T: f.T, Pool: f.Pool, URL: f.URL}.Decide(contacttest.Shop, Newcomer)
}

// State is all that is known about everybody, but for ids and the time of the
// test.
func (f Fixture) State() string {
	return strings.Join(Column(f, `
SELECT 'contact ' || concat_ws('|', c.channel_id, made.external_id, c.source, c.wa_id, c.user_id, c.username, c.username_at, c.display_name,
       c.name_source, c.whatsapp_name, c.whatsapp_name_at, c.first_message_at, c.last_conversed_at, c.referral, c.opted_out_at,
       c.consent, c.remarks, c.attributes, c.version, c.hidden, c.merged_into IS NOT NULL)
FROM contacts c JOIN events made ON made.id = c.created_by_event
UNION ALL SELECT 'identity ' || concat_ws('|', CASE WHEN i.kind <> 'id' THEN i.key END, i.kind, CASE WHEN i.kind <> 'id' THEN i.value END, i.confirmed, i.valid_from, i.valid_to, made.dedupe_key)
FROM identities i JOIN contacts c ON c.id = i.contact_id JOIN events made ON made.id = c.created_by_event
UNION ALL SELECT 'claim ' || concat_ws('|', k.field, k.source, k.value, k.at, e.dedupe_key) FROM claims k JOIN events e ON e.id = k.event_id
UNION ALL SELECT 'tag ' || t.name FROM contact_tags JOIN tags t ON t.id = tag_id
UNION ALL SELECT 'message ' || concat_ws('|', m.external_id, m.type, m.text, m.referral, m.sent_at, made.dedupe_key)
FROM messages m JOIN contacts c ON c.id = m.contact_id JOIN events made ON made.id = c.created_by_event
UNION ALL SELECT 'event ' || concat_ws('|', dedupe_key, decision, reason, workflow_id, run_id, contact_id IS NULL, detail, jsonb_array_length(trail)) FROM events
UNION ALL SELECT 'pending ' || key FROM queue
ORDER BY 1`), "\n")
}

// Remove deletes a contact, and what is left of it.
func (f Fixture) Remove(n int, id uuid.UUID, who contact.Person) {
	f.T.Helper()
	f.CommandRemoval(n, id, who)
	f.Erase(id)
}

// Erase does what the workflow of an erasure does.
func (f Fixture) Erase(id uuid.UUID) {
	f.T.Helper()
	for _, part := range []func(context.Context, uuid.UUID) (int, error){f.Erasures.EraseMessages, f.Erasures.EraseEvents, f.Erasures.EraseRows} {
		for {
			removed, err := part(f.T.Context(), id)
			require.NoError(f.T, err)
			if removed == 0 {
				break
			}
		}
	}
	require.NoError(f.T, f.Erasures.FinishErasure(f.T.Context(), id))
}

// CommandRemoval deletes a contact, as its person's order.
func (f Fixture) CommandRemoval(n int, id uuid.UUID, who contact.Person) {
	f.T.Helper()
	ev := contacttest.Touch("delete"+id.String(), n, who)
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, "delete"
	ev.Facts.Command = &contact.Command{Contact: id, Delete: true}
	require.Equal(f.T, []string{"updated/deleted"}, InShort(f.Happen(ev)))
}

// Merge has a person merge two contacts of the shop, or take that back.
func (f Fixture) Merge(id string, minutes int, winner, loser uuid.UUID, back bool) {
	f.T.Helper()
	people, err := f.Book.People(f.T.Context(), winner)
	require.NoError(f.T, err)
	others, err := f.Book.People(f.T.Context(), loser)
	require.NoError(f.T, err)
	ev := contacttest.Touch(id, minutes, people[0])
	ev.Source = contact.SourceManual
	ev.Facts.Command = &contact.Command{Contact: winner, Absorb: loser, Others: append(people, others...)}
	reason := "updated/merged"
	if back {
		ev.Facts.Command.Absorb, ev.Facts.Command.Restore = uuid.Nil, loser
		reason = "updated/unmerged"
	}
	require.Equal(f.T, []string{reason}, InShort(f.Happen(ev)))
}

// Edit is a person's edit of a contact, stamped clock(minutes).
func (f Fixture) Edit(id string, minutes int, of uuid.UUID, who contact.Person, fields contact.Fields) contact.Event {
	ev := contacttest.Touch(id, minutes, who)
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, "edit"
	ev.Facts.Command, ev.Facts.Fields = &contact.Command{Contact: of}, &fields
	return ev
}
