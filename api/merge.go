package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// mergePreviewJSON is what a merge would make of two contacts.
type mergePreviewJSON struct {
	Into   uuid.UUID         `json:"into"` // the contact that is left
	Other  uuid.UUID         `json:"other"`
	Fields []mergedFieldJSON `json:"fields"`
	Moves  movesJSON         `json:"moves"`
}

type mergedFieldJSON struct {
	Field   string `json:"field"`
	Into    any    `json:"into"`
	Other   any    `json:"other"`
	Becomes any    `json:"becomes"`
	Changes bool   `json:"changes"`
}

type movesJSON struct {
	Identities []identityJSON `json:"identities"`
	Messages   int64          `json:"messages"`
	Tags       []string       `json:"tags"`
}

func mergePreviewOf(p service.MergePreview) mergePreviewJSON {
	return mergePreviewJSON{
		Into: p.Into, Other: p.Other, Fields: shown(p.Fields, mergedFieldOf),
		Moves: movesJSON{identitiesOf(p.Moves.Identities), p.Moves.Messages, append([]string{}, p.Moves.Tags...)},
	}
}

func mergedFieldOf(f service.MergedField) mergedFieldJSON {
	value := func(v any) any {
		if consent, ok := v.(*contact.Consent); ok {
			return consentOf(consent)
		}
		return v
	}
	return mergedFieldJSON{f.Field, value(f.Into), value(f.Other), value(f.Becomes), f.Changes()}
}

// mergeContacts merges another contact into this one, or with dry_run tells what that
// would do.
func (a *API) mergeContacts(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	var in struct {
		Other  string `json:"other"`
		DryRun bool   `json:"dry_run"`
	}
	if !bind(c, &in, `JSON: {"other": "the id of the other contact", "dry_run": true}`) {
		return
	}
	other, err := uuid.Parse(in.Other)
	if err != nil {
		other = uuid.Nil // the use case says so, once it knows that the caller may ask
	}
	if in.DryRun {
		preview, err := a.Service.PreviewMerge(c.Request.Context(), callerOf(c), contactID, other)
		if err != nil {
			a.fail(c, err)
			return
		}
		c.JSON(http.StatusOK, gin.H{"merge": mergePreviewOf(preview)})
		return
	}
	applied, err := a.Service.MergeContacts(c.Request.Context(), callerOf(c), contactID, other, requestOf(c))
	a.answer(c, applied, err)
}

func (a *API) undoMerge(c *gin.Context) {
	eventID, ok := id(c, c.Param("event_id"), "The merge's event_id")
	if !ok {
		return
	}
	applied, err := a.Service.UndoMerge(c.Request.Context(), callerOf(c), eventID, requestOf(c))
	a.answer(c, applied, err)
}
