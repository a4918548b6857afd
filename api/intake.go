package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// intakeRoutes registers what forms and integrations need. v1 returns the group
// of the routes whose callers need a token with that scope.
func (a *API) intakeRoutes(r *gin.Engine, v1 func(scope string) *gin.RouterGroup) {
	r.POST("/forms/:id/submissions", a.submitForm) // it has credentials of its own

	read, admin := v1(store.ScopeContactsRead), v1(store.ScopeAdmin)
	read.GET("/forms", all(a, "forms", a.Store.Forms, formOf))
	read.GET("/forms/:id", one(a, slugParam, a.Store.Form, formOf))
	admin.PUT("/forms/:id", a.putForm)
	read.GET("/triggers", all(a, "triggers", a.Store.Triggers, triggerOf))
	read.GET("/triggers/:id", one(a, slugParam, a.Store.Trigger, triggerOf))
	admin.PUT("/triggers/:id", a.putTrigger)
	v1(store.ScopeTriggers).POST("/triggers/:id", a.callTrigger)
	read.GET("/attributes", all(a, "attributes", a.Store.Attributes, attributeOf))
	read.GET("/attributes/:name", one(a, attributeParam, a.Store.Attribute, attributeOf))
	admin.PUT("/attributes/:name", a.putAttribute)
	read.GET("/tags", all(a, "tags", a.Store.Tags, tagOf))
}

// slugParam reads the id that a caller chose from the path. What cannot be an
// id names nothing.
func slugParam(c *gin.Context) (string, bool) {
	if !slug.MatchString(c.Param("id")) {
		problem(c, http.StatusNotFound, "There is nothing with this id.")
		return "", false
	}
	return c.Param("id"), true
}

// definitions returns the custom attributes that there are.
func (a *API) definitions(ctx context.Context) (intake.Definitions, error) {
	return a.Store.Definitions(ctx)
}

// number accepts a number that is not valid by the rules of its country if it
// is known as the identity of a contact of the channel: WhatsApp's own spelling
// of Mexican and old Brazilian numbers is not valid, and what we export must
// come in again.
func (a *API) number(ctx context.Context, channelID string, n intake.Number) (intake.Number, error) {
	if n.Usable() || n.Digits == "" {
		return n, nil
	}
	known, err := a.Store.KnownNumber(ctx, channelID, n.Digits)
	if err != nil || !known {
		return n, err
	}
	return n.Accepted(), nil
}

// recording is the context in which something is recorded: a sender who hangs
// up meanwhile has done no harm, and a cancelled query would cost a connection.
func recording(c *gin.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.Request.Context()), recordTimeout)
}

// acceptedJSON is the answer to what was recorded. workflow_id is null for what
// no workflow decides, because it was quarantined.
type acceptedJSON struct {
	EventID    string  `json:"event_id"`
	WorkflowID *string `json:"workflow_id"`
}

// waiting is such a context for what waits for its turn to be recorded: it ends
// when the sender hangs up, since nothing has begun then.
func waiting(ctx context.Context, c *gin.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.Request.Context(), cancel)
	return ctx, func() { stop(); cancel() }
}

// record takes one event in, which may be a call of a trigger.
func (a *API) record(ctx context.Context, c *gin.Context, ev contact.Event, trigger string) (acceptedJSON, error) {
	ctx, cancel := waiting(ctx, c)
	defer cancel()
	recorded, err := a.Recorder.Record(ctx, store.Batch{Events: []contact.Event{ev}, Trigger: trigger})
	if err != nil {
		return acceptedJSON{}, err
	}
	out := acceptedJSON{EventID: recorded[0].ID.String()}
	if key := ev.Facts.Key(); key != "" {
		workflowID := workflows.ContactID(recorded[0].ChannelID, key)
		out.WorkflowID = &workflowID
	}
	return out, nil
}

// now is when something was received, as the database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// withFlows puts after each message that carries a flow's reply the form event
// of it, if its token names a form of the channel that the message came to. A
// batch without flows costs no query.
func (a *API) withFlows(ctx context.Context, events []contact.Event) ([]contact.Event, error) {
	var named []string
	for _, ev := range events {
		if id, ok := flowForm(ev); ok {
			named = append(named, id)
		}
	}
	if len(named) == 0 {
		return events, nil
	}
	forms, definitions, err := a.Store.FlowForms(ctx, named)
	if err != nil {
		return nil, err
	}
	out := make([]contact.Event, 0, len(events)+len(named))
	for _, ev := range events {
		out = append(out, ev)
		id, ok := flowForm(ev)
		if !ok {
			continue
		}
		form, found := forms[id]
		if !found || form.PhoneNumberID != ev.Origin {
			continue // the reply of a flow that is no form of ours is a message alone
		}
		submission, err := intake.FlowSubmission(form.Form.Form, ev, definitions)
		if err != nil {
			return nil, err
		}
		out = append(out, submission)
	}
	return out, nil
}

// flowForm returns the id of the form that a message's flow may stand for.
func flowForm(ev contact.Event) (id string, ok bool) {
	if ev.Facts.Flow == nil || ev.Facts.Effect != contact.Creates {
		return "", false
	}
	id = intake.FlowForm(ev.Facts.Flow.Token)
	return id, slug.MatchString(id)
}
