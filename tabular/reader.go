package tabular

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// Reader reads one table, row by row. It is for one goroutine.
type Reader struct {
	source source
	format Format
	limits Limits
	name   string
	header []string
	rows   int
	err    error // ends the reading
}

// source is what a kind of file offers: its rows, blank ones included or not,
// with the numbers that a spreadsheet shows, and at the end io.EOF.
type source interface {
	next() (Row, error)
	format() Format
	close() error
}

// Format is what a file turned out to be.
type Format struct {
	Kind      string // csv or xlsx
	Encoding  string // of CSV: utf-8, utf-16le, utf-16be or windows-1252
	Delimiter string // of CSV
	Sheet     string // of XLSX
}

// Open reads a file's beginning and its header. What kind of file it is shows
// in its content; the name is for messages. r is used until Close.
//
// The error is a *FileError if the file itself is at fault.
func Open(r io.ReaderAt, size int64, filename string, limits Limits) (*Reader, error) {
	reader := &Reader{limits: limits.orDefault(), name: nameOf(filename)}
	f := &file{at: r, size: size, name: reader.name}
	var err error
	if reader.source, err = f.open(reader.limits); err != nil {
		return nil, err
	}
	reader.format = reader.source.format()
	if err = reader.readHeader(); err != nil {
		return nil, whileClosing(err, reader.Close())
	}
	return reader, nil
}

func (r *Reader) readHeader() error {
	row, err := r.filled()
	switch {
	case errors.Is(err, io.EOF):
		return refuse(Empty, "%s has nothing in it. Upload a file with a header row and one row for each contact.", r.name)
	case err != nil:
		return err
	}
	r.header = withoutBlankEnd(row.Cells)
	switch {
	case row.Problem.Code == CellCut:
		return refuse(CellTooLong, "In row %d of %s, which should name the columns, %s. Shorten it and upload the file again.", row.Number, r.name, row.Problem.Words)
	case len(r.header) > maxColumns || row.Problem.Code == SurplusCells:
		return refuse(TooManyColumns, "%s has more than %s columns. Keep those that belong to contacts.", r.name, grouped(maxColumns))
	}
	return nil
}

// Header returns the names of the columns as they stand in the file. Blank ones
// at the end are left out.
func (r *Reader) Header() []string { return slices.Clone(r.header) }

// Format returns what the file turned out to be.
func (r *Reader) Format() Format { return r.format }

// Next returns the next row with something in it, or io.EOF. The error is a
// *FileError if the file is at fault; it stays.
func (r *Reader) Next() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	row, err := r.filled()
	if err == nil && r.rows == r.limits.Rows {
		err = refuse(TooManyRows, "%s has more than %s rows. Split it into several files and upload one after the other.",
			r.name, grouped(int64(r.limits.Rows)))
	}
	if err != nil {
		r.err = err
		return Row{}, err
	}
	r.rows++
	row.fit(len(r.header))
	return row, nil
}

// filled returns the next row that is not blank, with what Escape did undone.
func (r *Reader) filled() (Row, error) {
	for {
		row, err := r.source.next()
		if err != nil {
			return Row{}, err
		}
		if row.Problem.Code == "" && len(withoutBlankEnd(row.Cells)) == 0 {
			continue
		}
		for i, cell := range row.Cells {
			row.Cells[i] = unescape(cell)
		}
		return row, nil
	}
}

// whileClosing adds an error to another, which stays as it is without it.
func whileClosing(err, closing error) error {
	if closing == nil {
		return err
	}
	return errors.Join(err, closing)
}

// Close removes what was set aside on disk. The file itself stays open.
func (r *Reader) Close() error {
	if err := r.source.close(); err != nil {
		return fmt.Errorf("close %s: %w", r.name, err)
	}
	return nil
}
