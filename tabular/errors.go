package tabular

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"
)

// Code is a stable name for why a file is refused.
type Code string

// The codes of a FileError.
const (
	Empty               Code = "empty"                // nothing in it
	TooLarge            Code = "too_large"            // bytes, as it is or unpacked
	TooManyRows         Code = "too_many_rows"        //
	TooManyColumns      Code = "too_many_columns"     //
	CellTooLong         Code = "cell_too_long"        // in the header, or beyond what can be cut
	UnclosedQuote       Code = "unclosed_quote"       // the rest of the file would be one cell
	NotATable           Code = "not_a_table"          // a picture, a PDF, a web page, another archive, …
	OldExcel            Code = "old_excel"            // .xls, or XLSX with a password
	Damaged             Code = "damaged"              // XLSX that cannot be unpacked or read
	NoPhoneColumn       Code = "no_phone_column"      //
	BadMapping          Code = "bad_mapping"          // what the explicit mapping asks for is not there
	BadOption           Code = "bad_option"           // an option asks for what is not there
	UndefinedAttributes Code = "undefined_attributes" // columns go to them
	WhichEncoding       Code = "which_encoding"       // letters would be others in each of several
)

// FileError says that a file cannot be read, or not further. Any other error of
// this package comes from below – a disk, a connection – and may pass.
type FileError struct {
	Code    Code
	Message string // for a person: what is wrong, and what to do
	// Option is the one that is at fault, or, of WhichEncoding, the one that is missing.
	Option string
	// Encodings are those to choose from, the likeliest first; of WhichEncoding alone.
	Encodings []Candidate
	// Undefined are the columns whose attributes are not defined; of UndefinedAttributes alone.
	Undefined []AttributeColumn
}

// Candidate is an encoding that a file may have.
type Candidate struct {
	Name       string  // one of Encodings
	Confidence float64 // up to 1
	Sample     string  // a name, or another text, of the file, as it reads in this encoding
}

func (e *FileError) Error() string { return e.Message }

func refuse(code Code, format string, args ...any) *FileError {
	return &FileError{Code: code, Message: fmt.Sprintf(format, args...)}
}

const maxShown = 60 // runes of a file's own words in a message

// shown makes a file's own words fit for a message.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	n := 0
	for i := range s {
		if n == maxShown {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// nameOf is the file's name in messages. Browsers send a path at times.
func nameOf(filename string) string {
	name := shown(path.Base(strings.ReplaceAll(filename, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		return "The file"
	}
	return name
}

// grouped writes a number with its thousands apart.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// size writes a limit in bytes.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return grouped(n>>20) + " MB"
	case n >= 1<<10 && n%(1<<10) == 0:
		return grouped(n>>10) + " KB"
	}
	return grouped(n) + " bytes"
}
