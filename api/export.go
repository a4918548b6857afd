package api

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/tabular"
)

// table is a CSV or XLSX file that is being written.
type table interface {
	Write(cells []string) error
	Close() error
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (a *API) exportCSV(c *gin.Context) {
	a.export(c, "contacts.csv", "text/csv; charset=utf-8", func(w io.Writer) table { return tabular.NewCSVWriter(w) })
}

func (a *API) exportXLSX(c *gin.Context) {
	a.export(c, "contacts.xlsx", xlsxType, func(w io.Writer) table { return tabular.NewXLSXWriter(w) })
}

// export streams the contacts of the list's filters. What it writes can be
// imported again: the columns have the names that an import knows.
func (a *API) export(c *gin.Context, filename, kind string, open func(io.Writer) table) {
	filter, ok := contactFilter(c)
	if !ok {
		return
	}
	definitions, err := a.definitions(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	attributes := slices.Sorted(maps.Keys(definitions))
	attach(c, filename, kind)
	out := open(c.Writer)
	err = out.Write(exportHeader(attributes))
	if err == nil {
		err = a.Store.EachContact(c, filter, func(row store.ContactRow) error { return out.Write(exportRow(row, attributes)) })
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		a.breakOff(c, err)
	}
}

func attach(c *gin.Context, filename, kind string) {
	c.Header("Content-Type", kind)
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", filename))
	c.Header("Cache-Control", "no-store")
}

// detach takes the headers of a file back.
func detach(c *gin.Context) {
	for _, name := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
		c.Writer.Header().Del(name)
	}
}

func exportHeader(attributes []string) []string {
	header := []string{
		"phone", "display_name", "tags", "remarks", "channel", "user_id", "username", "whatsapp_name", "source", "created_at",
		"first_message_at", "last_conversed_at", "opted_out_at", "ad_id",
	}
	for _, name := range attributes {
		header = append(header, "attributes."+name)
	}
	return header
}

func exportRow(c store.ContactRow, attributes []string) []string {
	phone, ad := "", ""
	if c.WaID != nil {
		phone = "+" + *c.WaID
	}
	if c.Referral != nil {
		ad = c.Referral.SourceID
	}
	row := []string{
		phone, intake.Literal(ownName(c)), intake.JoinTags(c.Tags), intake.Literal(orEmpty(c.Remarks)), c.ChannelID, orEmpty(c.UserID), orEmpty(c.Username),
		orEmpty(c.WhatsAppName), c.Source, stamp(&c.CreatedAt), stamp(c.FirstMessageAt), stamp(c.LastConversedAt),
		stamp(c.OptedOutAt), ad,
	}
	for _, name := range attributes {
		row = append(row, intake.Literal(cellOf(c.Attributes[name])))
	}
	return row
}

// ownName is the name that somebody gave the contact. The number or username
// that is shown while nobody did has its own column, and imported as a name it
// would stay one.
func ownName(c store.ContactRow) string {
	if contact.NameSource(c.NameSource).Fallback() {
		return ""
	}
	return c.DisplayName
}

// cellOf is an attribute's value as a cell, digit for digit.
func cellOf(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (a *API) templateCSV(c *gin.Context) {
	attach(c, "contacts-template.csv", "text/csv; charset=utf-8")
	if err := tabular.TemplateCSV(c.Writer); err != nil {
		a.breakOff(c, err)
	}
}

func (a *API) templateXLSX(c *gin.Context) {
	attach(c, "contacts-template.xlsx", xlsxType)
	if err := tabular.TemplateXLSX(c.Writer); err != nil {
		a.breakOff(c, err)
	}
}

// importErrors streams the rows that failed, with the file's own columns and
// what is wrong with each; it can be mended and uploaded again as it is.
func (a *API) importErrors(c *gin.Context) {
	v, ok := a.theImport(c)
	if !ok {
		return
	}
	attach(c, "errors.csv", "text/csv; charset=utf-8")
	out := tabular.NewCSVWriter(c.Writer)
	err := out.Write(append(slices.Clone(v.Header), "row", "error", "suggested_fix"))
	for after := 0; err == nil; {
		rows, listed := a.Store.ImportRows(c, v.ID, "failed", after, maxLimit)
		if err = listed; err != nil || len(rows) == 0 {
			break
		}
		for _, r := range rows {
			cells := make([]string, len(v.Header), len(v.Header)+3)
			copy(cells, r.Cells)
			cells = append(cells, fmt.Sprint(r.N), orEmpty(r.Error), orEmpty(r.SuggestedFix))
			if err = out.Write(cells); err != nil {
				break
			}
			after = r.N
		}
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		a.breakOff(c, err)
	}
}
