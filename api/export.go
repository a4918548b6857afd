package api

import (
	"fmt"
	"io"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/tabular"
)

// table is a CSV or XLSX file that is being written.
type table interface {
	Write(cells []string) error
	Close() error
}

const (
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

func (a *API) exportContactsCSV(c *gin.Context) {
	a.exportContacts(c, "contacts.csv", csvType, func(w io.Writer) table { return tabular.NewCSVWriter(w) })
}

func (a *API) exportContactsXLSX(c *gin.Context) {
	a.exportContacts(c, "contacts.xlsx", xlsxType, func(w io.Writer) table { return tabular.NewXLSXWriter(w) })
}

// exportContacts streams the contacts of the list's filters.
func (a *API) exportContacts(c *gin.Context, filename, kind string, open func(io.Writer) table) {
	filter, ok := a.contactFilter(c)
	if !ok {
		return
	}
	var columns []string
	if chosen := c.Query("columns"); chosen != "" {
		columns = strings.Split(chosen, ",")
	}
	a.stream(c, filename, kind, open, func(write func([]string) error) error {
		return a.Service.ExportColumns(c.Request.Context(), callerOf(c), filter, columns, write)
	})
}

// exportRefusals streams the rows of an import that failed, and why.
func (a *API) exportRefusals(c *gin.Context) {
	importID, ok := importParam(c)
	if !ok {
		return
	}
	open := func(w io.Writer) table { return tabular.NewCSVWriter(w) }
	a.stream(c, "errors.csv", csvType, open, func(write func([]string) error) error {
		return a.Service.ExportRefusals(c.Request.Context(), callerOf(c), importID, write)
	})
}

// stream answers with a file while rows are written into it, the header first.
func (a *API) stream(c *gin.Context, filename, kind string, open func(io.Writer) table, rows func(write func([]string) error) error) {
	var out table
	err := rows(func(cells []string) error {
		if out == nil { // an answer without a row is a problem
			attach(c, filename, kind)
			out = open(c.Writer)
		}
		return out.Write(cells)
	})
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

// importTemplateCSV and importTemplateXLSX answer with a file to begin from. There
// is nothing of anybody in it.
func (a *API) importTemplateCSV(c *gin.Context) {
	attach(c, "contacts-template.csv", csvType)
	if err := tabular.TemplateCSV(c.Writer); err != nil {
		a.breakOff(c, err)
	}
}

func (a *API) importTemplateXLSX(c *gin.Context) {
	attach(c, "contacts-template.xlsx", xlsxType)
	if err := tabular.TemplateXLSX(c.Writer); err != nil {
		a.breakOff(c, err)
	}
}
