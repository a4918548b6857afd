package tabular

import (
	"bufio"
	"io"
	"strings"
)

// CSVWriter writes a table that spreadsheets open as it is: UTF-8 with a byte
// order mark, commas, CR LF, and cells escaped by Escape.
type CSVWriter struct {
	out   *bufio.Writer
	begun bool
}

// NewCSVWriter returns a writer of CSV to w. Close does not close w.
func NewCSVWriter(w io.Writer) *CSVWriter { return &CSVWriter{out: bufio.NewWriter(w)} }

// needsQuotes are what a cell has quotes for. Other delimiters are among them,
// so that nobody who has to guess guesses wrong, and no cell is a sep= line.
const needsQuotes = "\"\r\n" + delimiters

// Write writes a row. NULs are dropped, for no reader takes them, and what is no
// UTF-8 is replaced.
func (w *CSVWriter) Write(cells []string) error {
	if !w.begun {
		w.begun = true
		w.write(utf8BOM)
	}
	for i, cell := range cells {
		if i > 0 {
			w.write(delimiters[:1])
		}
		cell = Escape(writable(cell))
		if !quotable(cell) {
			w.write(cell)
			continue
		}
		w.write(`"`)
		w.write(strings.ReplaceAll(cell, `"`, `""`))
		w.write(`"`)
	}
	_, err := w.out.WriteString("\r\n")
	return err
}

// write leaves the error to the next Write or Close: bufio keeps it.
func (w *CSVWriter) write(s string) { _, _ = w.out.WriteString(s) }

func quotable(cell string) bool {
	if cell == "" {
		return false
	}
	return cell[0] == ' ' || cell[len(cell)-1] == ' ' || strings.ContainsAny(cell, needsQuotes)
}

// writable drops what no file can hold.
func writable(cell string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(cell, "\uFFFD"), "\x00", "")
}

// Flush sends what has been written so far, for a reader who is waiting.
func (w *CSVWriter) Flush() error { return w.out.Flush() }

// Close writes what is left.
func (w *CSVWriter) Close() error { return w.out.Flush() }
