package e2e

import (
	"net/http"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/facebook/facebooktest"
)

// The page and the forms of the leads.
const (
	leakPage      = "520000000000077"
	leakPageToken = "hush-EAAG"
	unmappedForm  = "620000000000078"
)

// sendLeads has Facebook tell of leads: one that becomes a contact after an answer that
// is none, one of a form that nobody mapped, one without a usable number, and one that
// Facebook does not give.
func (l *leak) sendLeads() {
	l.t.Helper()
	status, _ := l.p.call(l.t, http.MethodPut, "/v1/facebook/pages/"+leakPage, map[string]any{"name": "The page", "token": leakPageToken})
	require.Equal(l.t, http.StatusCreated, status)
	status, _ = l.p.call(l.t, http.MethodPut, "/v1/forms/leads", map[string]any{
		"channel_id": l.channel, "shape": "facebook", "facebook_form_id": leadForm, "fields": map[string]string{"phone_number": "phone", "full_name": "display_name"},
	})
	require.Equal(l.t, http.StatusCreated, status)
	lead := func(id, form, number string) {
		l.graph.Add(facebooktest.Lead{ID: id, Form: form, At: time.Now(), Answers: [][2]string{
			{"full_name", l.say("name of a lead")}, {"phone_number", number}, {l.say("question"), l.say("answer")},
		}})
		l.tellLead(l.p, leakPage, id)
	}
	l.graph.Refuse("720000000000001",
		facebooktest.Refusal{Status: http.StatusServiceUnavailable, Body: `{"error":{"message":"` + l.say("Facebook's error") + `","code":2}}`},
		facebooktest.Refusal{Status: http.StatusOK, Body: `{"id":"` + l.say("no lead") + `"}`})
	lead("720000000000001", leadForm, "+"+l.number())
	lead("720000000000002", unmappedForm, "+"+l.number())
	lead("720000000000003", leadForm, l.say("no number"))
	l.tellLead(l.p, leakPage, "720000000000004")
	eventually(l.t, "every lead is fetched or refused", func() bool {
		return count(l.t, l.db(), `SELECT count(*) FROM facebook_leads WHERE done`) == 4
	})
	l.finish()
}
