package ledger_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestCreateContact(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {

		t.Run("creating it again for the same event finds the first one, which still ends as created", func(t *testing.T) {
			f := f.In(t)
			f.Record(contacttest.Text("c-1", 1, contacttest.Called(contacttest.Number("60301"), "Ada")))
			_, task := f.Next("60301")
			first, err := f.Ledger.CreateContact(t.Context(), task)
			require.NoError(t, err)
			require.NotEqual(t, uuid.Nil, first)
			again, err := f.Ledger.CreateContact(t.Context(), task)
			require.NoError(t, err)
			require.Equal(t, first, again)
			require.Equal(t, []string{"created/first_message"}, storetest.InShort(f.Decide(contacttest.Shop, "60301")))
			require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE wa_id = '60301'`))
		})

		t.Run("an event that is no longer pending creates nothing", func(t *testing.T) {
			f := f.In(t)
			f.Record(contacttest.Text("c-2", 1, contacttest.Number("60302")))
			_, task := f.Next("60302")
			_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
			require.NoError(t, err)
			id, err := f.Ledger.CreateContact(t.Context(), task)
			require.NoError(t, err)
			require.Equal(t, uuid.Nil, id)
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE wa_id = '60302'`))
		})

		t.Run("it captures who wrote, when and where", func(t *testing.T) {
			f := f.In(t)
			p := contact.Person{WaID: "60303", UserID: "MY.c3", ParentUserID: "MY.ENT.c3", ProfileName: "Cé", Username: "ce"}
			id := f.Happen(contacttest.Text("c-3", 7, p))[0].ContactID
			c, err := f.Book.Contact(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, []string{"60303", "MY.c3", "ce", "Cé"}, []string{*c.WaID, *c.UserID, *c.Username, *c.WhatsAppName})
			require.Equal(t, []string{contacttest.Shop, "message", "Cé", "profile"}, []string{c.ChannelID, c.Source, c.DisplayName, c.NameSource})
			require.Equal(t, []string{"c-3", "text", "Text of c-3"}, []string{*c.FirstMessageWaID, *c.FirstMessageType, *c.FirstMessageText})
			require.True(t, contacttest.Clock(7).Equal(*c.FirstMessageAt) && contacttest.Clock(7).Equal(*c.LastConversedAt), "the message's own time")
			require.Equal(t, []string{"parent_user_id MY.ENT.c3", "user_id MY.c3", "wa_id 60303"}, storetest.Column(f,
				`SELECT kind || ' ' || value FROM identities WHERE contact_id = $1 AND confirmed AND valid_from = $2 ORDER BY 1`, id, contacttest.Clock(7)))
		})

		t.Run("someone known only by BSUID is a contact", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("c-4", 1, contacttest.UserID("MY.c4")), contacttest.Text("c-5", 2, contacttest.UserID("MY.c4")), contacttest.Text("c-6", 3, contact.Person{ParentUserID: "MY.ENT.c6"}))
			require.Equal(t, []string{"created/first_message", "attached/known_contact", "created/first_message"}, storetest.InShort(out))
			require.Equal(t, out[0].ContactID, out[1].ContactID)
			c, err := f.Book.Contact(t.Context(), out[0].ContactID)
			require.NoError(t, err)
			require.Nil(t, c.WaID)
			require.Equal(t, []string{"MY.c4", "MY.c4", "user_id"}, []string{*c.UserID, c.DisplayName, c.NameSource})
			parent, err := f.Book.Contact(t.Context(), out[2].ContactID)
			require.NoError(t, err)
			require.Equal(t, "MY.ENT.c6", *parent.UserID)
		})

		t.Run("the display name falls back to the number and then to the username", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("c-7", 1, contacttest.Number("60307")), contacttest.Text("c-8", 1, contact.Person{UserID: "MY.c8", Username: "eve"}))
			for i, want := range []string{"60307 phone", "eve username"} {
				c, err := f.Book.Contact(t.Context(), out[i].ContactID)
				require.NoError(t, err)
				require.Equal(t, want, c.DisplayName+" "+c.NameSource)
			}
		})

		t.Run("the same person on another channel is another contact", func(t *testing.T) {
			f := f.In(t)
			f.Channel("second", "9002")
			out := f.Happen(contacttest.Text("c-9", 1, contacttest.Number("60309")), contacttest.From("9002", contacttest.Text("c-9", 1, contacttest.Number("60309"))))
			require.Equal(t, []string{"created/first_message", "created/first_message"}, storetest.InShort(out))
			require.NotEqual(t, out[0].ContactID, out[1].ContactID)
		})

		t.Run("a further identity of a known person is added, not created", func(t *testing.T) {
			f := f.In(t)
			out := f.Happen(contacttest.Text("c-10", 1, contacttest.Number("60310")), contacttest.Text("c-11", 2, contact.Person{WaID: "60310", UserID: "MY.c10"}), contacttest.Text("c-12", 3, contacttest.UserID("MY.c10")))
			require.Equal(t, []string{"created/first_message", "attached/known_contact", "attached/known_contact"}, storetest.InShort(out))
			require.Equal(t, out[0].ContactID, out[2].ContactID)
		})
	})
}

func TestTwoFirstMessagesAtOnceMakeOneContact(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		const people = 15
		for n := range people {
			waID, id := fmt.Sprintf("6032%04d", n), fmt.Sprintf("MY.p%d", n)
			// One names both identities and queues under the number, the other only
			// the BSUID: two workflows work on one person.
			r := f.Record(contacttest.Text("both-"+waID, 1, contact.Person{WaID: waID, UserID: id}), contacttest.Text("one-"+waID, 2, contacttest.UserID(id)))
			tasks := []ledger.Task{
				{ChannelID: contacttest.Shop, Key: waID, EventID: r[0].ID, Keys: []string{waID, id}},
				{ChannelID: contacttest.Shop, Key: id, EventID: r[1].ID, Keys: []string{id}},
			}
			var wg sync.WaitGroup
			made, failed := make([]uuid.UUID, 2), make([]error, 2)
			for i, task := range tasks {
				wg.Go(func() { made[i], failed[i] = f.Ledger.CreateContact(t.Context(), task) })
			}
			wg.Wait()
			require.NoError(t, failed[0])
			require.NoError(t, failed[1])
			require.Equal(t, made[0], made[1])
			f.Decide(contacttest.Shop, waID)
			f.Decide(contacttest.Shop, id)
		}
		require.Equal(t, people, storetest.Read[int](f, `SELECT count(*) FROM contacts`))
		require.Equal(t, people, storetest.Read[int](f, `SELECT count(*) FROM events WHERE decision = 'created'`))
		require.Equal(t, 2*people, storetest.Read[int](f, `SELECT count(*) FROM identities`))
	})
}
