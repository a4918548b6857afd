package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// viewJSON is a list of contacts that somebody keeps under a name.
type viewJSON struct {
	Slug      string         `json:"slug"`
	Owner     string         `json:"owner"`
	Mine      bool           `json:"mine"`
	Name      string         `json:"name"`
	Filter    contact.Filter `json:"filter"` // without its order and channel
	Sort      contact.Sort   `json:"sort"`
	Columns   []string       `json:"columns"` // empty: the usual ones
	ChannelID *string        `json:"channel_id"`
	Shared    bool           `json:"shared"`
	CreatedAt time.Time      `json:"created_at"`
	UpdatedAt time.Time      `json:"updated_at"`
}

func viewOf(v service.View) viewJSON {
	out := viewJSON{
		Slug: v.Slug, Owner: v.Owner, Mine: v.Mine, Name: v.Name, Filter: v.Filter.Narrowing(), Sort: v.Filter.Sort, Columns: v.Columns,
		ChannelID: orNull(v.Filter.ChannelID), Shared: v.Shared, CreatedAt: v.CreatedAt.UTC(), UpdatedAt: v.UpdatedAt.UTC(),
	}
	if out.Sort == "" {
		out.Sort = contact.ByCreated
	}
	return out
}

func (a *API) listViews(c *gin.Context) { showAll(a, c, "views", a.Service.ListViews, viewOf) }

func (a *API) getView(c *gin.Context) {
	v, err := a.Service.GetView(c.Request.Context(), callerOf(c), c.Param("slug"), c.Query("owner"))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, viewOf(v))
}

func (a *API) putView(c *gin.Context) {
	in := service.View{Slug: c.Param("slug")}
	var filter json.RawMessage
	var sort, channel *string
	if !bindMembers(c, `JSON: {"name": "…", "filter": {"tag": ["vip"]}, "sort": "name", "columns": ["phone"], "channel_id": "…", "shared": false}`,
		member{"name", &in.Name}, member{"filter", &filter}, member{"sort", &sort}, member{"columns", &in.Columns},
		member{"channel_id", &channel}, member{"shared", &in.Shared}) {
		return
	}
	err := readViewFilter(&in, filter, sort, channel)
	if err != nil {
		a.fail(c, err)
		return
	}
	v, created, err := a.Service.PutView(c.Request.Context(), callerOf(c), in)
	if err != nil {
		a.fail(c, err)
		return
	}
	showPut(c, created, viewOf(v))
}

// readViewFilter reads a filter with what stands beside it.
func readViewFilter(in *service.View, filter json.RawMessage, sort, channel *string) (err error) {
	if len(filter) > 0 && string(filter) != "null" {
		if in.Filter, err = service.ReadContactFilterJSON(filter); err != nil {
			return err
		}
	}
	if in.Filter.Sort != "" || in.Filter.ChannelID != "" {
		return &service.Error{Code: service.InvalidValue, Field: "filter",
			Message: "Give sort and channel_id beside filter, and not within: a view has one order and one channel."}
	}
	if sort != nil && *sort != "" {
		read, err := service.ReadContactFilter(map[string][]string{"sort": {*sort}})
		if err != nil {
			return err
		}
		in.Filter.Sort = read.Sort
	}
	if channel != nil {
		in.Filter.ChannelID = *channel
	}
	return nil
}

func (a *API) deleteView(c *gin.Context) {
	if err := a.Service.DeleteView(c.Request.Context(), callerOf(c), c.Param("slug"), c.Query("owner")); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
