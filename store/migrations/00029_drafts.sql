-- +goose Up

-- A draft is a file that was uploaded, and that nobody has told to be imported yet. It is kept until then, and has the
-- status cancelled meanwhile: programs of before this migration neither start such an import, nor end it, nor show it as
-- one that goes on. Those that know drafts show it as what it is.
--
-- Locks imports against everybody, for as long as reading it takes: it has a row for each file.
SET LOCAL lock_timeout = '3s';
ALTER TABLE imports
    ADD COLUMN draft_until timestamptz,
    ADD CONSTRAINT imports_draft CHECK (draft_until IS NULL OR status = 'cancelled' AND started_at IS NOT NULL AND finished_at IS NOT NULL);

-- +goose Down
SET LOCAL lock_timeout = '3s';
DELETE FROM imports WHERE draft_until IS NOT NULL;
ALTER TABLE imports DROP COLUMN draft_until;
