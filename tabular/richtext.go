package tabular

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// richText collects a text that may be in several pieces, each with its font.
type richText struct {
	limit    int
	bytes    []byte
	within   bool // an element that holds text
	phonetic bool // an element that says how to pronounce the text
	cut      bool
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

// append keeps one byte more than the limit, by which a text is known to have
// been longer.
func (r *richText) append(text []byte) {
	if room := r.limit + 1 - len(r.bytes); len(text) > room {
		text = text[:max(room, 0)]
	}
	r.bytes = append(r.bytes, text...)
}

// unescapeXML reads the characters that XML cannot hold, which spreadsheets
// write _x000D_.
func unescapeXML(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		r, ok := escapedRune(s)
		if !ok {
			b.WriteString(s[:2])
			s = s[2:]
			continue
		}
		if r != 0 { // no cell holds one
			b.WriteRune(r)
		}
		s = s[escapedLength:]
	}
	b.WriteString(s)
	return b.String()
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
