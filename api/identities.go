package api

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

func (a *API) addIdentity(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	version, ok := ifMatch(c)
	if !ok {
		return
	}
	var in struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	}
	if !bind(c, &in, `JSON: {"kind": "phone", "value": "+60 12-345 6789"}`) {
		return
	}
	applied, err := a.Service.AddIdentity(c.Request.Context(), callerOf(c), contactID, version, service.NewIdentity(in), requestOf(c))
	a.answer(c, applied, err)
}

func (a *API) endIdentity(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	n, err := strconv.ParseUint(c.Param("n"), 10, 32)
	if err != nil {
		wrong(c, service.InvalidParameter, "n", "n must be the number that the contact's timeline gives the identity.")
		return
	}
	version, ok := ifMatch(c)
	if !ok {
		return
	}
	applied, err := a.Service.EndIdentity(c.Request.Context(), callerOf(c), contactID, uint32(n), version, requestOf(c))
	a.answer(c, applied, err)
}
