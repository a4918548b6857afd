package service

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

const adasNumber = "60123456789"

var admin = Caller{Name: apiToken, Scopes: []string{Admin}, Channels: AllChannels()}

// setup returns the use cases on a database of the test's own, with the channel
// main, the attribute age and the form lead.
func setup(t *testing.T) *Service {
	t.Helper()
	db, log := storetest.Open(t, storetest.URL(t)), slog.New(slog.DiscardHandler)
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: config.TemporalLogger(log)}) // Temporal is unavailable
	require.NoError(t, err)
	t.Cleanup(c.Close)
	s := New(Dependencies{DB: db.DB, Ledger: db.Ledger, Recorder: starter.NewRecorder(db.Ledger, db.Imports, starter.New(c, "contacts"), starter.NewHub(), log), Log: log}) // recording needs no Temporal
	_, _, err = s.PutChannel(t.Context(), admin, Channel{ID: "main", Name: "Main", PhoneNumberID: "410000000000001"})
	require.NoError(t, err)
	_, _, err = s.PutAttribute(t.Context(), admin, "age", intake.TypeNumber)
	require.NoError(t, err)
	_, _, err = s.PutForm(t.Context(), admin, intake.Form{
		ID: "lead", ChannelID: "main", Fields: map[string]string{"name": "display_name", "years": "attributes.age"},
	})
	require.NoError(t, err)
	return s
}

// decide does what the workflow of a key does, and returns the contact.
func decide(t *testing.T, s *Service, key string) Contact {
	t.Helper()
	var last uuid.UUID
	for {
		next, err := s.ledger.Lookup(t.Context(), "main", key)
		require.NoError(t, err)
		if next.Step == contact.StepNothing {
			break
		}
		task := ledger.Task{ChannelID: "main", Key: key, EventID: next.EventID, Keys: next.Keys}
		if next.Step == contact.StepCreate {
			_, err = s.ledger.CreateContact(t.Context(), task)
			require.NoError(t, err)
		}
		decided, err := s.ledger.Decide(t.Context(), task, ledger.MaxRun)
		require.NoError(t, err)
		last = decided.Decisions[len(decided.Decisions)-1].ContactID
	}
	c, err := s.GetContact(t.Context(), admin, last)
	require.NoError(t, err)
	return c
}

// message is a message, with the token of a flow if it is not empty.
func message(waID, token string) contact.Event {
	id := uuid.NewString()
	ev := contact.Event{
		Origin: "410000000000001", Source: contact.SourceMessage, Kind: "interactive", ExternalID: "wamid." + id,
		DedupeKey: "message/410000000000001/id:" + id, OccurredAt: time.Now(), Raw: []byte(`{}`),
		Facts: contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: waID, ProfileName: "Profile"},
			Message: &contact.Message{ID: "wamid." + id, Type: "interactive"},
		},
	}
	if token != "" {
		ev.Facts.Flow = &contact.FlowReply{Token: token, Answers: json.RawMessage(`{"flow_token": "x", "name": "Ada", "years": 42}`)}
	}
	return ev
}

func TestFlowsAreSubmissionsToo(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, _, err := s.PutChannel(t.Context(), admin, Channel{ID: "other", Name: "Other", PhoneNumberID: "410000000000002"})
	require.NoError(t, err)
	_, _, err = s.PutForm(t.Context(), admin, intake.Form{ID: "elsewhere", ChannelID: "other"})
	require.NoError(t, err)

	refused := message(adasNumber, "lead")
	refused.Facts.Effect = contact.Unjudged
	plain := message(adasNumber, "")
	in := []contact.Event{
		plain, message(adasNumber, "lead"), message("60198765432", "lead:7"), message(adasNumber, "none"),
		message(adasNumber, "elsewhere"), message(adasNumber, "leads"), message(adasNumber, "a\x00b"), message(adasNumber, ":"), refused,
	}
	out, err := s.withFlows(t.Context(), in)
	require.NoError(t, err)
	require.Len(t, out, len(in)+2)
	require.Equal(t, in[1], out[1])
	require.Equal(t, contact.SourceForm, out[2].Source, "right behind its message")
	require.Equal(t, in[2], out[3])
	require.Equal(t, contact.SourceForm, out[4].Source)

	again, err := s.withFlows(t.Context(), in)
	require.NoError(t, err)
	recorded, err := s.recorder.Record(t.Context(), ledger.Batch{Events: append(out[:5:5], again[:5]...)})
	require.NoError(t, err)
	require.Equal(t, recorded[:5:5][2].ID, recorded[7].ID, "a message that comes again submits nothing again")
	require.False(t, recorded[7].New)
	c := decide(t, s, adasNumber)
	require.Equal(t, []string{"Ada", "form"}, []string{c.DisplayName, c.NameSource})
	require.Equal(t, string(contact.SourceMessage), c.Source, "the message created it")
	require.Equal(t, map[string]json.RawMessage{"age": json.RawMessage("42")}, c.Attributes)
	require.Equal(t, "Ada", decide(t, s, "60198765432").DisplayName)
}

func TestABatchWithoutFlowsCostsNoQuery(t *testing.T) {
	t.Parallel()
	db, err := storetest.OpenWith(context.Background(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", store.Options{})
	require.NoError(t, err)
	t.Cleanup(db.DB.Close)
	s := New(Dependencies{DB: db.DB, Ledger: db.Ledger})
	in := []contact.Event{message(adasNumber, ""), {}}
	out, err := s.withFlows(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, in, out)
	_, err = s.withFlows(t.Context(), []contact.Event{message(adasNumber, "lead")})
	require.True(t, store.Unavailable(err), "%v", err)
}

// TestAReplyToADisabledFormWaits keeps what WhatsApp tells of once, and judges it when the
// form is enabled.
func TestAReplyToADisabledFormWaits(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, err := s.DisableForm(t.Context(), admin, "lead")
	require.NoError(t, err)
	events, err := s.withFlows(t.Context(), []contact.Event{message(adasNumber, "lead")})
	require.NoError(t, err)
	require.Len(t, events, 2)
	recorded, err := s.ledger.Record(t.Context(), ledger.Batch{Events: events}, 0)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{recorded[0].Pending, recorded[1].Pending}, "the message is taken in all the same")
	kept, err := s.ledger.RawEvent(t.Context(), recorded[1].ID)
	require.NoError(t, err)
	require.Equal(t, string(contact.FormDisabled), store.OrEmpty(kept.Reason))
	_, err = s.ReplayEvent(t.Context(), admin, recorded[1].ID, Correction{})
	require.Equal(t, Disabled, ErrorOf(err).Code)
	_, err = s.EnableForm(t.Context(), admin, "lead")
	require.NoError(t, err)
	kept, err = s.ledger.RawEvent(t.Context(), recorded[1].ID)
	require.NoError(t, err)
	require.Nil(t, kept.Decision, "it is pending by itself")
}
