package tabular

import (
	"slices"
	"strings"
)

// Options override what is detected in a file. What is empty is detected.
type Options struct {
	Encoding   string `json:"encoding,omitempty"`    // of text: one of Encodings, or what else it is called
	Delimiter  string `json:"delimiter,omitempty"`   // of CSV: one character, or comma, semicolon, tab, pipe
	Sheet      string `json:"sheet,omitempty"`       // of a workbook, by its name
	HeaderRow  int    `json:"header_row,omitempty"`  // the number of the row that names the columns
	HiddenRows string `json:"hidden_rows,omitempty"` // of a workbook: ImportHidden, if empty, or SkipHidden
	// LeaveOut are codes of a Refusal: rows that it is about are left out.
	LeaveOut []string `json:"leave_out,omitempty"`

	// Mapping is what Map will be given: a header is known by its columns, too.
	Mapping map[string]string `json:"-"`
}

// IsZero reports whether all is to be detected.
func (o Options) IsZero() bool {
	return o.Encoding == "" && o.Delimiter == "" && o.Sheet == "" && o.HeaderRow == 0 && o.HiddenRows == "" && len(o.LeaveOut) == 0
}

// What becomes of the rows of a workbook that a filter hides.
const (
	ImportHidden = "import"
	SkipHidden   = "skip"
)

// The options by their names, as a FileError names them.
const (
	OptionEncoding   = "encoding"
	OptionDelimiter  = "delimiter"
	OptionSheet      = "sheet"
	OptionHeaderRow  = "header_row"
	OptionHiddenRows = "hidden_rows"
)

// Check says which option can be used with no file at all. The error is a
// *FileError.
func (o Options) Check() error {
	if o.Encoding != "" {
		if _, ok := encodingNamed(o.Encoding); !ok {
			return badOption(OptionEncoding, "No encoding is called %s. Use one of %s.", shown(o.Encoding), strings.Join(Encodings(), ", "))
		}
	}
	if o.Delimiter != "" {
		if _, ok := delimiterNamed(o.Delimiter); !ok {
			return badOption(OptionDelimiter, "A delimiter is one character such as a comma or a semicolon, or tab, and not %s.", shown(o.Delimiter))
		}
	}
	if o.HeaderRow < 0 {
		return badOption(OptionHeaderRow, "The header's row is a number from 1 on, as a spreadsheet shows it.")
	}
	if !slices.Contains([]string{"", ImportHidden, SkipHidden}, o.HiddenRows) {
		return badOption(OptionHiddenRows, "Rows that a filter hides can be %s or %s, and not %s.", "imported (import)", "left out (skip)", shown(o.HiddenRows))
	}
	return nil
}

func badOption(option, format string, args ...any) *FileError {
	e := refuse(BadOption, format, args...)
	e.Option = option
	return e
}

// delimiterWords are the delimiters that are hard to type, or to see.
var delimiterWords = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', `\t`: '\t', "pipe": '|'}

// delimiterNamed reads a delimiter. What cells are made of can be none.
func delimiterNamed(given string) (delimiter byte, ok bool) {
	if delimiter, ok := delimiterWords[strings.ToLower(strings.TrimSpace(given))]; ok {
		return delimiter, true
	}
	if given != "\t" {
		given = strings.TrimSpace(given)
	}
	if len(given) != 1 || (given[0] != '\t' && (given[0] < '!' || given[0] > '~')) {
		return 0, false
	}
	c := given[0]
	letter := 'a' <= c|0x20 && c|0x20 <= 'z'
	return c, !letter && (c < '0' || c > '9') && c != '"' && c != '\'' && c != '+'
}
