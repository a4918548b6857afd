package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

type tagJSON struct {
	Name     string `json:"name"`
	Contacts int64  `json:"contacts"`
}

func tagOf(t service.Tag) tagJSON { return tagJSON{Name: t.Name, Contacts: t.Contacts} }

func (a *API) listTags(c *gin.Context) { showAll(a, c, "tags", a.Service.ListTags, tagOf) }

func (a *API) renameTag(c *gin.Context) {
	var in struct {
		Name string `json:"name"`
	}
	if !bind(c, &in, `JSON: {"name": "…"}`) {
		return
	}
	tag, err := a.Service.RenameTag(c.Request.Context(), callerOf(c), c.Param("tag"), in.Name)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, tagOf(tag))
}

// tagMergeJSON is what merging a tag does.
type tagMergeJSON struct {
	DryRun   bool    `json:"dry_run"`
	Contacts int64   `json:"contacts"`
	Into     tagJSON `json:"into"`
}

func (a *API) mergeTag(c *gin.Context) {
	var in struct {
		Into     string `json:"into"`
		Expected *int64 `json:"expected"`
		DryRun   bool   `json:"dry_run"`
	}
	if !bindOnly(c, &in, `JSON: {"into": "…", "expected": 31, "dry_run": true}`) {
		return
	}
	how := service.Removal{Expected: in.Expected, DryRun: in.DryRun}
	out, err := a.Service.MergeTag(c.Request.Context(), callerOf(c), c.Param("tag"), in.Into, how)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(begun(how), tagMergeJSON{how.DryRun, out.Contacts, tagOf(out.Tag)})
}
