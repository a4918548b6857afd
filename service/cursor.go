package service

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// A cursor of a list of contacts in another order than that of their creation begins
// with a letter that says which: so none leads into a list of another order.
const (
	amongConversed = 'c'
	amongNever     = 'n' // who never wrote, at the end of the same list
	amongNames     = 'a'
)

// cursorAfter names the position of a contact in a list of some order.
func cursorAfter(c Contact, sort contact.Sort) string {
	at := book.PositionOf(c, sort)
	switch {
	case sort == contact.ByName:
		return encodeCursor(amongNames, at.ID[:], []byte(at.Name))
	case at.Never:
		return encodeCursor(amongNever, timeBytes(at.At), at.ID[:])
	case sort == contact.ByConversed:
		return encodeCursor(amongConversed, timeBytes(at.At), at.ID[:])
	}
	return cursorOf(at.At, at.ID)
}

func encodeCursor(kind byte, parts ...[]byte) string {
	b := []byte{kind}
	for _, p := range parts {
		b = append(b, p...)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func timeBytes(at time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())) // PostgreSQL keeps microseconds
}

// readSorted is read for a list of contacts in some order.
func (p Paging) readSorted(sort contact.Sort) (size int, after *store.Position, err error) {
	if sort != contact.ByName && sort != contact.ByConversed {
		return p.read()
	}
	if size, err = p.size(); err != nil || p.Cursor == "" {
		return size, nil, err
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil || len(b) < 1+16 {
		return 0, nil, errNoCursor
	}
	kind, b := b[0], b[1:]
	switch {
	case sort == contact.ByName && kind == amongNames:
		name := string(b[16:])
		if contact.Clean(name, len(name)) != name {
			return 0, nil, errNoCursor
		}
		return size, &store.Position{Name: name, ID: uuid.UUID(b[:16])}, nil
	case sort == contact.ByConversed && (kind == amongConversed || kind == amongNever):
		at, ok := positionIn(b)
		if !ok {
			return 0, nil, errNoCursor
		}
		at.Never = kind == amongNever
		return size, &at, nil
	}
	return 0, nil, errNoCursor
}

// positionIn reads a time and an id.
func positionIn(b []byte) (at store.Position, ok bool) {
	if len(b) != 8+16 {
		return at, false
	}
	micros := int64(binary.BigEndian.Uint64(b))
	return store.Position{At: time.UnixMicro(micros).UTC(), ID: uuid.UUID(b[8:])}, micros >= earliest
}
