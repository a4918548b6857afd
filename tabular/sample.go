package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

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

// How much of a file's letters beyond ASCII is looked at.
const (
	mostLetters = 16 << 10 // bytes of different cells
	longestCell = 512      // bytes of each
)

// lettersBeyondASCII returns the file's cells that have letters beyond ASCII, each
// once, from wherever in the file the first of them are: a file may be ASCII for
// 9,000 rows.
//
// Only bytes that are no part of a letter in any encoding end a cell here.
func (f *file) lettersBeyondASCII(bom int64) (cells [][]byte, err error) {
	lines := bufio.NewReaderSize(f.section(bom), 64<<10)
	seen := make(map[string]bool)
	size := 0
	for size < mostLetters {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil // the rest of it is the next line
		}
		if isASCII(line) {
			line = nil
		}
		for len(line) > 0 {
			i := bytes.IndexAny(line, ",;\t\"\r\n")
			cell, rest := line, []byte(nil)
			if i >= 0 {
				cell, rest = line[:i], line[i+1:]
			}
			line = rest
			pieces := [][]byte{bytes.TrimSpace(cell)}
			if len(cell) > longestCell {
				pieces = bytes.Fields(cell)
			}
			for _, piece := range pieces {
				if len(piece) > longestCell || isASCII(piece) || seen[string(piece)] {
					continue
				}
				seen[string(piece)] = true
				cells = append(cells, bytes.Clone(piece))
				size += len(piece)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return cells, nil
		case err != nil:
			return nil, err
		}
	}
	return cells, nil
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
