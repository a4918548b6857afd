package service

import (
	"encoding/base64"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

// The size of a page, in rows.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// Paging says which page of a list is asked for.
type Paging struct {
	Limit  int    // rows, from 1 to 100; zero: 50
	Cursor string // Next of the page before it; empty: the first page
}

// Page is one page of a list.
type Page[Row any] struct {
	Rows []Row
	Next string // the cursor of the next page; empty if this is the last
}

// size returns how many rows are asked for. A list is read for one row more,
// which tells whether there is a next page.
func (p Paging) size() (int, error) {
	switch {
	case p.Limit == 0:
		return defaultLimit, nil
	case p.Limit < 1 || p.Limit > maxLimit:
		return 0, parameter("limit", "limit must be a number from 1 to %d.", maxLimit)
	}
	return p.Limit, nil
}

// read returns how many rows are asked for, and after which position: nil is the
// start.
func (p Paging) read() (size int, after *store.Position, err error) {
	if size, err = p.size(); err != nil || p.Cursor == "" {
		return size, nil, err
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return 0, nil, errNoCursor
	}
	at, ok := positionIn(b)
	if !ok {
		return 0, nil, errNoCursor
	}
	return size, &at, nil
}

// earliest is the first microsecond that PostgreSQL can tell, in 4714 BC. Its last
// is later than any cursor can be.
const earliest = -210_866_803_200_000_000

var errNoCursor = parameter("cursor", "cursor must be the next_cursor of an earlier page.")

// readNumber is read for a list whose cursor is a number, which the column it is
// compared with must hold.
func (p Paging) readNumber(bits int) (size int, after int64, err error) {
	if size, err = p.size(); err != nil || p.Cursor == "" {
		return size, 0, err
	}
	if after, err = strconv.ParseInt(p.Cursor, 10, bits); err != nil || after < 0 {
		return 0, 0, errNoCursor
	}
	return size, after, nil
}

// cut takes the row off that is one more than a page holds. The cursor of the
// next page is the last row's.
func cut[Row any](rows []Row, size int, cursor func(Row) string) Page[Row] {
	if len(rows) <= size {
		return Page[Row]{Rows: rows}
	}
	return Page[Row]{Rows: rows[:size], Next: cursor(rows[size-1])}
}

// cursorOf names a position in a list, URL-safe and opaque.
func cursorOf(at time.Time, id uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append(timeBytes(at), id[:]...))
}
