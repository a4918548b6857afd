package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// inspectionJSON is what is in a file that was uploaded, and what would become of it.
type inspectionJSON struct {
	UploadID   uuid.UUID             `json:"upload_id"`
	Kind       string                `json:"kind"`
	Encoding   *foundEncodingJSON    `json:"encoding"`  // null of a workbook
	Delimiter  *string               `json:"delimiter"` // null but of CSV
	Sheets     []string              `json:"sheets"`    // the one that is read first
	HeaderRow  *int                  `json:"header_row"`
	HiddenRows int                   `json:"hidden_rows"`
	Notes      []string              `json:"notes"`
	Columns    []inspectedColumn     `json:"columns"`
	Undefined  []attributeColumnJSON `json:"undefined_attributes"`
	Country    *string               `json:"default_country"` // that is assumed
	Failing    failingJSON           `json:"failing"`
	Import     importJSON            `json:"import"` // the draft
}

// foundEncodingJSON is the encoding in which a file is read. Candidates are there if it
// is in doubt.
type foundEncodingJSON struct {
	Name       string         `json:"name"`
	Confidence float64        `json:"confidence"`
	Candidates []encodingJSON `json:"candidates"`
}

type inspectedColumn struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
	Target  *string  `json:"target"` // null: it is left out
	Why     string   `json:"why"`
}

type failingJSON struct {
	Sampled int                 `json:"sampled"`
	Rows    int                 `json:"rows"`
	Reasons []failingReasonJSON `json:"reasons"`
}

type failingReasonJSON struct {
	Error string `json:"error"`
	Rows  int    `json:"rows"`
	Row   int    `json:"row"`
	Words string `json:"words"`
}

// showInspection answers with what is in a file, or the problem that was met.
func (a *API) showInspection(c *gin.Context, seen service.Inspection, err error) {
	if err != nil {
		a.fail(c, err)
		return
	}
	out := inspectionJSON{
		UploadID: seen.Draft.ID, Kind: seen.Seen.Kind, Delimiter: orNull(seen.Seen.Delimiter), Sheets: none(seen.Seen.Sheets()),
		HiddenRows: seen.Seen.HiddenRows, Notes: none(seen.Notes), Columns: []inspectedColumn{}, Undefined: []attributeColumnJSON{},
		Country: orNull(seen.Country), Failing: failingJSON{seen.Failing.Sampled, seen.Failing.Rows, []failingReasonJSON{}}, Import: a.importOf(seen.Draft),
	}
	if row := seen.Seen.HeaderRow; row > 0 {
		out.HeaderRow = &row
	}
	if name := seen.Seen.Encoding; name != "" {
		out.Encoding = &foundEncodingJSON{Name: name, Confidence: seen.Seen.Confidence, Candidates: []encodingJSON{}}
		for _, candidate := range seen.Seen.Encodings {
			out.Encoding.Candidates = append(out.Encoding.Candidates, encodingJSON(candidate))
		}
	}
	for i, column := range seen.Columns {
		out.Columns = append(out.Columns, inspectedColumn{
			Name: column.Header, Samples: none(seen.Seen.Columns[i].Samples), Target: orNull(column.Target), Why: column.Why,
		})
	}
	for _, u := range seen.Undefined {
		out.Undefined = append(out.Undefined, attributeColumnJSON(u))
	}
	for _, why := range seen.Failing.Reasons {
		out.Failing.Reasons = append(out.Failing.Reasons, failingReasonJSON(why))
	}
	c.JSON(http.StatusOK, out)
}

// none is an empty list in place of one that is null.
func none(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
