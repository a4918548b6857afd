package service

import (
	"context"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
)

// Neighbours are the contacts beside one in a list; nil where the list begins or ends.
type Neighbours struct{ Before, After *Contact }

// ContactNeighbours returns who stands beside a contact in the list of a filter, or
// would if the filter let the contact through.
func (s *Service) ContactNeighbours(ctx context.Context, who Caller, f ContactFilter, of Contact) (out Neighbours, err error) {
	if err := who.May(ContactsRead); err != nil {
		return out, err
	}
	if f, err = s.findable(ctx, f); err != nil {
		return out, err
	}
	here := book.PositionOf(of, f.Sort)
	before, err := s.book(who).ContactsBefore(ctx, f, here, 1)
	if err != nil {
		return out, tooWide(f, err)
	}
	after, err := s.book(who).Contacts(ctx, f, &here, 1)
	if err != nil {
		return out, tooWide(f, err)
	}
	return Neighbours{Before: only(before), After: only(after)}, nil
}

func only(rows []Contact) *Contact {
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}

// ContactCursor names the place of a contact in a list of some order.
func ContactCursor(c Contact, sort contact.Sort) string { return cursorAfter(c, sort) }

// ListContactsBefore returns the page of a list that ends before the contact of a
// cursor.
func (s *Service) ListContactsBefore(ctx context.Context, who Caller, f ContactFilter, p Paging) ([]Contact, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	size, before, err := p.readSorted(f.Sort)
	switch {
	case err != nil:
		return nil, err
	case before == nil:
		return nil, errNoCursor
	}
	if f, err = s.findable(ctx, f); err != nil {
		return nil, err
	}
	rows, err := s.book(who).ContactsBefore(ctx, f, *before, size)
	return rows, tooWide(f, err)
}
