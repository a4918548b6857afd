package tabular

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// delimiters in the order in which they win a draw.
const delimiters = ",;\t|"

const (
	sampled     = 64 << 10 // bytes of text from which the delimiter is told
	sampledRows = 50
)

// findDelimiter tells the delimiter by reading the beginning with each, unless it
// is given.
func (s *textSource) findDelimiter(options Options) error {
	sample := make([]byte, sampled)
	n, err := io.ReadFull(withoutNULs{s.encoding.decoded(s.file)}, sample)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return err
	}
	sample = sample[:n]
	candidates := []byte(delimiters)
	if delimiter, ok := sepLine(sample); ok {
		s.sep, candidates = true, []byte{delimiter}
		sample = sample[bytes.IndexByte(sample, delimiter)+1:]
	}
	if delimiter, ok := delimiterNamed(options.Delimiter); ok {
		candidates = []byte{delimiter}
	}
	best := try(candidates[0], sample, whole, options)
	for _, delimiter := range candidates[1:] {
		if g := try(delimiter, sample, whole, options); g.better(best) {
			best = g
		}
	}
	s.scanner.delimiter, s.wrapped = best.delimiter, best.wrapped
	return nil
}

// sepLine reads the line sep=; with which Excel is told the delimiter. Excel
// does not show it, so that it is no row.
func sepLine(sample []byte) (delimiter byte, ok bool) {
	const sep = "sep=;"
	line := sample
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if quoted := bytes.TrimSpace(line); len(quoted) == len(sep)+2 && quoted[0] == '"' && quoted[len(quoted)-1] == '"' {
		line = quoted[1 : len(quoted)-1] // as a program writes it that does not know what it is
	}
	if len(line) != len(sep) || !strings.EqualFold(string(line[:4]), sep[:4]) {
		return 0, false
	}
	return delimiterNamed(string(line[4:]))
}

// guess is how a sample looks when it is read with a delimiter.
type guess struct {
	delimiter byte
	odd       int // quotes where none should be
	guessed
}

// guessed is how its rows look.
type guessed struct {
	phone   bool // the header has a column for phone numbers
	wrapped bool // whole lines are in quotes
	columns int  // of the header
	numbers int  // rows with a cell that is a phone number
	like    int  // rows as wide as the header
	rows    int
}

func try(delimiter byte, sample []byte, whole bool, options Options) guess {
	s := &scanner{delimiter: delimiter, limit: sampled, literal: make(literalQuotes)}
	s.reset(bytes.NewReader(sample))
	var table []Row
	for number := 1; len(table) < sampledRows; number++ {
		row, err := s.row()
		if errors.Is(err, errUnclosed) && (whole || s.offset < int64(len(sample))) && len(s.literal) < maxLiteral {
			s.literal[s.opened] = true
			s.reset(bytes.NewReader(sample))
			table, number = nil, 0
			continue
		}
		// The last row of a sample may be half a row.
		if err != nil || (!whole && s.offset == int64(len(sample))) {
			break
		}
		if len(withoutBlankEnd(row.Cells)) > 0 {
			row.Number = number
			table = append(table, row)
		}
	}
	g := guess{delimiter: delimiter, odd: s.odd, guessed: look(table, options)}
	if split, some := unwrap(table, delimiter); some {
		if w := look(split, options); w.phone && (!g.phone || w.numbers > g.numbers) {
			g.guessed, g.wrapped = w, true
		}
	}
	return g
}

// look judges rows that are not blank.
func look(table []Row, options Options) (g guessed) {
	if len(table) == 0 {
		return g
	}
	at := 0
	if options.HeaderRow == 0 {
		at, g.phone = findHeader(table, options.Mapping)
	} else {
		g.phone = true // whatever it is called, it was pointed at
		for at < len(table)-1 && table[at].Number < options.HeaderRow {
			at++
		}
	}
	g.columns = len(withoutBlankEnd(table[at].Cells))
	for _, row := range table[at:] {
		cells := withoutBlankEnd(row.Cells)
		if len(cells) <= g.columns && len(row.Cells) >= g.columns {
			g.like++
		}
		if slices.ContainsFunc(cells, isNumber) {
			g.numbers++
		}
		g.rows++
	}
	return g
}

// better prefers, among delimiters that split the header at all, the one with
// which a phone column is found, then the one that leaves fewer odd quotes, then
// those with which more rows have a cell that is a number, and are alike, and at
// last the one that splits the header more often.
func (g guess) better(than guess) bool {
	found, foundThan := g.phone && g.odd == 0, than.phone && than.odd == 0
	switch {
	case g.columns <= 1 || than.columns <= 1:
		return g.columns > max(than.columns, 1)
	case found != foundThan:
		return found
	case g.odd != than.odd:
		return g.odd < than.odd
	case g.numbers*than.rows != than.numbers*g.rows:
		return g.numbers*than.rows > than.numbers*g.rows
	case g.like*than.rows != than.like*g.rows:
		return g.like*than.rows > than.like*g.rows
	}
	return g.columns > than.columns
}
