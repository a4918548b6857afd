package settings

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// TagOf returns the tag of a name, in whatever case, or ErrNotFound.
func (s *Settings) TagOf(ctx context.Context, name string) (TagRow, error) {
	rows, err := s.db.Other.Query(ctx, `
SELECT t.name, (SELECT count(*) FROM contact_tags ct JOIN contacts c ON c.id = ct.contact_id AND c.merged_into IS NULL
                WHERE ct.tag_id = t.id) AS contacts
FROM tags t
WHERE lower(t.name) = lower(@name) AND t.merged_into IS NULL`, store.Named{"name": name})
	return store.CollectOne(rows, err, pgx.RowToStructByName[TagRow], "get a tag")
}

// RenameTag gives a tag another name. Contacts have the tag by its number, so that none of
// them changes. The error ErrTaken means that another tag has the name.
func (s *Settings) RenameTag(ctx context.Context, from, to string) error {
	err := s.db.InTx(ctx, func(tx pgx.Tx) error {
		if err := lockTagNames(ctx, tx); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE tags SET name = @to WHERE lower(name) = lower(@from) AND merged_into IS NULL`,
			store.Named{"from": from, "to": to})
		if err == nil && tag.RowsAffected() == 0 {
			err = store.ErrNotFound
		}
		return err
	})
	if store.IsCode(err, "23505") {
		return ErrTaken
	}
	if err != nil {
		return fmt.Errorf("rename a tag: %w", err)
	}
	return nil
}

// lockTagNames holds the names of tags until the transaction ends: who gives contacts tags
// first sees that the names are there, and then which tags they are.
func lockTagNames(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '2s'`)
	if err == nil {
		_, err = tx.Exec(ctx, store.TagNamesAloneSQL)
	}
	return err
}

// BeginTagMerge has a tag become another one. From now on it is in no list, and who gives it
// gives the other one. MoveTags moves the contacts that have it.
func (s *Settings) BeginTagMerge(ctx context.Context, from, into string) error {
	err := s.db.InTx(ctx, func(tx pgx.Tx) error {
		if err := lockTagNames(ctx, tx); err != nil {
			return err
		}
		// Two merges at the same time see each other: no tag becomes one that becomes another.
		tag, err := tx.Exec(ctx, `
WITH other AS (SELECT id FROM tags WHERE lower(name) = lower(@into) AND merged_into IS NULL),
     gone AS (SELECT id FROM tags WHERE lower(name) = lower(@from) AND merged_into IS NULL)
UPDATE tags t SET merged_into = other.id
FROM other, gone
WHERE other.id <> gone.id AND (t.id = gone.id OR t.merged_into = gone.id)`, store.Named{"from": from, "into": into})
		if err == nil && tag.RowsAffected() == 0 {
			err = store.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("merge a tag: %w", err)
	}
	return nil
}

// tagsAtOnce is how many contacts one statement moves to another tag.
const tagsAtOnce = 1000

// MoveTags moves some contacts from tags that are merged to what these became, and reports
// whether any may be left. A tag that nobody has any more is deleted. A contact's own tag
// stays its own, also where the other one came by a merge of contacts.
func (s *Settings) MoveTags(ctx context.Context) (more bool, err error) {
	var merging, moved int64
	err = s.db.Other.QueryRow(ctx, `
WITH merging AS (SELECT id, merged_into FROM tags WHERE merged_into IS NOT NULL),
chosen AS (
    SELECT ct.contact_id, ct.tag_id FROM contact_tags ct WHERE ct.tag_id IN (SELECT id FROM merging)
    LIMIT @limit
    FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM contact_tags ct USING chosen WHERE ct.contact_id = chosen.contact_id AND ct.tag_id = chosen.tag_id
    RETURNING ct.contact_id, ct.tag_id, ct.merged_from
), moved AS (
    INSERT INTO contact_tags AS ct (contact_id, tag_id, merged_from)
    SELECT DISTINCT ON (g.contact_id, m.merged_into) g.contact_id, m.merged_into, g.merged_from
    FROM gone g JOIN merging m ON m.id = g.tag_id
    ORDER BY g.contact_id, m.merged_into, g.merged_from NULLS FIRST
    ON CONFLICT (contact_id, tag_id) DO UPDATE SET merged_from = NULL
    WHERE ct.merged_from IS NOT NULL AND excluded.merged_from IS NULL
)
SELECT (SELECT count(*) FROM merging), (SELECT count(*) FROM gone)`, store.Named{"limit": tagsAtOnce}).Scan(&merging, &moved)
	if err != nil {
		return false, fmt.Errorf("move contacts to another tag: %w", err)
	}
	if merging == 0 || moved > 0 {
		return merging > 0, nil
	}
	return s.dropMerged(ctx)
}

// dropMerged deletes the merged tags that no contact has, and reports whether any are left:
// somebody may be giving one just now, or taking one off.
func (s *Settings) dropMerged(ctx context.Context) (left bool, err error) {
	err = s.db.InTx(ctx, func(tx pgx.Tx) error {
		if err := lockTagNames(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
DELETE FROM tags t WHERE merged_into IS NOT NULL AND NOT EXISTS (SELECT FROM contact_tags ct WHERE ct.tag_id = t.id)`)
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM tags WHERE merged_into IS NOT NULL)`).Scan(&left)
	})
	switch {
	case store.IsCode(err, "55P03"), store.IsCode(err, "23503"), errors.Is(err, context.Canceled):
		return true, nil // another time
	case err != nil:
		return false, fmt.Errorf("delete a merged tag: %w", err)
	}
	return left, nil
}
