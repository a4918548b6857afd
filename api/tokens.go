package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

type tokenJSON struct {
	ID         uuid.UUID  `json:"id"`
	Name       string     `json:"name"`
	Prefix     string     `json:"prefix"` // how the secret begins
	Scopes     []string   `json:"scopes"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
}

func tokenOf(t service.Token) tokenJSON {
	return tokenJSON{
		ID: t.ID, Name: t.Name, Prefix: t.Prefix, Scopes: t.Scopes, CreatedAt: t.CreatedAt.UTC(),
		LastUsedAt: utc(t.LastUsedAt), RevokedAt: utc(t.RevokedAt),
	}
}

func (a *API) listTokens(c *gin.Context) { showAll(a, c, "tokens", a.Service.ListTokens, tokenOf) }

// createToken answers with the secret, this once.
func (a *API) createToken(c *gin.Context) {
	var in struct {
		Name   string   `json:"name"`
		Scopes []string `json:"scopes"`
	}
	if !bind(c, &in, `JSON: {"name": "…", "scopes": ["contacts:read"]}`) {
		return
	}
	token, secret, err := a.Service.CreateToken(c.Request.Context(), callerOf(c), in.Name, in.Scopes)
	if err != nil {
		a.fail(c, err)
		return
	}
	noStore(c)
	c.JSON(http.StatusCreated, gin.H{"token": tokenOf(token), "secret": secret})
}

func (a *API) revokeToken(c *gin.Context) {
	tokenID, ok := id(c, c.Param("id"), "The token's id")
	if !ok {
		return
	}
	if err := a.Service.RevokeToken(c.Request.Context(), callerOf(c), tokenID); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
