package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// backwards lists what stands before a contact in each order, and finds a contact by a
// number.
func (p planTest) backwards(t *testing.T) {
	for _, sort := range contact.Sorts() {
		filter := book.ContactFilter{Sort: sort}
		for place, n := range map[string]int{"page in the middle": storetest.LargePeople / 2, "one of the last pages": storetest.LargePeople - 100} {
			before := p.after(t, filter, n)
			t.Run(string(sort)+"/"+place, func(t *testing.T) {
				requireFew(t, p.plans(t, func(f storetest.Fixture) {
					found, err := f.Book.ContactsBefore(t.Context(), filter, *before, storetest.PageSize)
					require.NoError(t, err)
					require.NotEmpty(t, found)
				}), 2*storetest.Few)
			})
		}
	}
	t.Run("a number", func(t *testing.T) {
		requireFew(t, p.plans(t, func(f storetest.Fixture) {
			_, err := f.Book.ByNumber(t.Context(), contacttest.Shop, "60999999999")
			require.ErrorContains(t, err, "find a contact by a number")
		}), storetest.Few)
	})
}
