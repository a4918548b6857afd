package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// bindEntry reads the body of POST /v1/contacts or PATCH /v1/contacts/{id}.
func bindEntry(c *gin.Context) (service.Entry, bool) {
	var in service.Entry
	if !bind(c, &in, "a JSON object") {
		return nil, false
	}
	if in == nil {
		problem(c, http.StatusBadRequest, "The body must be a JSON object, not null.")
		return nil, false
	}
	return in, true
}

func (a *API) createContact(c *gin.Context) {
	in, ok := bindEntry(c)
	if !ok {
		return
	}
	asked := requestOf(c)
	asked.New = strings.TrimSpace(c.GetHeader("If-None-Match")) == "*"
	applied, err := a.Service.CreateContact(c.Request.Context(), callerOf(c), in, asked)
	a.answer(c, applied, err)
}

func (a *API) editContact(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	version, ok := ifMatch(c)
	if !ok {
		return
	}
	in, ok := bindEntry(c)
	if !ok {
		return
	}
	applied, err := a.Service.EditContact(c.Request.Context(), callerOf(c), contactID, version, in, requestOf(c))
	a.answer(c, applied, err)
}

func (a *API) deleteContact(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	version, ok := ifMatch(c)
	if !ok {
		return
	}
	decision, err := a.Service.DeleteContact(c.Request.Context(), callerOf(c), contactID, version, requestOf(c))
	switch {
	case err != nil:
		a.fail(c, err)
	case decision.Kind == contact.Pending:
		c.JSON(http.StatusAccepted, appliedJSON{Outcome: outcomeOf(decision)})
	default:
		c.Status(http.StatusNoContent)
	}
}
