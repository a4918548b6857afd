package service

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ListConflicts lists the open conflicts of a channel or of all channels, newest
// first; with all, the resolved ones too.
func (s *Service) ListConflicts(ctx context.Context, who Caller, channelID string, all bool, p Paging) (Page[Conflict], error) {
	if err := who.May(ContactsRead); err != nil {
		return Page[Conflict]{}, err
	}
	size, before, err := p.readNumber(64) // of conflicts.id
	if err != nil {
		return Page[Conflict]{}, err
	}
	rows, err := s.book(who).Conflicts(ctx, channelID, all, before, size+1)
	if err != nil {
		return Page[Conflict]{}, err
	}
	return cut(rows, size, func(k Conflict) string { return strconv.FormatInt(k.ID, 10) }), nil
}

// What a person can make of a conflict.
const (
	MergeIntoA = "merge_into_a"
	MergeIntoB = "merge_into_b"
	KeepBoth   = "keep_both"
)

// ResolveConflict resolves a conflict as MergeIntoA, MergeIntoB or KeepBoth says.
// Merging is one event, decided in one transaction, and can be taken back.
func (s *Service) ResolveConflict(ctx context.Context, who Caller, id int64, resolution string, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	k, err := s.book(who).Conflict(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	var o contact.Command
	kind, other := "merge", k.ContactB
	switch resolution {
	case MergeIntoA:
		o = contact.Command{Contact: k.ContactA, Absorb: k.ContactB}
	case MergeIntoB:
		o, other = contact.Command{Contact: k.ContactB, Absorb: k.ContactA}, k.ContactA
	case KeepBoth:
		o, kind = contact.Command{Contact: k.ContactA, KeepBoth: k.ContactB}, "keep_both"
	default:
		return Applied{}, invalid("resolution", "resolution must be merge_into_a, merge_into_b or keep_both.")
	}
	from := origin{who, r, kind, asked{ID: strconv.FormatInt(id, 10), Body: map[string]string{"resolution": resolution}}}
	if k.ResolvedAt != nil {
		return s.again(ctx, from,
			&Error{Code: AlreadyResolved, Message: "This conflict is resolved already: " + store.OrEmpty(k.Resolution) + "."})
	}
	var f contact.Facts
	if o.Absorb != uuid.Nil {
		f.Note = partOf(o.Absorb, o.Contact)
	}
	return s.command(ctx, from, o, f, other)
}

// UndoConflict takes the merge that resolved a conflict back.
func (s *Service) UndoConflict(ctx context.Context, who Caller, id int64, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	k, err := s.book(who).Conflict(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	o := contact.Command{Contact: k.ContactA, Restore: k.ContactB}
	switch store.OrEmpty(k.Resolution) {
	case MergeIntoA:
	case MergeIntoB:
		o = contact.Command{Contact: k.ContactB, Restore: k.ContactA}
	default:
		return Applied{}, &Error{Code: NotMerged, Message: "This conflict was not resolved by a merge."}
	}
	from := origin{who, r, "unmerge", asked{ID: strconv.FormatInt(id, 10)}}
	if k.UndoneAt != nil {
		return s.again(ctx, from, &Error{Code: AlreadyResolved, Message: "This merge was taken back already."})
	}
	return s.command(ctx, from, o, contact.Facts{}, o.Restore)
}
