package ledger_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWrittenAhead has things happen to a new person between the steps of the
// first decision, in whatever order. What comes of it must be the same as if
// every step had read everything under the locks.
func TestWrittenAhead(t *testing.T) {
	t.Parallel()
	person := contact.Person{WaID: storetest.Newcomer, UserID: "MY.a1", ParentUserID: "MY.ENT.a1", ProfileName: "Ada", Username: "ada"}
	nothing := func(storetest.Fixture, uuid.UUID) {}
	takeNumber := func(f storetest.Fixture, _ uuid.UUID) {
		f.Happen(contacttest.Text("first of another", 1, contacttest.Number("60802")))
		f.Meanwhile(contacttest.Change("moved", 3, contacttest.Number("60802"), contacttest.Number(storetest.Newcomer)))
	}
	quarantine := func(f storetest.Fixture, _ uuid.UUID) {
		_, task := f.Next(storetest.Newcomer)
		_, err := storetest.Open(f.T, f.URL).Ledger.Quarantine(f.T.Context(), task, contact.Failed, "")
		require.NoError(f.T, err)
	}
	edit := func(f storetest.Fixture, order contact.Command) {
		ev := contacttest.Touch("edit", 9, contacttest.Number(storetest.Newcomer))
		ev.Source, ev.Facts.Command = contact.SourceManual, &order
		remarks := "by hand"
		if order.Absorb == uuid.Nil {
			ev.Facts.Fields = &contact.Fields{Remarks: &remarks, AddTags: []string{"vip"}}
		}
		f.Meanwhile(ev)
	}
	for name, tc := range map[string]struct {
		beforeCreate, beforeDecide func(f storetest.Fixture, created uuid.UUID)
	}{
		"nothing": {nothing, nothing},
		"a message waits behind, early": {func(f storetest.Fixture, _ uuid.UUID) {
			f.Record(contacttest.Text("second", 6, contacttest.Number(storetest.Newcomer)))
		}, nothing},
		"a message waits behind, late": {nothing, func(f storetest.Fixture, _ uuid.UUID) {
			f.Record(contacttest.Text("second", 6, contacttest.Number(storetest.Newcomer)))
		}},
		"somebody else creates the contact": {func(f storetest.Fixture, _ uuid.UUID) { f.OtherProcess() }, nothing},
		"somebody else decides the event":   {nothing, func(f storetest.Fixture, _ uuid.UUID) { f.OtherProcess() }},
		"an opt-out was decided before there was a contact": {func(f storetest.Fixture, _ uuid.UUID) {
			f.Meanwhile(contacttest.Preference("stop", 7, contacttest.Number(storetest.Newcomer), true))
		}, nothing},
		"an opt-out": {nothing, func(f storetest.Fixture, _ uuid.UUID) {
			f.Meanwhile(contacttest.Preference("stop", 7, contacttest.Number(storetest.Newcomer), true))
		}},
		"the number becomes another contact's": {takeNumber, nothing},
		"the number changes": {nothing, func(f storetest.Fixture, _ uuid.UUID) {
			f.Meanwhile(contacttest.Change("moves", 7, contacttest.Number(storetest.Newcomer), contacttest.Number("60803")))
		}},
		"a person edits the contact": {nothing, func(f storetest.Fixture, id uuid.UUID) { edit(f, contact.Command{Contact: id}) }},
		"it is merged into another": {nothing, func(f storetest.Fixture, id uuid.UUID) {
			other := f.Happen(contacttest.Text("first of another", 1, contacttest.Called(contacttest.Number("60802"), "Bob")))[0].ContactID
			edit(f, contact.Command{Contact: other, Absorb: id, Others: []contact.Person{contacttest.Number("60802"), person}})
		}},
		"the number becomes another contact's, late": {nothing, takeNumber},
		"the event is quarantined":                   {quarantine, nothing},
		"the event is quarantined, late":             {nothing, quarantine},
	} {
		for _, first := range []contact.Event{contacttest.Ad("first", 5, person, "ad-7"), contacttest.Submission("first", 5, contacttest.Called(contacttest.Number(storetest.Newcomer), "Ada"))} {
			t.Run(first.Kind+": "+name, func(t *testing.T) {
				t.Parallel()
				var states [2]string
				for i, options := range []ledger.Options{{}, {LocksOnly: true}} {
					f := storetest.Setup(t)
					f.Ledger = ledger.New(f.DB, options)
					f.Record(first)
					next, task := f.Next(storetest.Newcomer)
					require.Equal(t, contact.StepCreate, next.Step)
					tc.beforeCreate(f, uuid.Nil)
					id, err := f.Ledger.CreateContact(t.Context(), task)
					require.NoError(t, err)
					tc.beforeDecide(f, id)
					_, err = f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
					require.NoError(t, err)
					f.Decide(contacttest.Shop, storetest.Newcomer)
					states[i] = f.State()
				}
				require.Equal(t, states[1], states[0])
				require.NotContains(t, states[0], "pending")
			})
		}
	}
}

// TestStepsBelieveWhatWasSeen shows that a new person's steps do write what the
// lookup saw: here the facts of the event change behind their back, which nothing
// but a test does.
func TestStepsBelieveWhatWasSeen(t *testing.T) {
	t.Parallel()
	const rename = `UPDATE events SET facts = replace(facts::text, 'Ada', 'Eve')`
	name := func(f storetest.Fixture) string {
		return storetest.Read[string](f, `SELECT display_name FROM contacts`)
	}

	t.Run("from the lookup to the decision", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		f.Record(contacttest.Text("b-1", 5, contacttest.Called(contacttest.Number(storetest.Newcomer), "Ada")))
		_, task := f.Next(storetest.Newcomer)
		f.Exec(rename)
		_, err := f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, "Ada", name(f))
		result, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		require.Equal(t, []string{"created/first_message"}, storetest.InShort(result.Decisions))
		require.Equal(t, "Ada", name(f))
	})

	t.Run("nothing of it with the locks only", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		f.Ledger = ledger.New(f.DB, ledger.Options{LocksOnly: true})
		f.Record(contacttest.Text("b-1", 5, contacttest.Called(contacttest.Number(storetest.Newcomer), "Ada")))
		_, task := f.Next(storetest.Newcomer)
		f.Exec(rename)
		_, err := f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, "Eve", name(f))
		result, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		require.Equal(t, []string{"created/first_message"}, storetest.InShort(result.Decisions))
	})

	t.Run("from the claim to the lookup, once", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		for _, waID := range []string{storetest.Newcomer, "60802", "60803"} {
			f.Record(contacttest.Text("b-"+waID, 5, contacttest.Called(contacttest.Number(waID), "Ada")))
		}
		require.Len(t, f.Claim(10, time.Minute), 3)
		f.Exec(rename)
		_, task := f.Next(storetest.Newcomer)
		_, err := f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, "Ada", name(f))
		f.Decide(contacttest.Shop, storetest.Newcomer)
		f.Exec(`DELETE FROM queue WHERE key = '60802'`)
		next, err := f.Ledger.Lookup(t.Context(), contacttest.Shop, "60802")
		require.NoError(t, err)
		require.Equal(t, contact.StepCreate, next.Step, "as it was when it was claimed")
		next, err = f.Ledger.Lookup(t.Context(), contacttest.Shop, "60802")
		require.NoError(t, err)
		require.Equal(t, contact.StepNothing, next.Step, "a second lookup reads anew")
	})

	t.Run("not of what was decided meanwhile", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		for _, waID := range []string{storetest.Newcomer, "60802", "60803"} {
			f.Record(contacttest.Text("b-"+waID, 5, contacttest.Number(waID)))
		}
		_, task := f.Next(storetest.Newcomer) // a run that was woken otherwise
		require.Len(t, f.Claim(10, time.Minute), 3)
		_, err := f.Ledger.CreateContact(t.Context(), task)
		require.NoError(t, err)
		_, err = f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		next, err := f.Ledger.Lookup(t.Context(), contacttest.Shop, storetest.Newcomer)
		require.NoError(t, err)
		require.Equal(t, contact.StepNothing, next.Step)
	})

	t.Run("not of what must wait for something older", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		f.Record(contacttest.Change("moves", 7, contacttest.Number("60809"), contacttest.Number(storetest.Newcomer)))
		for _, waID := range []string{storetest.Newcomer, "60802", "60803"} {
			f.Record(contacttest.Text("b-"+waID, 8, contacttest.Number(waID)))
		}
		f.Exec(`UPDATE queue SET due_at = now() WHERE key = '` + storetest.Newcomer + `'`)
		require.Len(t, f.Claim(10, time.Minute), 5)
		next, _ := f.Next(storetest.Newcomer)
		require.Equal(t, "number_change", next.Kind)
	})
}
