package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type tagJSON struct {
	Name     string `json:"name"`
	Contacts int64  `json:"contacts"`
}

func (a *API) listTags(c *gin.Context) {
	all, err := a.Store.Tags(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	out := make([]tagJSON, len(all))
	for i, tag := range all {
		out[i] = tagJSON{Name: tag.Name, Contacts: tag.Contacts}
	}
	c.JSON(http.StatusOK, gin.H{"tags": out})
}
