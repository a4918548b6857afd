package tabular

import (
	"bufio"
	"errors"
	"io"
	"unicode/utf8"
)

// errUnclosed says that the quote at scanner.opened is never closed: the text
// ended, or the next cell with quotes began.
var errUnclosed = errors.New("a quote is never closed")

// literalQuotes are the offsets of quotes that are never closed.
type literalQuotes map[int64]bool

// scanner cuts text into rows and cells. Beyond RFC 4180 it takes any line end,
// also mixed, spaces around quotes, and quotes within a cell.
type scanner struct {
	delimiter byte
	limit     int // bytes of a cell
	literal   literalQuotes

	in     *bufio.Reader
	offset int64 // of the next byte in the text
	opened int64 // offset of the last quote that opened a cell
	odd    int   // quotes where none should be: a sign of the wrong delimiter

	text []byte // the row's cells, one after the other
	ends []int  // where each ends in text
	cut  bool   // the cell is too long
	Row
}

func (s *scanner) reset(r io.Reader) {
	r = withoutNULs{r}
	if s.in == nil {
		s.in = bufio.NewReaderSize(r, 64<<10)
	}
	s.in.Reset(r)
	s.offset, s.odd = 0, 0
}

// end is what a cell, or its quotes, end with.
type end int

const (
	notYet end = iota
	endCell
	endRow
	endText
	endQuotes // and more text follows in the same cell
)

// row reads a row, blank or not. Its number is for the caller to know.
func (s *scanner) row() (Row, error) {
	s.text, s.ends, s.Row = s.text[:0], s.ends[:0], Row{}
	begin := s.offset
	for column := 0; ; column++ {
		start := len(s.text)
		ended, err := s.cell(start, column)
		switch {
		case err != nil:
			return Row{}, err
		case ended == endText && s.offset == begin:
			return Row{}, io.EOF
		}
		if column < maxColumns {
			s.ends = append(s.ends, len(s.text))
		} else {
			s.text = s.text[:start]
			s.Problem.worse(Problem{SurplusCells, "the row has more cells than a table may have columns"})
		}
		if ended != endCell {
			return s.cells(), nil
		}
	}
}

// cells makes one string of all cells, so that a row costs two allocations.
func (s *scanner) cells() Row {
	all, start := string(s.text), 0
	s.Cells = make([]string, 0, len(s.ends))
	for _, end := range s.ends {
		s.Cells = append(s.Cells, all[start:end])
		start = end
	}
	return s.Row
}

func (s *scanner) cell(start, column int) (end, error) {
	s.cut = false
	for fresh := true; ; {
		c, err := s.byte()
		switch {
		case errors.Is(err, io.EOF):
			return endText, nil
		case err != nil:
			return 0, err
		case c == s.delimiter:
			return endCell, nil
		case c == '\r' || c == '\n':
			return endRow, s.lineEnd(c)
		case c == '"' && fresh && !s.literal[s.offset-1]:
			s.text, s.opened = s.text[:start], s.offset-1
			if ended, err := s.quoted(start, column); err != nil || ended != endQuotes {
				return ended, err
			}
			fresh = false
			continue
		case c == '"':
			s.odd++
		}
		fresh = fresh && c == ' '
		s.keep(c, start, column)
	}
}

// keep adds a byte to the cell unless that is too long.
func (s *scanner) keep(c byte, start, column int) {
	switch {
	case s.cut:
	case len(s.text)-start >= s.limit || len(s.text) >= maxRow:
		s.cut = true
		s.text = s.text[:start+len(wholeRunes(s.text[start:]))]
		s.Problem.worse(cellCut(column))
	default:
		s.text = append(s.text, c)
	}
}

// wholeRunes drops the beginning of a character at the end.
func wholeRunes(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if tail := b[len(b)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

func (s *scanner) byte() (byte, error) {
	c, err := s.in.ReadByte()
	if err == nil {
		s.offset++
	}
	return c, err
}

func (s *scanner) discard(n int) error {
	n, err := s.in.Discard(n)
	s.offset += int64(n)
	return err
}

// lineEnd takes the second half of a CR LF.
func (s *scanner) lineEnd(c byte) error {
	if c != '\r' {
		return nil
	}
	next, err := s.in.Peek(1)
	switch {
	case err == nil && next[0] == '\n':
		return s.discard(1)
	case err == nil || errors.Is(err, io.EOF):
		return nil
	}
	return err
}

// skipLine takes a line that is no row.
func (s *scanner) skipLine() error {
	for {
		c, err := s.byte()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case c == '\r' || c == '\n':
			return s.lineEnd(c)
		}
	}
}
