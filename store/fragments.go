package store

// What of a deleted person is still to be removed is not shown meanwhile. The
// tombstone tells what is filed with the contact, erasure_keys what is filed with
// nobody and stands under one of the person's keys.

// StrayOfSQL tells whether the event e, which is filed with nobody, is about the
// person who had the key k. One that merely names a user id of theirs must not
// stand under somebody else's key.
const StrayOfSQL = `e.contact_id IS NULL AND e.decided_at <= k.erased_at
      AND was_theirs(k, coalesce(e.occurred_at, e.received_at))
      AND (k.key = e.key OR NOT EXISTS (SELECT FROM identities i WHERE i.key = e.key AND i.channel_id = e.channel_id))`

// StrayEventSQL is true for an event e that is about a deleted person and filed
// with nobody, until it is emptied. Else it is null.
const StrayEventSQL = `(SELECT true FROM erasure_keys k
    WHERE k.key IN (e.key, e.user_id) AND (k.channel_id = e.channel_id OR e.channel_id IS NULL AND k.sole)
      AND ` + StrayOfSQL + `
    LIMIT 1)`

// ErasedEventSQL is true for an event e whose words are not to be shown. These are
// values, not EXISTS, which PostgreSQL may look up by reading all contacts.
const ErasedEventSQL = `coalesce((SELECT x.deleted_at IS NOT NULL FROM contacts x WHERE x.id = e.contact_id), ` + StrayEventSQL + `, false)`

// ErasedRowSQL is the same for the row r of an import.
const ErasedRowSQL = `coalesce(
    (SELECT x.deleted_at IS NOT NULL FROM contacts x WHERE x.id = r.contact_id),
    (SELECT x.deleted_at IS NOT NULL FROM import_rows m JOIN contacts x ON x.id = m.contact_id
     WHERE m.import_id = r.import_id AND m.n = r.merged_into),
    (SELECT true FROM erasure_keys k JOIN imports i ON i.id = r.import_id AND i.channel_id = k.channel_id
     WHERE k.key = r.key AND r.status <> 'pending' AND was_theirs(k, i.created_at)
     LIMIT 1), false)`

// EmptyEventSQL takes every word out of events. What they were decided stays.
const EmptyEventSQL = `UPDATE events
SET raw = '{}', facts = '{}', key = NULL, user_id = NULL, external_id = NULL, detail = NULL, trail = NULL, workflow_id = NULL`

// EmptyRowSQL takes every word out of rows of imports.
const EmptyRowSQL = `UPDATE import_rows SET cells = '{}', facts = NULL, key = NULL, before = NULL`

// WithMergedSQL is rows of imports that were chosen, and those that were merged
// into them.
const WithMergedSQL = `
        SELECT r.import_id, r.n FROM chosen c JOIN import_rows r ON r.import_id = c.import_id AND r.n = c.n
        UNION
        SELECT r.import_id, r.n FROM chosen c JOIN import_rows r ON r.import_id = c.import_id AND r.merged_into = c.n`

// UndoableRowSQL finds rows that did something: also ones that changed nothing that
// is shown, but claimed a value.
const UndoableRowSQL = `(r.status IN ('created', 'updated') OR r.status = 'unchanged' AND r.before IS NOT NULL)`

// Undoing is to how many contacts undoing something would do what now.
type Undoing struct {
	Removes, Restores int64
	// Of those that it leaves, those who were changed since, and those who are gone: deleted
	// or, of an import, part of another.
	Edited, Gone int64
}

// Leaves is how many it leaves as they are.
func (u Undoing) Leaves() int64 { return u.Edited + u.Gone }

// Takes is how many it changes.
func (u Undoing) Takes() int64 { return u.Removes + u.Restores }

// GivesSQL finds events that give a contact something. A person who gives what is there
// already has made it theirs.
const GivesSQL = `(e.facts::jsonb -> 'fields') - ARRAY['remove_tags', 'clear', 'skipped'] <> '{}'`

// TouchedRowSQL tells whether somebody else did something to a contact since the row r of
// an import, decided by the event own. Undoing leaves such a contact, and saying before
// what it would do goes by the same.
func TouchedRowSQL(contactID, importID string) string {
	return `EXISTS (
    SELECT FROM events e
    WHERE (e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = ` + contactID + `)
      AND e.contact_id = ` + contactID + ` AND e.origin <> (` + importID + `)::text AND e.kind <> 'undo'
      AND NOT EXISTS (SELECT FROM imports i WHERE e.source = 'import' AND i.id::text = e.origin AND i.status = 'undone')
      AND (r.status = 'created' AND (e.decision IN ('attached', 'updated') OR e.reason = 'nothing_new' AND ` + GivesSQL + `)
           OR e.decision = 'updated' AND e.source <> 'system' AND e.decided_at > own.decided_at))`
}

// TagNamesSQL keeps the names of tags as they are until the transaction ends, together with
// everybody else who gives tags, and TagNamesAloneSQL is for whoever changes names.
const (
	TagNamesSQL      = `SELECT pg_advisory_xact_lock_shared(hashtextextended('the names of tags', 0))`
	TagNamesAloneSQL = `SELECT pg_advisory_xact_lock(hashtextextended('the names of tags', 0))`
)
