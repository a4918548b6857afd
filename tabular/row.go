package tabular

import (
	"fmt"
	"strings"
	"unicode"
)

// Row is one row below the header.
type Row struct {
	Number  int      // as a spreadsheet shows it: the header of an ordinary file is row 1
	Cells   []string // at least as many as the header has
	Problem Problem
}

// Problem is what is odd about a row; the zero value says that nothing is. If
// several things are, it is the worst.
type Problem struct {
	Code  ProblemCode
	Words string // for a person
}

// ProblemCode is a stable name for what is odd about a row.
type ProblemCode string

// The problems. A row that was cut has lost something and should be refused;
// the others are worth a warning.
const (
	CellCut      ProblemCode = "cell_too_long"
	SurplusCells ProblemCode = "surplus_cells" // beyond the header; often a delimiter without quotes
	NoValue      ProblemCode = "no_value"      // of a formula; the cell is taken for blank
)

var weight = map[ProblemCode]int{"": 0, NoValue: 1, SurplusCells: 2, CellCut: 3}

// worse keeps the worse of two problems, and the first of two that are equal.
func (p *Problem) worse(other Problem) {
	if weight[other.Code] > weight[p.Code] {
		*p = other
	}
}

func cellCut(column int) Problem {
	return Problem{CellCut, fmt.Sprintf("the text in column %s is too long: a quote before it may not be closed", columnName(column))}
}

// blank reports whether a person would see nothing.
func blank(cell string) bool {
	return strings.IndexFunc(cell, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf)
	}) < 0
}

// withoutBlankEnd drops blank cells at the end.
func withoutBlankEnd(cells []string) []string {
	for len(cells) > 0 && blank(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// fit makes a row as wide as the header, or reports the surplus.
func (row *Row) fit(width int) {
	cells := withoutBlankEnd(row.Cells)
	if extra := len(cells) - width; extra > 0 {
		row.Cells = cells
		row.Problem.worse(Problem{SurplusCells, fmt.Sprintf(
			"the row has %d more cells than the header, beginning with %q", extra, shown(cells[width]))})
		return
	}
	for len(row.Cells) < width {
		row.Cells = append(row.Cells, "")
	}
	row.Cells = row.Cells[:width]
}

// columnName is a column's letters, for column 0 an A.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
