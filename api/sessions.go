package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

type sessionJSON struct {
	ID         uuid.UUID  `json:"id"`
	Person     *string    `json:"person"`   // the slug; null: it was begun with a token
	TokenID    *uuid.UUID `json:"token_id"` // null: it is a person's, or was begun with the API_TOKEN
	Name       *string    `json:"name"`     // of either
	Agent      string     `json:"agent"`
	CreatedAt  time.Time  `json:"created_at"`
	LastSeenAt time.Time  `json:"last_seen_at"`
}

func sessionOf(s service.Session) sessionJSON {
	return sessionJSON{
		ID: s.ID, Person: s.Person, TokenID: s.Token, Name: orNull(s.Name), Agent: s.Agent, CreatedAt: s.CreatedAt.UTC(), LastSeenAt: s.LastSeenAt.UTC(),
	}
}

func (a *API) listSessions(c *gin.Context) {
	showAll(a, c, "sessions", a.Service.ListSessions, sessionOf)
}

func (a *API) endSession(c *gin.Context) {
	sessionID, ok := id(c, c.Param("id"), "The session's id")
	if !ok {
		return
	}
	if err := a.Service.EndSession(c.Request.Context(), callerOf(c), sessionID); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// endSessions ends everybody's, or those of ?person=.
func (a *API) endSessions(c *gin.Context) {
	if _, err := a.Service.EndSessions(c.Request.Context(), callerOf(c), c.Query("person")); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
