package whatsapp

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"

	"github.com/tidwall/gjson"
)

// node is one JSON value as the bytes that arrived, without space around it.
// The empty node is a value that is not there. A node is part of a text that was
// found to be valid JSON as a whole, which is why nothing below has to expect
// errors.
//
// The package walks the bytes instead of decoding them into structs for three
// reasons: events keep their items verbatim; a value of an unexpected type must
// cost neither its neighbours nor itself; and encoding/json silently drops the
// first of two members of the same name.
type node string

// readNode returns the JSON value that text is, or false.
func readNode(text []byte) (node, bool) {
	if !json.Valid(text) {
		return "", false
	}
	return node(bytes.Trim(text, " \t\r\n")), true
}

func (n node) isObject() bool { return len(n) > 0 && n[0] == '{' }
func (n node) isArray() bool  { return len(n) > 0 && n[0] == '[' }

// missing reports whether the value is absent or null.
func (n node) missing() bool { return len(n) == 0 || n[0] == 'n' }

// given reports whether the value says anything: it is there and no empty text.
func (n node) given() bool { return !n.missing() && n != `""` }

// members yields an object's members in order, and nothing for any other value.
func (n node) members() iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		if n.isObject() {
			gjson.Parse(string(n)).ForEach(func(name, value gjson.Result) bool { return yield(name.Str, node(value.Raw)) })
		}
	}
}

// elements yields an array's elements in order, and nothing for any other value.
func (n node) elements() iter.Seq[node] {
	return func(yield func(node) bool) {
		if n.isArray() {
			gjson.Parse(string(n)).ForEach(func(_, value gjson.Result) bool { return yield(node(value.Raw)) })
		}
	}
}

// items yields an array's elements, or an object itself: some senders leave out the
// brackets where there is one thing in a list.
func (n node) items() iter.Seq[node] {
	if n.isObject() {
		return func(yield func(node) bool) { yield(n) }
	}
	return n.elements()
}

// get returns the member of that name; of several the last, as encoding/json
// does. It is empty if there is none or n is no object.
func (n node) get(name string) node {
	var found node
	for key, value := range n.members() {
		if key == name {
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
	return gjson.Parse(string(n)).Str
}

// text is str, but takes a whole number too: ids and phone numbers are digits,
// and some senders forget the quotes.
func (n node) text() string {
	if len(n) > 0 && strings.Trim(string(n), "0123456789") == "" {
		return string(n)
	}
	return n.str()
}
