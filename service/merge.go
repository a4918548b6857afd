package service

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// MergeContacts makes one contact of two of a channel: other becomes part of the contact
// id, and what it is known by leads there. UndoMerge takes that back.
func (s *Service) MergeContacts(ctx context.Context, who Caller, id, other uuid.UUID, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "merge", asked{ID: id.String(), Body: map[string]string{"other": other.String()}}}
	into, absorbed, err := s.pair(ctx, who, id, other)
	if err != nil {
		return Applied{}, err
	}
	if into.ID == absorbed.ID {
		return s.again(ctx, from, invalid("other", "other must be another contact: both ids lead to contact %s.", into.ID))
	}
	return s.command(ctx, from, contact.Command{Contact: into.ID, Absorb: absorbed.ID},
		contact.Facts{Note: partOf(absorbed.ID, into.ID)}, absorbed.ID)
}

// pair reads two contacts that are to be merged.
func (s *Service) pair(ctx context.Context, who Caller, id, other uuid.UUID) (into, absorbed Contact, err error) {
	if into, err = s.book(who).Contact(ctx, id); err != nil {
		return into, absorbed, err
	}
	absorbed, err = s.book(who).Contact(ctx, other)
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, book.ErrDeleted):
		return into, absorbed, invalid("other", "other must be the id of a contact that is there, and was not deleted.")
	case err != nil:
		return into, absorbed, err
	}
	if into.ChannelID != absorbed.ChannelID {
		return into, absorbed, invalid("other", "other is a contact of channel %s. Only contacts of one channel can be merged.", absorbed.ChannelID)
	}
	return into, absorbed, nil
}

// UndoMerge takes back the merge that an event was. What came to the other contact's
// identities meanwhile goes with them.
func (s *Service) UndoMerge(ctx context.Context, who Caller, event uuid.UUID, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	m, err := s.book(who).Merge(ctx, event)
	if err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "unmerge", asked{ID: event.String()}}
	undone := &Error{Code: AlreadyResolved, Message: "This merge was taken back already."}
	switch {
	case m.UndoneAt != nil:
		return s.again(ctx, from, undone)
	case m.Later != nil:
		return Applied{}, &Error{Code: NotMerged, Message: "The contact that is left was merged into another one since. Take that merge back first: " +
			"POST /v1/merges/" + m.Later.String() + "/undo."}
	}
	applied, err := s.command(ctx, from, contact.Command{Contact: m.Winner, Restore: m.Loser},
		contact.Facts{Note: "contact " + m.Loser.String() + " is a contact of its own again"}, m.Loser)
	if err == nil && applied.Decision.Reason == contact.NothingNew {
		return Applied{}, undone
	}
	return applied, err
}

// partOf tells a merge in words that name nobody.
func partOf(other, into uuid.UUID) string {
	return "contact " + other.String() + " became part of contact " + into.String()
}
