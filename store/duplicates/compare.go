package duplicates

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// resemblingSQL reads what of contacts is compared. The attributes are those in which an
// at sign is.
const resemblingSQL = `
SELECT c.id, c.channel_id, c.display_name, c.name_source, c.hidden OR c.half AS hidden,
       ARRAY(SELECT i.value FROM identities i WHERE i.contact_id = c.id AND i.kind = 'wa_id' AND i.valid_to = 'infinity') AS numbers,
       ARRAY(SELECT a.name FROM contact_attributes a WHERE a.contact_id = c.id AND a.value LIKE '%_@_%' ORDER BY a.name) AS names,
       ARRAY(SELECT a.value FROM contact_attributes a WHERE a.contact_id = c.id AND a.value LIKE '%_@_%' ORDER BY a.name) AS "values"
FROM contacts c`

type resemblingRow struct {
	ID          uuid.UUID
	ChannelID   string
	DisplayName string
	NameSource  contact.NameSource
	Hidden      bool
	Numbers     []string
	Names       []string
	Values      []string
}

func (r resemblingRow) resembling() contact.Resembling {
	out := contact.Resembling{ID: r.ID, ChannelID: r.ChannelID, Name: contact.ResemblingName(r.DisplayName, r.NameSource)}
	for _, number := range r.Numbers {
		out.Keys = append(out.Keys, contact.FoldNumber(number))
		for _, meant := range intake.OtherReadings(number) {
			if key := contact.FoldNumber(meant); !slices.Contains(out.Meant, key) {
				out.Meant = append(out.Meant, key)
			}
		}
	}
	attributes := map[string]string{}
	for i, name := range r.Names {
		if i < len(r.Values) {
			attributes[name] = r.Values[i]
		}
	}
	out.Emails = contact.EmailsIn(attributes)
	return out
}

// page reads the next contacts, and which of them is the last one; none: these are the
// last ones that there are.
func (d *Duplicates) page(ctx context.Context, after uuid.UUID, size int) (page []contact.Resembling, last uuid.UUID, err error) {
	rows, err := d.db.Other.Query(ctx, resemblingSQL+` WHERE c.id > @after ORDER BY c.id LIMIT @limit`, store.Named{"after": after, "limit": size})
	found, err := store.Collect(rows, err, pgx.RowToStructByName[resemblingRow], "read contacts to compare")
	if err != nil {
		return nil, last, err
	}
	if len(found) == size {
		last = found[size-1].ID
	}
	for _, r := range found {
		if !r.Hidden { // which are passed over here, so that a page is bounded
			page = append(page, r.resembling())
		}
	}
	return page, last, nil
}

// candidate is a contact of a page, by its place there, and another one that may be
// alike.
type candidate struct {
	N     int
	Other uuid.UUID
}

// sharedByMost is how many contacts have the same e-mail address at most that is compared.
// One that more have is a company's, or stands for none.
const sharedByMost = 8

// byNumber finds whose number is one of those that resemble a number of the page. near are
// the numbers one digit apart that are looked for.
func (d *Duplicates) byNumber(ctx context.Context, page []contact.Resembling, near func(string) []string) ([]candidate, error) {
	var n []int
	var keys []string
	for i, c := range page {
		sought := slices.Concat(c.Keys, c.Meant)
		if c.Name != "" {
			for _, key := range c.Keys {
				sought = append(sought, near(key)...)
			}
		}
		for _, key := range store.SortedUnique(sought) {
			n, keys = append(n, i), append(keys, key)
		}
	}
	// OFFSET 0 has each key looked up by the index, whatever PostgreSQL thinks of their number.
	rows, err := d.db.Other.Query(ctx, `
SELECT DISTINCT sought.n, found.contact_id AS other
FROM unnest(@n::integer[], @keys::text[]) AS sought (n, key)
CROSS JOIN LATERAL (
    SELECT contact_id FROM identities
    WHERE key = sought.key AND channel_id = (@channels::text[])[sought.n + 1] AND kind = 'wa_id' AND valid_to = 'infinity'
    OFFSET 0) AS found
WHERE found.contact_id <> (@ids::uuid[])[sought.n + 1]`, store.Named{"n": n, "keys": keys, "channels": channelsOf(page), "ids": idsOf(page)})
	return store.Collect(rows, err, pgx.RowToStructByName[candidate], "compare numbers of contacts")
}

// byEmail finds who has the same e-mail address in the same attribute.
func (d *Duplicates) byEmail(ctx context.Context, page []contact.Resembling) ([]candidate, error) {
	var n []int
	var names, values []string
	for i, c := range page {
		for _, name := range slices.Sorted(maps.Keys(c.Emails)) {
			n, names, values = append(n, i), append(names, name), append(values, c.Emails[name])
		}
	}
	if len(n) == 0 {
		return nil, nil
	}
	rows, err := d.db.Other.Query(ctx, `
SELECT DISTINCT sought.n, other
FROM unnest(@n::integer[], @names::text[], @values::text[]) AS sought (n, name, value)
CROSS JOIN LATERAL (
    SELECT array_agg(contact_id) AS ids FROM (
        SELECT contact_id FROM contact_attributes WHERE name = sought.name AND value = sought.value LIMIT @most::bigint + 1) AS few
    OFFSET 0) AS found
CROSS JOIN LATERAL unnest(found.ids) AS other
WHERE cardinality(found.ids) <= @most AND other <> (@ids::uuid[])[sought.n + 1]`,
		store.Named{"n": n, "names": names, "values": values, "ids": idsOf(page), "most": sharedByMost})
	return store.Collect(rows, err, pgx.RowToStructByName[candidate], "compare e-mail addresses of contacts")
}

// resembling reads contacts by id, those that are there.
func (d *Duplicates) resembling(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]contact.Resembling, error) {
	rows, err := d.db.Other.Query(ctx, resemblingSQL+` WHERE c.id = ANY(@ids) AND NOT c.hidden AND NOT c.half`, store.Named{"ids": ids})
	found, err := store.Collect(rows, err, pgx.RowToStructByName[resemblingRow], "read contacts to compare with")
	out := make(map[uuid.UUID]contact.Resembling, len(found))
	for _, r := range found {
		out[r.ID] = r.resembling()
	}
	return out, err
}

func idsOf(page []contact.Resembling) []uuid.UUID {
	ids := make([]uuid.UUID, len(page))
	for i, c := range page {
		ids[i] = c.ID
	}
	return ids
}

func channelsOf(page []contact.Resembling) []string {
	channels := make([]string, len(page))
	for i, c := range page {
		channels[i] = c.ChannelID
	}
	return channels
}
