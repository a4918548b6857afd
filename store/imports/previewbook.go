package imports

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// previewBook is what the tables hold of the people of one page, and what the rows
// of the file would make of it.
type previewBook struct {
	tx         pgx.Tx
	channel    string
	keys       []string                      // of the rows, and all that their contacts are known by
	identities map[string][]contact.Identity // by key
	contacts   map[uuid.UUID]*contact.Contact
	made       map[uuid.UUID]bool // those that the file would create
	leftOut    map[int]bool       // rows
}

// decided is what would become of a row. The contact is one that is there already.
type decided struct {
	contact.Decision
	changes []contact.Given // what people would see changed, if that was asked
}

// open reads who the rows are about.
func (b *previewBook) open(ctx context.Context, staged []previewRow) error {
	if err := b.readIdentities(ctx, staged); err != nil {
		return err
	}
	var found []uuid.UUID
	for _, row := range staged {
		if id := b.resolve(row.event).ContactID; id != uuid.Nil {
			found = append(found, id)
		}
	}
	for key := range b.identities {
		b.keys = append(b.keys, key)
	}
	return b.readContacts(ctx, found)
}

// readIdentities reads the identities under the keys of rows that are to be decided.
func (b *previewBook) readIdentities(ctx context.Context, staged []previewRow) error {
	var keys []string
	for _, row := range staged {
		key := row.event.Facts.Key()
		if _, known := b.identities[key]; !known && key != "" {
			keys, b.identities[key] = append(keys, key), nil
		}
	}
	rows, err := b.tx.Query(ctx, store.IdentitiesSQL, store.Named{"channel": b.channel, "keys": keys})
	if err != nil {
		return err
	}
	found, err := store.CollectIdentities(rows)
	for _, i := range found {
		b.identities[i.Key()] = append(b.identities[i.Key()], i)
	}
	return err
}

// readContacts reads contacts as deciding does, and under which keys else they are
// known now.
func (b *previewBook) readContacts(ctx context.Context, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	args := store.Named{"ids": ids}
	batch := &pgx.Batch{}
	batch.Queue(store.ContactSQL+` WHERE id = ANY(@ids)`, args).
		Query(func(rows pgx.Rows) error { return store.CollectContacts(rows, b.contacts) })
	batch.Queue(`
WITH family AS MATERIALIZED (
    SELECT root.id AS root, member.id AS id
    FROM unnest(@ids::uuid[]) AS root (id) CROSS JOIN LATERAL contact_family(root.id) AS member (id)
)
SELECT f.root, k.field, k.source, k.value, k.event_id, k.at, coalesce(k.seq, 0) AS seq
FROM claims k
JOIN family f ON f.id = k.contact_id
WHERE k.contact_id = ANY(ARRAY(SELECT id FROM family)) -- or all claims might be read
ORDER BY k.field, k.source, seq, k.at`, args).Query(func(rows pgx.Rows) error {
		type claim struct {
			Root uuid.UUID
			contact.Claim
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[claim])
		for _, k := range found {
			b.contacts[k.Root].Claims = append(b.contacts[k.Root].Claims, k.Claim)
		}
		return err
	})
	batch.Queue(`
SELECT ct.contact_id, t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.contact_id = ANY(@ids)`,
		args).Query(func(rows pgx.Rows) error {
		var id uuid.UUID
		var tag string
		_, err := pgx.ForEachRow(rows, []any{&id, &tag}, func() error {
			b.contacts[id].Tags = append(b.contacts[id].Tags, tag)
			return nil
		})
		return err
	})
	batch.Queue(`SELECT DISTINCT key FROM identities WHERE contact_id = ANY(@ids) AND valid_to >= now()`, args).
		Query(func(rows pgx.Rows) error {
			keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
			b.keys = append(b.keys, keys...)
			return err
		})
	if err := b.tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	for _, c := range b.contacts {
		c.Show() // in the claims' own spelling, so that a change can be told
	}
	return nil
}

func (b *previewBook) resolve(ev contact.Event) contact.Resolution {
	return ev.Resolve(b.identities[ev.Facts.Key()])
}

// decide decides a row as it is decided once it is an event, and keeps what that
// makes of the book. A row about a contact that is not in the book is passed over.
func (b *previewBook) decide(ev contact.Event, compare bool) (decided, error) {
	r := b.resolve(ev)
	switch {
	case r.Ambiguous:
		return decided{Decision: contact.Decision{Kind: contact.Quarantined, Reason: contact.AmbiguousPhone}}, nil
	case contact.NextStep(ev.Facts, r.Found()) == contact.StepCreate:
		if err := b.create(ev); err != nil {
			return decided{}, err
		}
		r = b.resolve(ev)
	case !r.Found():
		return decided{Decision: contact.DecideStranger(ev.Facts)}, nil
	}
	c := b.contacts[r.ContactID]
	if c == nil {
		return decided{}, nil
	}
	was := *c
	if compare {
		was.Tags = slices.Clone(c.Tags) // which deciding changes in place
	}
	ch := contact.Decide(c, ev, r)
	b.add(c, ch.Add)
	out := decided{Decision: ch.Decision}
	if !b.made[c.ID] {
		out.ContactID = c.ID
	}
	if compare && out.Kind == contact.Updated {
		out.changes = contact.Differences(was, *c)
	}
	return out, nil
}

func (b *previewBook) create(ev contact.Event) error {
	c, err := contact.Create(b.channel, ev)
	if err != nil {
		return err
	}
	c.Claims = c.ProfileClaims(ev)
	b.contacts[c.ID], b.made[c.ID] = &c, true
	b.add(&c, ev.Identities())
	return nil
}

func (b *previewBook) add(c *contact.Contact, identities []contact.Identity) {
	for _, i := range identities {
		i.ContactID, i.OwnerUserID = c.ID, c.UserID
		b.identities[i.Key()] = append(slices.Clip(b.identities[i.Key()]), i)
	}
}
