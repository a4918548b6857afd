package tabular

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Row is one row below the header.
type Row struct {
	Number  int      // as a spreadsheet shows it: the header of an ordinary file is row 1
	Cells   []string // at least as many as the header has
	Problem Problem
	Hidden  bool // a filter hides it
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
	LostLetters  ProblemCode = "lost_letters"  // the encoding does not have them
	NoValue      ProblemCode = "no_value"      // of a formula; the cell is taken for blank
)

var weight = map[ProblemCode]int{"": 0, NoValue: 1, LostLetters: 2, SurplusCells: 3, CellCut: 4}

// worse adds a problem: the code is that of the worse, and the words say both. Of
// two with one code the first stays.
func (p *Problem) worse(other Problem) {
	switch {
	case p.Code == "":
		*p = other
	case weight[other.Code] > weight[p.Code]:
		*p = Problem{other.Code, other.Words + "; " + p.Words}
	case weight[other.Code] < weight[p.Code] && !strings.Contains(p.Words, other.Words):
		p.Words += "; " + other.Words
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
		row.Problem.worse(Problem{SurplusCells, fmt.Sprintf("the row has %s more than the header, left out: %s", counted(extra, "cell"), quotedCells(cells[width:]))})
		return
	}
	for len(row.Cells) < width {
		row.Cells = append(row.Cells, "")
	}
	row.Cells = row.Cells[:width]
}

// quotedCells shows cells that are left out.
func quotedCells(cells []string) string {
	const most = 5
	var all []string
	for _, cell := range cells {
		switch {
		case blank(cell):
			continue
		case len(all) == most:
			return strings.Join(all, ", ") + " and more"
		}
		all = append(all, shownCell(cell))
	}
	return strings.Join(all, ", ")
}

// shownCell makes a cell fit for a message, in quotes.
func shownCell(cell string) string { return "“" + shown(strings.TrimSpace(cell)) + "”" }

// shownLoss shows a cell with lost letters, which shown would leave out.
func shownLoss(cell string) string {
	return shownCell(strings.ReplaceAll(cell, string(utf8.RuneError), "□"))
}

// columnName is a column's letters, for column 0 an A.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
