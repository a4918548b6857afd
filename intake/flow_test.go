package intake_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

func reply(answers string) contact.Event {
	return contact.Event{
		Origin: "1066", Source: contact.SourceMessage, Kind: "interactive", ExternalID: "wamid.1", DedupeKey: "message/1066/id:wamid.1",
		OccurredAt: noon, Facts: contact.Facts{
			Effect:  contact.Creates,
			Person:  contact.Person{UserID: "MY.ada1", ProfileName: "Ada"},
			Message: &contact.Message{ID: "wamid.1", Type: "interactive"},
			Flow:    &contact.FlowReply{Token: "lead:7", Answers: json.RawMessage(answers)},
		},
	}
}

func TestFlowSubmission(t *testing.T) {
	t.Parallel()
	message := reply(`{"flow_token": "lead:7", "town": "KL", "years": "x"}`)
	ev, err := intake.FlowSubmission(lead, message, definitions)
	require.NoError(t, err)
	require.Equal(t, contact.Facts{
		Effect: contact.Creates, Person: message.Facts.Person, Detail: "skipped: years (it is no number such as 12.5)",
		Fields: &contact.Fields{
			Attributes: map[string]json.RawMessage{"city": json.RawMessage(`"KL"`)},
			Skipped:    []contact.Skipped{{Name: "years", Why: "it is no number such as 12.5"}},
		},
	}, ev.Facts, "the person is the message's, and confirmed")
	require.Equal(t, contact.Event{
		ChannelID: "main", Origin: "lead", Source: contact.SourceForm, Kind: "form", ExternalID: "wamid.1",
		DedupeKey: ev.DedupeKey, OccurredAt: noon, Facts: ev.Facts, Raw: ev.Raw,
	}, ev)

	t.Run("the same message makes the same event, and another makes another", func(t *testing.T) {
		t.Parallel()
		again, err := intake.FlowSubmission(lead, message, nil)
		require.NoError(t, err)
		require.Equal(t, ev.DedupeKey, again.DedupeKey)
		require.NotEqual(t, message.DedupeKey, ev.DedupeKey)
		other := reply(`{}`)
		other.DedupeKey = "message/1066/id:wamid.2"
		again, err = intake.FlowSubmission(lead, other, nil)
		require.NoError(t, err)
		require.NotEqual(t, ev.DedupeKey, again.DedupeKey)
	})
	t.Run("it can be judged again, and is still about who wrote", func(t *testing.T) {
		t.Parallel()
		again, err := intake.ReparseForm(ev.Raw, lead, definitions, intake.Number{})
		require.NoError(t, err)
		require.Equal(t, ev.Facts, again.Facts)
	})
	t.Run("a number among the answers names nobody", func(t *testing.T) {
		t.Parallel()
		for _, number := range []string{`"+60198765432"`, `"call me"`, `{}`} {
			ev, err := intake.FlowSubmission(lead, reply(`{"mobile": `+number+`}`), definitions)
			require.NoError(t, err)
			require.Equal(t, message.Facts.Person, ev.Facts.Person)
			require.Equal(t, []string{"mobile"}, names(ev.Facts.Fields.Skipped))
		}
		same := reply(`{"mobile": "+52 55 1234 5678"}`)
		same.Facts.Person.WaID = "5215512345678"
		ev, err := intake.FlowSubmission(lead, same, definitions)
		require.NoError(t, err)
		require.Empty(t, ev.Facts.Fields.Skipped, "it is the sender's own")
		same = reply(`{"mobile": "012-345 6789"}`)
		same.Facts.Person.WaID = ada
		local := lead
		local.ChannelCountry = "MY"
		ev, err = intake.FlowSubmission(local, same, definitions)
		require.NoError(t, err)
		require.Empty(t, ev.Facts.Fields.Skipped, "as people of the channel's country write it")
	})
	t.Run("answers that are no object are kept", func(t *testing.T) {
		t.Parallel()
		for given, kept := range map[string]string{`[1]`: `[1]`, `"x"`: `"x"`, `{"a`: `null`, ``: `null`, "\"\xff\"": `"�"`} {
			ev, err := intake.FlowSubmission(lead, reply(given), definitions)
			require.NoError(t, err)
			require.Contains(t, string(ev.Raw), `"answers":`+kept)
			require.Equal(t, &contact.Fields{}, ev.Facts.Fields)
			require.Contains(t, ev.Facts.Detail, "no JSON object")
			again, err := intake.ReparseForm(ev.Raw, lead, definitions, intake.Number{})
			require.NoError(t, err)
			require.Equal(t, ev.Facts, again.Facts)
		}
	})
	t.Run("a message without one is told", func(t *testing.T) {
		t.Parallel()
		_, err := intake.FlowSubmission(lead, contact.Event{}, nil)
		require.ErrorIs(t, err, intake.ErrNoFlow)
	})
}

func TestFlowForm(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]string{"lead": "lead", "lead:ada:1": "lead", ":x": "", "": "", "leads": "leads"} {
		require.Equal(t, want, intake.FlowForm(token))
	}
}
