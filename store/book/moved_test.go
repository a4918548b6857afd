package book_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// TestExplainTellsWhyAMessageIsWithAnother asks about messages of two people whose contacts
// became part of others, by what was filed with them before and what arrived since.
func TestExplainTellsWhyAMessageIsWithAnother(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		ada, bob, eve := contacttest.Number("60521"), contacttest.Number("60522"), contacttest.Number("60523")
		one := f.Happen(contacttest.Text("ada.1", 1, ada))[0].ContactID
		two := f.Happen(contacttest.Text("bob.1", 2, bob))[0].ContactID
		last := f.Happen(contacttest.Text("eve.1", 3, eve))[0].ContactID
		requireTold := func(message string, events ...string) {
			t.Helper()
			require.Equal(t, append([]string{message}, events...), story(f.Explain(book.Question{MessageID: message})))
		}
		f.Merge("merge", 4, one, two, false)
		f.Happen(contacttest.Text("bob.2", 5, bob))
		requireTold("ada.1")
		requireTold("bob.1", "merge")
		require.Equal(t, []string{"merge", "bob.2"}, story(f.Explain(book.Question{MessageID: "bob.2"})), "it came later, and is with another one, too")
		f.Merge("chain", 6, last, one, false)
		requireTold("ada.1", "chain")
		requireTold("bob.1", "merge", "chain")
		requireTold("eve.1")
		f.Merge("unchain", 7, last, one, true)
		f.Merge("unmerge", 8, one, two, true)
		requireTold("bob.1", "merge", "unmerge")
		require.Equal(t, []string{"merge", "bob.2", "unmerge"}, story(f.Explain(book.Question{MessageID: "bob.2"})))
	})
}
