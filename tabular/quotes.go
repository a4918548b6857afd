package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// quoted reads a cell behind the quote that opens it.
func (s *scanner) quoted(start, column int) (end, error) {
	lines := false // behind the line on which the quote opened
	for last := byte(0); ; {
		c, err := s.byte()
		switch {
		case errors.Is(err, io.EOF):
			return 0, errUnclosed
		case err != nil:
			return 0, err
		case c != '"':
			lines = lines || c == '\n' || c == '\r'
			last = c
			s.keep(c, start, column)
			continue
		}
		opening := lines && s.endsCell(last)
		if ended, err := s.closing(opening); err != nil || ended != notYet {
			return ended, err
		}
		last = c
		s.keep('"', start, column)
	}
}

// closing decides what a quote within quotes is: the end of the cell, perhaps
// with spaces behind it, half of one that is meant, or a mistake.
//
// opening says that it stands on a later line where a cell begins: if it closes
// nothing, the quote that is open was the mistake.
func (s *scanner) closing(opening bool) (end, error) {
	for spaces := 0; ; spaces++ {
		next, err := s.in.Peek(spaces + 1)
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return endText, s.discard(spaces)
		case errors.Is(err, bufio.ErrBufferFull):
			return s.mistaken()
		default:
			return 0, err
		}
		switch c := next[spaces]; {
		case c == '"' && spaces == 0:
			return notYet, s.discard(1)
		case c == s.delimiter:
			return endCell, s.discard(spaces + 1)
		case c == '\r' || c == '\n':
			if err := s.discard(spaces + 1); err != nil {
				return 0, err
			}
			return endRow, s.lineEnd(c)
		case c != ' ' && opening:
			return 0, errUnclosed
		case c != ' ':
			return s.mistaken()
		}
	}
}

// mistaken decides what a quote is that text follows. In "Ann "Bee" Lee",1 it is
// part of the cell, for one that closes it comes on the same line; in "Ann" Lee,1
// it has closed what was quoted, and to go on would swallow the next row.
func (s *scanner) mistaken() (end, error) {
	const near = 512
	s.odd++
	line, err := s.in.Peek(near)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i+1]
	}
	for i, c := range line {
		if c == '"' && (i+1 == len(line) || s.endsCell(line[i+1])) {
			return notYet, nil
		}
	}
	return endQuotes, nil
}

func (s *scanner) endsCell(c byte) bool { return c == s.delimiter || c == '\r' || c == '\n' }
