package api

import (
	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

type tagJSON struct {
	Name     string `json:"name"`
	Contacts int64  `json:"contacts"`
}

func tagOf(t service.Tag) tagJSON { return tagJSON{Name: t.Name, Contacts: t.Contacts} }

func (a *API) listTags(c *gin.Context) { showAll(a, c, "tags", a.Service.ListTags, tagOf) }
