package whatsapp

import (
	"bytes"
	"encoding/json"
	"iter"
)

// node is one JSON value as the bytes that arrived, without space around it.
// The nil node is a value that is not there. A node is part of a text that was
// found to be valid JSON as a whole, which is why nothing below has to expect
// errors.
//
// The package walks the bytes instead of decoding them into structs for three
// reasons: events keep their items verbatim; a value of an unexpected type must
// cost neither its neighbours nor itself; and encoding/json silently drops the
// first of two members of the same name.
type node []byte

// readNode returns the JSON value that text is, or false.
func readNode(text []byte) (node, bool) {
	if !json.Valid(text) {
		return nil, false
	}
	return bytes.Trim(text, " \t\r\n"), true
}

func (n node) isObject() bool { return len(n) > 0 && n[0] == '{' }
func (n node) isArray() bool  { return len(n) > 0 && n[0] == '[' }

// missing reports whether the value is absent or null.
func (n node) missing() bool { return len(n) == 0 || n[0] == 'n' }

// given reports whether the value says anything: it is there and no empty text.
func (n node) given() bool { return !n.missing() && string(n) != `""` }

// members yields an object's members in order, and nothing for any other value.
// The names are unquoted and only valid until the next one.
func (n node) members() iter.Seq2[[]byte, node] {
	return func(yield func([]byte, node) bool) {
		if !n.isObject() {
			return
		}
		for i := next(n, 1); n[i] != '}'; i = next(n, i) {
			nameEnd := i + valueLen(n[i:])
			start := next(n, nameEnd)
			end := start + valueLen(n[start:])
			if !yield(unquote(n[i:nameEnd]), n[start:end:end]) {
				return
			}
			i = end
		}
	}
}

// elements yields an array's elements in order, and nothing for any other value.
func (n node) elements() iter.Seq[node] {
	return func(yield func(node) bool) {
		if !n.isArray() {
			return
		}
		for i := next(n, 1); n[i] != ']'; i = next(n, i) {
			end := i + valueLen(n[i:])
			if !yield(n[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// get returns the member of that name; of several the last, as encoding/json
// does. It is nil if there is none or n is no object.
func (n node) get(name string) node {
	var found node
	for key, value := range n.members() {
		if string(key) == name {
			found = value
		}
	}
	return found
}

// str returns the text of a JSON string, and nothing for any other value.
func (n node) str() string {
	if len(n) == 0 || n[0] != '"' {
		return ""
	}
	return string(unquote(n))
}

// text is str, but takes a whole number too: ids and phone numbers are digits,
// and some senders forget the quotes.
func (n node) text() string {
	if len(n) > 0 && len(bytes.Trim(n, "0123456789")) == 0 {
		return string(n)
	}
	return n.str()
}

// next returns the index of the first byte from i on that is neither space, nor
// a comma, nor a colon. In valid JSON that is where the next token starts.
func next(n node, i int) int {
	for ; ; i++ {
		switch n[i] {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return i
		}
	}
}

// valueLen returns the length of the value that n starts with.
func valueLen(n node) int {
	switch n[0] {
	case '"':
		return stringLen(n)
	case '{', '[':
		depth := 0
		for i := 0; ; i++ {
			switch n[i] {
			case '"':
				i += stringLen(n[i:]) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	if end := bytes.IndexAny(n, " \t\r\n,]}"); end >= 0 {
		return end
	}
	return len(n)
}

// stringLen returns the length of the string that n starts with: to the first
// quote that an even number of backslashes stands before.
func stringLen(n node) int {
	for i := 1; ; i++ {
		i += bytes.IndexByte(n[i:], '"')
		start := i
		for n[start-1] == '\\' {
			start--
		}
		if (i-start)%2 == 0 {
			return i + 1
		}
	}
}

// unquote returns the text of a JSON string, as a part of n where it can.
func unquote(n node) []byte {
	if bytes.IndexByte(n, '\\') < 0 {
		return n[1 : len(n)-1]
	}
	var s string
	if err := json.Unmarshal(n, &s); err != nil { // cannot be: n is a valid string
		return nil
	}
	return []byte(s)
}
