package store_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// newcomer is whom the tests below are about.
const newcomer = "60801"

// submission is a form with all that a form can say.
func submission(id string, minutes int, p contact.Person) contact.Event {
	name, remarks := "Countess", "from the fair"
	ev := touch(id, minutes, p)
	ev.Source, ev.Kind, ev.Facts.Effect = contact.SourceForm, "submission", contact.Creates
	ev.Facts.Fields = &contact.Fields{
		DisplayName: &name, Remarks: &remarks, AddTags: []string{"spring", "Fair", "fair"},
		Attributes: map[string]json.RawMessage{"size": json.RawMessage(`"L"`), "age": json.RawMessage(`7`)},
	}
	return ev
}

// meanwhile is another process, which decides an event without regard to what
// was pending before it.
func (f fixture) meanwhile(ev contact.Event) {
	f.t.Helper()
	other := storetest.Open(f.t, f.url)
	recorded, err := other.Record(f.t.Context(), ledger.Batch{Events: []contact.Event{ev}}, 0)
	require.NoError(f.t, err)
	task := ledger.Task{ChannelID: shop, Key: ev.Facts.Key(), EventID: recorded[0].ID, Keys: ev.Facts.Keys()}
	_, err = other.Decide(f.t.Context(), task, 1)
	require.NoError(f.t, err)
}

// otherProcess decides everything that is pending for the newcomer.
func (f fixture) otherProcess() {
	fixture{Store: storetest.Open(f.t, f.url), t: f.t, db: f.db, url: f.url}.decide(shop, newcomer)
}

// state is all that is known about everybody, but for ids and the time of the
// test.
func (f fixture) state() string {
	return strings.Join(column(f, `
SELECT 'contact ' || concat_ws('|', c.channel_id, made.external_id, c.source, c.wa_id, c.user_id, c.username, c.username_at, c.display_name,
       c.name_source, c.whatsapp_name, c.whatsapp_name_at, c.first_message_at, c.last_conversed_at, c.referral, c.opted_out_at,
       c.remarks, c.attributes, c.version, c.hidden, c.merged_into IS NOT NULL)
FROM contacts c JOIN events made ON made.id = c.created_by_event
UNION ALL SELECT 'identity ' || concat_ws('|', i.key, i.kind, i.value, i.confirmed, i.valid_from, i.valid_to, made.dedupe_key)
FROM identities i JOIN contacts c ON c.id = i.contact_id JOIN events made ON made.id = c.created_by_event
UNION ALL SELECT 'claim ' || concat_ws('|', k.field, k.source, k.value, k.at, e.dedupe_key) FROM claims k JOIN events e ON e.id = k.event_id
UNION ALL SELECT 'tag ' || t.name FROM contact_tags JOIN tags t ON t.id = tag_id
UNION ALL SELECT 'message ' || concat_ws('|', m.external_id, m.type, m.text, m.referral, m.sent_at, made.dedupe_key)
FROM messages m JOIN contacts c ON c.id = m.contact_id JOIN events made ON made.id = c.created_by_event
UNION ALL SELECT 'event ' || concat_ws('|', dedupe_key, decision, reason, workflow_id, run_id, contact_id IS NULL, detail, jsonb_array_length(trail)) FROM events
UNION ALL SELECT 'pending ' || key FROM queue
ORDER BY 1`), "\n")
}

// TestWrittenAhead has things happen to a new person between the steps of the
// first decision, in whatever order. What comes of it must be the same as if
// every step had read everything under the locks.
func TestWrittenAhead(t *testing.T) {
	t.Parallel()
	person := contact.Person{WaID: newcomer, UserID: "MY.a1", ParentUserID: "MY.ENT.a1", ProfileName: "Ada", Username: "ada"}
	nothing := func(fixture, uuid.UUID) {}
	takeNumber := func(f fixture, _ uuid.UUID) {
		f.happen(text("first of another", 1, number("60802")))
		f.meanwhile(change("moved", 3, number("60802"), number(newcomer)))
	}
	quarantine := func(f fixture, _ uuid.UUID) {
		_, task := f.next(newcomer)
		_, err := storetest.Open(f.t, f.url).Quarantine(f.t.Context(), task, contact.Failed, "")
		require.NoError(f.t, err)
	}
	edit := func(f fixture, order contact.Command) {
		ev := touch("edit", 9, number(newcomer))
		ev.Source, ev.Facts.Command = contact.SourceManual, &order
		remarks := "by hand"
		if order.Absorb == uuid.Nil {
			ev.Facts.Fields = &contact.Fields{Remarks: &remarks, AddTags: []string{"vip"}}
		}
		f.meanwhile(ev)
	}
	for name, tc := range map[string]struct {
		beforeCreate, beforeDecide func(f fixture, created uuid.UUID)
	}{
		"nothing": {nothing, nothing},
		"a message waits behind, early": {func(f fixture, _ uuid.UUID) {
			f.record(text("second", 6, number(newcomer)))
		}, nothing},
		"a message waits behind, late": {nothing, func(f fixture, _ uuid.UUID) {
			f.record(text("second", 6, number(newcomer)))
		}},
		"somebody else creates the contact": {func(f fixture, _ uuid.UUID) { f.otherProcess() }, nothing},
		"somebody else decides the event":   {nothing, func(f fixture, _ uuid.UUID) { f.otherProcess() }},
		"an opt-out was decided before there was a contact": {func(f fixture, _ uuid.UUID) {
			f.meanwhile(preference("stop", 7, number(newcomer), true))
		}, nothing},
		"an opt-out":                           {nothing, func(f fixture, _ uuid.UUID) { f.meanwhile(preference("stop", 7, number(newcomer), true)) }},
		"the number becomes another contact's": {takeNumber, nothing},
		"the number changes": {nothing, func(f fixture, _ uuid.UUID) {
			f.meanwhile(change("moves", 7, number(newcomer), number("60803")))
		}},
		"a person edits the contact": {nothing, func(f fixture, id uuid.UUID) { edit(f, contact.Command{Contact: id}) }},
		"it is merged into another": {nothing, func(f fixture, id uuid.UUID) {
			other := f.happen(text("first of another", 1, called(number("60802"), "Bob")))[0].ContactID
			edit(f, contact.Command{Contact: other, Absorb: id, Others: []contact.Person{number("60802"), person}})
		}},
		"the number becomes another contact's, late": {nothing, takeNumber},
		"the event is quarantined":                   {quarantine, nothing},
		"the event is quarantined, late":             {nothing, quarantine},
	} {
		for _, first := range []contact.Event{ad("first", 5, person, "ad-7"), submission("first", 5, called(number(newcomer), "Ada"))} {
			t.Run(first.Kind+": "+name, func(t *testing.T) {
				t.Parallel()
				var states [2]string
				for i, options := range []ledger.Options{{}, {LocksOnly: true}} {
					f := setup(t)
					f.Ledger = ledger.New(f.DB, options)
					f.record(first)
					next, task := f.next(newcomer)
					require.Equal(t, contact.StepCreate, next.Step)
					tc.beforeCreate(f, uuid.Nil)
					id, err := f.CreateContact(t.Context(), task)
					require.NoError(t, err)
					tc.beforeDecide(f, id)
					_, err = f.Decide(t.Context(), task, ledger.MaxRun)
					require.NoError(t, err)
					f.decide(shop, newcomer)
					states[i] = f.state()
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
	name := func(f fixture) string { return read[string](f, `SELECT display_name FROM contacts`) }

	t.Run("from the lookup to the decision", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.record(text("b-1", 5, called(number(newcomer), "Ada")))
		_, task := f.next(newcomer)
		f.exec(rename)
		_, err := f.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, "Ada", name(f))
		result, err := f.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		require.Equal(t, []string{"created/first_message"}, inShort(result.Decisions))
		require.Equal(t, "Ada", name(f))
	})

	t.Run("nothing of it with the locks only", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.Ledger = ledger.New(f.DB, ledger.Options{LocksOnly: true})
		f.record(text("b-1", 5, called(number(newcomer), "Ada")))
		_, task := f.next(newcomer)
		f.exec(rename)
		_, err := f.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, "Eve", name(f))
		result, err := f.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		require.Equal(t, []string{"created/first_message"}, inShort(result.Decisions))
	})

	t.Run("from the claim to the lookup, once", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		for _, waID := range []string{newcomer, "60802", "60803"} {
			f.record(text("b-"+waID, 5, called(number(waID), "Ada")))
		}
		require.Len(t, f.claim(10, time.Minute), 3)
		f.exec(rename)
		_, task := f.next(newcomer)
		_, err := f.CreateContact(t.Context(), task)
		require.NoError(t, err)
		require.Equal(t, "Ada", name(f))
		f.decide(shop, newcomer)
		f.exec(`DELETE FROM queue WHERE key = '60802'`)
		next, err := f.Lookup(t.Context(), shop, "60802")
		require.NoError(t, err)
		require.Equal(t, contact.StepCreate, next.Step, "as it was when it was claimed")
		next, err = f.Lookup(t.Context(), shop, "60802")
		require.NoError(t, err)
		require.Equal(t, contact.StepNothing, next.Step, "a second lookup reads anew")
	})

	t.Run("not of what was decided meanwhile", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		for _, waID := range []string{newcomer, "60802", "60803"} {
			f.record(text("b-"+waID, 5, number(waID)))
		}
		_, task := f.next(newcomer) // a run that was woken otherwise
		require.Len(t, f.claim(10, time.Minute), 3)
		_, err := f.CreateContact(t.Context(), task)
		require.NoError(t, err)
		_, err = f.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		next, err := f.Lookup(t.Context(), shop, newcomer)
		require.NoError(t, err)
		require.Equal(t, contact.StepNothing, next.Step)
	})

	t.Run("not of what must wait for something older", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.record(change("moves", 7, number("60809"), number(newcomer)))
		for _, waID := range []string{newcomer, "60802", "60803"} {
			f.record(text("b-"+waID, 8, number(waID)))
		}
		f.exec(`UPDATE queue SET due_at = now() WHERE key = '` + newcomer + `'`)
		require.Len(t, f.claim(10, time.Minute), 5)
		next, _ := f.next(newcomer)
		require.Equal(t, "number_change", next.Kind)
	})
}
