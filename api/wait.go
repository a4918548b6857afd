package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// waitJSON is why something does not move.
type waitJSON struct {
	Cause    service.WaitCause `json:"cause"`
	Message  string            `json:"message"`
	StillS   int64             `json:"still_s"`
	ImportID *uuid.UUID        `json:"import_id"`
	JobID    *uuid.UUID        `json:"job_id"`
}

// wait answers why one thing does not move.
func (a *API) wait(what string, ask func(context.Context, service.Caller, uuid.UUID) (service.Wait, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		thing, ok := id(c, c.Param("id"), what)
		if !ok {
			return
		}
		w, err := ask(c.Request.Context(), callerOf(c), thing)
		if err != nil {
			a.fail(c, err)
			return
		}
		c.JSON(http.StatusOK, gin.H{"wait": waitJSON{w.Cause, w.Message, int64(w.Still.Seconds()), w.ImportID, w.JobID}})
	}
}
