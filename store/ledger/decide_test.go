package ledger_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {

		t.Run("effect, decision and end of the entry stand together", func(t *testing.T) {
			f := f.In(t)
			f.Happen(contacttest.Text("s-1", 1, contacttest.Number("60401")))
			r := f.Record(contacttest.Text("s-2", 2, contacttest.Number("60401")))[0]
			_, task := f.Next("60401")
			result, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
			require.NoError(t, err)
			require.False(t, result.More)
			require.Equal(t, []string{"attached/known_contact"}, storetest.InShort(result.Decisions))
			require.Equal(t, "attached known_contact contact/shop/60401 a-run", storetest.Read[string](f, `
SELECT decision || ' ' || reason || ' ' || workflow_id || ' ' || run_id FROM events
WHERE id = $1 AND decided_at IS NOT NULL AND contact_id = $2`, r.ID, result.Decisions[0].ContactID))
			require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM messages WHERE event_id = $1`, r.ID))
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM queue WHERE event_id = $1`, r.ID))
		})

		t.Run("an event that is decided already keeps its decision", func(t *testing.T) {
			f := f.In(t)
			f.Record(contacttest.Text("s-3", 3, contacttest.Number("60403")))
			_, task := f.Next("60403")
			first := f.Decide(contacttest.Shop, "60403")
			f.Record(contacttest.Text("s-4", 4, contacttest.Number("60403")))
			task.Run = ledger.Run{WorkflowID: "another", RunID: "another"}
			result, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
			require.NoError(t, err)
			require.Equal(t, first, result.Decisions)
			require.True(t, result.More, "what else is pending for the key is told all the same")
			require.Equal(t, "a-run", storetest.Read[string](f, `SELECT run_id FROM events WHERE id = $1`, task.EventID))
			require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM messages WHERE external_id IN ('s-3', 's-4')`))
		})

		t.Run("an event that nobody recorded is not found", func(t *testing.T) {
			_, err := f.Ledger.Decide(t.Context(), ledger.Task{ChannelID: contacttest.Shop, Key: "1", Keys: []string{"1"}, EventID: uuid.New()}, 1)
			require.ErrorIs(t, err, store.ErrNotFound)
		})

		t.Run("a message whose person has no contact is to be looked up again, and stays pending", func(t *testing.T) {
			f := f.In(t)
			f.Record(contacttest.Text("s-5", 5, contacttest.Number("60405")))
			_, task := f.Next("60405")
			result, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
			require.NoError(t, err)
			require.True(t, result.Again)
			require.Empty(t, result.Decisions)
			next, _ := f.Next("60405")
			require.Equal(t, contact.StepCreate, next.Step)
		})

		t.Run("what creates nothing is decided for a stranger too", func(t *testing.T) {
			f := f.In(t)
			reaction := contacttest.Touch("s-6", 6, contacttest.Number("60406"))
			reaction.Facts.Reason = contact.Reaction
			out := f.Happen(reaction, contacttest.Touch("s-7", 7, contacttest.Number("60406")))
			require.Equal(t, []string{"ignored/reaction", "ignored/no_contact"}, storetest.InShort(out))
			require.Equal(t, uuid.Nil, out[0].ContactID)
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE wa_id = '60406'`))
		})

		t.Run("a reaction does not move when they last conversed", func(t *testing.T) {
			f := f.In(t)
			reaction := contacttest.Touch("s-9", 9, contacttest.Number("60408"))
			reaction.Facts.Reason = contact.Reaction
			out := f.Happen(contacttest.Text("s-8", 8, contacttest.Number("60408")), reaction)
			require.Equal(t, []string{"created/first_message", "ignored/reaction"}, storetest.InShort(out))
			require.Equal(t, out[0].ContactID, out[1].ContactID, "but it is filed with the contact")
			c, err := f.Book.Contact(t.Context(), out[0].ContactID)
			require.NoError(t, err)
			require.True(t, contacttest.Clock(8).Equal(*c.LastConversedAt))
		})
	})
}

func TestMessagesThatWaitBehindAreDecidedTogether(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		var last int
		// decide decides once, in runs of at most limit, and returns how many.
		end := func(f storetest.Fixture, key string, limit int) (int, bool) {
			f.T.Helper()
			next, task := f.Next(key)
			if next.Step == contact.StepCreate {
				_, err := f.Ledger.CreateContact(f.T.Context(), task)
				require.NoError(f.T, err)
			}
			result, err := f.Ledger.Decide(f.T.Context(), task, limit)
			require.NoError(f.T, err)
			return len(result.Decisions), result.More
		}
		burst := func(n int, p contact.Person) (all []contact.Event) {
			for range n {
				last++
				all = append(all, contacttest.Text(fmt.Sprintf("r-%d", last), last, p))
			}
			return all
		}
		ada := contacttest.Number("60411")

		t.Run("up to the limit", func(t *testing.T) {
			f := f.In(t)
			f.Record(burst(7, ada)...)
			for _, want := range []struct {
				decided int
				more    bool
			}{{5, true}, {2, false}} {
				decided, more := end(f, "60411", 5)
				require.Equal(t, want.decided, decided)
				require.Equal(t, want.more, more)
			}
			require.Equal(t, []string{"attached 6", "created 1"}, storetest.Column(f,
				`SELECT decision || ' ' || count(*) FROM events WHERE key = '60411' GROUP BY decision ORDER BY 1`))
			require.Equal(t, 7, storetest.Read[int](f, `SELECT count(*) FROM messages m JOIN contacts c ON c.id = m.contact_id WHERE c.wa_id = '60411'`))
		})

		for _, tc := range []struct {
			name string
			stop contact.Event
		}{
			{"but they stop at a change of number", contacttest.Change("r-change", 100, ada, contacttest.Number("60419"))},
			{"they stop at what is no message", contacttest.Preference("r-pref", 101, ada, true)},
			{"they stop at a message that tells a further identity", contacttest.Text("r-more", 102, contact.Person{WaID: "60411", UserID: "MY.r"})},
		} {
			t.Run(tc.name, func(t *testing.T) {
				f := f.In(t)
				f.Record(append(append(burst(2, ada), tc.stop), burst(1, ada)...)...)
				decided, more := end(f, "60411", ledger.MaxRun)
				require.Equal(t, 2, decided)
				require.True(t, more)
				next, _ := f.Next("60411")
				require.Equal(t, tc.stop.Kind, next.Kind)
				f.Decide(contacttest.Shop, "60411")
			})
		}

		t.Run("variants of a number that are two people are not mixed up", func(t *testing.T) {
			f := f.In(t)
			a, b := contact.Person{WaID: "5215500000001", UserID: "MX.a"}, contact.Person{WaID: "525500000001", UserID: "MX.b"}
			f.Happen(contacttest.Text("v-1", 1, a), contacttest.Text("v-2", 1, b))
			f.Record(contacttest.Text("v-3", 2, a), contacttest.Text("v-4", 2, b), contacttest.Text("v-5", 3, a))
			f.Decide(contacttest.Shop, "525500000001")
			require.Equal(t, []string{"5215500000001 v-1", "5215500000001 v-3", "5215500000001 v-5", "525500000001 v-2", "525500000001 v-4"},
				storetest.Column(f, `SELECT c.wa_id || ' ' || m.external_id FROM messages m JOIN contacts c ON c.id = m.contact_id
                       WHERE m.external_id LIKE 'v-%' ORDER BY 1`))
		})
	})
}
