package tabular

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"
)

// richText collects a text that may be in several pieces, each with its font.
type richText struct {
	limit    int
	bytes    []byte
	within   bool // an element that holds text
	phonetic bool // an element that says how to pronounce the text
}

func (r *richText) reset() { *r = richText{limit: r.limit, bytes: r.bytes[:0]} }

func (r *richText) start(e xml.StartElement) {
	switch e.Name.Local {
	case "rPh":
		r.phonetic = true
	case "t":
		r.within = true
	}
}

func (r *richText) end(e xml.EndElement) {
	switch e.Name.Local {
	case "rPh":
		r.phonetic = false
	case "t":
		r.within = false
	}
}

func (r *richText) add(text []byte) {
	if r.within && !r.phonetic {
		r.append(text)
	}
}

// append overlooks what is far beyond the limit of a cell.
func (r *richText) append(text []byte) {
	if room := r.limit - len(r.bytes); len(text) > room {
		text = text[:max(room, 0)]
	}
	r.bytes = append(r.bytes, text...)
}

// perByte is what a byte of text may take in XML, such as _x001B_ or &quot;.
const perByte = 8

func (w *workbook) richText() richText { return richText{limit: w.limits.Cell * perByte} }

// unescapeXML reads the characters that XML cannot hold, which spreadsheets
// write _x000D_.
func unescapeXML(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return text
	}
	out := make([]byte, 0, len(text))
	for s := string(text); s != ""; {
		i := strings.Index(s, "_x")
		if i < 0 {
			return append(out, s...)
		}
		out, s = append(out, s[:i]...), s[i:]
		switch r, ok := escapedRune(s); {
		case !ok:
			out, s = append(out, s[:2]...), s[2:]
		case r != 0: // no cell holds one
			out = utf8.AppendRune(out, r)
			fallthrough
		default:
			s = s[escapedLength:]
		}
	}
	return out
}

const escapedLength = len("_x000D_")

func escapedRune(s string) (rune, bool) {
	if len(s) < escapedLength || s[:2] != "_x" || s[escapedLength-1] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:escapedLength-1], 16, 16)
	if err != nil || (0xD800 <= n && n < 0xE000) {
		return 0, false
	}
	return rune(n), true
}
