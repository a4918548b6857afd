package web

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/tabular"
)

// ImportRowsPage are rows of an import.
type ImportRowsPage struct {
	service.ImportRows
	Status string
	Mend   bool // their cells can be corrected here
	Pager  Pager
	Cursor string
}

// rowWords are the statuses of rows in words, in the order of the page.
var rowWords = []Option{
	{Value: "created", Label: "Created"}, {Value: "updated", Label: "Updated"}, {Value: "unchanged", Label: "Unchanged"},
	{Value: "failed", Label: "Rejected"}, {Value: "merged", Label: "Merged with another row"}, {Value: "cancelled", Label: "Left out"},
	{Value: "pending", Label: "Waiting"},
}

// mendedAtOnce is how many rejected rows stand on a page, with a field for each cell.
const mendedAtOnce = 20

// importRows are the rows that the address asks for; without a wish those that are
// rejected, or else the first.
func (s *Site) importRows(v *Visit, one service.Import) (page ImportRowsPage, err error) {
	query := v.URL.Query()
	page.Status = query.Get("rows")
	if page.Status == "" && one.Counts.Failed > 0 {
		page.Status = "failed"
	}
	page.Cursor = query.Get("cursor")
	paging := service.Paging{Cursor: page.Cursor}
	if page.Mend = page.Status == "failed"; page.Mend {
		paging.Limit = mendedAtOnce
	}
	if page.ImportRows, err = s.Service.ListImportRows(v.Context(), v.Who, one.ID, page.Status, paging); err != nil {
		return page, err
	}
	if page.Cursor != "" {
		page.Pager.First = v.With(map[string]string{"rows": page.Status})
	}
	if page.Next != "" {
		page.Pager.Next = v.With(map[string]string{"rows": page.Status, "cursor": page.Next})
	}
	return page, nil
}

// Tab is a status of rows, and how many have it.
type Tab struct {
	Option
	Count int64
}

// Tabs are the statuses that rows of the import have.
func (p ImportPage) Tabs() (all []Tab) {
	c := p.Counts
	counts := map[string]int64{
		"created": c.Created, "updated": c.Updated, "unchanged": c.Unchanged, "failed": c.Failed, "merged": c.Merged, "cancelled": c.Cancelled,
		"pending": c.Pending,
	}
	for _, o := range rowWords {
		if o.Chosen = o.Value == p.Rows.Status; counts[o.Value] > 0 || o.Chosen {
			all = append(all, Tab{o, counts[o.Value]})
		}
	}
	return all
}

// RowWords is a row's status in words.
func (p *Page) RowWords(status string) string {
	for _, o := range rowWords {
		if o.Value == status {
			return o.Label
		}
	}
	return status
}

// Rejected says why a row was rejected, and what would help.
func (p *Page) Rejected(r service.ImportRow) string {
	return sentence(service.RejectionSentence(contact.OrEmpty(r.Error), contact.OrEmpty(r.SuggestedFix)))
}

// RejectedFor is the same of all rows that were rejected for one reason.
func (p *Page) RejectedFor(r service.RejectedRows) string {
	return sentence(service.RejectionSentence(r.Error, r.Fix))
}

// mendRows imports the rows again that were corrected on the page. Those that stand as
// they were are left out.
func (s *Site) mendRows(v *Visit) error {
	id, err := importID(v)
	if err != nil {
		return err
	}
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	one, err := s.Service.GetImport(v.Context(), v.Who, id)
	if err != nil {
		return err
	}
	rows, err := s.Service.ListImportRows(v.Context(), v.Who, id, "failed", service.Paging{Cursor: v.Value("cursor"), Limit: mendedAtOnce})
	if err != nil {
		return err
	}
	var file bytes.Buffer
	out, mended := tabular.NewCSVWriter(&file), 0
	if err := out.Write(rows.Header); err != nil {
		return err
	}
	for _, r := range rows.Rows {
		cells := posted[fmt.Sprintf("row%d", r.N)]
		if len(cells) != len(rows.Header) || slices.Equal(cells, sameLength(r.Cells, len(cells))) {
			continue
		}
		if mended++; out.Write(cells) != nil {
			return out.Close()
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	path := "/app/imports/" + id.String()
	if mended == 0 {
		return v.Redirect(path+"?rows=failed", Flash{Text: "No row was changed, so nothing was imported. Correct a cell first."})
	}
	again, err := s.Service.CreateImport(v.Context(), v.Who, correctionsOf(v, one, file.Bytes()))
	if err != nil {
		return err
	}
	return v.Redirect("/app/imports/"+again.ID.String(), Flash{Text: fmt.Sprintf("%s corrected. Look at what would become of it, and confirm.", count(mended, "row is", "rows are"))})
}

// correctionsOf is a file of corrected rows, imported as the whole was.
func correctionsOf(v *Visit, one service.Import, file []byte) service.Upload {
	sum := sha256.Sum256(file)
	in := service.Upload{
		File: bytes.NewReader(file), Filename: "Corrections of " + strings.TrimSuffix(one.Filename, ".csv") + ".csv", Size: int64(len(file)), Sum: sum[:],
		ChannelID: one.ChannelID, Mode: one.Mode, DryRun: true, Mapping: one.Mapping, DefineAttributes: one.DefineAttributes, Request: v.Asked(),
		Options: tabular.Options{Encoding: "utf-8", Delimiter: ",", HeaderRow: 1},
	}
	if one.DefaultCountry != nil {
		in.DefaultCountry = *one.DefaultCountry
	}
	return in
}

// sameLength are cells without those beyond, and with empty ones for those that lack.
func sameLength(cells []string, n int) []string {
	out := make([]string, n)
	copy(out, cells)
	return out
}

// Cells are those of a row, one for each column.
func (p ImportRowsPage) Cells(r service.ImportRow) []string {
	return sameLength(r.Cells, len(p.Header))
}

// sendRejected answers with the rows that were rejected, as a file.
func (s *Site) sendRejected(v *Visit) error {
	id, err := importID(v)
	if err != nil {
		return err
	}
	var out *tabular.CSVWriter
	err = s.Service.ExportRefusals(v.Context(), v.Who, id, func(cells []string) error {
		if out == nil { // before a row is there an error is a page
			v.attach("rejected-rows.csv")
			out = tabular.NewCSVWriter(v.w)
		}
		return out.Write(cells)
	})
	switch {
	case out == nil:
		return err
	case err == nil:
		err = out.Close()
	}
	if err != nil {
		s.Log.WarnContext(v.Context(), "a file of rejected rows breaks off", "import_id", id, "error", err)
		panic(http.ErrAbortHandler) // the browser must not take it for whole
	}
	return nil
}

// importRoutes registers the pages of imports.
func (s *Site) importRoutes() {
	const one = "/app/imports/{id}"
	s.page("GET /app/imports", service.Imports, s.showImports)
	s.page("POST /app/imports", service.Imports, s.sendFile)
	s.page("GET /app/imports/template.csv", service.Imports, s.sendTemplate)
	s.page("GET /app/imports/sample.csv", service.Imports, s.sendSample)
	s.page("GET "+one, service.Imports, s.showImport)
	s.page("POST "+one, service.Imports, s.saveDraft)
	s.page("GET "+one+"/progress", service.Imports, s.pollImport)
	s.page("GET "+one+"/stream", service.Imports, s.streamImport)
	s.page("GET "+one+"/rejected.csv", service.Imports, s.sendRejected)
	s.page("GET "+one+"/undo", service.Imports, s.askUndoImport)
	s.page("GET "+one+"/columns", service.Imports, s.showColumns)
	s.page("POST "+one+"/columns", service.Imports, s.tryColumns)
	s.page("POST "+one+"/remedy", service.Imports, s.remedyImport)
	s.page("POST "+one+"/corrections", service.Imports, s.mendRows)
	s.page("POST "+one+"/delete", service.Imports, s.deleteImport)
	for command, done := range map[contact.ImportCommand]string{
		contact.ConfirmImport: "The import has begun. You may leave this page.", contact.PauseImport: "It pauses. Rows that were begun are finished.",
		contact.ResumeImport: "It goes on.", contact.CancelImport: "It is cancelled. Rows that were begun are finished.",
		contact.UndoImport: "Undoing has begun.",
	} {
		s.page("POST "+one+"/"+string(command), service.Imports, s.commandImport(command, done))
	}
}
