package ledger_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// agrees is a form that gives or withdraws consent.
func agrees(id string, minutes int, waID string, yes bool) contact.Event {
	ev := contacttest.Submission(id, minutes, contacttest.Number(waID))
	ev.ChannelID = contacttest.Shop
	ev.Facts.Fields = &contact.Fields{Consent: &contact.Consent{Given: yes, Text: "Offers of " + id}}
	return ev
}

// consentOf is what a contact shows of consent, in a word.
func consentOf(f storetest.Fixture, id uuid.UUID) string {
	f.T.Helper()
	switch s := f.Get(id).Consent; {
	case s == nil:
		return "nothing"
	case s.Given:
		return "yes: " + s.Text
	default:
		return "no: " + s.Text
	}
}

// TestConsentOfAMerge merges two people who said different things. The latest word
// counts, and each has its own again when the merge is taken back.
func TestConsentOfAMerge(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		ada := f.Happen(agrees("yes", 1, "60961", true))[0].ContactID
		bob := f.Happen(agrees("no", 5, "60962", false))[0].ContactID
		require.Equal(t, "yes: Offers of yes", consentOf(f, ada))

		f.Merge("merge", 6, ada, bob, false)
		require.Equal(t, "no: Offers of no", consentOf(f, ada))
		f.Happen(contacttest.Text("a message", 7, contacttest.Number("60962")))
		require.Equal(t, "no: Offers of no", consentOf(f, ada), "a message leaves it as it is")

		f.Merge("back", 8, ada, bob, true)
		require.Equal(t, "yes: Offers of yes", consentOf(f, ada))
		require.Equal(t, "no: Offers of no", consentOf(f, bob))
	})
}

// TestConsentOfAnImportThatIsUndone takes a yes of a file back, and leaves what people
// said since.
func TestConsentOfAnImportThatIsUndone(t *testing.T) {
	t.Parallel()
	storetest.BothWays(t, func(t *testing.T, f storetest.Fixture) {
		who := contacttest.Number("60961")
		ada := f.Happen(contacttest.Text("hello", 1, who))[0].ContactID
		imported := func(yes bool) uuid.UUID {
			id := f.KeepImport(imports.Import{}, "phone\n")
			row := storetest.StageRow(id, 2, "60961", "Ada")
			row.Facts.Fields = &contact.Fields{Consent: &contact.Consent{Given: yes, Text: "Paper"}}
			f.RecordRows(id, row)
			f.Decide(contacttest.Shop, "60961")
			return id
		}
		first := imported(true)
		require.Equal(t, "yes: Paper", consentOf(f, ada))
		second := imported(false)
		require.Equal(t, "yes: Paper", consentOf(f, ada), "a file withdraws nothing")
		require.Equal(t, []string{"updated/import_undone"}, f.Undo(3, first, ada, who))
		require.Equal(t, "nothing", consentOf(f, ada))
		f.Undo(4, second, ada, who)
		require.Equal(t, "nothing", consentOf(f, ada))
	})
}
