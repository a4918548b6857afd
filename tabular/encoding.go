package tabular

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

const utf8BOM = "\ufeff"

// textEncoding is how a text file is written.
type textEncoding struct {
	name string
	bom  int64 // bytes to skip
	// nil for UTF-8 without a fault, which needs no decoding.
	encoding   encoding.Encoding
	confidence float64 // up to 1
	note       string  // what was assumed; may be empty
}

// decoded returns the text in UTF-8, from its beginning.
func (e textEncoding) decoded(f *file) io.Reader {
	r := f.section(e.bom)
	if e.encoding == nil {
		return r
	}
	return e.encoding.NewDecoder().Reader(r)
}

// check reports letters of a row that the encoding does not have. Where the first
// rows led to the wrong one, this is what tells.
func (e textEncoding) check(row *Row) {
	if e.encoding != nil {
		lostLetters(row, e.name)
	}
}

func lostLetters(row *Row, encoding string) {
	for i, cell := range row.Cells {
		if strings.ContainsRune(cell, utf8.RuneError) {
			row.Problem.worse(Problem{LostLetters, fmt.Sprintf(
				"column %s has letters that there are not in %s, in which the file is read: %s", columnName(i), encoding, shownLoss(cell))})
			return
		}
	}
}

// text finds out how a text file is written, or that it is none. given is an
// encoding's name, or empty.
func (f *file) text(head []byte, given string) (textEncoding, error) {
	e, marked := byOrderMark(head)
	if given != "" {
		asked, _ := encodingNamed(given)
		asked.bom = e.bom
		if asked.name == utf8Name {
			asked.encoding = nil
			if _, invalid, err := f.countUTF8(); err != nil {
				return textEncoding{}, f.failed(err)
			} else if invalid > 0 {
				asked.encoding = unicode.UTF8
			}
		}
		return asked, f.noText(head, asked)
	}
	if marked && e.name != utf8Name {
		begin, err := e.encoding.NewDecoder().Bytes(head[e.bom : len(head)&^1])
		if err != nil {
			begin = nil
		}
		return e, kindOf(f.name, begin)
	}
	if err := kindOf(f.name, head); err != nil {
		return textEncoding{}, err
	}
	if e, ok := withNULs(head); ok {
		return e, nil
	}
	e = textEncoding{name: utf8Name, bom: e.bom, confidence: 1}
	if err := f.noText(head, e); err != nil {
		return textEncoding{}, err
	}
	valid, invalid, err := f.countUTF8()
	switch {
	case err != nil:
		return textEncoding{}, f.failed(err)
	case invalid == 0:
		return e, nil
	case valid > invalid:
		// A name that was cut in the middle of a letter must not turn all the
		// others into gibberish.
		e.encoding, e.confidence = unicode.UTF8, float64(valid)/float64(valid+invalid)
		return e, nil
	}
	return f.legacy(e.bom)
}

// byOrderMark knows a file that begins with a byte order mark.
func byOrderMark(head []byte) (e textEncoding, ok bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return textEncoding{name: utf16leName, bom: 2, encoding: utf16le, confidence: 1}, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return textEncoding{name: utf16beName, bom: 2, encoding: utf16be, confidence: 1}, true
	case bytes.HasPrefix(head, []byte(utf8BOM)):
		return textEncoding{name: utf8Name, bom: int64(len(utf8BOM)), confidence: 1}, true
	}
	return textEncoding{}, false
}

// noText refuses a file that is no text in an encoding.
func (f *file) noText(head []byte, e textEncoding) error {
	if e.name == utf16leName || e.name == utf16beName {
		return nil
	}
	if err := kindOf(f.name, head); err != nil {
		return err
	}
	if isBinary(head) {
		return refuse(NotATable, "%s is no table that can be read. Save the table as CSV or as an Excel workbook (.xlsx).", f.name)
	}
	return nil
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
	const likely = 0.95
	even, odd, pairs := zeros[0]*100, zeros[1]*100, len(head)/2
	switch {
	case pairs > 0 && odd >= many*pairs && even <= few*pairs:
		return textEncoding{name: utf16leName, encoding: utf16le, confidence: likely}, true
	case pairs > 0 && even >= many*pairs && odd <= few*pairs:
		return textEncoding{name: utf16beName, encoding: utf16be, confidence: likely}, true
	}
	return textEncoding{}, false
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
