package workflows_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

var importID = uuid.MustParse("01900000-0000-7000-8000-00000000000a")

// bulkEnv is a workflow environment in which the import's activities are mocks
// that keep what was done, in order.
type bulkEnv struct {
	*diary
	staging, previewing, closing time.Duration // how long each takes

	status contact.ImportStatus // what the database would show
	why    string               // in words
	when   time.Time            // it was written
	open   int                  // pages under way
	most   int                  // pages that were under way at once
}

// bulkSetup mocks an import of that many pages; pageTakes says how long one of
// them takes.
func bulkSetup(t *testing.T, pages int, pageTakes time.Duration, options ...func(*bulkEnv)) *bulkEnv {
	t.Helper()
	env := &bulkEnv{diary: newDiary(t), status: "staging"}
	for _, option := range options {
		option(env)
	}
	env.SetTestTimeout(20 * time.Second)

	env.OnActivity("StageImport", mock.Anything, importID).After(env.staging).Return(
		func(context.Context, uuid.UUID) (activities.StagedImport, error) {
			env.note("stage")
			return activities.StagedImport{Pages: pages}, nil
		}).Maybe()
	env.OnActivity("PreviewImport", mock.Anything, importID).After(env.previewing).Return(
		func(context.Context, uuid.UUID) error { env.note("preview"); return nil }).Maybe()
	env.OnActivity("CancelRows", mock.Anything, importID).Return(
		func(context.Context, uuid.UUID) error { env.note("cancel rows"); return nil }).Maybe()
	env.OnActivity("CloseRows", mock.Anything, importID).After(env.closing).Return(
		func(context.Context, uuid.UUID) error { env.note("close rows"); return nil }).Maybe()
	env.OnActivity("NotifyImport", mock.Anything, importID).Return(
		func(context.Context, uuid.UUID) error { env.note("notify"); return nil }).Maybe()
	env.OnActivity("RecordPage", mock.Anything, mock.Anything).Return(
		func(_ context.Context, in activities.ImportPage) error {
			env.note(fmt.Sprintf("record %d", in.Page))
			env.mu.Lock()
			env.open++
			env.most = max(env.most, env.open)
			env.mu.Unlock()
			return nil
		}).Maybe()
	env.OnActivity("AwaitPage", mock.Anything, mock.Anything).After(pageTakes).Return(
		func(_ context.Context, in activities.ImportPage) error {
			env.note(fmt.Sprintf("decided %d", in.Page))
			env.mu.Lock()
			env.open--
			env.mu.Unlock()
			return nil
		}).Maybe()
	return env
}

// slow says how long it takes to write a status; the others are written at once.
type slow map[contact.ImportStatus]time.Duration

// statuses mocks the status in the database.
func (env *bulkEnv) statuses(slow slow) {
	set := func(_ context.Context, in activities.ImportStatus) error {
		env.note(string(in.Status))
		env.mu.Lock()
		env.status, env.why, env.when = in.Status, in.Error, env.Now()
		env.mu.Unlock()
		return nil
	}
	for status, takes := range slow {
		env.OnActivity("SetImportStatus", mock.Anything, activities.ImportStatus{Import: importID, Status: status}).
			After(takes).Return(set).Maybe()
	}
	env.OnActivity("SetImportStatus", mock.Anything, mock.Anything).Return(set).Maybe()
}

func (env *bulkEnv) run(in workflows.ImportInput) (result workflows.ImportResult) {
	env.t.Helper()
	in.Import = importID
	env.ExecuteWorkflow(workflows.ImportName, in)
	require.True(env.t, env.IsWorkflowCompleted())
	require.NoError(env.t, env.GetWorkflowError())
	require.NoError(env.t, env.GetWorkflowResult(&result))
	return result
}

func count(all []string, what string) (n int) {
	for _, one := range all {
		if one == what {
			n++
		}
	}
	return n
}
