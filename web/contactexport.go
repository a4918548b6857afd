package web

import (
	"fmt"
	"io"
	"net/http"

	"github.com/luluchat/contacts/tabular"
)

// exportTable is a file that is being written.
type exportTable interface {
	Write(cells []string) error
	Close() error
}

// exportContacts sends the contacts of a list as a file, in its order, or those of them who
// are selected: with the columns
// that it shows, or with all, which can be imported again.
func (s *Site) exportContacts(v *Visit) error {
	l, err := v.readListing(v.URL.Query())
	if err != nil {
		return err
	}
	var names []string
	if v.URL.Query().Get("fields") != "all" {
		page := ContactsPage{Listing: l}
		attributes, err := s.Service.ListAttributes(v.Context(), v.Who)
		if err != nil {
			return err
		}
		_, page.Shown = v.allColumns(l, attributes)
		names = page.Columned()
	}
	name, kind := "contacts.csv", "text/csv; charset=utf-8"
	open := func(w io.Writer) exportTable { return tabular.NewCSVWriter(w) }
	if v.URL.Query().Get("format") == "xlsx" {
		name, kind = "contacts.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		open = func(w io.Writer) exportTable { return tabular.NewXLSXWriter(w) }
	}
	var out exportTable
	err = s.Service.ExportColumns(v.Context(), v.Who, l.chosenFilter(), names, func(cells []string) error {
		if out == nil { // an error before the first row is a page
			v.w.Header().Set("Content-Type", kind)
			v.w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
			out = open(v.w)
		}
		return out.Write(cells)
	})
	if err == nil && out != nil {
		err = out.Close()
	}
	if err != nil && out != nil {
		s.Log.WarnContext(v.Context(), "a file broke off", "page", v.Pattern, "error", err)
		panic(http.ErrAbortHandler) // what has been sent must not look whole
	}
	return err
}
