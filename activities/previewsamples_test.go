package activities_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/tabular"
)

// knows makes a contact by a form, above which a file stands, and returns its id.
func (b bench) knows(number, name, remarks string, tags ...string) (id uuid.UUID) {
	b.t.Helper()
	ev := contact.Event{
		ChannelID: "shop", Origin: "test", Source: contact.SourceForm, Kind: "form", OccurredAt: time.Now().Add(-time.Hour),
		DedupeKey: "form/" + number, Raw: []byte(`{}`),
		Facts: contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: number, Unconfirmed: true},
			Fields: &contact.Fields{DisplayName: &name, Remarks: &remarks, AddTags: tags},
		},
	}
	_, err := b.Ledger.Record(b.t.Context(), ledger.Batch{Events: []contact.Event{ev}}, 0)
	require.NoError(b.t, err)
	b.decideOn("shop", ev.Facts.Key())
	require.NoError(b.t, b.db.QueryRow(b.t.Context(), `SELECT id FROM contacts WHERE wa_id = $1`, number).Scan(&id))
	return id
}

// inShort is an outcome and the row of each sample.
func inShort(samples []imports.SampleView) (all []string) {
	for _, s := range samples {
		all = append(all, fmt.Sprint(s.Outcome, " ", s.N))
	}
	return all
}

// TestAPreviewKeepsSamples keeps the first five rows of each outcome: whom each is about,
// what would change, or why it would not be taken. None of that is in a heartbeat.
func TestAPreviewKeepsSamples(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	file := []string{"phone,name,remarks,tags"}
	var want []string
	for n := range 7 { // seven of each: two are none
		known, same := fmt.Sprintf("6017700010%d", n), fmt.Sprintf("6017700020%d", n)
		b.knows(known, "Known", "Zyxquill was", "vip")
		b.knows(same, "Same", "Zyxquill same")
		file = append(file, fmt.Sprintf("+6017700030%d,Zyxquill new,,", n), "+"+known+",Known,Zyxquill is,fair", "+"+same+",Same,,", "12,Nobody,,")
		if n < 5 {
			want = append(want, fmt.Sprint("created ", 4*n+2), fmt.Sprint("updated ", 4*n+3), fmt.Sprint("unchanged ", 4*n+4), fmt.Sprint("failed ", 4*n+5))
		}
	}
	id := b.keep(strings.Join(file, "\n"), imports.Import{DryRun: true})
	_, err := b.stage(id)
	require.NoError(t, err)
	var told []string
	b.env.SetOnActivityHeartbeatListener(func(_ *activity.Info, details converter.EncodedValues) {
		var row map[string]any
		_ = details.Get(&row)
		encoded, _ := json.Marshal(row)
		told = append(told, string(encoded))
	})
	for range 2 { // the second time anew
		_, err = b.env.ExecuteActivity(b.PreviewImport, id)
		require.NoError(t, err)
		samples, err := b.Imports.Samples(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, want, inShort(samples))
		created, updated, unchanged, failed := samples[0], samples[1], samples[2], samples[3]
		require.Equal(t, "Zyxquill new", *created.Name)
		require.Equal(t, "+60177000300", created.Understood.Number)
		require.Nil(t, created.ContactID)
		require.Empty(t, created.Changes)
		require.Equal(t, []contact.Given{
			{Field: "remarks", Value: "Zyxquill is", Was: "Zyxquill was"}, {Field: "tags", Value: "fair, vip", Was: "vip"},
		}, updated.Changes)
		require.NotNil(t, updated.ContactID)
		require.Equal(t, "Known", *updated.ContactName)
		require.Empty(t, unchanged.Changes)
		require.Equal(t, []string{"phone_too_short", "12"}, []string{failed.Reason, failed.Cells[0]})
		require.NotEmpty(t, failed.Fix)
	}
	require.NotEmpty(t, told)
	require.NotContains(t, strings.Join(told, "\n"), "Zyxquill")
}

// TestSamplesOfWhatTheRulesRefuse says why, and who is there already.
func TestSamplesOfWhatTheRulesRefuse(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	preview := func(mode, file string) []imports.SampleView {
		id := b.keep(file, imports.Import{DryRun: true, Mode: mode})
		_, err := b.stage(id)
		require.NoError(t, err)
		_, err = b.env.ExecuteActivity(b.PreviewImport, id)
		require.NoError(t, err)
		samples, err := b.Imports.Samples(t.Context(), id)
		require.NoError(t, err)
		return samples
	}
	strangers := preview("update_only", "phone,name\n+60177000401,Nobody\n")
	require.Equal(t, []string{"failed 2"}, inShort(strangers))
	require.Equal(t, "not_a_contact", strangers[0].Reason)
	require.Contains(t, strangers[0].Fix, "upsert")

	b.knows("60177000402", "There", "")
	left := preview("create_only", "phone,name\n+60177000402,Another\n")
	require.Equal(t, []string{"unchanged 2"}, inShort(left))
	require.Equal(t, "already_there", left[0].Reason)
	require.NotNil(t, left[0].ContactID)
}

// TestSamplesGoOn breaks a preview off: the samples of what was done stay, and what comes
// after it is found anew.
func TestSamplesGoOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	file := []string{"phone"}
	for n := range 1500 {
		file = append(file, fmt.Sprintf("+60177%06d", n))
	}
	file[3] = "12"    // on the first page
	file[1200] = "12" // on the second one
	id := b.keep(strings.Join(file, "\n"), imports.Import{DryRun: true})
	_, err := b.stage(id)
	require.NoError(t, err)
	_, err = b.env.ExecuteActivity(b.PreviewImport, id)
	require.NoError(t, err)
	want := []string{"created 2", "created 3", "failed 4", "created 5", "created 6", "created 7", "failed 1201"}
	listed := func() []string {
		samples, err := b.Imports.Samples(t.Context(), id)
		require.NoError(t, err)
		return inShort(samples)
	}
	require.Equal(t, want, listed())
	b.exec(`UPDATE import_samples SET n = 1400, outcome = 'created' WHERE n = 1201`) // as if it had been decided otherwise
	b.env.SetHeartbeatDetails(map[string]any{"row": 1001, "counts": map[string]any{"create": 999, "reject": 1}})
	_, err = b.env.ExecuteActivity(b.PreviewImport, id)
	require.NoError(t, err)
	require.Equal(t, want, listed())
}
