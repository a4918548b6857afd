package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// samplesJSON are the first rows of each outcome of a dry run, named as in its preview.
type samplesJSON struct {
	Create    []sampleJSON `json:"create"`
	Update    []sampleJSON `json:"update"`
	Unchanged []sampleJSON `json:"unchanged"`
	Reject    []sampleJSON `json:"reject"`
}

type sampleJSON struct {
	Row          int             `json:"row"`
	Name         *string         `json:"name"`
	Phone        *string         `json:"phone"` // as the file has it
	Understood   *understoodJSON `json:"understood"`
	ContactID    *uuid.UUID      `json:"contact_id"`
	Changes      []changeJSON    `json:"changes"`
	Reason       *string         `json:"reason"`
	Words        *string         `json:"words"`
	SuggestedFix *string         `json:"suggested_fix"`
}

func sampleOf(s service.ImportSample) sampleJSON {
	return sampleJSON{
		Row: s.Row, Name: orNull(s.Name), Phone: orNull(s.Phone), Understood: understoodOf(s.Understood), ContactID: s.ContactID,
		Changes: shown(s.Changes, changeOf), Reason: orNull(s.Reason), Words: orNull(s.Words), SuggestedFix: orNull(s.Fix),
	}
}

func changeOf(g contact.Given) changeJSON { return changeJSON{g.Field, orNull(g.Was), orNull(g.Value)} }

func (a *API) listImportSamples(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	all, err := a.Service.ListImportSamples(c.Request.Context(), callerOf(c), importID)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"samples": samplesJSON{
		Create: shown(all.Create, sampleOf), Update: shown(all.Update, sampleOf),
		Unchanged: shown(all.Unchanged, sampleOf), Reject: shown(all.Reject, sampleOf),
	}})
}
