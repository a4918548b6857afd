package tabular

import (
	"strings"
)

// Some programs put the whole line in quotes, or take a line that somebody has
// pasted into a single cell for that cell: "phone,name" is two cells.

// unwrap splits rows of one cell that holds delimiters, which it can only have had
// within quotes. It reports whether there were some.
func unwrap(table []Row, delimiter byte) (split []Row, some bool) {
	var u unwrapper
	for _, row := range table {
		inner, ok := u.split(row.Cells, delimiter)
		some = some || ok
		row.Cells = inner
		split = append(split, row)
	}
	return split, some
}

// unwrapper reads lines out of cells.
type unwrapper struct{ scanner *scanner }

// split returns the cells of the line that a row's only cell holds, or the row as
// it is.
func (u *unwrapper) split(cells []string, delimiter byte) (inner []string, ok bool) {
	if len(cells) != 1 || strings.IndexByte(cells[0], delimiter) < 0 {
		return cells, false
	}
	if u.scanner == nil {
		u.scanner = &scanner{delimiter: delimiter, limit: maxRow, literal: make(literalQuotes)}
	}
	u.scanner.reset(strings.NewReader(cells[0]))
	row, err := u.scanner.row()
	if err != nil || u.scanner.offset < int64(len(cells[0])) { // more than a line
		return cells, false
	}
	return row.Cells, true
}
