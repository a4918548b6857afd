package tabular

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

const (
	inMemory   = 4 << 20   // bytes of shared strings; more go to disk
	maxStrings = 5_000_000 // 25 columns of different texts in 200,000 rows
	window     = 8 << 10   // bytes read from disk at once; sheets use strings nearly in order
)

// stringTable holds the texts that an XLSX keeps apart from its cells, which
// name them by number. In most files they are most of the file.
type stringTable struct {
	ends   []uint32 // where each ends
	text   []byte   // all of them, if they fit, else the window
	disk   *os.File // nil while they fit
	spool  *bufio.Writer
	start  int64 // of the window
	length int64 // of all texts
}

var errStrings = errors.New("more texts than cells")

// readStrings reads the part that holds the texts.
func (w *workbook) readStrings() (table *stringTable, err error) {
	table = &stringTable{}
	p, err := w.part(w.stringsPart)
	if err != nil || p == nil {
		return table, err
	}
	defer func() {
		p.close()
		if err != nil {
			err = whileClosing(err, table.close())
		}
	}()
	text := w.richText()
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return table, table.seal()
		}
		if err != nil {
			return table, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				text.reset()
			}
			text.start(t)
		case xml.CharData:
			text.add(t)
		case xml.EndElement:
			text.end(t)
			if t.Name.Local == "si" {
				// One byte beyond the limit, by which a cell is known to be too long.
				whole := unescapeXML(text.bytes)
				if err := table.add(whole[:min(len(whole), w.limits.Cell+1)]); err != nil {
					return table, err
				}
			}
		}
	}
}

func (t *stringTable) add(text []byte) error {
	t.length += int64(len(text))
	if len(t.ends) == maxStrings || t.length > math.MaxUint32 {
		return errStrings
	}
	t.ends = append(t.ends, uint32(t.length))
	if t.disk == nil && len(t.text)+len(text) <= inMemory {
		t.text = append(t.text, text...)
		return nil
	}
	if t.disk == nil {
		var err error
		if t.disk, err = TempFile("contacts-strings-*"); err != nil {
			return diskError{err}
		}
		t.spool = bufio.NewWriterSize(t.disk, 64<<10)
		if _, err = t.spool.Write(t.text); err != nil {
			return diskError{err}
		}
		t.text = nil
	}
	if _, err := t.spool.Write(text); err != nil {
		return diskError{err}
	}
	return nil
}

// seal ends the adding.
func (t *stringTable) seal() error {
	if t.disk == nil {
		return nil
	}
	if err := t.spool.Flush(); err != nil {
		return diskError{err}
	}
	t.spool = nil
	return nil
}

// get returns a text by its number.
func (t *stringTable) get(i int) (text string, ok bool, err error) {
	if i < 0 || i >= len(t.ends) {
		return "", false, nil
	}
	var from int64
	if i > 0 {
		from = int64(t.ends[i-1])
	}
	to := int64(t.ends[i])
	if t.disk != nil && (from < t.start || to > t.start+int64(len(t.text))) {
		n := min(max(window, to-from), t.length-from)
		if int64(cap(t.text)) < n {
			t.text = make([]byte, n)
		}
		t.text, t.start = t.text[:n], from
		if _, err := t.disk.ReadAt(t.text, from); err != nil {
			t.text = t.text[:0]
			return "", false, diskError{err}
		}
	}
	return string(t.text[from-t.start : to-t.start]), true, nil
}

func (t *stringTable) close() error {
	if t == nil || t.disk == nil {
		return nil
	}
	return t.disk.Close()
}

// diskError is an error of the temporary file, for which no upload is to blame.
type diskError struct{ error }

func (e diskError) Unwrap() error { return e.error }

func (e diskError) Error() string { return fmt.Sprintf("keep an upload's texts on disk: %v", e.error) }
