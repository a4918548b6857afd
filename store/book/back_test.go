package book_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// TestAListIsReadBackwards reads, in every order, what stands before each contact of a
// list.
func TestAListIsReadBackwards(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	for i, waID := range []string{"60123450001", "60123450002", "60123450003", "60123450004"} {
		f.Happen(contacttest.Text("wamid."+waID, i, contacttest.Called(contacttest.Number(waID), "Person "+string(rune('d'-i)))))
	}
	for i, waID := range []string{"60123450005", "60123450006"} { // who never wrote
		f.Happen(contacttest.Submission("form."+waID, i, contacttest.Number(waID)))
	}
	for _, order := range contact.Sorts() {
		filter := book.ContactFilter{Sort: order}
		all := f.List(filter, nil, 100)
		require.Len(t, all, 6, order)
		for i, c := range all {
			before, err := f.Book.ContactsBefore(t.Context(), filter, book.PositionOf(c, order), 2)
			require.NoError(t, err)
			require.Equal(t, storetest.ContactIDs(all[max(i-2, 0):i]), storetest.ContactIDs(before), "before the contact %d by %s", i, order)
		}
	}
}

// TestByNumber finds who has a number now.
func TestByNumber(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(contacttest.Text("wamid.1", 0, contacttest.Number("60123456789")))
	f.Happen(contacttest.Change("wamid.2", 1, contacttest.Number("60123456789"), contacttest.Number("60123456780")))
	found, err := f.Book.ByNumber(t.Context(), contacttest.Shop, "60123456780")
	require.NoError(t, err)
	require.Equal(t, "60123456780", *found.WaID)
	for _, nobody := range []string{"60123456789", "60123456781", ""} {
		_, err := f.Book.ByNumber(t.Context(), contacttest.Shop, nobody)
		require.Error(t, err, nobody)
	}
	_, err = f.Book.ByNumber(t.Context(), "elsewhere", "60123456780")
	require.Error(t, err)
}
