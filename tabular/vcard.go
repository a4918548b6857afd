package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// cardSource reads a list of address cards (vCard 2.1, 3.0 and 4.0), which is what a
// phone's address book exports. Each card is a row under cardColumns.
type cardSource struct {
	file     *file
	encoding textEncoding
	limits   Limits
	lines    *cardLines
	header   bool // it has been read
	number   int  // of the card last read
	begun    bool // the beginning of the next card has been read
}

const cardBegin = "BEGIN:VCARD"

// isCards reports whether a text begins as a list of address cards does.
func isCards(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte(utf8BOM)))
	return len(head) >= len(cardBegin) && bytes.EqualFold(head[:len(cardBegin)], []byte(cardBegin))
}

// openCards opens a list of address cards, or returns nil if the file is none.
func openCards(f *file, head []byte, options Options, limits Limits) (source, error) {
	e, marked := byOrderMark(head)
	if !marked {
		e, marked = withNULs(head)
	}
	wide := marked && e.name != utf8Name
	if wide {
		if text, err := e.encoding.NewDecoder().Bytes(head[e.bom : len(head)&^1]); err == nil {
			head = text
		}
	}
	if !isCards(head) {
		return nil, nil //nolint:nilnil // most files are none
	}
	s := &cardSource{file: f, limits: limits}
	if s.encoding = e; !wide {
		var err error
		if s.encoding, err = s.detect(e.bom, options.Encoding); err != nil {
			return nil, err
		}
	}
	s.lines = newCardLines(s.text(), limits)
	return s, nil
}

// text returns the lines' bytes. Of UTF-16 they are decoded as a whole, and else
// where they are values: each may have an encoding of its own.
func (s *cardSource) text() io.Reader {
	if s.encoding.name == utf16leName || s.encoding.name == utf16beName {
		return s.encoding.decoded(s.file)
	}
	return s.file.section(s.encoding.bom)
}

// detect finds out in which encoding the values are that are not in UTF-8 and do not
// name theirs.
func (s *cardSource) detect(bom int64, given string) (textEncoding, error) {
	if e, ok := encodingNamed(given); ok {
		e.bom = bom
		return e, nil
	}
	lines := newCardLines(s.file.section(bom), s.limits)
	var cells [][]byte
	seen := make(map[string]bool)
	for size := 0; size < mostLetters; {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return textEncoding{}, s.file.failed(err)
		}
		p := parseProperty(line)
		if p.charset != "" || !isText(p.name) {
			continue
		}
		if raw := p.raw(); !utf8.Valid(raw) && len(raw) <= longestCell && !seen[string(raw)] {
			seen[string(raw)] = true
			cells = append(cells, bytes.Clone(raw))
			size += len(raw)
		}
	}
	e := textEncoding{name: utf8Name, confidence: 1}
	var err error
	if len(cells) > 0 {
		e, err = s.file.tell(cells)
	}
	e.bom = bom
	return e, err
}

// isText reports whether a property has a text that becomes part of a row.
func isText(name string) bool {
	switch name {
	case "N", "NICKNAME", "ORG", "ADR", "CATEGORIES":
		return true
	}
	_, ok := cardTexts[name]
	return ok
}

func (s *cardSource) next() (Row, error) {
	if !s.header {
		s.header = true
		return Row{Cells: slices.Clone(cardColumns)}, nil
	}
	row, err := s.card()
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("read %s: %w", s.file.name, err)
	}
	return row, err
}

// card reads up to the end of the next card.
func (s *cardSource) card() (Row, error) {
	c, within, agent := newCard(), 0, false
	var problem Problem
	if s.begun {
		within, s.begun = 1, false
	}
	for {
		line, err := s.lines.next()
		if errors.Is(err, io.EOF) && within > 0 {
			return s.row(c, noEnd(problem)), nil
		}
		if err != nil {
			return Row{}, err
		}
		p := parseProperty(line)
		switch {
		case p.name == "BEGIN" && (within == 0 || agent):
			within++ // a card in a card is somebody else's
		case p.name == "BEGIN":
			s.begun = true
			return s.row(c, noEnd(problem)), nil
		case p.name == "END" && within > 0:
			if within--; within == 0 {
				return s.row(c, problem), nil
			}
		case within == 1:
			if s.lines.cut && isText(p.name) {
				problem.worse(Problem{CellCut, "the text of " + p.name + " is too long"})
			}
			c.add(&p, s.encoding)
		}
		agent = p.name == "AGENT" && len(bytes.TrimSpace(p.value)) == 0
	}
}

func noEnd(problem Problem) Problem {
	problem.worse(Problem{NoValue, "the card has no end: something may be missing"})
	return problem
}

func (s *cardSource) row(c *card, problem Problem) Row {
	s.number++
	row := c.row(s.number)
	row.Problem = problem
	for i, cell := range row.Cells {
		if len(cell) > s.limits.Cell {
			row.Cells[i] = string(wholeRunes([]byte(cell[:s.limits.Cell])))
			row.Problem.worse(Problem{CellCut, "the text of " + cardColumns[i] + " is too long"})
		}
	}
	lostLetters(&row, s.encoding.name)
	return row
}

func (s *cardSource) format() Format {
	f := Format{Kind: KindVCard, Encoding: s.encoding.name, Confidence: s.encoding.confidence}
	if s.encoding.note != "" {
		f.note("%s", s.encoding.note)
	}
	return f
}

func (s *cardSource) close() error { return nil }
