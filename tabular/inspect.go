package tabular

import (
	"errors"
	"io"
	"slices"
)

// Inspection is what the beginning of a file shows.
type Inspection struct {
	Format
	// Encodings are not empty if an import would ask for the encoding. The file was
	// then read in the first of them.
	Encodings []Candidate
	Columns   []SampledColumn
	Rows      []Row // the first
}

// SampledColumn is a column of the header, with what its first cells say.
type SampledColumn struct {
	Name    string
	Samples []string // the first that are not blank, as they stand in the file
}

const (
	samples     = 3   // cells of a column that are shown
	inspectRows = 200 // rows that are read
)

// Inspect reads a file's beginning, as Open does, and says what was found. The
// error is a *FileError if the file or the options are at fault; which of several
// encodings a file has is none, see Inspection.
func Inspect(r io.ReaderAt, size int64, filename string, options Options, limits Limits) (Inspection, error) {
	var seen Inspection
	reader, err := Open(r, size, filename, options, limits)
	var refused *FileError
	if errors.As(err, &refused) && len(refused.Encodings) > 0 {
		seen.Encodings = refused.Encodings
		options.Encoding = refused.Encodings[0].Name
		reader, err = Open(r, size, filename, options, limits)
	}
	if err != nil {
		return Inspection{}, err
	}
	for _, name := range reader.Header() {
		seen.Columns = append(seen.Columns, SampledColumn{Name: name})
	}
	for range inspectRows {
		row, err := reader.Next()
		if err != nil {
			// What is wrong further on is for the import to say; a lost connection is not.
			var refused *FileError
			if errors.Is(err, io.EOF) || errors.As(err, &refused) {
				break
			}
			return Inspection{}, whileClosing(err, reader.Close())
		}
		seen.Rows = append(seen.Rows, row)
		seen.sample(row.Cells)
	}
	seen.Format = reader.Format()
	if len(seen.Encodings) > 0 {
		seen.Confidence = seen.Encodings[0].Confidence
	}
	return seen, reader.Close()
}

// sample adds a row's cells to columns that have too few.
func (seen *Inspection) sample(cells []string) {
	for i := range seen.Columns {
		column := &seen.Columns[i]
		if cell := cells[i]; len(column.Samples) < samples && !blank(cell) {
			column.Samples = append(column.Samples, cell)
		}
	}
}

// Sheets returns the names of a workbook's sheets that have something in them, the
// one that is read first.
func (f Format) Sheets() []string {
	if f.Sheet == "" {
		return nil
	}
	return append([]string{f.Sheet}, slices.Clone(f.OtherSheets)...)
}
