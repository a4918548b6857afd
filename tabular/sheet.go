package tabular

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
)

// sheet reads a worksheet's rows from its XML.
type sheet struct {
	part   *part
	book   *workbook
	number int  // of the row last read
	within bool // sheetData
	inRow  bool
	row    Row
	size   int // bytes of the row's cells
	cell
	text richText
}

var errTruncated = errors.New("the sheet has no end")

// next returns the next row, blank ones included, or io.EOF.
func (s *sheet) next() (Row, error) {
	for {
		token, err := s.part.next()
		switch {
		case errors.Is(err, io.EOF) && s.within:
			return Row{}, errTruncated
		case err != nil:
			return Row{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			s.start(t)
		case xml.CharData:
			if s.cell.within {
				s.text.append(t)
			} else {
				s.text.add(t)
			}
		case xml.EndElement:
			done, err := s.end(t)
			if done || err != nil {
				return s.row, err
			}
		}
	}
}

func (s *sheet) start(e xml.StartElement) {
	switch e.Name.Local {
	case "sheetData":
		s.within = true
	case "row":
		s.startRow(attribute(e, "r"), isTrue(attribute(e, "hidden")))
	case "c":
		s.startCell(e)
	case "v":
		s.cell.within = true
		s.text.reset()
	case "f":
		s.formula = true
	default:
		s.text.start(e)
	}
}

func (s *sheet) startRow(reference string, hidden bool) {
	number, err := strconv.Atoi(reference)
	if err != nil || number <= s.number {
		number = s.number + 1
	}
	s.number, s.size, s.inRow = number, 0, true
	s.row = Row{Number: number, Hidden: hidden, Cells: make([]string, 0, cap(s.row.Cells))}
	s.cell = cell{column: -1}
}

func (s *sheet) startCell(e xml.StartElement) {
	column, ok := columnOf(attribute(e, "r"))
	if !ok {
		column = s.column + 1
	}
	s.cell = cell{column: column, inRow: s.inRow, kind: attribute(e, "t"), style: attribute(e, "s")}
	s.text.reset()
}

// end reports whether the row, or with io.EOF the sheet, is complete.
func (s *sheet) end(e xml.EndElement) (done bool, err error) {
	switch e.Name.Local {
	case "sheetData":
		return true, io.EOF
	case "row":
		done = s.within && s.inRow
		s.inRow = false
		return done, nil
	case "c":
		return false, s.endCell()
	case "v":
		s.cell.within = false
	default:
		s.text.end(e)
	}
	return false, nil
}
