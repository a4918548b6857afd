package starter_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/activities"
	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/facebook/facebooktest"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/whatsapp"
	"github.com/luluchat/contacts/worker"
	"github.com/luluchat/contacts/workflows"
)

// page is this run's own: the Temporal server is shared, and the page of the examples in
// api/openapi.yaml has a workflow there that nobody works at.
var page = fmt.Sprintf("52%012d", uuid.New().ID())

const (
	leadForm   = "620000000000001"
	leadSecret = "secret of the app"
)

var leadAdmin = service.Caller{Name: "test", Scopes: []string{service.Admin}, Channels: service.AllChannels()}

// leadRig is everything that a lead goes through, with a stand-in for Facebook. The ids
// of its leads are its own, since the Temporal server is shared.
type leadRig struct {
	t        *testing.T
	s        *storetest.Store
	graph    *facebooktest.Graph
	service  *service.Service
	temporal client.Client
	channel  string
	queue    string
	ids      string
}

func newLeadRig(t *testing.T) *leadRig {
	t.Helper()
	temporal, queue, quiet := devtest.TemporalClient(t), devtest.TaskQueue(t), slog.New(slog.DiscardHandler)
	r := &leadRig{
		t: t, s: storetest.Open(t, storetest.URL(t)), graph: facebooktest.NewGraph(t, page, "token"), temporal: temporal,
		channel: devtest.Unique(t), queue: queue, ids: fmt.Sprintf("7%012d", uuid.New().ID()),
	}
	_, _, err := r.s.Settings.PutChannel(t.Context(), r.channel, "Test", "410000000000001")
	require.NoError(t, err)
	start, hub, fb := starter.New(temporal, queue), starter.NewHub(), r.s.Facebook
	recorder := starter.NewRecorder(r.s.Ledger, r.s.Imports, start, hub, quiet)
	r.service = service.New(service.Dependencies{
		DB: r.s.DB, Ledger: r.s.Ledger, Recorder: recorder, Log: quiet, Leads: starter.NewLeads(fb, start, hub), FacebookSecret: leadSecret,
	})
	started := make(chan struct{})
	work := &worker.Worker{
		Client: temporal, Namespace: "default", TaskQueue: queue, Log: quiet, Started: sync.OnceFunc(func() { close(started) }),
		Acts: &activities.Activities{Ledger: r.s.Ledger, Log: quiet, Publish: hub.Publish},
		Bulk: activities.NewBulk(r.s.DB, r.s.Ledger, tabular.Limits{}, nil, quiet),
		Leads: &activities.Leads{
			Facebook: fb, Settings: r.s.Settings, Ledger: r.s.Ledger, Graph: graph.NewGraph(r.graph.URL), Log: quiet,
			Wake: hub.Wake, Found: hub.WakeLeads, Pauses: activities.Pauses{Limited: 100 * time.Millisecond, BadToken: 100 * time.Millisecond},
		},
	}
	devtest.Background(t, work.Run)
	<-started
	devtest.Background(t, starter.NewDispatcher(r.s.Ledger, start, hub, starter.Settings{Lease: 10 * time.Second, Slots: 8}, quiet).Run)
	devtest.Background(t, starter.NewSweeper(recorder, r.s.DB).Run)
	return r
}

// lead is a lead of the form, of a person with a number of its own.
func (r *leadRig) lead(n int) facebooktest.Lead {
	return facebooktest.Lead{ID: fmt.Sprintf("%s%02d", r.ids, n), Form: leadForm, At: time.Now(), Answers: [][2]string{
		{"full_name", "Aisyah Rahman"}, {"phone_number", fmt.Sprintf("+601234567%02d", n)}, {"which_sofa?", "The large one"},
	}}
}

// told posts the webhook that tells of leads.
func (r *leadRig) told(leads ...facebooktest.Lead) service.ReceivedLeads {
	r.t.Helper()
	changes := make([]string, len(leads))
	for i, lead := range leads {
		changes[i] = fmt.Sprintf(`{"field":"leadgen","value":{"leadgen_id":"%s","page_id":"%s","form_id":"%s","created_time":%d}}`,
			lead.ID, page, lead.Form, lead.At.Unix())
	}
	body := []byte(`{"object":"page","entry":[{"id":"` + page + `","time":1,"changes":[` + strings.Join(changes, ",") + `]}]}`)
	received, err := r.service.ReceiveLeads(r.t.Context(), body, whatsapp.Sign(leadSecret, body))
	require.NoError(r.t, err)
	return received
}

func (r *leadRig) givePage(token string) {
	r.t.Helper()
	_, _, err := r.service.PutFacebookPage(r.t.Context(), leadAdmin, page, "The shop", token)
	require.NoError(r.t, err)
}

func (r *leadRig) mapForm() {
	r.t.Helper()
	_, _, err := r.service.PutForm(r.t.Context(), leadAdmin, intake.Form{
		ID: "ads", ChannelID: r.channel, Shape: intake.ShapeFacebook, FacebookFormID: leadForm,
		Fields: map[string]string{"phone_number": "phone", "full_name": "display_name", "which_sofa?": "remarks"},
	})
	require.NoError(r.t, err)
}

func (r *leadRig) explain(lead facebooktest.Lead) service.Explanation {
	r.t.Helper()
	found, err := r.service.Explain(r.t.Context(), leadAdmin, service.Question{LeadID: lead.ID})
	require.NoError(r.t, err)
	return found
}

// until waits until the event of a lead has the decision, and returns it.
func (r *leadRig) until(lead facebooktest.Lead, want string) service.Event {
	r.t.Helper()
	var last service.Explanation
	require.Eventually(r.t, func() bool {
		last = r.explain(lead)
		return len(last.Events) == 1 && last.Events[0].Decision != nil && *last.Events[0].Decision+"/"+*last.Events[0].Reason == want
	}, time.Minute, 50*time.Millisecond, "the lead is %s", want)
	return last.Events[0]
}

func TestALeadIsFetchedAndBecomesAContact(t *testing.T) {
	t.Parallel()
	r := newLeadRig(t)
	r.givePage("token")
	r.mapForm()
	one, two := r.lead(1), r.lead(2)
	r.graph.Add(one, two)
	require.Equal(t, service.ReceivedLeads{Leads: 2, New: 2}, r.told(one, two))
	require.Equal(t, service.ReceivedLeads{Leads: 1}, r.told(one), "it is told of again")
	ev := r.until(one, "created/new_person")
	require.Equal(t, r.channel, *ev.ChannelID)
	require.Equal(t, []string{"ads", "form", "lead"}, []string{ev.Origin, ev.Source, ev.Kind})
	found := r.explain(one)
	require.Equal(t, "Aisyah Rahman", found.Contacts[0].DisplayName)
	require.Equal(t, "60123456701", *found.Contacts[0].WaID)
	require.Contains(t, found.Summary, "is a contact")
	r.until(two, "created/new_person")
	require.Equal(t, service.ReceivedLeads{Leads: 1}, r.told(one))
	require.Equal(t, 1, r.graph.Asked(one.ID), "what is fetched is not fetched again")

	t.Run("nobody posts to its form", func(t *testing.T) {
		_, err := r.service.SubmitForm(t.Context(), leadAdmin, service.Submission{Form: "ads", Body: []byte(`{"phone_number": "+60123456789"}`)})
		require.ErrorContains(t, err, "nobody posts to it")
	})
	t.Run("its history has no answer, and nothing bounds the tries", func(t *testing.T) {
		for it := r.temporal.GetWorkflowHistory(t.Context(), workflows.LeadID(one.ID), "", true, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
			event, err := it.Next()
			require.NoError(t, err)
			for _, word := range []string{"Aisyah", "601234567", "sofa"} {
				require.NotContains(t, event.String(), word)
			}
			if scheduled := event.GetActivityTaskScheduledEventAttributes(); scheduled != nil {
				require.Zero(t, scheduled.GetRetryPolicy().GetMaximumAttempts())
				require.Zero(t, scheduled.GetScheduleToCloseTimeout().AsDuration())
			}
		}
	})
}

// TestWhatFacebookRefusesIsTriedUntilItIsGiven walks through every refusal that waiting
// mends, one after the other.
func TestWhatFacebookRefusesIsTriedUntilItIsGiven(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	r := newLeadRig(t)
	r.givePage("token")
	r.mapForm()
	refusals := map[string][]facebooktest.Refusal{
		"a server's own error":    {{Status: http.StatusInternalServerError}, {Status: http.StatusBadGateway, Body: "<html>"}},
		"an error that passes":    {{Status: http.StatusBadRequest, Code: 1}, {Status: http.StatusBadRequest, Code: 2}},
		"a limit":                 {{Status: http.StatusBadRequest, Code: 4}, {Status: http.StatusBadRequest, Code: 17}, {Status: http.StatusForbidden, Code: 32}, {Status: http.StatusBadRequest, Code: 613}, {Status: http.StatusTooManyRequests}},
		"a slow answer":           {{Status: http.StatusServiceUnavailable, Slow: 500 * time.Millisecond}},
		"an answer that ends":     {{Hang: true}},
		"an answer that is none":  {{Status: http.StatusOK, Body: `{"id": "x"}`}, {Status: http.StatusOK, Body: "ok"}, {Status: http.StatusFound, Code: 2}},
		"a token without a right": {{Status: http.StatusForbidden, Code: 200}, {Status: http.StatusForbidden, Code: 10}},
	}
	n := 0
	for name, all := range refusals {
		n++
		lead := r.lead(n)
		t.Run(name, func(t *testing.T) {
			r.graph.Refuse(lead.ID, all...)
			r.graph.Add(lead)
			r.told(lead)
			r.until(lead, "created/new_person")
			require.Equal(t, len(all)+1, r.graph.Asked(lead.ID))
		})
	}
}

func TestALeadWaitsForATokenThatHolds(t *testing.T) {
	t.Parallel()
	r := newLeadRig(t)
	r.mapForm()
	lead := r.lead(1)
	r.graph.Add(lead)
	says := func(words ...string) {
		t.Helper()
		var last string
		require.Eventually(t, func() bool {
			last = r.explain(lead).Summary
			for _, word := range words {
				if !strings.Contains(last, word) {
					return false
				}
			}
			return true
		}, time.Minute, 50*time.Millisecond)
	}
	r.told(lead)
	says("Facebook told of lead "+lead.ID, "will not be lost", "is not known here", "PUT /v1/facebook/pages/"+page)

	r.givePage("expired")
	says("expired or was revoked")
	var known service.FacebookPage
	require.Eventually(t, func() bool {
		var err error
		known, err = r.service.GetFacebookPage(t.Context(), leadAdmin, page)
		return err == nil && known.Problem != nil
	}, time.Minute, 50*time.Millisecond)
	require.Contains(t, *known.Problem, "give the page another one")
	require.EqualValues(t, 1, known.Waiting)

	r.givePage("token")
	r.until(lead, "created/new_person")
	known, err := r.service.GetFacebookPage(t.Context(), leadAdmin, page)
	require.NoError(t, err)
	require.Nil(t, known.Problem)
	require.Zero(t, known.Waiting)
}

func TestALeadOfAFormThatNobodyMapped(t *testing.T) {
	t.Parallel()
	r := newLeadRig(t)
	r.givePage("token")
	lead := r.lead(1)
	r.graph.Add(lead)
	r.told(lead)
	ev := r.until(lead, "quarantined/unmapped_form")
	require.Nil(t, ev.ChannelID)
	for _, word := range []string{"full_name, phone_number, which_sofa?", "facebook_form_id " + leadForm, "PUT /v1/forms/{id}", "replay"} {
		require.Contains(t, *ev.Detail, word)
	}
	_, err := r.service.ReplayEvent(t.Context(), leadAdmin, ev.ID, service.Correction{})
	require.ErrorContains(t, err, "No form stands for Facebook's form "+leadForm)
	r.mapForm()
	_, err = r.service.ReplayEvent(t.Context(), leadAdmin, ev.ID, service.Correction{})
	require.NoError(t, err)
	ev = r.until(lead, "created/new_person")
	require.Equal(t, []string{"ads", r.channel}, []string{ev.Origin, *ev.ChannelID})
	require.Equal(t, 1, r.graph.Asked(lead.ID), "its answers are kept")
}

func TestALeadThatFacebookDoesNotGive(t *testing.T) {
	t.Parallel()
	r := newLeadRig(t)
	r.givePage("token")
	r.mapForm()
	lead := r.lead(1) // which Facebook does not have
	r.told(lead)
	ev := r.until(lead, "quarantined/lead_unavailable")
	require.Contains(t, *ev.Detail, "Facebook refuses it")
	require.NotContains(t, *ev.Detail, "Words of Facebook")
	require.Equal(t, r.channel, *ev.ChannelID, "whoever sees that channel alone is told of it")

	_, err := r.service.ReplayEvent(t.Context(), leadAdmin, ev.ID, service.Correction{})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return r.graph.Asked(lead.ID) == 2 }, time.Minute, 50*time.Millisecond, "it is asked for again")
	require.Eventually(t, func() bool {
		kept, err := r.s.Facebook.Lead(t.Context(), lead.ID)
		return err == nil && kept.Done
	}, time.Minute, 50*time.Millisecond)
	r.graph.Add(lead)
	_, err = r.service.ReplayEvent(t.Context(), leadAdmin, ev.ID, service.Correction{})
	require.NoError(t, err)
	again := r.until(lead, "created/new_person")
	require.Equal(t, ev.ID, again.ID)
}

func TestLeadsThatNoWebhookToldOf(t *testing.T) {
	t.Parallel()
	r := newLeadRig(t)
	r.mapForm()
	r.givePage("token")
	var missed []facebooktest.Lead
	for n := range 5 { // more than one page of the answer
		missed = append(missed, r.lead(n))
	}
	old := r.lead(50)
	old.At = time.Now().Add(-48 * time.Hour)
	r.graph.Add(append(missed, old)...)
	r.told(missed[3])
	r.until(missed[3], "created/new_person")
	read := func(t *testing.T, since time.Time) (out workflows.ReadLeadsResult) {
		t.Helper()
		id, err := r.service.FetchFacebookLeads(t.Context(), leadAdmin, page, since)
		require.NoError(t, err)
		require.Equal(t, "leads/"+page, id)
		require.NoError(t, r.temporal.GetWorkflow(t.Context(), id, "").Get(t.Context(), &out)) // a run that is under way would be meant
		return out
	}
	require.Equal(t, workflows.ReadLeadsResult{Found: 5, New: 4}, read(t, time.Time{}))
	for _, lead := range missed {
		r.until(lead, "created/new_person")
	}
	require.Equal(t, 1, r.graph.Asked(missed[3].ID))
	require.Zero(t, r.graph.Asked(old.ID), "it was sent before the page was known")

	t.Run("older ones are read if somebody says from when on", func(t *testing.T) {
		require.Equal(t, workflows.ReadLeadsResult{Found: 6, New: 1}, read(t, time.Now().Add(-72*time.Hour)))
		r.until(old, "created/new_person")
	})
	t.Run("a form that Facebook does not give keeps no other from being read", func(t *testing.T) {
		r.graph.Refuse(leadForm+"/leads", facebooktest.Refusal{Status: http.StatusBadRequest, Code: 100})
		other := r.lead(51)
		other.Form = "620000000000002"
		r.graph.Add(other)
		read(t, time.Time{})
		r.until(other, "quarantined/unmapped_form")
	})
	t.Run("a page that Facebook does not have says so", func(t *testing.T) {
		r.graph.Refuse(page+"/leadgen_forms", facebooktest.Refusal{Status: http.StatusBadRequest, Code: 100})
		require.Equal(t, []string{page}, read(t, time.Time{}).Failed)
		known, err := r.service.GetFacebookPage(t.Context(), leadAdmin, page)
		require.NoError(t, err)
		require.Contains(t, *known.Problem, "Facebook refuses it")
		read(t, time.Time{})
		known, err = r.service.GetFacebookPage(t.Context(), leadAdmin, page)
		require.NoError(t, err)
		require.Nil(t, known.Problem)
	})
	t.Run("they are looked for every hour", func(t *testing.T) {
		schedule := r.temporal.ScheduleClient().GetHandle(t.Context(), "read-leads/"+r.queue)
		t.Cleanup(func() { _ = schedule.Delete(context.Background()) })
		require.Eventually(t, func() bool {
			_, err := schedule.Describe(t.Context())
			return err == nil
		}, time.Minute, 50*time.Millisecond)
		late := r.lead(60)
		r.graph.Add(late)
		require.NoError(t, schedule.Trigger(t.Context(), client.ScheduleTriggerOptions{}))
		r.until(late, "created/new_person")
	})
}
