package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"

	"github.com/luluchat/contacts/facebook/facebooktest"
	"github.com/luluchat/contacts/whatsapp"
	"github.com/luluchat/contacts/workflows"
)

const (
	fbSecret = "the secret of the page's app"
	leadForm = "620000000000001"
)

// tellLead posts a webhook of Facebook's, which tells of one lead.
func (w *world) tellLead(p *process, page, lead string) {
	w.t.Helper()
	body := fmt.Sprintf(`{"object":"page","entry":[{"id":"%s","changes":[{"field":"leadgen","value":{"leadgen_id":"%s","page_id":"%s","form_id":"%s"}}]}]}`,
		page, lead, page, leadForm)
	req, err := http.NewRequest(http.MethodPost, p.URL+"/webhooks/facebook", strings.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(fbSecret, []byte(body)))
	resp, err := poster.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = resp.Body.Close() }()
	said, _ := io.ReadAll(resp.Body)
	require.Equal(w.t, http.StatusOK, resp.StatusCode, string(said))
}

// workflowEnded waits until a workflow has completed, and returns its history.
func (w *world) workflowEnded(id string) *history.History {
	w.t.Helper()
	c := w.client()
	eventually(w.t, id+" has completed", func() bool {
		d, err := c.DescribeWorkflowExecution(context.Background(), id, "")
		return err == nil && d.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
	h := &history.History{}
	for it := c.GetWorkflowHistory(context.Background(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		event, err := it.Next()
		require.NoError(w.t, err)
		h.Events = append(h.Events, event)
	}
	return h
}

// TestRecordLeads takes leads through the whole program: one that a webhook tells of,
// one that Facebook does not give, and one that no webhook has told of.
func TestRecordLeads(t *testing.T) {
	t.Parallel()
	own := uuid.New().ID() // the Temporal server is shared
	page, told, gone, missed := fmt.Sprintf("52%010d", own), fmt.Sprintf("71%010d", own), fmt.Sprintf("72%010d", own), fmt.Sprintf("73%010d", own)
	graph := facebooktest.NewGraph(t, page, "EAAGtoken")
	w := newWorld(t)
	w.env = append(w.env, "FACEBOOK_APP_SECRET="+fbSecret, "FACEBOOK_VERIFY_TOKEN=verify", "FACEBOOK_GRAPH_URL="+graph.URL)
	p := w.serve()
	status, answer := p.call(t, http.MethodPut, "/v1/facebook/pages/"+page, map[string]any{"name": "Name of a page", "token": "EAAGtoken"})
	require.Equal(t, http.StatusCreated, status)
	require.NotContains(t, fmt.Sprint(answer), "EAAGtoken")
	status, _ = p.call(t, http.MethodPut, "/v1/forms/ads", map[string]any{
		"channel_id": w.channel, "shape": "facebook", "facebook_form_id": leadForm, "fields": map[string]string{"phone_number": "phone", "full_name": "display_name"},
	})
	require.Equal(t, http.StatusCreated, status)
	lead := func(id, number string) {
		graph.Add(facebooktest.Lead{ID: id, Form: leadForm, At: time.Now(), Answers: [][2]string{{"full_name", "Name of " + number}, {"phone_number", "+" + number}}})
	}
	check := func(name, id string) {
		h := w.workflowEnded(id)
		w.requireNoPersonalData(h)
		for _, event := range h.GetEvents() {
			require.NotContains(t, event.String(), "EAAGtoken")
			require.NotContains(t, event.String(), "6012345670")
		}
		keep(t, name, h)
	}
	lead(told, "60123456701")
	graph.Refuse(told, facebooktest.Refusal{Status: http.StatusServiceUnavailable})
	w.tellLead(p, page, told)
	check("lead", workflows.LeadID(told))
	w.tellLead(p, page, gone)
	check("lead_unavailable", workflows.LeadID(gone))
	lead(missed, "60123456702")
	status, answer = p.call(t, http.MethodPost, "/v1/facebook/pages/"+page+"/fetch", nil)
	require.Equal(t, http.StatusAccepted, status)
	check("read_leads", answer["workflow_id"].(string))
	eventually(t, "both are contacts", func() bool {
		return count(t, w.db(), `SELECT count(*) FROM contacts WHERE wa_id IN ('60123456701', '60123456702')`) == 2
	})
	status, answer = p.call(t, http.MethodGet, "/v1/explain?lead_id="+gone, nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer["summary"], "its answers are not given by Facebook")

	lead(gone, "60123456703")
	refused := answer["events"].([]any)[0].(map[string]any)["id"].(string)
	status, _ = p.call(t, http.MethodPost, "/v1/events/"+refused+"/replay", nil)
	require.Equal(t, http.StatusAccepted, status)
	eventually(t, "it is a contact, too", func() bool {
		return count(t, w.db(), `SELECT count(*) FROM contacts WHERE wa_id = '60123456703'`) == 1
	})
	check("lead_again", workflows.LeadID(gone))
}
