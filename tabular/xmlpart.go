package tabular

import (
	"encoding/xml"
	"io"
)

// part reads the XML of one part of an XLSX token by token. Namespaces are
// overlooked: writers choose their prefixes freely.
type part struct {
	*xml.Decoder
	guard *guard
	body  io.Closer
}

// close ends the reading. What was read is read, whatever it says.
func (p *part) close() { _ = p.body.Close() }

// guard bounds what unpacking may yield: in all parts together, and for one
// token, which the decoder keeps in memory.
type guard struct {
	io.Reader
	left  *int64 // bytes, of all parts together
	token int    // bytes that the token may still take
	most  int
	name  string // of the file
	limit int64  // what left began with
}

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	switch {
	case *g.left <= 0:
		return 0, refuse(TooLarge, "%s is larger than %s when it is unpacked. Split it into several files, or save it as CSV.",
			g.name, size(g.limit))
	case g.token <= 0:
		return 0, refuse(CellTooLong, "%s has a cell with more text than a spreadsheet can hold. Shorten it and upload the file again.", g.name)
	}
	n, err := g.Reader.Read(p[:min(int64(len(p)), *g.left)])
	*g.left -= int64(n)
	g.token -= n
	return n, err
}

// next returns the next token. It is valid until the next call.
func (p *part) next() (xml.Token, error) {
	p.guard.token = p.guard.most
	return p.RawToken()
}

// each calls f with every element's start, until the part's end.
func (p *part) each(f func(xml.StartElement)) error {
	for {
		token, err := p.next()
		if err == io.EOF { //nolint:errorlint // the decoder's own, never wrapped
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			f(start)
		}
	}
}

// attribute returns an attribute's value by its name without a prefix.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
