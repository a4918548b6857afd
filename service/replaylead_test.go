package service

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/ledger"
)

// TestLeadsThatAreAskedForAgainWait replays leads that Facebook did not give: each stays
// quarantined until it does, and is told of as that.
func TestLeadsThatAreAskedForAgainWait(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.leads = starter.NewLeads(facebook.New(s.db), nil, starter.NewHub())
	for i := range 3 {
		ev, err := intake.LeadNotFetched(intake.Lead{ID: fmt.Sprint(7200 + i), PageID: "52", FormID: "62"}, nil, "the token is none", time.Now())
		require.NoError(t, err)
		_, err = s.ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{ev}}, 0)
		require.NoError(t, err)
	}
	filter := EventFilter{Reason: string(contact.LeadUnavailable)}
	for range 2 {
		out, err := s.ReplayEvents(t.Context(), admin, filter, Correction{}, false)
		require.NoError(t, err)
		require.Equal(t, Replayed{Events: 3, Replayed: 3, Left: 3, Waiting: 3}, out, "they are still found")
	}
	ids, err := s.book(admin).QuarantinedIDs(t.Context(), filter, 3)
	require.NoError(t, err)
	for _, id := range ids {
		became, reason, err := s.ReplayForJob()(t.Context(), id, json.RawMessage(`{}`))
		require.NoError(t, err)
		require.Equal(t, "unchanged lead_unavailable", became+" "+reason, "a job goes on with the next")
	}
	_, err = s.DismissEvent(t.Context(), admin, ids[0], "Nobody we know")
	require.NoError(t, err)
	out, err := s.ReplayEvents(t.Context(), admin, filter, Correction{}, false)
	require.NoError(t, err)
	require.EqualValues(t, 2, out.Waiting, "what is dismissed is not asked for")
}
