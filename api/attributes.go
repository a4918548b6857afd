package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

type attributeJSON struct {
	Name      string    `json:"name"`
	Type      string    `json:"type"`
	CreatedAt time.Time `json:"created_at"`
}

func attributeOf(a store.Attribute) attributeJSON {
	return attributeJSON{Name: a.Name, Type: string(a.Type), CreatedAt: a.CreatedAt.UTC()}
}

// putAttribute defines an attribute. Its type can change as long as no contact
// has a value.
func (a *API) putAttribute(c *gin.Context) {
	var in struct {
		Type intake.AttributeType `json:"type"`
	}
	if err := intake.CheckAttributeName(c.Param("name")); err != nil {
		problem(c, http.StatusBadRequest, sentence(err))
		return
	}
	if !bind(c, &in, `JSON: {"type": "string"}`) {
		return
	}
	if !slices.Contains(intake.Types(), in.Type) {
		problem(c, http.StatusUnprocessableEntity, "type must be string, number or date.")
		return
	}
	attribute, created, err := a.Store.PutAttribute(c, c.Param("name"), in.Type)
	switch {
	case errors.Is(err, store.ErrInUse):
		problem(c, http.StatusConflict,
			"Contacts have values of this attribute, and they are of its present type. Define another attribute.")
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	c.JSON(status, attributeOf(attribute))
}

// attributeParam reads an attribute's name from the path. What cannot be a name
// names nothing.
func attributeParam(c *gin.Context) (string, bool) {
	if intake.CheckAttributeName(c.Param("name")) != nil {
		problem(c, http.StatusNotFound, "There is no attribute of this name.")
		return "", false
	}
	return c.Param("name"), true
}
