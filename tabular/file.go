package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// file is an uploaded file. It remembers what went wrong below it, so that a
// lost connection is not taken for a damaged file.
type file struct {
	at   io.ReaderAt
	size int64
	name string
	most int64 // bytes that may still be read; see directory
	err  error
}

var errTooMuch = errors.New("too much to read")

// ReadAt implements io.ReaderAt.
func (f *file) ReadAt(p []byte, off int64) (int, error) {
	if f.most > 0 {
		if f.most -= int64(len(p)); f.most <= 0 {
			f.most = 1
			return 0, errTooMuch
		}
	}
	if off < 0 || off >= f.size { // where a damaged directory points
		return 0, io.EOF
	}
	n, err := f.at.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// open finds out what the file is.
func (f *file) open(options Options, limits Limits) (source, error) {
	if f.size > limits.Bytes {
		return nil, refuse(TooLarge, "%s is larger than %s. Split it into several files and upload one after the other.",
			f.name, size(limits.Bytes))
	}
	head := make([]byte, min(f.size, sniffed))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, f.failed(err)
	}
	if bytes.HasPrefix(head, []byte(oleBegin)) {
		return nil, f.oldOffice(head)
	}
	if isZip(head) {
		return openXLSX(f, options, limits)
	}
	if options.Sheet != "" {
		return nil, badOption(OptionSheet, "%s has no sheets, and so none named %s. Leave the sheet out.", f.name, shown(options.Sheet))
	}
	if cards, err := openCards(f, head, options, limits); cards != nil || err != nil {
		return cards, err
	}
	encoding, err := f.text(head, options.Encoding)
	if err != nil {
		return nil, err
	}
	return openText(f, encoding, options, limits)
}

// failed says whose fault an error is that came while reading an XLSX.
func (f *file) failed(err error) error {
	var refused *FileError
	switch {
	case f.err != nil:
		return fmt.Errorf("read %s: %w", f.name, f.err)
	case errors.As(err, &refused):
		return err
	}
	return refuse(Damaged, "%s is damaged (%s). Open it in a spreadsheet program, save it as .xlsx again and upload that.",
		f.name, shown(err.Error()))
}

// section returns the file's content from an offset on.
func (f *file) section(offset int64) io.Reader {
	return io.NewSectionReader(f, offset, max(f.size-offset, 0))
}
