package tabular

import (
	"fmt"
	"strconv"
	"strings"
)

// cell is the cell that is being read.
type cell struct {
	column  int
	inRow   bool   // as it should be
	kind    string // the attribute t
	style   string // the attribute s
	formula bool
	within  bool // v
}

func (s *sheet) endCell() error {
	if !s.cell.inRow {
		return nil
	}
	text, err := s.read()
	switch {
	case err != nil || text == "":
		return err
	case s.column >= maxColumns:
		s.row.Problem.worse(Problem{SurplusCells, "the row has more cells than a table may have columns"})
		return nil
	}
	if most := min(s.book.limits.Cell, maxRow-s.size); len(text) > most {
		text = string(wholeRunes([]byte(text[:most])))
		s.row.Problem.worse(cellCut(s.column))
	}
	s.size += len(text)
	for len(s.row.Cells) <= s.column {
		s.row.Cells = append(s.row.Cells, "")
	}
	s.row.Cells[s.column] = text
	return nil
}

// read returns what the cell stores, which is not always what it shows.
func (s *sheet) read() (string, error) {
	text := string(s.text.bytes)
	if s.formula && text == "" && (s.kind == "" || s.kind == "n") { // written by a program that does not calculate
		s.noValue("has a formula and no result: open the file in a spreadsheet program, save it and upload it again")
		return "", nil
	}
	switch s.kind {
	case "s":
		return s.shared(strings.TrimSpace(text))
	case "str", "inlineStr":
		return string(unescapeXML(s.text.bytes)), nil
	case "b":
		return strings.ToUpper(strconv.FormatBool(isTrue(strings.TrimSpace(text)))), nil
	case "e":
		s.noValue("shows the error " + shown(text))
		return "", nil
	case "d":
		return isoDate(text), nil
	}
	text = strings.TrimSpace(text)
	if style, err := strconv.Atoi(s.style); err == nil && style >= 0 && style < len(s.book.styles) {
		if shows, ok := s.book.shows(text, s.book.styles[style]); ok {
			return shows, nil
		}
	}
	return storedNumber(text), nil
}

func (s *sheet) shared(number string) (string, error) {
	if number == "" {
		return "", nil
	}
	i, err := strconv.Atoi(number)
	if err != nil {
		i = -1
	}
	text, ok, err := s.book.strings.get(i)
	if err != nil {
		return "", err
	}
	if !ok {
		s.noValue("names a text that the file does not have")
	}
	return text, nil
}

func (s *sheet) noValue(why string) {
	s.row.Problem.worse(Problem{NoValue, fmt.Sprintf("column %s %s", columnName(s.column), why)})
}

// columnOf reads the column of a reference such as BC12.
func columnOf(reference string) (column int, ok bool) {
	for _, c := range []byte(reference) {
		switch {
		case 'A' <= c && c <= 'Z':
			column = column*26 + int(c-'A') + 1
		case 'a' <= c && c <= 'z':
			column = column*26 + int(c-'a') + 1
		default:
			return column - 1, column > 0
		}
		if column > 1<<20 {
			return column - 1, true
		}
	}
	return column - 1, column > 0
}
