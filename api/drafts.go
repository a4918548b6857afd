package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// given is a member of a body that may be left out, and of which null is its zero value.
type given[T any] struct{ value *T }

// UnmarshalJSON implements json.Unmarshaler.
func (g *given[T]) UnmarshalJSON(value []byte) error {
	g.value = new(T)
	return json.Unmarshal(value, g.value)
}

// draftJSON is how a draft is to be imported.
type draftJSON struct {
	UploadID         *uuid.UUID               `json:"upload_id"`
	ChannelID        *string                  `json:"channel_id"`
	Mode             given[string]            `json:"mode"`
	DefaultCountry   given[string]            `json:"default_country"`
	DryRun           given[bool]              `json:"dry_run"`
	Mapping          given[map[string]string] `json:"mapping"`
	DefineAttributes given[bool]              `json:"define_attributes"`
	CallbackURL      given[string]            `json:"callback_url"`
	Encoding         given[string]            `json:"encoding"`
	Delimiter        given[string]            `json:"delimiter"`
	Sheet            given[string]            `json:"sheet"`
	HeaderRow        given[*int]              `json:"header_row"`
	HiddenRows       given[string]            `json:"hidden_rows"`
	LeaveOut         given[[]string]          `json:"leave_out"`
}

// bindDraft reads how a draft is to be imported. What is misspelt must not be passed
// over: without dry_run a file is imported for real.
func bindDraft(c *gin.Context, shape string) (in draftJSON, change service.DraftChange, ok bool) {
	read, ok := body(c)
	if !ok {
		return in, change, false
	}
	decoder := json.NewDecoder(bytes.NewReader(read))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&in)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			err = nil
		} else {
			err = errors.New("something follows it")
		}
	}
	if err != nil {
		detail := "The body must be " + shape + "."
		if _, name, unknown := strings.Cut(err.Error(), "json: unknown field "); unknown {
			detail = "There is no member " + name + " here. " + detail
		}
		problem(c, http.StatusBadRequest, detail)
		return in, change, false
	}
	change = service.DraftChange{
		ChannelID: in.ChannelID, Mode: in.Mode.value, DefaultCountry: in.DefaultCountry.value, DryRun: in.DryRun.value, Mapping: in.Mapping.value,
		DefineAttributes: in.DefineAttributes.value,
		LeaveOut:         in.LeaveOut.value,
		CallbackURL:      in.CallbackURL.value, Encoding: in.Encoding.value, Delimiter: in.Delimiter.value, Sheet: in.Sheet.value, HiddenRows: in.HiddenRows.value,
	}
	if row := in.HeaderRow.value; row != nil {
		change.HeaderRow = new(int)
		if *row != nil {
			change.HeaderRow = *row
		}
		if *row != nil && **row < 1 {
			problem(c, http.StatusUnprocessableEntity, noHeaderRow)
			return in, change, false
		}
	}
	return in, change, true
}

// importDraft starts the import of a file that was uploaded before.
func (a *API) importDraft(c *gin.Context) {
	const shape = `multipart/form-data with a file and channel_id, or JSON with the upload_id of a file that was inspected: {"upload_id": "…"}`
	in, change, ok := bindDraft(c, shape)
	if !ok {
		return
	}
	if in.UploadID == nil {
		problem(c, http.StatusBadRequest, "The body must be "+shape+".")
		return
	}
	v, err := a.Service.ImportDraft(c.Request.Context(), callerOf(c), *in.UploadID, change, requestOf(c))
	a.showImport(c, http.StatusAccepted, v, err)
}

// bindChange reads what is to be changed of the import that the path names.
func bindChange(c *gin.Context, id uuid.UUID, example string) (change service.DraftChange, ok bool) {
	in, change, ok := bindDraft(c, "a JSON object of what is to be changed, such as "+example)
	if !ok {
		return change, false
	}
	if in.UploadID != nil && *in.UploadID != id {
		problem(c, http.StatusUnprocessableEntity, "upload_id must be that of the path, or left out.")
		return change, false
	}
	return change, true
}

func (a *API) changeDraft(c *gin.Context) {
	draftID, ok := importParam(c)
	if !ok {
		return
	}
	change, ok := bindChange(c, draftID, `{"mapping": {"Town": "attributes.city"}}`)
	if !ok {
		return
	}
	seen, err := a.Service.ChangeDraft(c.Request.Context(), callerOf(c), draftID, change)
	a.showInspection(c, seen, err)
}

// rerunImport has the file of an import that waits imported otherwise.
func (a *API) rerunImport(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	change, ok := bindChange(c, importID, `{"default_country": "MY"}`)
	if !ok {
		return
	}
	v, err := a.Service.RerunImport(c.Request.Context(), callerOf(c), importID, change, requestOf(c))
	a.showImport(c, http.StatusAccepted, v, err)
}

func (a *API) inspectDraft(c *gin.Context) {
	if draftID, ok := importParam(c); ok {
		seen, err := a.Service.InspectDraft(c.Request.Context(), callerOf(c), draftID)
		a.showInspection(c, seen, err)
	}
}
