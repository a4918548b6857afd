package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// upload sends a file to be imported and returns the import's id.
func (w *world) upload(p *process, file string, fields map[string]string) string {
	w.t.Helper()
	var answer struct {
		Import struct{ ID string }
		Detail string
	}
	status := w.sendFile(p, "/v1/imports", file, fields, &answer)
	require.Equal(w.t, http.StatusAccepted, status, answer.Detail)
	return answer.Import.ID
}

// sendFile sends a file to a route, and reads its answer.
func (w *world) sendFile(p *process, path, file string, fields map[string]string, answer any) (status int) {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(w.t, form.WriteField("channel_id", w.channel))
	filename := "people.csv"
	for name, value := range fields {
		if name == "filename" {
			filename = value
			continue
		}
		require.NoError(w.t, form.WriteField(name, value))
	}
	part, err := form.CreateFormFile("file", filename)
	require.NoError(w.t, err)
	_, err = part.Write([]byte(file))
	require.NoError(w.t, err)
	require.NoError(w.t, form.Close())
	req, err := http.NewRequest(http.MethodPost, p.URL+path, &body)
	require.NoError(w.t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := poster.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = resp.Body.Close() }()
	require.NoError(w.t, json.NewDecoder(resp.Body).Decode(answer))
	return resp.StatusCode
}

// status waits until an import has one of the given statuses.
func (w *world) status(p *process, id string, wanted ...string) map[string]any {
	w.t.Helper()
	var found map[string]any
	eventually(w.t, "the import is "+strings.Join(wanted, " or "), func() bool {
		_, answer := p.call(w.t, http.MethodGet, "/v1/imports/"+id, nil)
		found = answer["import"].(map[string]any)
		for _, status := range wanted {
			if found["status"] == status {
				return true
			}
		}
		return false
	})
	return found
}

func (w *world) tell(p *process, id, what string) {
	w.t.Helper()
	status, answer := p.call(w.t, http.MethodPost, "/v1/imports/"+id+"/"+what, nil)
	require.Less(w.t, status, 300, answer)
}

// people is a file of that many people.
func people(first, count int) string {
	var file strings.Builder
	file.WriteString("phone,name,tags\n")
	for i := range count {
		fmt.Fprintf(&file, "+60123%06d,Name of %d,batch\n", first+i, first+i)
	}
	return file.String()
}

// closedHistory waits for the end of a workflow and returns its history.
func (w *world) closedHistory(workflowID string) *history.History {
	w.t.Helper()
	c := w.client()
	eventually(w.t, workflowID+" has ended", func() bool {
		d, err := c.DescribeWorkflowExecution(context.Background(), workflowID, "")
		return err == nil && d.GetWorkflowExecutionInfo().GetCloseTime() != nil
	})
	h := &history.History{}
	for it := c.GetWorkflowHistory(context.Background(), workflowID, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		event, err := it.Next()
		require.NoError(w.t, err)
		h.Events = append(h.Events, event)
	}
	return h
}

// TestRecordImports walks the paths of the import workflows, as
// TestRecordHistories does those of contacts.
func TestRecordImports(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	check := func(name, workflowID string) {
		h := w.closedHistory(workflowID)
		w.requireNoPersonalData(h)
		keep(t, name, h)
	}

	plain := w.upload(p, people(1, 250), nil)
	done := w.status(p, plain, "completed")
	require.EqualValues(t, 250, done["counts"].(map[string]any)["created"])
	check("import", "import/"+plain)
	check("import_page", "import/"+plain+"/page/0")

	dry := w.upload(p, people(1, 3), map[string]string{"dry_run": "true"})
	asked := w.status(p, dry, "awaiting_confirmation")
	require.EqualValues(t, 3, asked["preview"].(map[string]any)["unchanged"])
	w.tell(p, dry, "confirm")
	w.tell(p, dry, "confirm")
	w.status(p, dry, "completed")
	check("import_dry_run", "import/"+dry)

	cancelled := w.upload(p, people(1000, 3), map[string]string{"dry_run": "true"})
	w.status(p, cancelled, "awaiting_confirmation")
	w.tell(p, cancelled, "cancel")
	w.status(p, cancelled, "cancelled")
	check("import_cancel", "import/"+cancelled)

	unread := w.upload(p, "phone\n+60111\n\"unclosed", nil)
	w.status(p, unread, "failed", "completed")
	check("import_failed", "import/"+unread)

	w.tell(p, plain, "undo")
	undone := w.status(p, plain, "undone")
	require.Equal(t, map[string]any{"removed": 247.0, "restored": 0.0, "left": 3.0}, undone["undo"], decisions(t, w.db()))
	require.Equal(t, 3, count(t, w.db(), `SELECT count(*) FROM contacts WHERE NOT hidden`), "the dry run was about them, too")
	check("import_undo", "import/"+plain+"/undo")

	// Everyone whom the import woke is found by its id.
	found := 0
	eventually(t, "the contact workflows are listed under the import", func() bool {
		answer, err := w.client().CountWorkflow(context.Background(), countBy(plain))
		if err == nil {
			found = int(answer.GetCount())
		}
		return found >= 250
	})
}
