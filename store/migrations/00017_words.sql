-- +goose Up

-- One word for one thing (docs/glossary.md): what waits for its decision is
-- pending, the table is the queue, its rows are entries, and live or bulk is an
-- entry's priority.
--
-- Locks the queue against everybody, for a moment: renaming rewrites nothing.
ALTER TABLE owed RENAME TO queue;
ALTER TABLE queue RENAME COLUMN class TO priority;
ALTER SEQUENCE owed_seq RENAME TO queue_seq;
ALTER INDEX owed_pkey RENAME TO queue_pkey;
ALTER INDEX owed_due RENAME TO queue_due;

-- +goose Down
ALTER INDEX queue_due RENAME TO owed_due;
ALTER INDEX queue_pkey RENAME TO owed_pkey;
ALTER SEQUENCE queue_seq RENAME TO owed_seq;
ALTER TABLE queue RENAME COLUMN priority TO class;
ALTER TABLE queue RENAME TO owed;
