package tabular

import (
	"errors"
	"fmt"
	"io"
)

// xlsxSource reads the first sheet of an XLSX that has something in it.
type xlsxSource struct {
	book  *workbook
	sheet *sheet
	name  string
	first *Row // read to see whether there is something
}

func openXLSX(f *file, limits Limits) (source, error) {
	book, err := openWorkbook(f, limits)
	if err != nil {
		return nil, bookError(f, err)
	}
	s := &xlsxSource{book: book}
	if err := s.findSheet(); err != nil {
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

// findSheet takes the first sheet with a row; those that people see come first.
func (s *xlsxSource) findSheet() error {
	parts, err := s.book.sheetParts()
	if err != nil {
		return err
	}
	for _, hidden := range []bool{false, true} {
		for _, entry := range s.book.sheets {
			if entry.hidden != hidden {
				continue
			}
			found, err := s.try(entry, parts)
			if err != nil || found {
				return err
			}
		}
	}
	return nil
}

func (s *xlsxSource) try(entry sheetEntry, parts map[string]string) (found bool, err error) {
	p, err := s.book.part(parts[entry.relation])
	if err != nil || p == nil {
		return false, err
	}
	s.sheet, s.name = &sheet{part: p, book: s.book, text: s.book.richText()}, entry.name
	for {
		row, err := s.sheet.next()
		switch {
		case errors.Is(err, io.EOF):
			s.sheet = nil
			p.close()
			return false, nil
		case err != nil:
			return false, err
		case len(withoutBlankEnd(row.Cells)) > 0:
			s.first = &row
			return true, nil
		}
	}
}

func (s *xlsxSource) next() (Row, error) {
	if first := s.first; first != nil {
		s.first = nil
		return *first, nil
	}
	if s.sheet == nil {
		return Row{}, io.EOF
	}
	row, err := s.sheet.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return Row{}, bookError(s.book.file, err)
	}
	return row, err
}

func (s *xlsxSource) format() Format { return Format{Kind: "xlsx", Sheet: s.name} }

func (s *xlsxSource) close() error {
	if s.sheet != nil {
		s.sheet.part.close()
	}
	return s.book.strings.close()
}
