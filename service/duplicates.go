package service

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/duplicates"
)

// ListDuplicates lists pairs of contacts who may be one person, newest first: those that
// are open, or those of which a person said that they are not the same.
func (s *Service) ListDuplicates(ctx context.Context, who Caller, f DuplicateFilter, p Paging) (Page[Duplicate], error) {
	if err := who.May(ContactsRead); err != nil {
		return Page[Duplicate]{}, err
	}
	size, before, err := p.readNumber(64) // of duplicates.id
	if err != nil {
		return Page[Duplicate]{}, err
	}
	if f.ContactID != uuid.Nil {
		row, err := s.book(who).Live(ctx, f.ContactID)
		switch {
		case errors.Is(err, store.ErrNotFound), errors.Is(err, book.ErrDeleted):
			return Page[Duplicate]{}, nil
		case err != nil:
			return Page[Duplicate]{}, err
		}
		f.ContactID = row.ID // of a merged contact the one it became part of
		s.compare(ctx, row, f)
	}
	rows, err := s.book(who).Duplicates(ctx, f, before, size+1)
	if err != nil {
		return Page[Duplicate]{}, err
	}
	return cut(rows, size, func(d Duplicate) string { return strconv.FormatInt(d.ID, 10) }), nil
}

// isNew is how long a contact is compared when its duplicates are asked for. Later a round
// has passed it, unless there are very many contacts.
const isNew = 2 * time.Hour

// compare compares a new contact with all others, so that whoever looks at it need not wait
// for the next round. If that fails, what the rounds found is shown.
func (s *Service) compare(ctx context.Context, row book.Live, f DuplicateFilter) {
	if f.Dismissed || now().Sub(row.CreatedAt) > isNew {
		return
	}
	if err := duplicates.New(s.db).Compare(ctx, row.ID); err != nil {
		s.log.WarnContext(ctx, "a contact is not compared with others", "error", err)
	}
}

// DismissDuplicate says that two contacts who may be one person are two people. They are
// not suggested again, and a conflict between them is resolved. The contact that changes
// is the first of the two.
func (s *Service) DismissDuplicate(ctx context.Context, who Caller, id int64, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	d, err := s.book(who).Duplicate(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "keep_both", asked{ID: "duplicate/" + strconv.FormatInt(id, 10)}}
	if d.DismissedAt != nil {
		return s.again(ctx, from, &Error{Code: AlreadyResolved, Message: "A person has said already that the two are not the same."})
	}
	// The identities of the other contact are not named: it does not change, and the event
	// is filed with the first one alone.
	return s.command(ctx, from, contact.Command{Contact: d.ContactA, KeepBoth: d.ContactB},
		contact.Facts{Note: "contact " + d.ContactA.String() + " and contact " + d.ContactB.String()})
}

// UndoDismissal takes back that two contacts are two people: they are suggested again,
// while something speaks for it.
func (s *Service) UndoDismissal(ctx context.Context, who Caller, id int64, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	d, err := s.book(who).Duplicate(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "reconsider", asked{ID: "duplicate/" + strconv.FormatInt(id, 10)}}
	open := &Error{Code: AlreadyResolved, Message: "The two are open: nobody has said that they are not the same, or it was taken back already."}
	if d.DismissedAt == nil {
		return s.again(ctx, from, open)
	}
	applied, err := s.command(ctx, from, contact.Command{Contact: d.ContactA, Reconsider: d.ContactB},
		contact.Facts{Note: "contact " + d.ContactA.String() + " and contact " + d.ContactB.String()})
	if err == nil && applied.Decision.Reason == contact.NothingNew {
		return Applied{}, open
	}
	return applied, err
}
