package e2e

import (
	"cmp"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// TestUpgradeFromSchema10 migrates what the program of commit fa41e25 left behind,
// and goes on working with it. That program was told everything from outside and
// was killed with imports and decisions under way; the dump's header says more.
// The dump is never made again: what is asserted here is what people may expect
// of every later version. One that wants its own database kept adds a dump, and
// a test beside this one.
func TestUpgradeFromSchema10(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	u := upgrade(t, "../../store/testdata/schema_10.sql")
	for _, part := range []struct {
		name string
		test func(upgraded, *testing.T)
	}{
		{"what was pending is decided", upgraded.decidesWhatWasPending},
		{"imports that were under way end, the others stay", upgraded.endsImports},
		{"everybody is shown, found, exported and explained as before", upgraded.showsEverybody},
		{"tokens are taken or refused as before", upgraded.knowsTokens},
		{"an edit wins, whatever the contact came from", upgraded.takesEdits},
		{"what arrives for somebody known is theirs", upgraded.attaches},
		{"quarantined events can be decided", upgraded.decidesQuarantined},
		{"merges are taken back and conflicts resolved", upgraded.resolvesConflicts},
		{"imports are undone, and new ones run", upgraded.undoesImports},
		{"people are deleted", upgraded.deletes},
	} {
		require.True(t, t.Run(part.name, func(t *testing.T) {
			u.t = t
			part.test(u, t)
		}))
		u.t = t
	}
}

// decidesWhatWasPending waits for events that were recorded and not decided.
func (u upgraded) decidesWhatWasPending(t *testing.T) {
	u.decided()
	for number, name := range map[string]string{
		"60123000110": "Pending One", "60123000111": "Pending Both", "60123000113": "Pending Mover",
		"60123000114": "Pending Form", "60123000115": "Pending Trigger", "60123000116": "Pending API",
	} {
		require.Equal(t, name, u.known(number).DisplayName)
	}
	require.NotNil(t, u.known("60123000110").OptedOutAt, "a preference behind a first message")
	require.Len(t, u.messages(u.known("60123000110").ID), 2)
	require.Equal(t, "MY.pending01", u.known("60123000111").UserID)
	require.Len(t, u.messages(u.known("60123000113").ID), 2, "before and after a change of number")
	require.Equal(t, "edited, not decided yet", u.known("60123000013").Remarks)
	require.Empty(t, u.people("q=60123000022"), "whose deletion was pending")
	merged := u.known("60123000044")
	require.Contains(t, u.people("q=MY.later01"), merged.ID, "a merge")
	require.Len(t, u.messages(merged.ID), 3)
}

// showsEverybody compares who is shown now with who was, and asks for each by
// every way there is.
func (u upgraded) showsEverybody(t *testing.T) {
	all := u.people("")
	same := 0
	for id, was := range u.before {
		now, shown := all[id]
		if shown && now.Version == was.Version { // nobody has changed them
			require.Equal(t, was, now)
			same++
		}
	}
	require.Greater(t, same, 30)
	for id, now := range all {
		var one person
		u.read("/v1/contacts/"+id, &one)
		slices.Sort(one.Tags)
		require.Equal(t, now, one)
		require.Contains(t, u.people("q="+url.QueryEscape(now.DisplayName)), id)
		require.Contains(t, u.people("source="+now.Source), id)
		e := u.explain(u.p, url.Values{"contact_id": {id}})
		require.True(t, e.Found)
		require.NotEmpty(t, e.Summary)
		require.NotEmpty(t, e.Events, now.DisplayName)
		u.messages(id)
		var timeline map[string]any
		u.read("/v1/contacts/"+id+"/timeline", &timeline)
	}
	status, file := u.get("/v1/contacts/export.csv")
	require.Equal(t, http.StatusOK, status)
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, len(all)+1)
	for _, now := range all {
		require.Contains(t, string(file), cmp.Or(now.WaID, now.UserID))
	}
	status, file = u.get("/v1/contacts/export.xlsx")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "PK", string(file[:2]))
	require.NotEmpty(t, u.people("tag=vip"))
	require.NotEmpty(t, u.people("ad_id=120210000000000001"))
	for _, list := range []string{"ads", "tags", "forms", "triggers", "attributes", "channels", "tokens"} {
		var answer map[string]any
		u.read("/v1/"+list, &answer)
		require.NotEmpty(t, answer[list], list)
	}
}
