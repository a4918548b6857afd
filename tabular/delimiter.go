package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// delimiters in the order in which they win a draw.
const delimiters = ",;\t|"

const (
	sampled     = 64 << 10 // bytes of text from which the delimiter is told
	sampledRows = 50
)

// findDelimiter tells the delimiter by reading the beginning with each.
func (s *textSource) findDelimiter() error {
	sample := make([]byte, sampled)
	n, err := io.ReadFull(withoutNULs{s.encoding.decoded(s.file)}, sample)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return err
	}
	sample = sample[:n]
	if delimiter, ok := sepLine(sample); ok {
		s.sep, s.scanner.delimiter = true, delimiter
		return nil
	}
	best := guess{delimiter: delimiters[0], columns: 1}
	for _, delimiter := range []byte(delimiters) {
		if g := try(delimiter, sample, whole); g.better(best) {
			best = g
		}
	}
	s.scanner.delimiter = best.delimiter
	return nil
}

// sepLine reads the line sep=; with which Excel is told the delimiter. Excel
// does not show it, so that it is no row.
func sepLine(sample []byte) (delimiter byte, ok bool) {
	line := sample[:min(len(sample), len("sep=;"))]
	if len(line) < len("sep=;") || !strings.EqualFold(string(line[:4]), "sep=") || !strings.ContainsRune(delimiters, rune(line[4])) {
		return 0, false
	}
	rest := sample[len(line):]
	return line[4], len(rest) == 0 || rest[0] == '\r' || rest[0] == '\n'
}

// guess is how a sample looks when it is read with a delimiter.
type guess struct {
	delimiter byte
	columns   int // of the first row that is not blank
	odd       int // quotes where none should be
	like      int // rows as wide as the first
	rows      int
}

func try(delimiter byte, sample []byte, whole bool) guess {
	g := guess{delimiter: delimiter}
	s := &scanner{delimiter: delimiter, limit: sampled, literal: make(literalQuotes)}
	s.reset(bytes.NewReader(sample))
	for g.rows < sampledRows {
		row, err := s.row()
		if errors.Is(err, errUnclosed) && (whole || s.offset < int64(len(sample))) && len(s.literal) < maxLiteral {
			s.literal[s.opened] = true
			s.reset(bytes.NewReader(sample))
			g = guess{delimiter: delimiter}
			continue
		}
		// The last row of a sample may be half a row.
		if err != nil || (!whole && s.offset == int64(len(sample))) {
			break
		}
		cells := withoutBlankEnd(row.Cells)
		switch {
		case len(cells) == 0:
			continue
		case g.rows == 0:
			g.columns = len(cells)
		}
		if len(cells) <= g.columns && len(row.Cells) >= g.columns {
			g.like++
		}
		g.rows++
	}
	g.odd = s.odd
	return g
}

// better prefers, among delimiters that split the header at all, the one that
// leaves fewer odd quotes, then the one by which rows are alike, then the one
// that splits the header more often.
func (g guess) better(than guess) bool {
	switch {
	case g.columns <= 1 || than.columns <= 1:
		return g.columns > max(than.columns, 1)
	case g.odd != than.odd:
		return g.odd < than.odd
	case g.like*than.rows != than.like*g.rows:
		return g.like*than.rows > than.like*g.rows
	}
	return g.columns > than.columns
}
