package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/workflows"
)

// recordTo is where histories are kept for the replay tests. `make record` adds those
// that are missing; without it they are only looked at.
const recordTo = "../../workflows/testdata/histories"

// recording is set by `make record`.
var recording = os.Getenv("RECORD") != ""

// keep writes a history for the replay tests if they are being recorded and there is
// none of the name: what an earlier program recorded stays, since its runs may be
// under way when this one takes over.
func keep(t *testing.T, name string, h *history.History) {
	t.Helper()
	path := filepath.Join(recordTo, name+".json")
	if _, err := os.Stat(path); !recording || err == nil {
		return
	}
	b, err := protojson.MarshalOptions{Indent: " "}.Marshal(h)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(recordTo, 0o755))
	require.NoError(t, os.WriteFile(path, append(b, '\n'), 0o644))
}

// history waits for the end of a run and returns its history; runID may be
// empty for the latest one.
func (w *world) history(key, runID string) *history.History {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	h := &history.History{}
	for it := w.client().GetWorkflowHistory(ctx, workflows.ContactID(w.channel, key), runID, false,
		enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		event, err := it.Next()
		require.NoError(w.t, err)
		h.Events = append(h.Events, event)
	}
	return h
}

// completed waits until the latest run of a key has completed, which is a moment
// after its last decision, and describes it.
func (w *world) completed(key string) *workflow.WorkflowExecutionInfo {
	w.t.Helper()
	c := w.client()
	var info *workflow.WorkflowExecutionInfo
	eventually(w.t, "the workflow of "+key+" has completed", func() bool {
		d, err := c.DescribeWorkflowExecution(context.Background(), workflows.ContactID(w.channel, key), "")
		info = d.GetWorkflowExecutionInfo()
		return err == nil && info.GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
	return info
}

// ended waits until the latest run of a key has completed, and returns its
// history.
func (w *world) ended(key string) *history.History {
	w.t.Helper()
	w.completed(key)
	return w.history(key, "")
}

// requireNoPersonalData looks for the names and texts that tests send.
func (w *world) requireNoPersonalData(h *history.History) {
	w.t.Helper()
	for _, event := range h.GetEvents() {
		b, err := protojson.Marshal(event)
		require.NoError(w.t, err)
		for _, secret := range []string{"Name of", "Text of"} {
			require.NotContains(w.t, decoded(b), secret)
		}
	}
}

// decoded is JSON with its base64 strings readable.
func decoded(b []byte) string {
	var value any
	if json.Unmarshal(b, &value) != nil {
		return string(b)
	}
	var all strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		case string:
			all.WriteString(v + "\n")
			var bytes []byte
			if json.Unmarshal([]byte(`"`+v+`"`), &bytes) == nil {
				all.Write(bytes)
			}
		}
	}
	walk(value)
	return all.String()
}

func types(h *history.History) (all []string) {
	for _, e := range h.GetEvents() {
		all = append(all, strings.TrimPrefix(e.GetEventType().String(), "EVENT_TYPE_"))
	}
	return all
}

// TestRecordHistories walks every path of the Contact workflow on a real server
// and looks at what its history holds. `make record` keeps the histories for
// the replay tests.
func TestRecordHistories(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lease = time.Minute // no redelivery adds a signal to what is recorded
	p := w.serve()
	at := time.Now()
	check := func(t *testing.T, name, key string) *history.History {
		t.Helper()
		h := w.ended(key)
		w.requireNoPersonalData(h)
		keep(t, name, h)
		return h
	}

	t.Run("a first message creates, in eight events, started eagerly", func(t *testing.T) {
		// The very first workflow may come before the worker has said hello.
		w.mustPost(p, w.text("60100000000", "wamid.warm", at))
		w.ended("60100000000")
		w.mustPost(p, w.text("60100000001", "wamid.1", at))
		h := check(t, "create", "60100000001")
		require.Equal(t, []string{
			"WorkflowExecutionStarted", "WorkflowTaskScheduled", "WorkflowTaskStarted", "WorkflowTaskCompleted",
			"MarkerRecorded", "MarkerRecorded", "MarkerRecorded", "WorkflowExecutionCompleted",
		}, types(h))
		require.True(t, h.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes().GetEagerExecutionAccepted())
	})
	t.Run("a second message is attached", func(t *testing.T) {
		w.mustPost(p, w.text("60100000001", "wamid.2", at))
		eventually(t, "it is attached", func() bool {
			return decisions(t, w.db())["attached/known_contact"] == 1
		})
		check(t, "attach", "60100000001")
	})
	t.Run("a wake-up for which nothing is pending does nothing", func(t *testing.T) {
		opts := startOptions(w, "60100000001")
		_, err := w.client().SignalWithStartWorkflow(context.Background(), opts.ID, workflows.WakeSignal, nil, opts,
			workflows.ContactName, workflows.ContactInput{Channel: w.channel, Key: "60100000001"})
		require.NoError(t, err)
		h := check(t, "duplicate", "60100000001")
		require.Contains(t, types(h), "WorkflowExecutionSignaled")
	})
	t.Run("a change updates", func(t *testing.T) {
		w.mustPost(p, w.optOut("60100000001", at))
		eventually(t, "it is applied", func() bool { return decisions(t, w.db())["updated/opted_out"] == 1 })
		check(t, "change", "60100000001")
	})
	t.Run("a wake-up while it runs is one more look", func(t *testing.T) {
		held := w.hold(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, w.channel+"/60100000002")
		w.mustPost(p, w.text("60100000002", "wamid.3", at))
		w.waiting(1)
		require.NoError(t, w.client().SignalWorkflow(context.Background(),
			workflows.ContactID(w.channel, "60100000002"), "", workflows.WakeSignal, nil))
		held.release()
		h := check(t, "signal", "60100000002")
		require.Contains(t, types(h), "WorkflowExecutionSignaled")
	})
	t.Run("a caller who waits gets the decision, the same again from the ledger", func(t *testing.T) {
		recorder := w.recorder()
		ev := formLike(w, "60100000003", "apply-1", at)
		applied, err := recorder.Apply(context.Background(), ev)
		require.NoError(t, err)
		require.Equal(t, contact.Created, applied.Decision.Kind)
		h := check(t, "update", "60100000003")
		require.Contains(t, types(h), "WorkflowExecutionUpdateCompleted")

		again, err := recorder.Apply(context.Background(), ev)
		require.NoError(t, err)
		require.False(t, again.Recorded.New)
		require.Equal(t, applied.Decision, again.Decision)
		askLedger(t, w, applied.Decision.EventID, "60100000003")
		check(t, "update_decided_before", "60100000003")
	})
	t.Run("a submission creates, a person edits and deletes", func(t *testing.T) {
		status, _ := p.call(t, http.MethodPut, "/v1/forms/"+w.channel, map[string]any{
			"channel_id": w.channel, "fields": map[string]string{"phone": "phone", "name": "display_name"},
		})
		require.Equal(t, http.StatusCreated, status)
		status, _ = p.call(t, http.MethodPost, "/forms/"+w.channel+"/submissions", map[string]any{
			"phone": "+60123450007", "name": "Name of a lead",
		})
		require.Equal(t, http.StatusAccepted, status)
		w.decided(w.db())
		check(t, "submission", "60123450007")
		var id string
		require.NoError(t, w.db().QueryRow(context.Background(), `SELECT id FROM contacts WHERE wa_id = '60123450007'`).Scan(&id))
		status, _ = p.call(t, http.MethodPatch, "/v1/contacts/"+id, map[string]any{"display_name": "Name of a person"})
		require.Equal(t, http.StatusOK, status)
		check(t, "edit", "60123450007")
		status, _ = p.call(t, http.MethodDelete, "/v1/contacts/"+id, nil)
		require.Equal(t, http.StatusNoContent, status)
		check(t, "delete", "60123450007")
	})
	t.Run("a merge is decided in one step", func(t *testing.T) {
		w.mustPost(p, w.webhook("messages", message("60100000008", "", "wamid.8", at)))
		w.mustPost(p, w.webhook("messages", message("", "MY.record", "wamid.9", at)))
		w.decided(w.db())
		w.mustPost(p, w.webhook("messages", message("60100000008", "MY.record", "wamid.10", at)))
		w.decided(w.db())
		_, list := p.call(t, http.MethodGet, "/v1/conflicts", nil)
		conflict := list["conflicts"].([]any)[0].(map[string]any)
		status, answer := p.call(t, http.MethodPost, fmt.Sprintf("/v1/conflicts/%v/resolve", conflict["id"]), map[string]any{"resolution": "merge_into_a"})
		require.Equal(t, http.StatusOK, status)
		workflowID := answer["contact"].(map[string]any)["workflow_id"].(string)
		check(t, "merge", strings.TrimPrefix(workflowID, "contact/"+w.channel+"/"))
	})
	t.Run("a poison event is quarantined and blocks nobody", func(t *testing.T) {
		db := w.db()
		_, err := db.Exec(context.Background(), `ALTER TABLE messages ADD CONSTRAINT poison CHECK (external_id <> 'wamid.poison')`)
		require.NoError(t, err)
		w.mustPost(p, w.text("60100000004", "wamid.poison", at))
		eventually(t, "it is quarantined", func() bool { return decisions(t, db)["quarantined/failed"] == 1 })
		check(t, "quarantine", "60100000004")
		w.mustPost(p, w.text("60100000004", "wamid.after", at))
		eventually(t, "the next is attached", func() bool {
			return count(t, db, `SELECT count(*) FROM messages WHERE external_id = 'wamid.after'`) == 1
		})
		e := w.explain(p, url.Values{"message_id": {"wamid.poison"}})
		require.Equal(t, "failed", *e.Events[0].Reason)
	})
	t.Run("a step falls back to the durable path", func(t *testing.T) {
		held := w.hold(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, w.channel+"/60100000005")
		w.mustPost(p, w.text("60100000005", "wamid.5", at))
		pending := w.pendingActivity("60100000005")
		require.Equal(t, "CreateContact", pending.GetActivityType().GetName())
		held.release()
		h := check(t, "durable", "60100000005")
		require.Contains(t, types(h), "ActivityTaskCompleted")
	})
}

// TestRecordContinueAsNew makes the server suggest it early.
func TestRecordContinueAsNew(t *testing.T) {
	t.Parallel()
	temporal := devtest.OwnTemporal(t, func(o *dev.TemporalOptions) {
		o.DynamicConfig = []string{"limit.historyCount.suggestContinueAsNew=6"}
	})
	w := newWorld(t)
	w.temporal, w.lease = temporal.Address(), time.Minute
	p := w.serve()
	held := w.hold(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, w.channel+"/60100000006")
	w.mustPost(p, w.text("60100000006", "wamid.6", time.Now()))
	w.pendingActivity("60100000006") // by now it has a history
	held.release()
	c := w.client()
	var first string
	eventually(t, "a second run has followed", func() bool {
		d, err := c.DescribeWorkflowExecution(context.Background(), workflows.ContactID(w.channel, "60100000006"), "")
		if err != nil {
			return false
		}
		first = d.GetWorkflowExecutionInfo().GetFirstRunId()
		return first != d.GetWorkflowExecutionInfo().GetExecution().GetRunId()
	})
	w.ended("60100000006")
	h := w.history("60100000006", first)
	require.Contains(t, types(h), "WorkflowExecutionContinuedAsNew")
	keep(t, "continue_as_new", h)
	w.onceCreated()
}

// recorder is in this process; the worker is in another.
func (w *world) recorder() *starter.Recorder {
	w.t.Helper()
	log := config.Logger(os.Stderr, 12)
	s := storetest.Open(w.t, w.database)
	return starter.NewRecorder(s.Ledger, s.Imports, starter.New(w.client(), w.taskQueue), starter.NewHub(), log)
}

// formLike is an event of the kind that callers wait for.
func formLike(w *world, waID, id string, at time.Time) contact.Event {
	return contact.Event{
		ID: uuid.Must(uuid.NewV7()), ChannelID: w.channel, Origin: "test", Source: contact.SourceAPI, Kind: "text",
		ExternalID: id, DedupeKey: contact.DedupeKey("test", "message", id, nil), OccurredAt: at, Raw: []byte(`{}`),
		Facts: contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: waID},
			Message: &contact.Message{ID: id, Type: "text", Text: "Text of " + id},
		},
	}
}
