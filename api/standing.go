package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// standingJSON says since when a channel, form or trigger takes nothing in.
type standingJSON struct {
	DisabledAt *time.Time `json:"disabled_at"`
	DeletedAt  *time.Time `json:"deleted_at"`
}

func standingOf(s service.Standing) standingJSON {
	return standingJSON{utc(s.DisabledAt), utc(s.DeletedAt)}
}

// flag reads a parameter that is true or false. It answers, and returns false as ok, if it
// is something else.
func flag(c *gin.Context, name string) (given, ok bool) {
	switch c.Query(name) {
	case "", "false":
		return false, true
	case "true":
		return true, true
	}
	wrong(c, service.InvalidParameter, name, name+" must be true or false.")
	return false, false
}

// removal reads how something is deleted that others refer to.
func removal(c *gin.Context) (how service.Removal, ok bool) {
	if how.DryRun, ok = flag(c, "dry_run"); !ok {
		return how, false
	}
	if given := c.Query("expected"); given != "" {
		n, err := strconv.ParseInt(given, 10, 64)
		if err != nil || n < 0 {
			wrong(c, service.InvalidParameter, "expected", "expected must be the number of contacts that dry_run told.")
			return how, false
		}
		how.Expected = &n
	}
	return how, true
}

func (a *API) disableChannel(c *gin.Context) {
	showOne(a, c, "id", a.Service.DisableChannel, channelOf)
}

func (a *API) enableChannel(c *gin.Context) {
	showOne(a, c, "id", a.Service.EnableChannel, channelOf)
}

func (a *API) disableForm(c *gin.Context) {
	form, err := a.Service.DisableForm(c.Request.Context(), callerOf(c), c.Param("id"))
	a.showForm(c, form, err)
}

func (a *API) enableForm(c *gin.Context) {
	form, err := a.Service.EnableForm(c.Request.Context(), callerOf(c), c.Param("id"))
	a.showForm(c, form, err)
}

func (a *API) disableTrigger(c *gin.Context) {
	showOne(a, c, "id", a.Service.DisableTrigger, triggerOf)
}

func (a *API) enableTrigger(c *gin.Context) {
	showOne(a, c, "id", a.Service.EnableTrigger, triggerOf)
}

func (a *API) deleteForm(c *gin.Context) {
	a.deleted(c, a.Service.DeleteForm(c.Request.Context(), callerOf(c), c.Param("id")))
}

func (a *API) deleteTrigger(c *gin.Context) {
	a.deleted(c, a.Service.DeleteTrigger(c.Request.Context(), callerOf(c), c.Param("id")))
}

func (a *API) deleted(c *gin.Context, err error) {
	if err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// channelRemovalJSON is what refers to a channel that is deleted.
type channelRemovalJSON struct {
	DryRun   bool  `json:"dry_run"`
	Contacts int64 `json:"contacts"`
	Forms    int64 `json:"forms"`
	Triggers int64 `json:"triggers"`
	Imports  int64 `json:"imports"`
}

func (a *API) deleteChannel(c *gin.Context) {
	how, ok := removal(c)
	if !ok {
		return
	}
	holds, err := a.Service.DeleteChannel(c.Request.Context(), callerOf(c), c.Param("id"), how)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, channelRemovalJSON{how.DryRun, holds.Contacts, holds.Forms, holds.Triggers, holds.Imports})
}

// attributeRemovalJSON is what refers to an attribute that is removed.
type attributeRemovalJSON struct {
	DryRun   bool  `json:"dry_run"`
	Contacts int64 `json:"contacts"`
	Forms    int64 `json:"forms"`
	Imports  int64 `json:"imports"`
}

func (a *API) removeAttribute(c *gin.Context) {
	how, ok := removal(c)
	if !ok {
		return
	}
	holds, err := a.Service.RemoveAttribute(c.Request.Context(), callerOf(c), c.Param("name"), how)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(begun(how), attributeRemovalJSON{how.DryRun, holds.Contacts, holds.Forms, holds.Imports})
}

// begun is the status of what goes on after it is answered, unless it was only counted.
func begun(how service.Removal) int {
	if how.DryRun {
		return http.StatusOK
	}
	return http.StatusAccepted
}
