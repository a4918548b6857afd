package settings

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ErrRemoving says that an attribute is being removed, so that values of it are still there.
var ErrRemoving = errors.New("being removed")

// notDefined says why an attribute could not be defined.
func (s *Settings) notDefined(ctx context.Context, name string) error {
	var removing bool
	err := s.db.Other.QueryRow(ctx, `SELECT removing_after IS NOT NULL FROM attributes WHERE name = @name`,
		store.Named{"name": name}).Scan(&removing)
	switch {
	case err != nil:
		return err
	case removing:
		return ErrRemoving
	}
	return ErrInUse
}

// AttributeHolds is what refers to an attribute.
type AttributeHolds struct {
	Contacts int64 // that show a value
	Forms    int64 // with an answer that goes to it
	Imports  int64 // under way, with a column that goes to it
}

// AttributeHolds counts what refers to an attribute, or returns ErrNotFound.
func (s *Settings) AttributeHolds(ctx context.Context, name string) (AttributeHolds, error) {
	rows, err := s.db.Other.Query(store.Patient(ctx), `
SELECT (SELECT count(*) FROM contact_attributes v JOIN contacts c ON c.id = v.contact_id AND NOT c.hidden WHERE v.name = a.name) AS contacts,
       (SELECT count(*) FROM forms f WHERE f.deleted_at IS NULL
           AND EXISTS (SELECT FROM jsonb_each_text(f.fields) AS t WHERE t.value = @field)) AS forms,
       (SELECT count(*) FROM imports i WHERE i.draft_until IS NULL AND i.status NOT IN ('completed', 'cancelled', 'failed', 'undone')
           AND position(to_json(@field::text)::text IN concat(i.columns, i.mapping)) > 0) AS imports
FROM attributes a
WHERE a.name = @name AND a.removed_at IS NULL`, store.Named{"name": name, "field": contact.AttributePrefix + name})
	return store.CollectOne(rows, err, pgx.RowToStructByName[AttributeHolds], "count what refers to attribute %s", name)
}

// RemoveAttribute has nobody give an attribute any more. RemoveValues removes the values that
// there are.
func (s *Settings) RemoveAttribute(ctx context.Context, name string) error {
	tag, err := s.db.Other.Exec(ctx, `
UPDATE attributes SET removed_at = clock_timestamp(), updated_at = clock_timestamp(), removing_after = @none
WHERE name = @name AND removed_at IS NULL`, store.Named{"name": name, "none": uuid.Nil})
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("remove attribute %s: %w", name, err)
	}
	return nil
}

const (
	claimsAtOnce = 5000 // that are looked through together
	valuesAtOnce = 200  // contacts that are changed together: a message to one of them waits for no more
)

// removal is an attribute that was removed.
type removal struct {
	Name          string
	RemovingAfter *uuid.UUID // whose claims were looked through last; nil: all were
}

// RemoveValues removes some values of attributes that were removed, and reports whether any
// may be left. First the claims of all contacts are looked through, since some stand behind a
// stronger one. From then on it finds what is shown after all: an event that was recorded
// before, or the undoing of a job, may bring a value.
func (s *Settings) RemoveValues(ctx context.Context) (more bool, err error) {
	rows, err := s.db.Other.Query(ctx, `
SELECT name, removing_after FROM attributes WHERE removed_at IS NOT NULL ORDER BY removing_after NULLS LAST, name`)
	removed, err := store.Collect(rows, err, pgx.RowToStructByName[removal], "list removed attributes")
	if err != nil {
		return false, err
	}
	for _, r := range removed {
		var n int
		if r.RemovingAfter != nil {
			n, err = 1, s.lookThrough(ctx, r)
		} else {
			n, err = s.removeShown(ctx, r.Name)
		}
		if err != nil {
			return false, fmt.Errorf("remove values of attribute %s: %w", r.Name, err)
		}
		more = more || n > 0
	}
	return more, nil
}

// lookThrough removes what the next claims say of an attribute. If one of their contacts is
// just being decided about, the next look begins with the same claims.
func (s *Settings) lookThrough(ctx context.Context, r removal) error {
	return s.db.InTx(ctx, func(tx pgx.Tx) error {
		args := store.Named{"name": r.Name, "field": contact.AttributePrefix + r.Name, "after": r.RemovingAfter, "limit": claimsAtOnce}
		var last *uuid.UUID
		var having []uuid.UUID
		err := tx.QueryRow(ctx, `
WITH looked AS MATERIALIZED (
    SELECT contact_id, field FROM claims WHERE contact_id > @after ORDER BY contact_id LIMIT @limit
)
SELECT (SELECT contact_id FROM looked ORDER BY contact_id DESC LIMIT 1),
       ARRAY(SELECT DISTINCT contact_id FROM looked WHERE field = @field ORDER BY contact_id)`, args).Scan(&last, &having)
		if err != nil {
			return err
		}
		switch {
		case len(having) > valuesAtOnce:
			having = having[:valuesAtOnce]
			last = &having[valuesAtOnce-1]
		case last != nil: // who may have more claims than were looked at
			having = append(having, *last)
		}
		all, err := removeValues(ctx, tx, args, having)
		if err != nil || !all {
			return err
		}
		args["last"] = last
		_, err = tx.Exec(ctx, `UPDATE attributes SET removing_after = @last WHERE name = @name AND removing_after = @after`, args)
		return err
	})
}

// removeShown removes values that some contacts show, and returns how many contacts it found.
func (s *Settings) removeShown(ctx context.Context, name string) (found int, err error) {
	args := store.Named{"name": name, "field": contact.AttributePrefix + name, "limit": valuesAtOnce}
	rows, err := s.db.Other.Query(ctx, `SELECT contact_id FROM contact_attributes WHERE name = @name LIMIT @limit`, args)
	having, err := store.Collect(rows, err, pgx.RowTo[uuid.UUID], "find who shows it")
	if err != nil || len(having) == 0 {
		return 0, err
	}
	err = s.db.InTx(ctx, func(tx pgx.Tx) error {
		_, err := removeValues(ctx, tx, args, having)
		return err
	})
	return len(having), err
}

// removeValues removes what contacts claim of an attribute, and show. all is false if one of
// them is just being decided about, and was left alone. Each statement sees what was committed
// before the contacts were locked.
func removeValues(ctx context.Context, tx pgx.Tx, args store.Named, contacts []uuid.UUID) (all bool, err error) {
	if len(contacts) == 0 {
		return true, nil
	}
	args["ids"] = contacts
	rows, err := tx.Query(ctx, `SELECT id FROM contacts WHERE id = ANY(@ids::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`, args)
	free, err := store.Collect(rows, err, pgx.RowTo[uuid.UUID], "lock contacts")
	if err != nil {
		return false, err
	}
	args["free"] = free
	for _, sql := range []string{
		`DELETE FROM claims WHERE contact_id = ANY(@free::uuid[]) AND field = @field`,
		`UPDATE contacts SET attributes = attributes - @name::text, version = version + 1 WHERE id = ANY(@free::uuid[]) AND attributes ? @name`,
	} {
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return false, err
		}
	}
	missing := slices.ContainsFunc(contacts, func(id uuid.UUID) bool { return !slices.Contains(free, id) })
	return !missing, nil
}
