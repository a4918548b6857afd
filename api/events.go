package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
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

	// Who sent it, of an entry or a command; null for others.
	By *string `json:"by"`
	// The fields that it gives.
	Changes []changeJSON `json:"changes"`

	// How its number was read; null where nobody wrote one.
	Understood *understoodJSON `json:"understood"`

	// That a person dismissed it; null of others.
	Dismissal *dismissalJSON `json:"dismissal"`

	// Of a quarantined event, what the person wrote or answered, and what would help; of a
	// dismissed one the former alone.
	Content *contentJSON `json:"content"`
	Fix     *fixJSON     `json:"fix"`
}

type contentJSON struct {
	Text    *string      `json:"text"`
	Answers []answerJSON `json:"answers"`
}

type answerJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type fixJSON struct {
	Correction *string `json:"correction"`
	Message    string  `json:"message"`
}

// changeJSON is a field that an event gives.
type changeJSON struct {
	Field string  `json:"field"`
	Was   *string `json:"was"` // null: nothing, or not known
	Value *string `json:"value"`
}

func changesOf(e service.Event) []changeJSON {
	return shown(e.Givens(), changeOf)
}

func (a *API) eventOf(e service.Event) eventJSON {
	out := eventJSON{
		ID: e.ID, ChannelID: e.ChannelID, Origin: e.Origin, Source: e.Source, Kind: e.Kind, ExternalID: e.ExternalID,
		OccurredAt: utc(e.OccurredAt), ReceivedAt: e.ReceivedAt.UTC(), DecidedAt: utc(e.DecidedAt),
		Redeliveries: e.Redeliveries, Decision: e.Decision, Reason: e.Reason, Detail: e.Detail, ContactID: e.ContactID,
		WorkflowID: service.EventWorkflow(e), RunID: e.RunID, Understood: understoodOf(e.Understood()), By: orNull(e.By()), Changes: changesOf(e), Dismissal: dismissalOf(e),
	}
	if content := service.ContentOf(e); content != nil {
		out.Content = &contentJSON{orNull(content.Text), shown(content.Answers, func(a service.Answer) answerJSON { return answerJSON(a) })}
	}
	if fix := service.FixOf(e); fix != nil {
		out.Fix = &fixJSON{orNull(fix.Correction), fix.Message}
	}
	if out.Detail == nil && e.Reason != nil {
		detail := contact.Reason(*e.Reason).Words()
		out.Detail = &detail
	}
	if note := e.Note(); note != "" {
		if out.Detail != nil {
			note = *out.Detail + "; " + note
		}
		out.Detail = &note
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

func (a *API) listEvents(c *gin.Context) {
	f, err := service.ReadEventFilter(c.Request.URL.Query())
	if err != nil {
		a.fail(c, err)
		return
	}
	page, err := a.Service.ListEvents(c.Request.Context(), callerOf(c), f, paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "events", page, a.eventOf)
}

// deleteEvent takes the words out of a quarantined event.
func (a *API) deleteEvent(c *gin.Context) {
	eventID, ok := id(c, c.Param("id"), "The event's id")
	if !ok {
		return
	}
	if err := a.Service.DeleteEvent(c.Request.Context(), callerOf(c), eventID); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
