package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// duplicates lists pairs of contacts who may be one person, and looks for them: two
// contacts are compared with 20,000 by index. Many of the others have numbers next to
// theirs.
func (p planTest) duplicates(t *testing.T) {
	known := storetest.Read[uuid.UUID](p.In(t), `SELECT contact_a FROM duplicates WHERE dismissed_at IS NULL ORDER BY id DESC LIMIT 1`)
	for name, tc := range map[string]struct {
		filter book.DuplicateFilter
		before int64
	}{
		"open": {}, "open, of a channel": {filter: book.DuplicateFilter{ChannelID: contacttest.Shop}},
		"open, of a channel that has none": {filter: book.DuplicateFilter{ChannelID: storetest.Branch}},
		"dismissed, in the middle":         {filter: book.DuplicateFilter{Dismissed: true}, before: storetest.LargePeople / 4},
		"of a contact":                     {filter: book.DuplicateFilter{ContactID: known}},
		"dismissed, of a contact":          {filter: book.DuplicateFilter{ContactID: known, Dismissed: true}},
	} {
		t.Run(name, func(t *testing.T) {
			requireFew(t, p.plans(t, func(f storetest.Fixture) {
				_, err := f.Book.Duplicates(t.Context(), tc.filter, tc.before, storetest.PageSize)
				require.NoError(t, err)
			}), storetest.Few)
		})
	}
	t.Run("of several channels", func(t *testing.T) {
		requireFew(t, p.plans(t, func(f storetest.Fixture) {
			_, err := f.Book.In(store.OnlyChannels(storetest.Branch, contacttest.Shop)).Duplicates(t.Context(), book.DuplicateFilter{}, 0, storetest.PageSize)
			require.NoError(t, err)
		}), storetest.Few)
	})
	t.Run("looking for them", func(t *testing.T) {
		requireFew(t, p.plans(t, func(f storetest.Fixture) {
			looked, err := f.Duplicates.Look(t.Context(), 2)
			require.NoError(t, err)
			require.Equal(t, 2, looked.Contacts)
		}), storetest.Few)
	})
	t.Run("merges into a contact", func(t *testing.T) {
		requireFew(t, p.plans(t, func(f storetest.Fixture) {
			_, err := f.Book.MergedInto(t.Context(), known)
			require.NoError(t, err)
		}), storetest.Few)
	})
}
