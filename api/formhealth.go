package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// healthJSON tells whether submissions to a form arrive.
type healthJSON struct {
	LastSuccessAt *time.Time    `json:"last_success_at"`
	Refusals      []refusalJSON `json:"refusals"`
}

// refusalJSON is why submissions were refused in the last day, and what would help.
type refusalJSON struct {
	Reason string    `json:"reason"`
	Count  int64     `json:"count"`
	LastAt time.Time `json:"last_at"`
	Fix    string    `json:"fix"`
}

func healthOf(h service.FormHealth) *healthJSON {
	out := &healthJSON{Refusals: []refusalJSON{}}
	if h.LastSuccessAt != nil {
		at := h.LastSuccessAt.UTC()
		out.LastSuccessAt = &at
	}
	for _, r := range h.Refusals {
		out.Refusals = append(out.Refusals, refusalJSON{Reason: string(r.Reason), Count: r.Count, LastAt: r.LastAt.UTC(), Fix: r.Fix})
	}
	return out
}

// noteSubmission counts how a submission was answered. What went wrong here, and a
// form that is not there, tell nothing about the form.
func (a *API) noteSubmission(c *gin.Context, in service.Submission) {
	reason, counts := refusalOf(c, in)
	if counts {
		a.Service.NoteSubmission(in.Form, reason)
	}
}

func refusalOf(c *gin.Context, in service.Submission) (reason service.Refusal, counts bool) {
	if !c.Writer.Written() { // it panicked
		return "", false
	}
	switch c.Writer.Status() {
	case http.StatusOK, http.StatusAccepted:
		return "", true
	case http.StatusBadRequest:
		if _, there := c.GetQuery("secret"); there {
			return service.RefusedSecretInAddress, true
		}
		return service.RefusedUnreadable, true
	case http.StatusUnauthorized, http.StatusForbidden:
		switch {
		case in.SubmitKey != "":
			return service.RefusedSubmitKey, true
		case in.Signature != "":
			return service.RefusedSignature, true
		case c.GetHeader("Authorization") != "":
			return service.RefusedToken, true
		}
		return service.RefusedNoCredential, true
	case http.StatusRequestEntityTooLarge:
		return service.RefusedTooLarge, true
	case http.StatusConflict:
		return service.RefusedDisabled, true
	case http.StatusUnprocessableEntity:
		return service.RefusedKeyReused, true
	}
	return "", false
}
