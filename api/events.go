package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

type eventJSON struct {
	ID           uuid.UUID  `json:"id"`
	ChannelID    *string    `json:"channel_id"`
	Origin       string     `json:"origin"`
	Source       string     `json:"source"`
	Kind         string     `json:"kind"`
	ExternalID   *string    `json:"external_id"`
	OccurredAt   *time.Time `json:"occurred_at"`
	ReceivedAt   time.Time  `json:"received_at"`
	DecidedAt    *time.Time `json:"decided_at"`
	Redeliveries int        `json:"redeliveries"`
	Decision     *string    `json:"decision"`
	Reason       *string    `json:"reason"`
	Detail       *string    `json:"detail"`
	ContactID    *uuid.UUID `json:"contact_id"`
	WorkflowID   *string    `json:"workflow_id"`
	RunID        *string    `json:"run_id"`
	HistoryURL   *string    `json:"history_url"`

	// How its number was read; null where nobody wrote one.
	Understood *understoodJSON `json:"understood"`
}

func (a *API) eventOf(e store.EventRow) eventJSON {
	out := eventJSON{
		ID: e.ID, ChannelID: e.ChannelID, Origin: e.Origin, Source: e.Source, Kind: e.Kind, ExternalID: e.ExternalID,
		OccurredAt: utc(e.OccurredAt), ReceivedAt: e.ReceivedAt.UTC(), DecidedAt: utc(e.DecidedAt),
		Redeliveries: e.Redeliveries, Decision: e.Decision, Reason: e.Reason, Detail: e.Detail, ContactID: e.ContactID,
		WorkflowID: e.WorkflowID, RunID: e.RunID, Understood: understoodOf(e.Understood()),
	}
	if out.WorkflowID == nil && e.Decision == nil && e.ChannelID != nil && e.Key != nil {
		// Still pending: this is the workflow that will decide it.
		workflowID := workflows.ContactID(*e.ChannelID, *e.Key)
		out.WorkflowID = &workflowID
	}
	if out.Detail == nil && e.Reason != nil {
		detail := contact.Reason(*e.Reason).Words()
		out.Detail = &detail
	}
	if out.WorkflowID != nil {
		link := a.historyURL(*out.WorkflowID, e.RunID)
		out.HistoryURL = &link
	}
	return out
}

// historyURL links to a workflow in the Temporal UI: to one run of it, or to
// its latest.
func (a *API) historyURL(workflowID string, runID *string) string {
	link := strings.TrimRight(a.UIURL, "/") + "/namespaces/" + url.PathEscape(a.Namespace) +
		"/workflows/" + url.PathEscape(workflowID)
	if runID != nil {
		link += "/" + url.PathEscape(*runID) + "/history"
	}
	return link
}

// What events can be asked for by.
var (
	decisions = []string{
		"", store.Pending, string(contact.Created), string(contact.Updated), string(contact.Attached),
		string(contact.Ignored), string(contact.Quarantined),
	}
	sources = []string{
		"", string(contact.SourceMessage), string(contact.SourceForm), string(contact.SourceImport),
		string(contact.SourceManual), string(contact.SourceAPI), string(contact.SourceTrigger), string(contact.SourceSystem),
	}
)

func (a *API) listEvents(c *gin.Context) {
	p, ok := page(c)
	if !ok {
		return
	}
	f := store.EventFilter{ChannelID: text(c, "channel_id"), Decision: c.Query("decision"), Source: c.Query("source")}
	if !slices.Contains(decisions, f.Decision) {
		problem(c, http.StatusBadRequest, "decision must be one of"+strings.Join(decisions, " ")+".")
		return
	}
	if !slices.Contains(sources, f.Source) {
		problem(c, http.StatusBadRequest, "source must be one of"+strings.Join(sources, " ")+".")
		return
	}
	if given := c.Query("contact_id"); given != "" {
		if f.ContactID, ok = idFilter(c, given, "contact_id"); !ok {
			return
		}
	}
	rows, next, err := a.events(c, f, p)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"events": shown(rows, a.eventOf), "next_cursor": next})
}

// events reads a page of events.
func (a *API) events(ctx context.Context, f store.EventFilter, p paging) (rows []store.EventRow, next *string, err error) {
	start := uuid.Nil
	if p.after != nil {
		start = p.after.ID
	}
	rows, stopped, err := a.Store.Events(ctx, f, start, p.size+1)
	if err != nil {
		return nil, nil, err
	}
	rows, next = cut(rows, p.size, func(r store.EventRow) string { return cursorOf(r.ReceivedAt, r.ID) })
	if next == nil && stopped != nil { // enough was read, and not enough found
		next = new(cursorOf(stopped.At, stopped.ID))
	}
	return rows, next, nil
}
