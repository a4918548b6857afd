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
	Channels   []string   `json:"channels"` // empty: all
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
}

func tokenOf(t service.Token) tokenJSON {
	return tokenJSON{
		ID: t.ID, Name: t.Name, Prefix: t.Prefix, Scopes: t.Scopes, Channels: t.Channels, CreatedAt: t.CreatedAt.UTC(),
		ExpiresAt: utc(t.ExpiresAt), LastUsedAt: utc(t.LastUsedAt), RevokedAt: utc(t.RevokedAt),
	}
}

func (a *API) listTokens(c *gin.Context) { showAll(a, c, "tokens", a.Service.ListTokens, tokenOf) }

// createToken answers with the secret, this once.
func (a *API) createToken(c *gin.Context) {
	in, ok := bindToken(c)
	if !ok {
		return
	}
	token, secret, err := a.Service.CreateToken(c.Request.Context(), callerOf(c), in)
	if err != nil {
		a.fail(c, err)
		return
	}
	noStore(c)
	c.JSON(http.StatusCreated, gin.H{"token": tokenOf(token), "secret": secret})
}

// bindToken reads what token is asked for. It answers with a problem, and false, if
// that cannot be read.
func bindToken(c *gin.Context) (in service.NewToken, ok bool) {
	var expires *string
	if !bindMembers(c, `JSON: {"name": "…", "scopes": ["contacts:read"], "channels": ["…"], "expires_at": "2027-01-31T00:00:00Z"}`,
		member{"name", &in.Name}, member{"scopes", &in.Scopes}, member{"channels", &in.Channels}, member{"expires_at", &expires}) {
		return in, false
	}
	if expires != nil {
		at, err := time.Parse(time.RFC3339, *expires)
		if err != nil {
			wrong(c, service.InvalidValue, "expires_at", "expires_at must be a time such as 2027-01-31T00:00:00Z, or null: then the token does not expire.")
			return in, false
		}
		in.ExpiresAt = &at
	}
	return in, true
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
