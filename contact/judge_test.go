package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestEveryEffect(t *testing.T) {
	t.Parallel()
	nothing := contact.Decision{} // the event is pending
	table := map[contact.Effect]struct {
		message, form, stranger contact.Step     // the next step: of a message, of what is none, and without a contact
		atOnce                  contact.Decision // when it is recorded, for the reason "reaction"
	}{
		contact.Creates:  {contact.StepAttach, contact.StepUpdate, contact.StepCreate, nothing},
		contact.Touches:  {contact.StepUpdate, contact.StepUpdate, contact.StepUpdate, nothing},
		contact.None:     {contact.StepUpdate, contact.StepUpdate, contact.StepUpdate, because(contact.Ignored, contact.Reaction)},
		contact.Unjudged: {contact.StepUpdate, contact.StepUpdate, contact.StepUpdate, because(contact.Quarantined, contact.Reaction)},
	}
	for constant, value := range constants(t, "event.go", "Effect") {
		effect := contact.Effect(value)
		want, ok := table[effect]
		require.True(t, ok, "%s is not in this table", constant)
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			f := contact.Facts{Effect: effect, Reason: contact.Reaction, Person: person}
			require.Equal(t, want.form, contact.NextStep(f, true))
			require.Equal(t, want.stranger, contact.NextStep(f, false))
			message := contact.Facts{Effect: effect, Message: &contact.Message{ID: "wamid.1", Type: "text"}}
			require.Equal(t, want.message, contact.NextStep(message, true))
			require.Equal(t, want.stranger, contact.NextStep(message, false))
			require.Equal(t, want.atOnce, contact.DecideAtOnce(f))
			nobodys := want.atOnce
			if nobodys == nothing { // there is no queue that it could wait in
				nobodys = because(contact.Quarantined, contact.NoSender)
			}
			require.Equal(t, nobodys, contact.DecideAtOnce(contact.Facts{Effect: effect, Reason: contact.Reaction}))

			require.Equal(t, because(contact.Ignored, contact.Reaction), contact.DecideStranger(f))
			require.False(t, contact.DecideStranger(f).Provisional())
			f.Reason = ""
			require.Equal(t, because(contact.Ignored, contact.NoContact), contact.DecideStranger(f))
			require.True(t, contact.DecideStranger(f).Provisional())
		})
	}

	t.Run("an effect of a later version creates nothing and stays pending", func(t *testing.T) {
		t.Parallel()
		for _, effect := range []contact.Effect{"", "merges"} {
			require.Equal(t, contact.StepUpdate, contact.NextStep(contact.Facts{Effect: effect}, false))
			require.Equal(t, nothing, contact.DecideAtOnce(contact.Facts{Effect: effect, Person: person}))
		}
	})
}

func TestOnlyWhatLackedAContactIsJudgedAgain(t *testing.T) {
	t.Parallel()
	for _, d := range []contact.DecisionKind{
		contact.Pending, contact.Created, contact.Updated, contact.Attached, contact.Ignored, contact.Quarantined,
	} {
		for constant, value := range constants(t, "reason.go", "Reason") {
			decision := because(d, contact.Reason(value))
			want := d == contact.Ignored && decision.Reason == contact.NoContact
			require.Equal(t, want, decision.Provisional(), "%s, %s", d, constant)
		}
	}
}

func TestWhoeverIsNamedHasAQueue(t *testing.T) {
	t.Parallel()
	ada := contact.Person{ParentUserID: adaParent}
	for name, f := range map[string]contact.Facts{
		"the person":               {Effect: contact.Creates, Person: ada},
		"the new side of a change": {Effect: contact.Touches, Change: &contact.IdentityChange{To: ada}},
		"others of an order":       {Effect: contact.Touches, Command: &contact.Command{Others: []contact.Person{ada}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, contact.Decision{}, contact.DecideAtOnce(f))
		})
	}
}
