package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
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
	Mapping        map[string]string    `json:"mapping"` // null: by the header's words
	Options        importOptionsJSON    `json:"options"`
	DraftUntil     *time.Time           `json:"draft_until"` // of a draft alone
	Counts         service.ImportCounts `json:"counts"`
	File           *importFileJSON      `json:"file"`    // null of an import from before files were described
	Columns        map[string]string    `json:"columns"` // what each column was taken for, or ignored; null until staged
	// Whether it may define attributes, and those that it defines, with their types; null if it may not, or until staged.
	DefineAttributes  bool               `json:"define_attributes"`
	DefinedAttributes intake.Definitions `json:"defined_attributes"`
	Preview           json.RawMessage    `json:"preview"` // of a dry run
	Undo              json.RawMessage    `json:"undo"`
	Error             *string            `json:"error"`
	CreatedAt         time.Time          `json:"created_at"`
	StartedAt         *time.Time         `json:"started_at"`
	FinishedAt        *time.Time         `json:"finished_at"`
	WorkflowID        string             `json:"workflow_id"`
	HistoryURL        string             `json:"history_url"`
}

func (a *API) importOf(v service.Import) importJSON {
	workflowID := service.ImportWorkflow(v.ID)
	return importJSON{
		ID: v.ID, ChannelID: v.ChannelID, Filename: v.Filename, Bytes: v.Bytes, Mode: v.Mode, DefaultCountry: v.DefaultCountry,
		DryRun: v.DryRun, Status: v.Status, Mapping: v.Mapping, Options: importOptionsOf(v.Options), DraftUntil: utc(v.DraftUntil),
		Counts: v.Counts, File: importFileOf(v.File), Columns: v.Columns,
		DefineAttributes: v.DefineAttributes, DefinedAttributes: v.DefinedAttributes, Preview: orNullJSON(v.Preview),
		Undo: orNullJSON(v.Undo), Error: v.Error, CreatedAt: v.CreatedAt.UTC(), StartedAt: utc(v.StartedAt),
		FinishedAt: utc(v.FinishedAt), WorkflowID: workflowID, HistoryURL: a.historyURL(workflowID, nil),
	}
}

// importOptionsJSON is how a file was told to be read; null is what is detected.
type importOptionsJSON struct {
	Encoding   *string `json:"encoding"`
	Delimiter  *string `json:"delimiter"`
	Sheet      *string `json:"sheet"`
	HeaderRow  *int    `json:"header_row"`
	HiddenRows *string `json:"hidden_rows"`
	// LeaveOut are the reasons for which rows are left out; empty: none.
	LeaveOut []string `json:"leave_out"`
}

func importOptionsOf(raw json.RawMessage) (o importOptionsJSON) {
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, &o) // as they were checked when they were given
	}
	if o.LeaveOut == nil {
		o.LeaveOut = []string{}
	}
	return o
}

// importFileJSON is what a file was found to be, and how it was read.
type importFileJSON struct {
	Kind        string   `json:"kind"`
	Encoding    *string  `json:"encoding"`
	Confidence  *float64 `json:"confidence"`
	Delimiter   *string  `json:"delimiter"`
	Sheet       *string  `json:"sheet"`
	OtherSheets []string `json:"other_sheets"`
	HeaderRow   *int     `json:"header_row"`
	HiddenRows  int      `json:"hidden_rows"`
	Notes       []string `json:"notes"`
}

func importFileOf(raw json.RawMessage) *importFileJSON {
	f := importFileJSON{OtherSheets: []string{}, Notes: []string{}}
	if len(raw) == 0 || json.Unmarshal(raw, &f) != nil || f.Kind == "" {
		return nil
	}
	return &f
}

func orNullJSON(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// importParam reads an import's id from the path.
func importParam(c *gin.Context) (uuid.UUID, bool) { return id(c, c.Param("id"), "The import's id") }

// showImport answers with an import, or the problem that was met.
func (a *API) showImport(c *gin.Context, status int, v service.Import, err error) {
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(status, gin.H{"import": a.importOf(v)})
}

func (a *API) getImport(c *gin.Context) {
	if importID, ok := importParam(c); ok {
		v, err := a.Service.GetImport(c.Request.Context(), callerOf(c), importID)
		a.showImport(c, http.StatusOK, v, err)
	}
}

func (a *API) listImports(c *gin.Context) {
	page, err := a.Service.ListImports(c.Request.Context(), callerOf(c), contact.ImportStatus(c.Query("status")), paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "imports", page, a.importOf)
}

// commandImport has an import do what a person wants of it.
func (a *API) commandImport(command contact.ImportCommand) gin.HandlerFunc {
	return func(c *gin.Context) {
		if importID, ok := importParam(c); ok {
			v, err := a.Service.CommandImport(c.Request.Context(), callerOf(c), importID, command)
			a.showImport(c, http.StatusOK, v, err)
		}
	}
}

// importUndoingJSON is what undoing an import would do.
type importUndoingJSON struct {
	jobUndoingJSON
	Whole bool `json:"whole"`
}

func importUndoingOf(u service.ImportUndoing) importUndoingJSON {
	return importUndoingJSON{jobUndoingOf(u.Undoing), u.Whole}
}

// undoImport takes an import back, or with ?dry_run=true says what that would do.
func (a *API) undoImport(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	asked, ok := flag(c, "dry_run")
	if !ok {
		return
	}
	if asked {
		v, would, err := a.Service.AskUndoImport(c.Request.Context(), callerOf(c), importID)
		if err != nil {
			a.fail(c, err)
			return
		}
		c.JSON(http.StatusOK, gin.H{"import": a.importOf(v), "undo": importUndoingOf(would)})
		return
	}
	v, begun, err := a.Service.UndoImport(c.Request.Context(), callerOf(c), importID)
	if err != nil || begun {
		a.showImport(c, http.StatusAccepted, v, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"import": a.importOf(v), "undo": nil})
}

func (a *API) deleteImport(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	if err := a.Service.DeleteImport(c.Request.Context(), callerOf(c), importID); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
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

func importRowOf(r service.ImportRow) importRowJSON {
	return importRowJSON{
		Row: r.N, Cells: r.Cells, Status: r.Status, Error: r.Error, SuggestedFix: r.SuggestedFix, Detail: r.Detail, MergedInto: r.MergedInto,
		EventID: r.EventID, ContactID: r.ContactID, Undone: r.Undone, Understood: understoodOf(r.Understood),
	}
}

func (a *API) listImportRows(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	page, err := a.Service.ListImportRows(c.Request.Context(), callerOf(c), importID, c.Query("status"), paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"header": page.Header, "rows": shown(page.Rows, importRowOf), "next_cursor": orNull(page.Next)})
}

// rejectedJSON are the rows of an import that failed for one reason.
type rejectedJSON struct {
	Error        string `json:"error"`
	Words        string `json:"words"`
	SuggestedFix string `json:"suggested_fix"` // of the first of them
	Rows         int64  `json:"rows"`
	Row          int    `json:"row"` // the first of them
	// What would help, as the body of a rerun; null unless the import waits for a person.
	Remedy *remedyJSON `json:"remedy"`
}

// remedyJSON is what would help rows that were rejected for one reason.
type remedyJSON struct {
	Kind   service.RemedyKind `json:"kind"`
	Change map[string]any     `json:"change"`
}

func remedyOf(r *service.Remedy) *remedyJSON {
	if r == nil {
		return nil
	}
	out := remedyJSON{Kind: r.Kind, Change: map[string]any{}}
	if country := r.Change.DefaultCountry; country != nil {
		out.Change["default_country"] = *country
	}
	if mapping := r.Change.Mapping; mapping != nil {
		out.Change["mapping"] = *mapping
	}
	if words := r.Change.LeaveOut; words != nil {
		out.Change["leave_out"] = *words
	}
	return &out
}

func (a *API) listRejectedRows(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	all, err := a.Service.ListRejectedRows(c.Request.Context(), callerOf(c), importID)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"rejected": shown(all, func(r service.RejectedRows) rejectedJSON {
		return rejectedJSON{Error: r.Error, Words: r.Words, SuggestedFix: r.Fix, Rows: r.Rows, Row: r.Row, Remedy: remedyOf(r.Remedy)}
	})})
}

// watchImport tells how far an import is as server-sent events, until it ends.
func (a *API) watchImport(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	ctx, cancel := a.untilStop(c.Request.Context())
	defer cancel()
	begun := false
	for v, err := range a.Service.WatchImport(ctx, callerOf(c), importID) {
		switch {
		case err != nil && begun:
			if ctx.Err() == nil { // else the reader is gone, or the process stops
				a.Log.WarnContext(c, "a stream ends early", "import_id", importID, "error", err)
			}
			return
		case err != nil:
			a.fail(c, err)
			return
		}
		begun = true
		c.Header("Cache-Control", "no-store")
		c.Header("X-Accel-Buffering", "no") // proxies must not collect it
		c.SSEvent("import", a.importOf(v))
		c.Writer.Flush()
	}
}

// untilStop is a context that ends when the process is to stop, too: requests are
// given time to end then, and a stream has no end of its own.
func (a *API) untilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if a.Stopping == nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(a.Stopping, cancel)
	return ctx, func() { stop(); cancel() }
}
