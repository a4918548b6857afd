package tabular

import (
	"slices"
	"strings"
	"unicode"
)

// The header is looked for among the first rows: people write titles above it.
const (
	headerWithin = 30
	headerBytes  = 1 << 20 // and no more than this is kept for it
)

// beginning is the first rows of a table that have something in them.
type beginning struct{ rows []Row }

// read takes rows until there are enough. The error, also io.EOF, is what came
// behind those that are there.
func (b *beginning) read(next func() (Row, error)) error {
	for size := 0; len(b.rows) < headerWithin && size < headerBytes; {
		row, err := next()
		if err != nil {
			return err
		}
		b.rows = append(b.rows, row)
		for _, cell := range row.Cells {
			size += len(cell)
		}
	}
	return nil
}

// header returns which row names the columns: the first that names one for phone
// numbers, or has the columns of a mapping. If none does, it is the first behind
// lines of one cell, such as a title.
func (b *beginning) header(mapping map[string]string) (at int, phone bool) {
	return findHeader(b.rows, mapping)
}

func findHeader(rows []Row, mapping map[string]string) (at int, phone bool) {
	mappings := []map[string]string{mapping}
	if len(mapping) > 0 {
		mappings = append(mappings, nil)
	}
	rows = rows[:dataBegins(rows)]
	for _, mapping := range mappings {
		found := -1
		for i, row := range rows {
			if !isHeader(row.Cells, mapping) {
				continue
			}
			// A title may be a word for a phone number, too.
			if filledCells(row.Cells) > 1 {
				return i, true
			}
			if found < 0 {
				found = i
			}
		}
		if found >= 0 {
			return found, true
		}
	}
	return firstTable(rows), false
}

// dataBegins returns the number of rows that may be above the table, or its header:
// of those with a phone number one may be a cover line, and two are data.
func dataBegins(rows []Row) int {
	numbers := 0
	for i, row := range rows {
		if slices.ContainsFunc(row.Cells, isNumber) {
			if numbers++; numbers == 2 {
				return i
			}
		}
	}
	return len(rows)
}

// isHeader reports whether a row names a column for phone numbers, and holds no
// number itself: among values Mobile is a word like any other.
func isHeader(cells []string, mapping map[string]string) bool {
	for _, cell := range cells {
		if digits(cell) >= fewestDigits {
			return false
		}
	}
	_, err := Map(withoutBlankEnd(cells), mapping)
	return err == nil
}

// firstTable passes over lines that have but their first cell filled, if wider
// rows follow.
func firstTable(rows []Row) int {
	for i, row := range rows {
		if cells := row.Cells; filledCells(cells) > 1 || len(cells) == 0 || blank(cells[0]) {
			return i
		}
	}
	return 0
}

func filledCells(cells []string) (n int) {
	for _, cell := range cells {
		if !blank(cell) {
			n++
		}
	}
	return n
}

// fewestDigits is how many digits a phone number has at least.
const fewestDigits = 7

func digits(cell string) (n int) {
	for _, r := range cell {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// isNumber reports whether a cell is nothing but what may be a phone number.
func isNumber(cell string) bool {
	const longest = 40
	return len(cell) <= longest && digits(cell) >= fewestDigits && strings.IndexFunc(cell, func(r rune) bool {
		return !unicode.IsDigit(r) && !strings.ContainsRune(" +-()./'=\u00a0", r)
	}) < 0
}
