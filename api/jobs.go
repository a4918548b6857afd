package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// jobJSON is what is done to many contacts at once.
type jobJSON struct {
	ID         uuid.UUID         `json:"id"`
	Action     contact.JobAction `json:"action"`
	Args       json.RawMessage   `json:"args"`
	Filter     json.RawMessage   `json:"filter"` // null: the ids were given
	Expected   *int64            `json:"expected"`
	Excepted   int               `json:"excepted"`
	Status     contact.JobStatus `json:"status"`
	Error      *string           `json:"error"`
	Counts     jobCountsJSON     `json:"counts"`
	Undo       *jobUndoneJSON    `json:"undo"` // null until it is undone, or being so
	CanUndo    bool              `json:"can_undo"`
	CreatedAt  time.Time         `json:"created_at"`
	BeginsAt   *time.Time        `json:"begins_at"` // null but of one that is scheduled
	StartedAt  *time.Time        `json:"started_at"`
	FinishedAt *time.Time        `json:"finished_at"`
	WorkflowID string            `json:"workflow_id"`
	HistoryURL string            `json:"history_url"`
}

type jobCountsJSON struct {
	Total     int64 `json:"total"`
	Pending   int64 `json:"pending"`
	Changed   int64 `json:"changed"`
	Unchanged int64 `json:"unchanged"`
	Failed    int64 `json:"failed"`
	Cancelled int64 `json:"cancelled"`
}

type jobUndoneJSON struct {
	Removed  int64 `json:"removed"`
	Restored int64 `json:"restored"`
	Left     int64 `json:"left"`
}

// jobUndoingJSON is what undoing a job would do, or does.
type jobUndoingJSON struct {
	Removes  int64         `json:"removes"`
	Restores int64         `json:"restores"`
	Leaves   int64         `json:"leaves"`
	Why      []leavingJSON `json:"why"` // it leaves them
}

type leavingJSON struct {
	Reason  contact.Reason `json:"reason"`
	Count   int64          `json:"count"`
	Message string         `json:"message"`
}

func (a *API) jobOf(j service.Job) jobJSON {
	workflowID := service.JobWorkflow(j.ID)
	out := jobJSON{
		ID: j.ID, Action: j.Action, Args: j.Args, Filter: orNullJSON(j.Filter), Expected: j.Expected, Excepted: j.Excepted,
		Status: j.Status, Error: j.Error,
		Counts:  jobCountsJSON{j.Total, j.Pending, j.Changed, j.Unchanged, j.Failed, j.Cancelled},
		CanUndo: j.Action.CanUndo(), CreatedAt: j.CreatedAt.UTC(), StartedAt: utc(j.StartedAt), FinishedAt: utc(j.FinishedAt),
		WorkflowID: workflowID, HistoryURL: a.historyURL(workflowID, nil),
	}
	if j.Status == contact.JobIsScheduled {
		out.BeginsAt = utc(j.BeginsAt)
	}
	if j.Removed+j.Restored+j.Left > 0 || j.Status == contact.JobIsUndoing || j.Status == contact.JobIsUndone {
		out.Undo = &jobUndoneJSON{j.Removed, j.Restored, j.Left}
	}
	return out
}

func jobUndoingOf(u service.JobUndoing) jobUndoingJSON {
	out := jobUndoingJSON{Removes: u.Removes, Restores: u.Restores, Leaves: u.Leaves(), Why: []leavingJSON{}}
	if u.Edited > 0 {
		out.Why = append(out.Why, leavingJSON{contact.EditedSince, u.Edited, "Somebody has changed them since."})
	}
	if u.Gone > 0 {
		out.Why = append(out.Why, leavingJSON{contact.NoContact, u.Gone, "They are deleted."})
	}
	return out
}

// createJob has many contacts changed alike.
func (a *API) createJob(c *gin.Context) {
	const shape = `JSON: {"action": "tag", "args": {"tags": ["fair"]}, "filter": {"source": "form"}, "expected": 512, "dry_run": true}`
	var in struct {
		Action   contact.JobAction `json:"action"`
		Args     service.JobArgs   `json:"args"`
		Filter   json.RawMessage   `json:"filter"`
		IDs      []uuid.UUID       `json:"ids"`
		Except   []uuid.UUID       `json:"except"`
		Expected *int64            `json:"expected"`
		BeginsIn int64             `json:"begin_in_s"`
		DryRun   bool              `json:"dry_run"`
	}
	if !bindOnly(c, &in, shape) {
		return
	}
	job := service.NewJob{
		Action: in.Action, Args: in.Args, IDs: in.IDs, Except: in.Except, Expected: in.Expected, BeginsIn: in.BeginsIn, DryRun: in.DryRun, Request: requestOf(c),
	}
	if err := readJobFilter(in.Filter, &job); err != nil {
		a.fail(c, err)
		return
	}
	out, err := a.Service.CreateJob(c.Request.Context(), callerOf(c), job)
	switch {
	case err != nil:
		a.fail(c, err)
	case out.Job == nil:
		c.JSON(http.StatusOK, gin.H{"count": out.Count, "dry_run": true, "job": nil})
	default:
		c.JSON(http.StatusAccepted, gin.H{"count": out.Count, "dry_run": false, "job": a.jobOf(*out.Job)})
	}
}

func readJobFilter(raw json.RawMessage, job *service.NewJob) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if job.Action == contact.JobReplays {
		f, err := service.ReadEventFilterJSON(raw)
		job.Events = &f
		return err
	}
	f, err := service.ReadContactFilterJSON(raw)
	job.Filter = &f
	return err
}

func (a *API) listJobs(c *gin.Context) {
	page, err := a.Service.ListJobs(c.Request.Context(), callerOf(c), paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "jobs", page, a.jobOf)
}

// jobParam reads a job's id from the path.
func jobParam(c *gin.Context) (uuid.UUID, bool) { return id(c, c.Param("id"), "The job's id") }

func (a *API) showJob(c *gin.Context, j service.Job, err error) {
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"job": a.jobOf(j)})
}

func (a *API) getJob(c *gin.Context) {
	if jobID, ok := jobParam(c); ok {
		j, err := a.Service.GetJob(c.Request.Context(), callerOf(c), jobID)
		a.showJob(c, j, err)
	}
}

// listJobRefusals tells why a job could not do something to contacts.
func (a *API) listJobRefusals(c *gin.Context) {
	jobID, ok := jobParam(c)
	if !ok {
		return
	}
	refused, err := a.Service.ListJobRefusals(c.Request.Context(), callerOf(c), jobID)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"refusals": shown(refused, func(r service.JobRefusal) gin.H {
		return gin.H{"reason": r.Reason, "count": r.Count, "message": r.Message}
	})})
}

// commandJob has a job do what a person wants of it.
func (a *API) commandJob(command contact.JobCommand) gin.HandlerFunc {
	return func(c *gin.Context) {
		if jobID, ok := jobParam(c); ok {
			j, err := a.Service.CommandJob(c.Request.Context(), callerOf(c), jobID, command)
			a.showJob(c, j, err)
		}
	}
}

// undoJob takes a job back, or with ?dry_run=true says what that would do.
func (a *API) undoJob(c *gin.Context) {
	jobID, ok := jobParam(c)
	if !ok {
		return
	}
	asked, ok := flag(c, "dry_run")
	if !ok {
		return
	}
	j, would, begun, err := a.Service.UndoJob(c.Request.Context(), callerOf(c), jobID, asked)
	if err != nil {
		a.fail(c, err)
		return
	}
	status := http.StatusOK
	if begun {
		status = http.StatusAccepted
	}
	c.JSON(status, gin.H{"job": a.jobOf(j), "undo": jobUndoingOf(would)})
}
