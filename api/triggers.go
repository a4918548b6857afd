package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

type triggerJSON struct {
	ID        string    `json:"id"`
	ChannelID string    `json:"channel_id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func triggerOf(t store.Trigger) triggerJSON {
	return triggerJSON{
		ID: t.ID, ChannelID: t.ChannelID, Name: t.Name, CreatedAt: t.CreatedAt.UTC(), UpdatedAt: t.UpdatedAt.UTC(),
	}
}

func (a *API) putTrigger(c *gin.Context) {
	var in struct {
		ChannelID string `json:"channel_id"`
		Name      string `json:"name"`
	}
	if !slug.MatchString(c.Param("id")) {
		problem(c, http.StatusBadRequest, "The trigger's id "+slugWords)
		return
	}
	if !bind(c, &in, `JSON: {"channel_id": "…", "name": "…"}`) {
		return
	}
	if !slug.MatchString(in.ChannelID) {
		problem(c, http.StatusUnprocessableEntity, noSuchChannel)
		return
	}
	trigger, created, err := a.Store.PutTrigger(c, intake.Trigger{
		ID: c.Param("id"), ChannelID: in.ChannelID, Name: nameOr(in.Name, c.Param("id")),
	})
	switch {
	case errors.Is(err, store.ErrNoChannel):
		problem(c, http.StatusUnprocessableEntity, noSuchChannel)
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	c.JSON(status, triggerOf(trigger))
}

// calledJSON is the answer to a call of a trigger.
type calledJSON struct {
	acceptedJSON
	Skipped []contact.Skipped `json:"skipped"`
}

// callTrigger takes one flat object in. Only calls that are recorded count towards
// the limit: what is refused, for whatever reason, costs its sender nothing.
func (a *API) callTrigger(c *gin.Context) {
	id, ok := slugParam(c)
	if !ok {
		return
	}
	ctx, cancel := recording(c)
	defer cancel()
	trigger, err := a.Store.Trigger(ctx, id)
	if err != nil {
		a.fail(c, err)
		return
	}
	read, ok := body(c)
	if !ok {
		return
	}
	fields, err := intake.ReadJSON(read)
	if err != nil {
		problem(c, http.StatusBadRequest, sentence(err))
		return
	}
	definitions, err := a.definitions(ctx)
	if err != nil {
		a.fail(c, err)
		return
	}
	number, err := a.number(ctx, trigger.ChannelID, intake.CallNumber(fields))
	if err != nil {
		a.fail(c, err)
		return
	}
	r, err := a.identify(ctx, c, "trigger/"+id, fields.Understood())
	if err != nil {
		a.fail(c, err)
		return
	}
	ev, err := intake.TriggerCall(trigger.Trigger, intake.Call{
		Fields: fields, Number: number, Key: r.key, Once: r.once, At: now(),
	}, definitions)
	var refused *intake.NumberError
	switch {
	case errors.As(err, &refused):
		problem(c, http.StatusUnprocessableEntity, refused.Error()+".")
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	ev.ID, ev.Idempotency = r.id, r.terms
	r.repeatable(c, Problem{EventID: &r.id})
	accepted, err := a.record(ctx, c, ev, id)
	if err != nil {
		a.fail(c, err)
		return
	}
	out := calledJSON{acceptedJSON: accepted, Skipped: ev.Facts.Fields.Skipped}
	if out.Skipped == nil {
		out.Skipped = []contact.Skipped{}
	}
	c.JSON(http.StatusAccepted, out)
}
