package book

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ContactsBefore lists the contacts that stand before a position in the list of a
// filter, at most limit of them: those next to it, in the order of the list.
func (b *Book) ContactsBefore(ctx context.Context, f ContactFilter, before store.Position, limit int) ([]ContactRow, error) {
	n, err := b.narrow(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	found, err := b.listed(ctx, n, n.partsBefore(f.Sort, before), limit)
	slices.Reverse(found)
	return found, err
}

// partsBefore are those of a list from a position back to its start: each part of parts
// from its end.
func (n *narrowing) partsBefore(sort contact.Sort, at store.Position) []part {
	oldest := part{order: n.createdAt + ", " + n.id}
	younger := "(" + n.createdAt + ", " + n.id + ") > (@at, @id)"
	here := store.Named{"at": at.At, "id": at.ID}
	switch {
	case sort == contact.ByName:
		byName := part{order: sortNameSQL + ` COLLATE "C" DESC, c.id DESC`}
		byName.after(`(`+sortNameSQL+` COLLATE "C", c.id) < (@name, @id)`, store.Named{"name": at.Name, "id": at.ID})
		return []part{byName}
	case sort == contact.ByConversed && at.Never:
		oldest.where = []string{neverWroteSQL}
		oldest.after(younger, here)
		return []part{oldest, {where: []string{wroteSQL}, order: longAgoFirst}}
	case sort == contact.ByConversed:
		wrote := part{where: []string{wroteSQL}, order: longAgoFirst}
		wrote.after(`(c.conversed_hour, c.last_conversed_at, c.id) > (date_trunc('hour', @at, 'UTC'), @at, @id)`, here)
		return []part{wrote}
	}
	oldest.after(younger, here)
	return []part{oldest}
}

const longAgoFirst = "c.conversed_hour, c.last_conversed_at, c.id"

// ByNumber returns the contact of a channel who has a number now, or ErrNotFound. A
// number that is spelled in another of its national variants finds the contact, too.
func (b *Book) ByNumber(ctx context.Context, channelID, digits string) (ContactRow, error) {
	args := store.Named{"channel": channelID, "key": contact.FoldNumber(digits), "digits": digits}
	rows, err := b.db.Other.Query(ctx, contactRowSQL+`
WHERE c.deleted_at IS NULL AND NOT c.half AND `+b.in.Where("c.channel_id", args)+` AND c.id = (
    SELECT live_contact(i.contact_id)
    FROM identities i
    WHERE i.channel_id = @channel AND i.key = @key AND i.kind = 'wa_id' AND i.valid_to = 'infinity'
    ORDER BY i.value = @digits DESC, i.confirmed DESC
    LIMIT 1)`, args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[ContactRow], "find a contact by a number")
}
