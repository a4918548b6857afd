package tabular

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const utf8BOM = "\ufeff"

// textEncoding is how a text file is written.
type textEncoding struct {
	name string
	bom  int64 // bytes to skip
	// nil for UTF-8 without a fault, which needs no decoding.
	encoding encoding.Encoding
}

var (
	utf16le = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// decoded returns the text in UTF-8, from its beginning.
func (e textEncoding) decoded(f *file) io.Reader {
	r := f.section(e.bom)
	if e.encoding == nil {
		return r
	}
	return e.encoding.NewDecoder().Reader(r)
}

// text finds out how a text file is written, or that it is none.
func (f *file) text(head []byte) (textEncoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return textEncoding{"utf-16le", 2, utf16le}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return textEncoding{"utf-16be", 2, utf16be}, nil
	}
	if err := kindOf(f.name, head); err != nil {
		return textEncoding{}, err
	}
	if e, ok := withNULs(head); ok {
		return e, nil
	}
	if binary(head) {
		return textEncoding{}, refuse(NotATable, "%s is no table that can be read. Save the table as CSV or as an Excel workbook (.xlsx).", f.name)
	}
	e := textEncoding{name: "utf-8"}
	if bytes.HasPrefix(head, []byte(utf8BOM)) {
		e.bom = int64(len(utf8BOM))
	}
	valid, invalid, err := f.countUTF8()
	switch {
	case err != nil:
		return textEncoding{}, f.failed(err)
	case invalid == 0:
	case e.bom > 0 || valid > invalid:
		// A name that was cut in the middle of a letter must not turn all the
		// others into gibberish.
		e.encoding = unicode.UTF8
	default:
		e = textEncoding{name: "windows-1252", encoding: charmap.Windows1252}
	}
	return e, nil
}

// withNULs recognises UTF-16 without a byte order mark: of digits and delimiters,
// which every table of contacts has, every other byte is zero.
func withNULs(head []byte) (textEncoding, bool) {
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	const many, few = 20, 2 // percent
	even, odd, pairs := zeros[0]*100, zeros[1]*100, len(head)/2
	switch {
	case pairs > 0 && odd >= many*pairs && even <= few*pairs:
		return textEncoding{"utf-16le", 0, utf16le}, true
	case pairs > 0 && even >= many*pairs && odd <= few*pairs:
		return textEncoding{"utf-16be", 0, utf16be}, true
	}
	return textEncoding{}, false
}

// countUTF8 counts the characters beyond ASCII in the whole file that are UTF-8,
// and the bytes that are not: the only accent may be in the last row.
func (f *file) countUTF8() (valid, invalid int64, err error) {
	buf := make([]byte, 64<<10)
	kept := 0 // bytes at the buffer's start that belong to a character cut in two
	for r := f.section(0); ; {
		n, err := io.ReadFull(r, buf[kept:])
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			return 0, 0, err
		}
		rest := buf[:kept+n]
		for len(rest) > 0 {
			if rest[0] < utf8.RuneSelf {
				rest = rest[1:]
				continue
			}
			if !end && !utf8.FullRune(rest) {
				break
			}
			r, width := utf8.DecodeRune(rest)
			if r == utf8.RuneError && width == 1 {
				invalid++
			} else {
				valid++
			}
			rest = rest[width:]
		}
		if end {
			return valid, invalid, nil
		}
		kept = copy(buf, rest)
	}
}

// withoutNULs drops NULs, which no text can hold and PostgreSQL refuses.
type withoutNULs struct{ io.Reader }

func (r withoutNULs) Read(p []byte) (int, error) {
	for {
		n, err := r.Reader.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c != 0 {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil || len(p) == 0 {
			return kept, err
		}
	}
}
