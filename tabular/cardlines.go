package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// cardLines reads the lines of a list of address cards, each with those that go on
// with it. In versions 3.0 and 4.0 such a line begins with a space. In 2.1, with
// quoted-printable, the line before it ends with =.
type cardLines struct {
	in    *bufio.Reader
	most  int // bytes of a line that are kept
	line  []byte
	ahead []byte // the next line of the file, if it has been read
	have  bool
	cut   bool // line is too long
}

func newCardLines(r io.Reader, limits Limits) *cardLines {
	const quotedByte = 4 // what a byte may take when it is quoted, and its line is broken
	return &cardLines{in: bufio.NewReaderSize(withoutNULs{r}, 64<<10), most: limits.Cell*quotedByte + longestName}
}

// longestName is what may stand before the value of a line.
const longestName = 4 << 10

// next returns the next line, without its end. It is valid until the next call.
func (l *cardLines) next() ([]byte, error) {
	l.line, l.cut = l.line[:0], false
	if err := l.peek(); err != nil {
		return nil, err
	}
	l.take(l.ahead)
	quoted := isQuotedPrintable(l.line)
	for {
		err := l.peek()
		if errors.Is(err, io.EOF) {
			return l.line, nil
		}
		if err != nil {
			return nil, err
		}
		switch {
		case quoted && bytes.HasSuffix(l.line, []byte("=")) && !isCardEnd(l.ahead):
			l.line = l.line[:len(l.line)-1]
			l.take(l.ahead)
		case len(l.ahead) > 0 && (l.ahead[0] == ' ' || l.ahead[0] == '\t'):
			l.take(l.ahead[1:])
		default:
			return l.line, nil
		}
	}
}

// take adds to the line.
func (l *cardLines) take(b []byte) {
	l.have = false
	if room := l.most - len(l.line); len(b) > room {
		b, l.cut = b[:max(room, 0)], true
	}
	l.line = append(l.line, b...)
}

// peek reads the next line of the file.
func (l *cardLines) peek() error {
	if l.have {
		return nil
	}
	l.ahead = l.ahead[:0]
	for begun := false; ; begun = true {
		c, err := l.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && begun:
			l.have = true
			return nil
		case err != nil:
			return err
		case c == '\r':
			if next, err := l.in.Peek(1); err == nil && next[0] == '\n' {
				_, _ = l.in.Discard(1)
			}
			l.have = true
			return nil
		case c == '\n':
			l.have = true
			return nil
		case len(l.ahead) <= l.most:
			l.ahead = append(l.ahead, c)
		}
	}
}

func isQuotedPrintable(line []byte) bool {
	name, _, _ := bytes.Cut(line, []byte(":"))
	return bytes.Contains(bytes.ToUpper(name), []byte("QUOTED-PRINTABLE"))
}

func isCardEnd(line []byte) bool {
	return bytes.EqualFold(bytes.TrimSpace(line), []byte("END:VCARD"))
}
