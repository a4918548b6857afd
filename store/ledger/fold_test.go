package ledger_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// folded is what is searched of a contact; nil if nobody has folded it.
func folded(f storetest.Fixture, id uuid.UUID) *string {
	return storetest.Read[*string](f, `SELECT folded FROM contacts WHERE id = $1`, id)
}

// TestWhatIsSearchedIsFoldedWhereItIsWritten follows a contact through all that
// changes what is searched.
func TestWhatIsSearchedIsFoldedWhereItIsWritten(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		jose, ana := contacttest.Number("60123456789"), contacttest.Number("60198765432")
		jose.UserID = "MY.jose1"
		out := f.Happen(contacttest.Text("a", 1, contacttest.Called(jose, "José")), contacttest.Text("b", 2, contacttest.Called(ana, "Ana")))
		first, second := out[0].ContactID, out[1].ContactID
		is := func(id uuid.UUID, want string) {
			t.Helper()
			require.NotNil(t, folded(f, id))
			require.Equal(t, want, *folded(f, id))
			require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE folded IS NULL`), "nothing is left to be folded")
		}
		is(first, "jose 60123456789 my.jose1")
		is(second, "ana 60198765432")
		f.Happen(contacttest.Text("c", 3, contacttest.Called(jose, "José Núñez")))
		is(first, "jose nunez 60123456789 my.jose1")
		name := "Pepe"
		edit := contacttest.Text("edit", 4, contact.Person{WaID: jose.WaID, Unconfirmed: true})
		edit.Source, edit.Facts.Message, edit.Facts.Fields = contact.SourceAPI, nil, &contact.Fields{DisplayName: &name}
		f.Happen(edit)
		is(first, "pepe jose nunez 60123456789 my.jose1")
		f.CommandRemoval(5, first, jose)
		is(first, "")
	})
}

// TestContactsThatNobodyHasFolded are those from before, and what an older program
// writes beside this one. They are found as they are written, and then folded.
func TestContactsThatNobodyHasFolded(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const many = 1100 // more than two batches
	for n := range many {
		f.Exec(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source)
VALUES (gen_random_uuid(), 'shop', gen_random_uuid(), 'message', $1, $2, 'manual')`, fmt.Sprintf("6012%06d", n), fmt.Sprintf("José %d", n))
	}
	search := func(query string) int {
		t.Helper()
		return len(f.List(book.ContactFilter{Query: query}, nil, 2*many))
	}
	fold := func() {
		t.Helper()
		for {
			n, err := f.Ledger.FoldSome(t.Context())
			require.NoError(t, err)
			require.LessOrEqual(t, n, int64(500), "in batches")
			if n == 0 {
				return
			}
		}
	}
	require.Equal(t, []int{0, 1}, []int{search("jose 1099"), search("6012001099")}, "a number is found at once")
	fold()
	require.Equal(t, []int{1, many}, []int{search("1099 Jose"), search("jose")})

	f.Exec(`UPDATE contacts SET display_name = 'María', version = version + 1 WHERE display_name = 'José 7'`)
	require.Equal(t, []int{0, many - 1}, []int{search("maria"), search("jose")})
	fold()
	require.Equal(t, 1, search("maria"), "what an older program has renamed")
	f.Exec(`UPDATE contacts SET last_conversed_at = now(), version = version + 1 WHERE display_name = 'María'`)
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE folded IS NULL`), "what is not searched changes nothing")
	f.Exec(`UPDATE contacts SET display_name = '', wa_id = NULL, deleted_at = now(), version = version + 1 WHERE display_name = 'María'`)
	require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*) FROM contacts WHERE folded IS NULL`), "an older program's deletion takes the words at once")
	fold()
	require.Zero(t, search("maria"))
}

// TestWhoIsDecidedAboutIsFoldedLater holds a contact while others are folded.
func TestWhoIsDecidedAboutIsFoldedLater(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.People(3, "p")
	f.Exec(`UPDATE contacts SET folded = NULL`)
	tx, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `UPDATE contacts SET version = version + 1 WHERE id = (SELECT min(id::text)::uuid FROM contacts)`)
	require.NoError(t, err)
	n, err := f.Ledger.FoldSome(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	require.NoError(t, tx.Commit(t.Context()))
	n, err = f.Ledger.FoldSome(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}
