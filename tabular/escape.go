package tabular

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters with which a spreadsheet may take a cell for
// a formula, wide ones included.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// Escape makes a cell of a CSV file safe to open in a spreadsheet: one that
// would start a formula gets a ' before it. Phone numbers are no exception.
// +60123456789 is written '+60123456789, which a spreadsheet leaves alone, while
// it would turn the bare number into 6.0123E+10.
//
// So that reading gives back exactly what was written, a cell that has such
// quotes already gets one more, and readers take one away. A file that somebody
// else wrote '=x into is read as =x, which is what they meant.
func Escape(cell string) string {
	if startsFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// escapeText is Escape for XLSX, where cells are typed as text, so that nothing
// needs protection but quotes that are there already.
func escapeText(cell string) string {
	if strings.HasPrefix(cell, "'") {
		return Escape(cell)
	}
	return cell
}

// unescape undoes Escape and escapeText.
func unescape(cell string) string {
	if strings.HasPrefix(cell, "'") && startsFormula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

func startsFormula(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(formulaStarts, first)
}
