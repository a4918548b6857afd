package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// importJSON is an import. Its counts are those of its rows at this moment.
type importJSON struct {
	ID             uuid.UUID            `json:"id"`
	ChannelID      string               `json:"channel_id"`
	Filename       string               `json:"filename"`
	Bytes          int64                `json:"bytes"`
	Mode           string               `json:"mode"`
	DefaultCountry *string              `json:"default_country"`
	DryRun         bool                 `json:"dry_run"`
	Status         contact.ImportStatus `json:"status"`
	Counts         store.ImportCounts   `json:"counts"`
	Columns        map[string]string    `json:"columns"` // what each column was taken for, or ignored; null until staged
	Preview        json.RawMessage      `json:"preview"` // of a dry run
	Undo           json.RawMessage      `json:"undo"`
	Error          *string              `json:"error"`
	CreatedAt      time.Time            `json:"created_at"`
	StartedAt      *time.Time           `json:"started_at"`
	FinishedAt     *time.Time           `json:"finished_at"`
	WorkflowID     string               `json:"workflow_id"`
	HistoryURL     string               `json:"history_url"`
}

func (a *API) importOf(v store.ImportView) importJSON {
	workflowID := workflows.ImportID(v.ID)
	return importJSON{
		ID: v.ID, ChannelID: v.ChannelID, Filename: v.Filename, Bytes: v.Bytes, Mode: v.Mode, DefaultCountry: v.DefaultCountry,
		DryRun: v.DryRun, Status: v.Status, Counts: v.Counts, Columns: v.Columns, Preview: orNullJSON(v.Preview),
		Undo: orNullJSON(v.Undo), Error: v.Error, CreatedAt: v.CreatedAt.UTC(), StartedAt: utc(v.StartedAt),
		FinishedAt: utc(v.FinishedAt), WorkflowID: workflowID, HistoryURL: a.historyURL(workflowID, nil),
	}
}

func orNullJSON(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// importRoutes registers what imports need.
func (a *API) importRoutes(v1 func(scope string) *gin.RouterGroup) {
	imports := v1(store.ScopeImports)
	imports.POST("/imports", a.createImport)
	imports.GET("/imports", a.listImports)
	imports.GET("/imports/template.csv", a.templateCSV)
	imports.GET("/imports/template.xlsx", a.templateXLSX)
	imports.GET("/imports/:id", a.getImport)
	imports.GET("/imports/:id/rows", a.listImportRows)
	imports.GET("/imports/:id/errors.csv", newFiles().limited(a.importErrors))
	imports.GET("/imports/:id/stream", a.streamImport)
	imports.POST("/imports/:id/confirm", a.commandImport(contact.ConfirmImport))
	imports.POST("/imports/:id/pause", a.commandImport(contact.PauseImport))
	imports.POST("/imports/:id/resume", a.commandImport(contact.ResumeImport))
	imports.POST("/imports/:id/cancel", a.commandImport(contact.CancelImport))
	imports.POST("/imports/:id/undo", a.undoImport)
	imports.DELETE("/imports/:id", a.deleteImport)
}

// theImport reads the import that a path names. It answers with a problem, and
// false, if there is none.
func (a *API) theImport(c *gin.Context) (store.ImportView, bool) {
	importID, ok := id(c, c.Param("id"), "The import's id")
	if !ok {
		return store.ImportView{}, false
	}
	v, err := a.Store.Import(c, importID)
	if err != nil {
		a.fail(c, err)
		return store.ImportView{}, false
	}
	return v, true
}

func (a *API) getImport(c *gin.Context) {
	if v, ok := a.theImport(c); ok {
		c.JSON(http.StatusOK, gin.H{"import": a.importOf(v)})
	}
}

func (a *API) listImports(c *gin.Context) {
	p, ok := page(c)
	if !ok {
		return
	}
	rows, err := a.Store.Imports(c, p.after, p.size+1)
	if err != nil {
		a.fail(c, err)
		return
	}
	rows, next := cut(rows, p.size, func(v store.ImportView) string { return cursorOf(v.CreatedAt, v.ID) })
	c.JSON(http.StatusOK, gin.H{"imports": shown(rows, a.importOf), "next_cursor": next})
}

// commandImport tells an import what a person wants of it. What it has done already, or
// is past, it need not be told again.
func (a *API) commandImport(command contact.ImportCommand) gin.HandlerFunc {
	return func(c *gin.Context) {
		v, ok := a.theImport(c)
		if !ok {
			return
		}
		switch v.Status.Told(command) {
		case contact.Stays:
			c.JSON(http.StatusOK, gin.H{"import": a.importOf(v)})
			return
		case contact.Refuses:
			problem(c, http.StatusConflict, fmt.Sprintf("The import is %s: it cannot %s.", v.Status, command))
			return
		case contact.Obeys:
		}
		err := a.tell(c, v, command)
		if errors.Is(err, starter.ErrEnded) {
			problem(c, http.StatusConflict, "The import has ended.")
			return
		}
		if err != nil {
			a.temporalUnavailable(c, err)
			return
		}
		a.getImport(c)
	}
}

// tell has the import's workflow do something. It starts the workflow if nobody
// could before.
func (a *API) tell(ctx context.Context, v store.ImportView, command contact.ImportCommand) error {
	if command == contact.CancelImport {
		return a.Recorder.CancelImport(ctx, v)
	}
	if v.StartedAt == nil {
		if err := a.Recorder.StartImport(ctx, v.ID, v.ChannelID, v.DryRun); err != nil {
			return err
		}
	}
	return a.Recorder.CommandImport(ctx, v.ID, string(command))
}

// undoImport takes an import back that does not run: also one that was ended from
// outside when some of its rows were in.
func (a *API) undoImport(c *gin.Context) {
	v, ok := a.theImport(c)
	if !ok {
		return
	}
	applied := v.Counts.Created + v.Counts.Updated + v.Counts.Unchanged + v.Counts.Pending // what is recorded will be
	hears := v.Status.Told(contact.UndoImport)
	switch {
	case hears == contact.Stays:
		c.JSON(http.StatusOK, gin.H{"import": a.importOf(v)})
		return
	case hears == contact.Refuses:
		problem(c, http.StatusConflict, fmt.Sprintf("The import is %s: cancel it first, or wait for its end.", v.Status))
		return
	case v.Status == contact.ImportIsFailed && applied == 0:
		problem(c, http.StatusConflict, "The import has failed before any of its rows was in: there is nothing to undo.")
		return
	}
	if err := a.Recorder.StartUndo(c, v.ID, v.ChannelID); err != nil {
		a.temporalUnavailable(c, err)
		return
	}
	v.Status = contact.ImportIsUndoing
	c.JSON(http.StatusAccepted, gin.H{"import": a.importOf(v)})
}

// temporalUnavailable answers for what needs a workflow at once. Whether a question
// whose answer did not come was heard nobody knows; all of them may be asked
// twice.
func (a *API) temporalUnavailable(c *gin.Context, err error) {
	a.Log.WarnContext(c, "a workflow cannot be reached", "path", c.FullPath(), "error", err)
	c.Header("Retry-After", retryAfter)
	problem(c, http.StatusServiceUnavailable, "Temporal did not answer in time, so that it may or may not have been done. Sending it again is safe: it is done once.")
}

type importRowJSON struct {
	Row          int        `json:"row"`
	Cells        []string   `json:"cells"`
	Status       string     `json:"status"`
	Error        *string    `json:"error"`
	SuggestedFix *string    `json:"suggested_fix"`
	Detail       *string    `json:"detail"`
	MergedInto   *int       `json:"merged_into"`
	EventID      *uuid.UUID `json:"event_id"`
	ContactID    *uuid.UUID `json:"contact_id"`
	Undone       *string    `json:"undone"`

	// Null where no number was, or none that can be used.
	Understood *understoodJSON `json:"understood"`
}

func importRowOf(r store.ImportRowView) importRowJSON {
	return importRowJSON{
		Row: r.N, Cells: r.Cells, Status: r.Status, Error: r.Error, SuggestedFix: r.SuggestedFix, Detail: r.Detail, MergedInto: r.MergedInto,
		EventID: r.EventID, ContactID: r.ContactID, Undone: r.Undone, Understood: understoodOf(r.Understood),
	}
}

var rowStatuses = []string{"", "pending", "created", "updated", "unchanged", "merged", "failed", "cancelled"}

func (a *API) listImportRows(c *gin.Context) {
	v, ok := a.theImport(c)
	if !ok {
		return
	}
	n, ok := limit(c)
	if !ok {
		return
	}
	after, ok := number(c, c.Query("cursor"), "cursor", 0)
	if !ok {
		return
	}
	status := c.Query("status")
	if !slices.Contains(rowStatuses, status) {
		problem(c, http.StatusBadRequest, "status must be pending, created, updated, unchanged, merged, failed or cancelled.")
		return
	}
	rows, err := a.Store.ImportRows(c, v.ID, status, int(after), n+1)
	if err != nil {
		a.fail(c, err)
		return
	}
	rows, next := cut(rows, n, func(r store.ImportRowView) string { return strconv.Itoa(r.N) })
	c.JSON(http.StatusOK, gin.H{"header": v.Header, "rows": shown(rows, importRowOf), "next_cursor": next})
}

// streamEvery is how often a stream tells how far an import is.
const streamEvery = 500 * time.Millisecond

// streamImport tells how far an import is as server-sent events, until it ends.
func (a *API) streamImport(c *gin.Context) {
	v, ok := a.theImport(c)
	if !ok {
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Header("X-Accel-Buffering", "no") // proxies must not collect it
	for {
		c.SSEvent("import", a.importOf(v))
		c.Writer.Flush()
		if v.Status.Ended() {
			return
		}
		select {
		case <-c.Request.Context().Done():
			return
		case <-time.After(streamEvery):
		}
		next, err := a.Store.Import(c, v.ID)
		if err != nil {
			a.Log.WarnContext(c, "a stream ends early", "import_id", v.ID, "error", err)
			return
		}
		v = next
	}
}
