package tabular

import (
	"errors"
	"fmt"
	"io"
)

// textSource reads a CSV file.
type textSource struct {
	file     *file
	encoding textEncoding
	sep      bool // the file begins with a sep= line
	wrapped  bool // whole lines may be in quotes
	lines    unwrapper
	scanner  *scanner
	literal  literalQuotes
	number   int // of the row last read
}

// maxLiteral is how many quotes that are never closed a file may have: for each
// it is read again from the start.
const maxLiteral = 10

func openText(f *file, e textEncoding, options Options, limits Limits) (source, error) {
	s := &textSource{file: f, encoding: e, literal: make(literalQuotes)}
	s.scanner = &scanner{limit: limits.Cell, literal: s.literal}
	if err := s.findDelimiter(options); err != nil {
		return nil, f.failed(err)
	}
	return s, s.rewind()
}

// rewind goes back to the first row.
func (s *textSource) rewind() error {
	s.scanner.reset(s.encoding.decoded(s.file))
	s.number = 0
	if !s.sep {
		return nil
	}
	if err := s.scanner.skipLine(); err != nil {
		return fmt.Errorf("read %s: %w", s.file.name, err)
	}
	return nil
}

func (s *textSource) next() (Row, error) {
	for {
		row, err := s.scanner.row()
		switch {
		case err == nil:
			s.number++
			row.Number = s.number
			if s.wrapped {
				row.Cells, _ = s.lines.split(row.Cells, s.scanner.delimiter)
			}
			s.encoding.check(&row)
			return row, nil
		case errors.Is(err, io.EOF):
			return Row{}, io.EOF
		case !errors.Is(err, errUnclosed):
			return Row{}, fmt.Errorf("read %s: %w", s.file.name, err)
		}
		if err := s.forgive(); err != nil {
			return Row{}, err
		}
	}
}

// forgive reads the file again up to the row whose quote is never closed; this
// time the quote is a character like any other.
func (s *textSource) forgive() error {
	if len(s.literal) == maxLiteral {
		return refuse(UnclosedQuote, "In row %d of %s a quote (\") is opened and never closed, as in rows before it, so that it cannot be "+
			"told where cells end. Remove such quotes and upload the file again.", s.number+1, s.file.name)
	}
	s.literal[s.scanner.opened] = true
	read := s.number
	if err := s.rewind(); err != nil {
		return err
	}
	for s.number < read {
		if _, err := s.scanner.row(); err != nil {
			return fmt.Errorf("read %s again: %w", s.file.name, err)
		}
		s.number++
	}
	return nil
}

func (s *textSource) format() Format {
	f := Format{Kind: KindCSV, Encoding: s.encoding.name, Confidence: s.encoding.confidence, Delimiter: string(s.scanner.delimiter)}
	if s.encoding.note != "" {
		f.Notes = []string{s.encoding.note}
	}
	return f
}

func (s *textSource) close() error { return nil }
