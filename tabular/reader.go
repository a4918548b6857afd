package tabular

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// Reader reads one table, row by row. It is for one goroutine.
type Reader struct {
	source  source
	format  Format
	options Options
	limits  Limits
	name    string
	header  []string
	passed  int   // rows above the header with something in them
	held    []Row // rows behind the header that have been read already
	heldErr error // what came behind them
	rows    int
	hidden  int
	err     error // ends the reading
}

// source is what a kind of file offers: its rows, blank ones included or not,
// with the numbers that a spreadsheet shows, and at the end io.EOF.
type source interface {
	next() (Row, error)
	format() Format
	close() error
}

// Open reads a file's beginning and finds its header. What kind of file it is
// shows in its content; the name is for messages. r is used until Close.
//
// The error is a *FileError if the file itself, or an option, is at fault.
func Open(r io.ReaderAt, size int64, filename string, options Options, limits Limits) (*Reader, error) {
	if err := options.Check(); err != nil {
		return nil, err
	}
	reader := &Reader{options: options, limits: limits.orDefault(), name: nameOf(filename)}
	f := &file{at: r, size: size, name: reader.name}
	var err error
	if reader.source, err = f.open(options, reader.limits); err != nil {
		return nil, err
	}
	reader.format = reader.source.format()
	if err = reader.readHeader(); err != nil {
		return nil, whileClosing(err, reader.Close())
	}
	return reader, nil
}

// readHeader finds the header, and keeps what it has read behind it.
func (r *Reader) readHeader() error {
	row, err := r.headerRow()
	switch {
	case errors.Is(err, io.EOF):
		return refuse(Empty, "%s has nothing in it. Upload a file with a header row and one row for each contact.", r.name)
	case err != nil:
		return err
	}
	r.header, r.format.HeaderRow = withoutBlankEnd(row.Cells), row.Number
	switch {
	case row.Problem.Code == CellCut:
		return refuse(CellTooLong, "In row %d of %s, which should name the columns, %s. Shorten it and upload the file again.", row.Number, r.name, row.Problem.Words)
	case len(r.header) > maxColumns || row.Problem.Code == SurplusCells:
		return refuse(TooManyColumns, "%s has more than %s columns. Keep those that belong to contacts.", r.name, grouped(maxColumns))
	}
	return nil
}

// headerRow returns the row that was asked for, or looks for it.
func (r *Reader) headerRow() (Row, error) {
	if wanted := r.options.HeaderRow; wanted > 0 && r.format.Kind != KindVCard {
		for {
			row, err := r.filled()
			switch {
			case errors.Is(err, io.EOF), err == nil && row.Number > wanted:
				return Row{}, badOption(OptionHeaderRow, "Row %d of %s, which should name the columns, has nothing in it.", wanted, r.name)
			case err != nil || row.Number == wanted:
				return row, err
			}
			r.passed++
		}
	}
	var seen beginning
	r.heldErr = seen.read(r.filled)
	if len(seen.rows) == 0 {
		return Row{}, r.heldErr
	}
	at, _ := seen.header(r.options.Mapping)
	r.passed, r.held = at, seen.rows[at+1:]
	return seen.rows[at], nil
}

// Header returns the names of the columns as they stand in the file. Blank ones
// at the end are left out.
func (r *Reader) Header() []string { return slices.Clone(r.header) }

// Next returns the next row with something in it, or io.EOF. The error is a
// *FileError if the file is at fault; it stays.
func (r *Reader) Next() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	row, err := r.visible()
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

// visible returns the next row, without those that are to be left out.
func (r *Reader) visible() (Row, error) {
	for {
		row, err := r.ahead()
		if err != nil || !row.Hidden {
			return row, err
		}
		if r.hidden++; r.options.HiddenRows != SkipHidden {
			return row, nil
		}
	}
}

// ahead returns what has been read already, and then what follows.
func (r *Reader) ahead() (Row, error) {
	switch {
	case len(r.held) > 0:
		row := r.held[0]
		r.held[0] = Row{}
		r.held = r.held[1:]
		return row, nil
	case r.heldErr != nil:
		return Row{}, r.heldErr
	}
	return r.filled()
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
