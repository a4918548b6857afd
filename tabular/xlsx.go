package tabular

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// xlsxSource reads one sheet of an XLSX.
type xlsxSource struct {
	book   *workbook
	sheet  *sheet
	name   string
	others []string // the sheets besides it that have something in them
	held   []Row    // read to see what is in it
	err    error    // what came behind them
}

func openXLSX(f *file, options Options, limits Limits) (source, error) {
	book, err := openWorkbook(f, limits)
	if err != nil {
		return nil, bookError(f, err)
	}
	s := &xlsxSource{book: book}
	if err := s.choose(options); err != nil {
		return nil, whileClosing(bookError(f, err), s.close())
	}
	return s, nil
}

// bookError keeps errors of our own disk apart from those of the file.
func bookError(f *file, err error) error {
	var disk diskError
	if errors.As(err, &disk) {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	return f.failed(err)
}

// opened is a sheet whose first rows have been read.
type opened struct {
	entry sheetEntry
	sheet *sheet
	beginning
	err   error // what came behind them
	phone bool  // one of them names a column for phone numbers
}

// fewBlank is how many blank rows a sheet may begin with that is not the only one.
const fewBlank = 1000

// open reads a sheet's first rows; nil if it has none.
func (s *xlsxSource) open(entry sheetEntry, options Options, mostBlank int) (*opened, error) {
	p, err := s.book.part(s.book.sheetPart(entry))
	if err != nil || p == nil {
		return nil, err
	}
	o := &opened{entry: entry, sheet: &sheet{part: p, book: s.book, text: s.book.richText()}}
	o.err = o.read(func() (Row, error) { return o.sheet.filled(mostBlank) })
	if len(o.rows) == 0 {
		p.close()
		if errors.Is(o.err, io.EOF) {
			return nil, nil //nolint:nilnil // many sheets are empty
		}
		return nil, o.err
	}
	_, o.phone = o.header(options.Mapping)
	return o, nil
}

// filled returns the next row with something in it, unless too many blank ones are
// before it.
func (s *sheet) filled(mostBlank int) (Row, error) {
	for range mostBlank {
		row, err := s.next()
		if err != nil || len(withoutBlankEnd(row.Cells)) > 0 || row.Problem.Code != "" {
			return row, err
		}
	}
	return Row{}, io.EOF
}

// choose takes the sheet that was asked for, or the first with a phone column, or
// else the first that has something in it. Those that people see come first.
func (s *xlsxSource) choose(options Options) error {
	if options.Sheet != "" && s.find(options.Sheet) < 0 {
		return badOption(OptionSheet, "%s has no sheet named %s. Its sheets are: %s.", s.book.file.name, shown(options.Sheet), listed(s.names()))
	}
	var best *opened
	mostBlank := math.MaxInt
	for _, i := range s.order(options.Sheet) {
		if len(s.others) == maxListed && best != nil {
			break // nobody is told of more
		}
		o, err := s.open(s.book.sheets[i], options, mostBlank)
		switch {
		case err != nil && best == nil:
			return err
		case o == nil: // or it is damaged, and nobody asked for it
			continue
		case best == nil:
			best, mostBlank = o, fewBlank
			continue
		case options.Sheet == "" && o.phone && !best.phone:
			best, o = o, best
		}
		o.sheet.part.close()
		s.others = append(s.others, o.entry.name)
	}
	if best == nil {
		return nil
	}
	s.sheet, s.name, s.held, s.err = best.sheet, best.entry.name, best.rows, best.err
	return nil
}

// order is that in which sheets are looked at: the one asked for first, then those
// that people see.
func (s *xlsxSource) order(asked string) (order []int) {
	first := -1
	if asked != "" {
		first = s.find(asked)
		order = append(order, first)
	}
	for _, hidden := range []bool{false, true} {
		for i, entry := range s.book.sheets {
			if entry.hidden == hidden && i != first {
				order = append(order, i)
			}
		}
	}
	return order
}

// find returns the sheet of a name: the same, or else one that differs in case and
// spaces alone.
func (s *xlsxSource) find(name string) int {
	for i, entry := range s.book.sheets {
		if entry.name == name {
			return i
		}
	}
	for i, entry := range s.book.sheets {
		if strings.EqualFold(strings.TrimSpace(entry.name), strings.TrimSpace(name)) {
			return i
		}
	}
	return -1
}

func (s *xlsxSource) names() (names []string) {
	for _, entry := range s.book.sheets {
		names = append(names, entry.name)
	}
	return names
}

func (s *xlsxSource) next() (Row, error) {
	if len(s.held) > 0 {
		row := s.held[0]
		s.held = s.held[1:]
		return row, nil
	}
	if s.sheet == nil {
		return Row{}, io.EOF
	}
	if s.err == nil {
		var row Row
		if row, s.err = s.sheet.next(); s.err == nil {
			return row, nil
		}
	}
	if errors.Is(s.err, io.EOF) {
		return Row{}, io.EOF
	}
	return Row{}, bookError(s.book.file, s.err)
}

func (s *xlsxSource) format() Format {
	return Format{Kind: KindXLSX, Sheet: s.name, OtherSheets: s.others}
}

func (s *xlsxSource) close() error {
	if s.sheet != nil {
		s.sheet.part.close()
	}
	return s.book.strings.close()
}
