package duplicates

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// pair is two contacts who may be one person, and why.
type pair struct {
	channelID string
	a, b      uuid.UUID // in order
	why       []contact.Likeness
}

// pairs compares a page with all other contacts.
func (d *Duplicates) pairs(ctx context.Context, page []contact.Resembling, near func(string) []string) ([]pair, error) {
	found, err := d.byNumber(ctx, page, near)
	if err != nil {
		return nil, err
	}
	more, err := d.byEmail(ctx, page)
	if err != nil {
		return nil, err
	}
	found = append(found, more...)
	if len(found) == 0 {
		return nil, nil
	}
	var ids []uuid.UUID
	for _, c := range found {
		ids = append(ids, c.Other)
	}
	others, err := d.resembling(ctx, ids)
	if err != nil {
		return nil, err
	}
	var pairs []pair
	for _, c := range found {
		other, there := others[c.Other]
		if !there {
			continue
		}
		if why := page[c.N].Alike(other); len(why) > 0 {
			pairs = append(pairs, pairOf(page[c.N], other, why))
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Or(bytes.Compare(x.a[:], y.a[:]), bytes.Compare(x.b[:], y.b[:])) })
	return slices.CompactFunc(pairs, func(x, y pair) bool { return x.a == y.a && x.b == y.b }), nil
}

func pairOf(one, other contact.Resembling, why []contact.Likeness) pair {
	if bytes.Compare(one.ID[:], other.ID[:]) > 0 {
		one, other = other, one
	}
	return pair{one.ChannelID, one.ID, other.ID, why}
}

// keep writes pairs in their order, so that nobody waits for somebody who waits. A pair
// is left out of whom a person has said that they are not the same when one of them was
// another contact, which is part of it now.
func (d *Duplicates) keep(ctx context.Context, pairs []pair) error {
	if len(pairs) == 0 {
		return nil
	}
	var channels, reasons []string
	var a, b []uuid.UUID
	for _, p := range pairs {
		channels, a, b = append(channels, p.channelID), append(a, p.a), append(b, p.b)
		words := make([]string, len(p.why))
		for i, l := range p.why {
			words[i] = string(l)
		}
		reasons = append(reasons, strings.Join(words, ","))
	}
	_, err := d.db.Other.Exec(ctx, `
INSERT INTO duplicates (channel_id, contact_a, contact_b, reasons)
SELECT p.channel_id, p.a, p.b, string_to_array(p.reasons, ',')
FROM unnest(@channels::text[], @a::uuid[], @b::uuid[], @reasons::text[]) WITH ORDINALITY AS p (channel_id, a, b, reasons, nth)
WHERE NOT EXISTS (
    SELECT FROM contact_family(p.a) AS x CROSS JOIN contact_family(p.b) AS y
    CROSS JOIN LATERAL (
        SELECT FROM duplicates
        WHERE contact_a = least(x, y) AND contact_b = greatest(x, y) AND dismissed_at IS NOT NULL
          AND (contact_a, contact_b) <> (p.a, p.b)
        OFFSET 0) AS said)
ORDER BY p.nth
ON CONFLICT (contact_a, contact_b) DO UPDATE SET reasons = excluded.reasons, looked_at = now()`,
		store.Named{"channels": channels, "a": a, "b": b, "reasons": reasons})
	if err != nil {
		return fmt.Errorf("keep pairs of contacts who may be one person: %w", err)
	}
	return nil
}
