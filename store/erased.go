package store

// What of a deleted person is still to be removed is not shown meanwhile. The
// tombstone tells what is filed with the contact, erasure_keys what is filed with
// nobody and stands under one of the person's keys.

// strayOf tells whether the event e, which is filed with nobody, is about the
// person who had the key k. One that merely names a user id of theirs must not
// stand under somebody else's key.
const strayOf = `e.contact_id IS NULL AND e.decided_at <= k.erased_at
      AND was_theirs(k, coalesce(e.occurred_at, e.received_at))
      AND (k.key = e.key OR NOT EXISTS (SELECT FROM identities i WHERE i.key = e.key AND i.channel_id = e.channel_id))`

// strayEventSQL is true for an event e that is about a deleted person and filed
// with nobody, until it is emptied. Else it is null.
const strayEventSQL = `(SELECT true FROM erasure_keys k
    WHERE k.key IN (e.key, e.user_id) AND (k.channel_id = e.channel_id OR e.channel_id IS NULL AND k.sole)
      AND ` + strayOf + `
    LIMIT 1)`

// erasedSQL is true for an event e whose words are not to be shown. These are
// values, not EXISTS, which PostgreSQL may look up by reading all contacts.
const erasedSQL = `coalesce((SELECT x.deleted_at IS NOT NULL FROM contacts x WHERE x.id = e.contact_id), ` + strayEventSQL + `, false)`

// erasedRowSQL is the same for the row r of an import.
const erasedRowSQL = `coalesce(
    (SELECT x.deleted_at IS NOT NULL FROM contacts x WHERE x.id = r.contact_id),
    (SELECT x.deleted_at IS NOT NULL FROM import_rows m JOIN contacts x ON x.id = m.contact_id
     WHERE m.import_id = r.import_id AND m.n = r.merged_into),
    (SELECT true FROM erasure_keys k JOIN imports i ON i.id = r.import_id AND i.channel_id = k.channel_id
     WHERE k.key = r.key AND r.status <> 'pending' AND was_theirs(k, i.created_at)
     LIMIT 1), false)`

// emptyEventSQL takes every word out of events. What they were decided stays.
const emptyEventSQL = `UPDATE events
SET raw = '{}', facts = '{}', key = NULL, user_id = NULL, external_id = NULL, detail = NULL, trail = NULL, workflow_id = NULL`

// emptyRowSQL takes every word out of rows of imports.
const emptyRowSQL = `UPDATE import_rows SET cells = '{}', facts = NULL, key = NULL, before = NULL`
