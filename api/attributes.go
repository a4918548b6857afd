package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

type attributeJSON struct {
	Name      string    `json:"name"`
	Type      string    `json:"type"`
	CreatedAt time.Time `json:"created_at"`
}

func attributeOf(a service.Attribute) attributeJSON {
	return attributeJSON{Name: a.Name, Type: string(a.Type), CreatedAt: a.CreatedAt.UTC()}
}

func (a *API) listAttributes(c *gin.Context) {
	showAll(a, c, "attributes", a.Service.ListAttributes, attributeOf)
}

func (a *API) getAttribute(c *gin.Context) {
	showOne(a, c, "name", a.Service.GetAttribute, attributeOf)
}

func (a *API) putAttribute(c *gin.Context) {
	var in struct {
		Type intake.AttributeType `json:"type"`
	}
	if !bind(c, &in, `JSON: {"type": "string"}`) {
		return
	}
	attribute, created, err := a.Service.PutAttribute(c.Request.Context(), callerOf(c), c.Param("name"), in.Type)
	if err != nil {
		a.fail(c, err)
		return
	}
	showPut(c, created, attributeOf(attribute))
}
