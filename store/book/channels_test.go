package book_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWhatOneChannelKnowsExplainsNothingOnAnother has two numbers, which only another
// channel knows to be one person's.
func TestWhatOneChannelKnowsExplainsNothingOnAnother(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	const otherNumber = "7002"
	f.Channel("other", otherNumber)
	former, present := contacttest.Number("60381"), contacttest.Number("60382")
	f.Happen(
		contacttest.Text("shop-1", 1, former), contacttest.Text("shop-2", 2, present),
		contacttest.From(otherNumber, contacttest.Text("other-1", 1, contact.Person{WaID: "60381", UserID: "MY.y"})),
		contacttest.From(otherNumber, contacttest.Change("other-2", 2, former, present)))
	shop, other := f.Book.In(store.OnlyChannels(contacttest.Shop)), f.Book.In(store.OnlyChannels("other"))
	explain := func(b *book.Book, q book.Question) book.Trail {
		trail, err := b.Explain(t.Context(), q)
		require.NoError(t, err)
		return trail
	}

	q := book.Question{Phone: "60382", ChannelID: "none"}
	require.Equal(t, []string{"other", contacttest.Shop}, explain(f.Book, q).Elsewhere)
	require.Equal(t, []string{contacttest.Shop}, explain(shop, q).Elsewhere)
	q.ChannelID = "other"
	require.Equal(t, []string{contacttest.Shop}, explain(shop, q).Elsewhere, "as of a channel that is not there")

	f.Record(contacttest.From("7009", contacttest.Text("nowhere-1", 3, present)))
	for _, asked := range []string{"", contacttest.Shop} {
		q := book.Question{Phone: "60382", ChannelID: asked}
		require.Equal(t, []string{"shop-2"}, story(explain(shop, q)), "that 60381 is the same person is known elsewhere")
		require.Len(t, explain(shop, q).Contacts, 1)
		require.Empty(t, explain(shop, q).Others)
		require.Empty(t, story(explain(shop, book.Question{UserID: "MY.y", ChannelID: asked})))
	}
	require.Equal(t, []string{"other-1", "other-2"}, story(explain(other, book.Question{Phone: "60382"})))
	require.Equal(t, []string{"shop-1", "shop-2", "other-1", "other-2", "nowhere-1"}, story(f.Explain(book.Question{Phone: "60382"})),
		"who sees everything is told everything")
}

// TestWhatIsReadByItsContact is asked for by the id of a contact of another channel.
func TestWhatIsReadByItsContact(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("other", "7002")
	id := f.Happen(contacttest.Text("m", 1, contacttest.Number("60381")))[0].ContactID
	for name, in := range map[string]store.Channels{"another": store.OnlyChannels("other"), "none": {}} {
		b := f.Book.In(in)
		_, err := b.Contact(t.Context(), id)
		require.ErrorIs(t, err, store.ErrNotFound, name)
		_, err = b.Provenance(t.Context(), id)
		require.ErrorIs(t, err, store.ErrNotFound, name)
		messages, err := b.Messages(t.Context(), id, nil, 10)
		require.NoError(t, err)
		require.Empty(t, messages, name)
	}
	b := f.Book.In(store.OnlyChannels("other", contacttest.Shop))
	origin, err := b.Provenance(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, origin.Identities, 1)
	messages, err := b.Messages(t.Context(), id, nil, 10)
	require.NoError(t, err)
	require.Len(t, messages, 1)

	f.Exec(`UPDATE contacts SET deleted_at = now() WHERE id = $1`, id)
	_, err = f.Book.In(store.OnlyChannels("other")).Contact(t.Context(), id)
	require.ErrorIs(t, err, store.ErrNotFound, "that it was there is not told either")
}
