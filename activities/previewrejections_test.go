package activities_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// strangers is a file that only updates: of somebody who is there, of two who are not, of a
// user id that nobody has, a row without a number, and one of them once more.
const strangers = "phone,user id,name\n+60177000501,,There\n+60177000502,,Stranger\n,MY.NONE,Named\n+60177000503,,Other\n,,Nobody\n+60177000502,,Stranger again\n"

// awaited has a dry run of a file that only updates, up to where it waits for a person.
func (b bench) awaited(file, options string) uuid.UUID {
	b.t.Helper()
	in := imports.Import{DryRun: true, Mode: "update_only"}
	if options != "" {
		in.Options = []byte(options)
	}
	id := b.keep(file, in)
	_, err := b.stage(id)
	require.NoError(b.t, err)
	_, err = b.env.ExecuteActivity(b.PreviewImport, id)
	require.NoError(b.t, err)
	b.moves(id, contact.ImportAwaits)
	return id
}

func (b bench) moves(id uuid.UUID, status contact.ImportStatus) {
	b.t.Helper()
	require.NoError(b.t, b.Imports.SetImportStatus(b.t.Context(), id, status, ""))
}

// groups are the rejected rows of an import by their reason, with the first of each.
func (b bench) groups(id uuid.UUID) (all []string) {
	b.t.Helper()
	rejected, err := b.Imports.Rejected(b.t.Context(), id)
	require.NoError(b.t, err)
	for _, g := range rejected {
		all = append(all, fmt.Sprintf("%d %s from %d", g.Rows, g.Error, g.Row))
	}
	return all
}

// statuses are those of the rows of an import, in order.
func (b bench) statuses(id uuid.UUID) (all []string) {
	b.t.Helper()
	rows, err := b.Imports.ImportRows(b.t.Context(), id, "", 0, 100)
	require.NoError(b.t, err)
	for _, r := range rows {
		all = append(all, strings.TrimSuffix(r.Status+" "+contact.OrEmpty(r.Error), " "))
	}
	return all
}

// TestWhatADryRunRejectsStandsAsRejected groups and lists the rows that the rules reject
// with those that staging refused, and has the former judged again once it is confirmed.
func TestWhatADryRunRejectsStandsAsRejected(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	b.knows("60177000501", "Before", "")
	id := b.awaited(strangers, "")
	require.Equal(t, []string{"3 not_a_contact from 3", "1 phone_missing from 6"}, b.groups(id))
	require.Equal(t, imports.ImportCounts{Total: 6, Pending: 1, Failed: 4, Merged: 1}, b.view(id).Counts)
	require.Equal(t, []string{"pending", "failed not_a_contact", "failed not_a_contact", "failed not_a_contact", "failed phone_missing", "merged"}, b.statuses(id))
	failed, err := b.Imports.ImportRows(t.Context(), id, "failed", 0, 10)
	require.NoError(t, err)
	require.Contains(t, *failed[0].SuggestedFix, "upsert")
	require.Contains(t, *failed[1].SuggestedFix, "nobody on this channel has the user id")

	_, err = b.env.ExecuteActivity(b.PreviewImport, id) // another attempt counts the same
	require.NoError(t, err)
	require.Equal(t, []string{"3 not_a_contact from 3", "1 phone_missing from 6"}, b.groups(id))
	samples, err := b.Imports.Samples(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []string{"updated 2", "failed 3", "failed 4", "failed 5", "failed 6"}, inShort(samples))
	require.Equal(t, "not_a_contact", samples[1].Reason)

	b.knows("60177000502", "Comes meanwhile", "")
	b.moves(id, contact.ImportIsRunning)
	require.Equal(t, []string{"pending", "pending", "pending", "pending", "failed phone_missing", "merged"}, b.statuses(id))
	_, err = b.Imports.RecordPage(t.Context(), id, 0)
	require.NoError(t, err)
	for _, key := range []string{"60177000501", "60177000502", "60177000503", "MY.NONE"} {
		b.decide(key)
	}
	done := []string{"updated", "updated", "failed not_a_contact", "failed not_a_contact", "failed phone_missing", "merged"}
	require.Equal(t, done, b.statuses(id), "what is true when a row is decided counts")
	b.moves(id, contact.ImportIsPaused)
	b.moves(id, contact.ImportIsRunning)
	require.Equal(t, done, b.statuses(id), "what is decided stays so")
}

// TestRowsThatTheRulesRejectAreLeftOut has those rows left out whose reason is to be.
func TestRowsThatTheRulesRejectAreLeftOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	b.knows("60177000501", "Before", "")
	for _, again := range []bool{false, true} {
		id := b.awaited(strangers, `{"leave_out": ["not_a_contact"]}`)
		if again {
			_, err := b.env.ExecuteActivity(b.PreviewImport, id)
			require.NoError(t, err)
		}
		require.Equal(t, []string{"1 phone_missing from 6"}, b.groups(id))
		var counts imports.ImportPreview
		require.NoError(t, json.Unmarshal(b.view(id).Preview, &counts))
		require.Equal(t, imports.ImportPreview{Update: 1, Reject: 1}, counts)
		left := []string{"pending", "cancelled not_a_contact", "cancelled not_a_contact", "cancelled not_a_contact", "failed phone_missing", "cancelled"}
		require.Equal(t, left, b.statuses(id))
		b.moves(id, contact.ImportIsRunning)
		require.Equal(t, left, b.statuses(id))
	}
}

// TestADryRunThatComesTooLate rejects no row of an import that waits no more.
func TestADryRunThatComesTooLate(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	for _, status := range []contact.ImportStatus{contact.ImportIsRunning, contact.ImportIsPaused, contact.ImportIsCancelled} {
		t.Run(string(status), func(t *testing.T) {
			id := b.keep(strangers, imports.Import{DryRun: true, Mode: "update_only"})
			_, err := b.stage(id)
			require.NoError(t, err)
			b.moves(id, status)
			_, err = b.env.ExecuteActivity(b.PreviewImport, id)
			require.NoError(t, err)
			require.Equal(t, []string{"1 phone_missing from 6"}, b.groups(id))
		})
	}
}

// TestWhatADryRunRejectedStaysSoOnceItIsCancelled keeps the reasons, which the file of
// rejected rows has.
func TestWhatADryRunRejectedStaysSoOnceItIsCancelled(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	b.knows("60177000501", "Before", "")
	id := b.awaited(strangers, "")
	require.NoError(t, b.Imports.StopStaging(t.Context(), id))
	_, err := b.env.ExecuteActivity(b.CloseRows, id)
	require.NoError(t, err)
	b.moves(id, contact.ImportIsCancelled)
	require.Equal(t, []string{"cancelled", "failed not_a_contact", "failed not_a_contact", "failed not_a_contact", "failed phone_missing", "merged"}, b.statuses(id))
}
