package duplicates_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/storetest"
)

// throng are contacts of the shop by a name that the test has for them.
type throng struct {
	storetest.Fixture
	ids map[string]uuid.UUID
	n   int
}

func setup(t *testing.T) *throng {
	t.Helper()
	return &throng{Fixture: storetest.Setup(t), ids: map[string]uuid.UUID{}}
}

// add has somebody write; called is what WhatsApp calls them.
func (c *throng) add(who, called string, p contact.Person) uuid.UUID {
	c.T.Helper()
	c.n++
	c.ids[who] = c.Happen(contacttest.Text(fmt.Sprintf("m-%d", c.n), c.n, contacttest.Called(p, called)))[0].ContactID
	return c.ids[who]
}

// mail gives somebody an attribute.
func (c *throng) mail(who, attribute, value string) {
	c.T.Helper()
	c.Exec(`UPDATE contacts SET attributes = jsonb_build_object($2::text, $3::text) WHERE id = $1`, c.ids[who], attribute, value)
}

// round looks at everybody, a few at a time.
func (c *throng) round(size int) (contacts, pairs int) {
	c.T.Helper()
	for {
		looked, err := c.Duplicates.Look(c.T.Context(), size)
		require.NoError(c.T, err)
		contacts, pairs = contacts+looked.Contacts, pairs+looked.Pairs
		if looked.Ended {
			return contacts, pairs
		}
		require.Less(c.T, contacts, 10_000, "a round ends")
	}
}

// found lists pairs with what speaks for them.
func (c *throng) found(f book.DuplicateFilter) (pairs []string) {
	c.T.Helper()
	rows, err := c.Book.Duplicates(c.T.Context(), f, 0, 100)
	require.NoError(c.T, err)
	called := func(id uuid.UUID) string {
		for name, one := range c.ids {
			if one == id {
				return name
			}
		}
		return id.String()
	}
	for _, d := range rows {
		two := []string{called(d.ContactA), called(d.ContactB)}
		slices.Sort(two)
		pairs = append(pairs, strings.Join(two, " ")+": "+strings.Join(d.Reasons, ", "))
	}
	slices.Sort(pairs)
	return pairs
}

func (c *throng) pair(one, other string) book.DuplicateRow {
	c.T.Helper()
	for _, dismissed := range []bool{false, true} {
		rows, err := c.Book.Duplicates(c.T.Context(), book.DuplicateFilter{ContactID: c.ids[one], Dismissed: dismissed}, 0, 100)
		require.NoError(c.T, err)
		for _, d := range rows {
			if d.ContactA == c.ids[other] || d.ContactB == c.ids[other] {
				return d
			}
		}
	}
	require.Fail(c.T, "there is no such pair", "%s %s", one, other)
	return book.DuplicateRow{}
}

// say has a person give a command about one contact.
func (c *throng) say(who string, command contact.Command) string {
	c.T.Helper()
	c.n++
	people, err := c.Book.People(c.T.Context(), c.ids[who])
	require.NoError(c.T, err)
	ev := contacttest.Touch(fmt.Sprintf("c-%d", c.n), c.n, people[0])
	ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, "keep_both"
	command.Contact, command.Others = c.ids[who], people
	ev.Facts.Command = &command
	return storetest.InShort(c.Happen(ev))[0]
}

func TestWhatMakesTwoContactsAlike(t *testing.T) {
	t.Parallel()
	c := setup(t)
	// One number in two national variants, which user ids tell apart.
	c.add("mexico", "Frida", contact.Person{WaID: "525531601020", UserID: "MX.1"})
	c.add("mexico with 1", "Frida K", contact.Person{WaID: "5215531601020", UserID: "MX.2"})
	c.add("brazil", "Ana", contact.Person{WaID: "554181381001", UserID: "BR.1"})
	c.add("brazil with 9", "Ana", contact.Person{WaID: "5541981381001", UserID: "BR.2"})
	c.add("argentina", "Diego", contact.Person{WaID: "541123456789", UserID: "AR.1"})
	c.add("argentina with 9", "D10", contact.Person{WaID: "5491123456789", UserID: "AR.2"})
	// One number, read in two ways.
	c.add("berlin", "Käthe", contacttest.Number("4930123456"))
	c.add("berlin as of america", "Kathe Kruse", contacttest.Number("14930123456"))
	c.add("code twice", "Mei", contacttest.Number("6060123456701"))
	c.add("code once", "Mei Ling", contacttest.Number("60123456701"))
	// The same name, a digit another, too few, too many; and another name, or two digits.
	c.add("ada", "Ada Lovelace", contacttest.Number("60171111111"))
	c.add("ada's typo", "ADA  Lovelace", contacttest.Number("60171111112"))
	c.add("ada's short", "Ada Lovelace", contacttest.Number("6017111111"))
	c.add("not ada", "Adam", contacttest.Number("60171111113"))
	c.add("far ada", "Ada Lovelace", contacttest.Number("60179999999"))
	c.add("nameless", "", contacttest.Number("60172222221"))
	c.add("nameless too", "", contacttest.Number("60172222222"))
	// The same address, in the same attribute.
	c.add("mail", "Grace", contacttest.Number("60181000001"))
	c.add("mail too", "Admiral", contacttest.Number("60181000077"))
	c.add("mail elsewhere", "Colleague", contacttest.Number("60181000153"))
	c.mail("mail", "email", "Grace@Example.com")
	c.mail("mail too", "email", "grace@example.com")
	c.mail("mail elsewhere", "referred_by", "grace@example.com")
	// An address that more people share than are one.
	for n := range 9 {
		who := fmt.Sprintf("staff %d", n)
		c.add(who, who, contacttest.Number(fmt.Sprintf("6019%d00000%d", n, n)))
		c.mail(who, "email", "info@example.com")
	}
	// Of another channel.
	c.Channel(storetest.Branch, "410000000000002")
	c.n++
	c.Happen(contacttest.From("410000000000002", contacttest.Text("other", c.n, contacttest.Called(contacttest.Number("60171111114"), "Ada Lovelace"))))

	want := []string{
		"ada ada's short: similar_number", "ada ada's typo: similar_number", "ada's short ada's typo: similar_number", "argentina argentina with 9: same_number",
		"berlin berlin as of america: same_number", "brazil brazil with 9: same_number", "code once code twice: same_number",
		"mail mail too: same_email", "mexico mexico with 1: same_number",
	}
	contacts, pairs := c.round(7)
	require.Equal(t, len(c.ids)+1, contacts)
	require.GreaterOrEqual(t, pairs, len(want))
	require.Equal(t, want, c.found(book.DuplicateFilter{}))

	t.Run("found again they are the same pairs, in pages of any size", func(t *testing.T) {
		before := c.pair("ada", "ada's typo").ID
		for _, size := range []int{1, 3, 100} {
			c.round(size)
			require.Equal(t, want, c.found(book.DuplicateFilter{}))
		}
		require.Equal(t, before, c.pair("ada", "ada's typo").ID)
		require.Equal(t, want[:2], c.found(book.DuplicateFilter{ContactID: c.ids["ada"]}))
		require.Empty(t, c.found(book.DuplicateFilter{ContactID: c.ids["not ada"]}))
		require.Empty(t, c.found(book.DuplicateFilter{ChannelID: storetest.Branch}))
		require.Len(t, c.found(book.DuplicateFilter{ChannelID: contacttest.Shop}), len(want))
	})

	t.Run("they are listed page by page, the newest first", func(t *testing.T) {
		var ids []int64
		for before := int64(0); ; {
			rows, err := c.Book.Duplicates(t.Context(), book.DuplicateFilter{}, before, 3)
			require.NoError(t, err)
			for _, d := range rows {
				ids = append(ids, d.ID)
			}
			if len(rows) < 3 {
				break
			}
			before = rows[2].ID
		}
		require.Len(t, ids, len(want))
		require.True(t, slices.IsSortedFunc(ids, func(a, b int64) int { return int(b - a) }))
	})

	t.Run("who is corrected is alike no longer", func(t *testing.T) {
		c.mail("mail too", "email", "hopper@example.com")
		c.Exec(`UPDATE contacts SET display_name = 'Byron' WHERE id = $1`, c.ids["ada's short"])
		c.round(10)
		require.Equal(t, slices.DeleteFunc(slices.Clone(want), func(pair string) bool {
			return strings.HasPrefix(pair, "mail") || strings.Contains(pair, "ada's short")
		}), c.found(book.DuplicateFilter{}))
	})
}

// TestARoundGoesOnWhereItWasLeft has a look end in the middle of a round, as a process
// does that is killed.
func TestARoundGoesOnWhereItWasLeft(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for n := range 6 {
		c.add(fmt.Sprint(n), "Ada", contacttest.Number(fmt.Sprintf("6017000000%d", n)))
	}
	looked, err := c.Duplicates.Look(t.Context(), 4)
	require.NoError(t, err)
	require.Equal(t, 4, looked.Contacts)
	require.False(t, looked.Ended)
	again := storetest.Open(t, c.URL).Duplicates
	looked, err = again.Look(t.Context(), 4)
	require.NoError(t, err)
	require.Equal(t, 2, looked.Contacts)
	require.True(t, looked.Ended)
	require.Len(t, c.found(book.DuplicateFilter{}), 15, "everybody with everybody")
	looked, err = again.Look(t.Context(), 6)
	require.NoError(t, err)
	require.Equal(t, 6, looked.Contacts, "the next round begins")
	require.False(t, looked.Ended)
	looked, err = again.Look(t.Context(), 6)
	require.NoError(t, err)
	require.True(t, looked.Ended)
	require.Len(t, c.found(book.DuplicateFilter{}), 15)
}

func TestWhatPeopleSayOfAPair(t *testing.T) {
	t.Parallel()
	c := setup(t)
	for who, number := range map[string]string{"ada": "60171111111", "twin": "60171111112", "third": "60171111113"} {
		c.add(who, "Ada", contacttest.Number(number))
	}
	open, dismissed := book.DuplicateFilter{}, book.DuplicateFilter{Dismissed: true}
	c.round(10)
	all := []string{"ada third: similar_number", "ada twin: similar_number", "third twin: similar_number"}
	require.Equal(t, all, c.found(open))

	t.Run("dismissed stays dismissed, and can be taken back", func(t *testing.T) {
		d := c.pair("ada", "twin")
		require.Equal(t, "updated/kept_both", c.say("ada", contact.Command{KeepBoth: c.ids["twin"]}))
		require.Equal(t, []string{all[0], all[2]}, c.found(open))
		require.Equal(t, all[1:2], c.found(dismissed))
		c.round(2)
		require.Equal(t, []string{all[0], all[2]}, c.found(open))
		require.Equal(t, d.ID, c.pair("twin", "ada").ID)
		require.NotNil(t, c.pair("twin", "ada").DismissedAt)
		require.Equal(t, "updated/reconsidered", c.say("twin", contact.Command{Reconsider: c.ids["ada"]}))
		require.Equal(t, all, c.found(open))
		require.Equal(t, "ignored/nothing_new", c.say("twin", contact.Command{Reconsider: c.ids["ada"]}))
	})

	t.Run("dismissed stays dismissed when one of the two becomes part of another contact", func(t *testing.T) {
		require.Equal(t, "updated/kept_both", c.say("ada", contact.Command{KeepBoth: c.ids["third"]}))
		c.Merge("merge-1", 50, c.ids["twin"], c.ids["ada"], false)
		c.round(10)
		require.Empty(t, c.found(open), "the third is not the twin, since it is not Ada")
		c.Merge("merge-2", 51, c.ids["twin"], c.ids["ada"], true)
		c.round(10)
		require.Equal(t, all[1:], c.found(open))
		require.Equal(t, all[:1], c.found(dismissed))
	})

	t.Run("a pair goes at once with a contact that is merged or gone", func(t *testing.T) {
		c.Merge("merge-3", 60, c.ids["ada"], c.ids["twin"], false)
		require.Empty(t, c.found(open))
		c.Merge("merge-4", 61, c.ids["ada"], c.ids["twin"], true)
		require.Equal(t, all[1:], c.found(open))
		c.Remove(70, c.ids["twin"], contacttest.Number("60171111112"))
		require.Empty(t, c.found(open))
		require.Zero(t, storetest.Read[int](c.Fixture, `SELECT count(*)::int FROM duplicates WHERE $1 IN (contact_a, contact_b)`, c.ids["twin"]))
		c.round(10)
		require.Empty(t, c.found(open))
	})
}

// TestAConflictThatKeptBothIsNoDuplicate resolves a conflict before anybody looked: what
// was said there holds here.
func TestAConflictThatKeptBothIsNoDuplicate(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		c := &throng{Fixture: f, ids: map[string]uuid.UUID{}}
		c.add("ada", "Ada", contact.Person{WaID: "525531601020", UserID: "MX.1"})
		c.add("other", "Ada", contact.Person{WaID: "5215531601020", UserID: "MX.2"})
		require.Len(t, f.Conflicts(), 1)
		require.Equal(t, "updated/kept_both", c.say("ada", contact.Command{KeepBoth: c.ids["other"]}))
		require.Empty(t, f.Conflicts())
		require.Empty(t, c.found(book.DuplicateFilter{Dismissed: true}), "nothing speaks for it yet")
		c.round(10)
		require.Empty(t, c.found(book.DuplicateFilter{}))
		require.Equal(t, []string{"ada other: same_number"}, c.found(book.DuplicateFilter{Dismissed: true}))
		require.Equal(t, "updated/kept_both", c.say("ada", contact.Command{KeepBoth: c.ids["ada"]}), "of two that were merged meanwhile")
	})
}

// TestPairsAreInOrder keeps each pair once, whichever of the two is found first.
func TestPairsAreInOrder(t *testing.T) {
	t.Parallel()
	c := setup(t)
	first := c.add("first", "Ada", contacttest.Number("60171111112"))
	second := c.add("second", "Ada", contacttest.Number("60171111111"))
	c.round(1)
	d := c.pair("first", "second")
	require.Negative(t, bytes.Compare(d.ContactA[:], d.ContactB[:]))
	require.ElementsMatch(t, []uuid.UUID{first, second}, []uuid.UUID{d.ContactA, d.ContactB})
}

// TestOneIsCompared alone, from either side, and pairs that were dismissed stay so.
func TestOneIsCompared(t *testing.T) {
	t.Parallel()
	c := setup(t)
	c.add("ada", "Ada", contact.Person{WaID: "60123456789"})
	c.add("typo", "Ada", contact.Person{WaID: "60123456780"})
	c.add("short", "ada", contact.Person{WaID: "6012345678"})
	c.add("mei", "Mei", contact.Person{WaID: "60198765432"})
	c.add("lin", "Lin", contact.Person{WaID: "60187654321"})
	c.mail("mei", "email", "mei@example.com")
	c.mail("lin", "email", "mei@example.com")
	compared := func(who string, pairs ...string) {
		c.Exec(`DELETE FROM duplicates`)
		require.NoError(t, c.Duplicates.Compare(t.Context(), c.ids[who]))
		require.Equal(t, pairs, c.found(book.DuplicateFilter{}), who)
	}
	compared("ada", "ada short: similar_number", "ada typo: similar_number")
	compared("typo", "ada typo: similar_number", "short typo: similar_number")
	compared("lin", "lin mei: same_email")
	c.Exec(`UPDATE duplicates SET dismissed_at = now()`)
	require.NoError(t, c.Duplicates.Compare(t.Context(), c.ids["mei"]))
	require.Empty(t, c.found(book.DuplicateFilter{}))
	require.NoError(t, c.Duplicates.Compare(t.Context(), uuid.New()), "nobody is compared with nobody")
}
