package tabular

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// XLSXWriter writes a workbook with one sheet while the rows come: nothing of it
// is kept, however many there are. All cells are texts, so that a spreadsheet
// neither evaluates nor rounds anything.
type XLSXWriter struct {
	archive *zip.Writer
	sheet   *bufio.Writer
	row     int
	err     error
}

// What a sheet can hold; a spreadsheet would "repair" a file with more.
const (
	maxSheetRows = 1_048_576
	maxSheetCell = 32_767 // UTF-16 code units
)

// NewXLSXWriter returns a writer of XLSX to w. Close completes the workbook and
// does not close w.
func NewXLSXWriter(w io.Writer) *XLSXWriter { return &XLSXWriter{archive: zip.NewWriter(w)} }

func (w *XLSXWriter) begin(columns int) error {
	for _, part := range frame {
		out, err := w.archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, xmlHead+part.content); err != nil {
			return err
		}
	}
	out, err := w.archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	w.sheet = bufio.NewWriterSize(out, 32<<10)
	w.put(xmlHead, `<worksheet xmlns="`, mainNS, `">`,
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	if columns > 0 {
		// A number that somebody types below stays as it is typed.
		w.put(`<cols><col min="1" max="`, strconv.Itoa(columns), `" width="20" style="1" customWidth="1"/></cols>`)
	}
	w.put(`<sheetData>`)
	return nil
}

// put leaves the error to Write or Close: bufio keeps it.
func (w *XLSXWriter) put(parts ...string) {
	for _, s := range parts {
		_, _ = w.sheet.WriteString(s)
	}
}

// Write writes a row; the first is the header. NULs are dropped, what is no UTF-8
// is replaced, and a text that no cell can hold is cut. After an error the
// workbook is of no use.
func (w *XLSXWriter) Write(cells []string) error {
	if w.err == nil {
		w.err = w.write(cells)
	}
	return w.err
}

func (w *XLSXWriter) write(cells []string) error {
	if w.sheet == nil {
		if err := w.begin(len(cells)); err != nil {
			return fmt.Errorf("begin a workbook: %w", err)
		}
	}
	if w.row == maxSheetRows {
		return fmt.Errorf("a sheet holds %s rows: write CSV", grouped(maxSheetRows))
	}
	w.row++
	style := "1"
	if w.row == 1 {
		style = "2"
	}
	row := strconv.Itoa(w.row)
	w.put(`<row r="`, row, `">`)
	for i, cell := range cells {
		if cell = fitting(escapeText(writable(cell))); cell == "" {
			continue
		}
		w.put(`<c r="`, columnName(i), row, `" s="`, style, `" t="inlineStr"><is><t xml:space="preserve">`)
		w.text(cell)
		w.put(`</t></is></c>`)
	}
	w.put(`</row>`)
	_, err := w.sheet.Write(nil) // what put has met
	return err
}

// cutMark ends a cell of which a sheet cannot hold all.
const cutMark = "…"

// fitting cuts what is too long for a sheet's cell: one contact does not cost the
// file of all. A CSV file holds the whole text.
func fitting(cell string) string {
	if len(cell) <= maxSheetCell { // as nearly always
		return cell
	}
	units, cut := 0, 0 // UTF-16 code units, and where the mark goes
	for i, r := range cell {
		if units++; r > 0xFFFF {
			units++
		}
		if units > maxSheetCell {
			return cell[:cut] + cutMark
		}
		if units < maxSheetCell { // there is room for the mark behind it
			cut = i + utf8.RuneLen(r)
		}
	}
	return cell
}

// text writes a text as XML holds it, with the characters that it cannot hold as
// spreadsheets write them, _x000D_.
func (w *XLSXWriter) text(s string) {
	plain := 0
	for i, r := range s {
		var escaped string
		switch {
		case r == '&':
			escaped = "&amp;"
		case r == '<':
			escaped = "&lt;"
		case r == '>':
			escaped = "&gt;"
		case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			escaped = fmt.Sprintf("_x%04X_", r)
		case r == '_' && looksEscaped(s[i:]):
			escaped = "_x005F_"
		default:
			continue
		}
		w.put(s[plain:i], escaped)
		plain = i + utf8.RuneLen(r)
	}
	w.put(s[plain:])
}

// looksEscaped reports whether a reader may take the text's beginning for a
// character that was escaped. The _ at its end may come from the next character.
func looksEscaped(s string) bool {
	_, ok := escapedRune(s[:min(len(s), escapedLength-1)] + "_")
	return ok
}

// Close completes the workbook, which has a sheet even if there was no row.
func (w *XLSXWriter) Close() error {
	if w.err != nil {
		return w.err
	}
	if w.sheet == nil {
		if err := w.begin(0); err != nil {
			return fmt.Errorf("begin a workbook: %w", err)
		}
	}
	w.put(`</sheetData></worksheet>`)
	if err := w.sheet.Flush(); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	if err := w.archive.Close(); err != nil {
		return fmt.Errorf("complete a workbook: %w", err)
	}
	return nil
}
