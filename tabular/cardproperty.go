package tabular

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// property is one line of an address card: item1.TEL;TYPE=CELL:+60123456789.
type property struct {
	group string // item1; it joins a property with its label
	name  string // TEL
	types []string
	waID  string // the number as WhatsApp knows it
	pref  bool
	value []byte

	charset  string
	encoding string
}

// parseProperty reads a line; what is none has no name. Names are in capitals, types
// in small letters.
func parseProperty(line []byte) (p property) {
	colon := cardColon(line)
	if colon < 0 {
		return p
	}
	p.value = line[colon+1:]
	parts := splitCard(string(line[:colon]), ';')
	p.name = strings.ToUpper(strings.TrimSpace(parts[0]))
	if group, name, ok := strings.Cut(p.name, "."); ok {
		p.group, p.name = group, name
	}
	for _, part := range parts[1:] {
		name, value, ok := strings.Cut(part, "=")
		if !ok { // as in 2.1: TEL;CELL:
			name, value = bareParameter(part)
		}
		p.parameter(strings.ToUpper(strings.TrimSpace(name)), strings.Trim(value, `" `))
	}
	return p
}

// bareParameter is what a value stands for that has no name.
func bareParameter(value string) (name, same string) {
	switch strings.ToUpper(strings.TrimSpace(value)) {
	case "QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT":
		return "ENCODING", value
	}
	return "TYPE", value
}

func (p *property) parameter(name, value string) {
	switch name {
	case "TYPE":
		for _, kind := range strings.Split(value, ",") {
			kind = strings.ToLower(strings.Trim(kind, `" `))
			if kind == "pref" {
				p.pref = true
			}
			p.types = append(p.types, kind)
		}
	case "PREF":
		p.pref = value == "1"
	case "CHARSET":
		p.charset = value
	case "ENCODING":
		p.encoding = strings.ToUpper(value)
	case "WAID":
		p.waID = value
	}
}

// cardColon finds where the value begins: behind the first colon that is not within
// quotes.
func cardColon(line []byte) int {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			return i
		}
	}
	return bytes.IndexByte(line, ':') // a quote that is never closed
}

// raw returns the value's bytes as they were before they were packed.
func (p *property) raw() []byte {
	switch p.encoding {
	case "QUOTED-PRINTABLE":
		return unquotePrintable(p.value)
	case "BASE64", "B":
		b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(p.value)), ""))
		if err != nil {
			return nil
		}
		return b
	}
	return p.value
}

// text returns the value in UTF-8. What says nothing of its letters is UTF-8 if it
// can be, and else in the file's encoding.
func (p *property) text(e textEncoding) string {
	raw := p.raw()
	if p.charset != "" {
		if named, ok := encodingNamed(p.charset); ok && named.name != utf8Name {
			e = named
			return decode(raw, e)
		}
	}
	if utf8.Valid(raw) {
		e = textEncoding{}
	}
	return decode(raw, e)
}

// decode returns text in UTF-8, without what PostgreSQL does not take. An encoding
// that is none leaves the text as it is.
func decode(raw []byte, e textEncoding) string {
	if e.encoding != nil && e.name != utf16leName && e.name != utf16beName {
		if text, err := e.encoding.NewDecoder().Bytes(raw); err == nil {
			raw = text
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(string(raw), string(utf8.RuneError)), "\x00", "")
}

// unquotePrintable reads =C3=A9. What is no such pair stays as it is.
func unquotePrintable(quoted []byte) []byte {
	out := make([]byte, 0, len(quoted))
	for i := 0; i < len(quoted); i++ {
		if quoted[i] == '=' && i+2 < len(quoted) {
			high, ok := hexDigit(quoted[i+1])
			low, okay := hexDigit(quoted[i+2])
			if ok && okay {
				out = append(out, high<<4|low)
				i += 2
				continue
			}
		}
		out = append(out, quoted[i])
	}
	return out
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}

// splitCard splits a value that has several parts; a separator that belongs to a part
// has a \ before it, or stands in quotes.
func splitCard(text string, separator byte) (parts []string) {
	start, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"' && separator == ';':
			quoted = !quoted && strings.IndexByte(text[i+1:], '"') >= 0
		case c == separator && !quoted:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

var cardEscapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\:`, ":")

// unescapeCard undoes the \ of a value.
func unescapeCard(text string) string {
	return strings.TrimSpace(cardEscapes.Replace(strings.ReplaceAll(text, "\r\n", "\n")))
}
