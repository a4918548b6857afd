package tabular

import (
	"fmt"
	"slices"
	"strings"
)

// Format is what a file turned out to be, and how it was read.
type Format struct {
	Kind        string   `json:"kind"`                   // KindCSV, KindXLSX or KindVCard
	Encoding    string   `json:"encoding,omitempty"`     // of text: one of Encodings
	Confidence  float64  `json:"confidence,omitempty"`   // with which the encoding was detected, up to 1; 1 if it was given
	Delimiter   string   `json:"delimiter,omitempty"`    // of CSV
	Sheet       string   `json:"sheet,omitempty"`        // of a workbook: the one that is read
	OtherSheets []string `json:"other_sheets,omitempty"` // of a workbook: what else has something in it
	HeaderRow   int      `json:"header_row,omitempty"`   // the number of the row that names the columns; 0: the file has none
	HiddenRows  int      `json:"hidden_rows,omitempty"`  // rows so far that a filter hides
	// Notes say, in a sentence each, what was assumed or passed over. They hold no
	// text of a row.
	Notes []string `json:"notes,omitempty"`
}

// The kinds of files.
const (
	KindCSV   = "csv"
	KindXLSX  = "xlsx"
	KindVCard = "vcard"
)

// Format returns what the file turned out to be, as far as it has been read.
func (r *Reader) Format() Format {
	f := r.format
	f.OtherSheets, f.Notes = slices.Clone(f.OtherSheets), slices.Clone(f.Notes)
	f.HiddenRows = r.hidden
	if len(f.OtherSheets) > 0 {
		f.note("Only the sheet %s is read. There is more in %s.", shown(f.Sheet), listed(f.OtherSheets))
	}
	if r.passed > 0 {
		f.note("What stands above the header in row %d was passed over: %s.", f.HeaderRow, counted(r.passed, "row"))
	}
	switch {
	case f.HiddenRows > 0 && r.options.HiddenRows == SkipHidden:
		f.note("%s that a filter hides: left out.", counted(f.HiddenRows, "row"))
	case f.HiddenRows > 0:
		f.note("%s that a filter hides: imported like the others.", counted(f.HiddenRows, "row"))
	}
	return f
}

func (f *Format) note(format string, args ...any) {
	f.Notes = append(f.Notes, fmt.Sprintf(format, args...))
}

// counted writes how many there are of something.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return grouped(int64(n)) + " " + strings.TrimSuffix(what, "s") + "s"
}
