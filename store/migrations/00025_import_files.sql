-- +goose Up

-- What an import was told of its file (options: encoding, delimiter, sheet, …), and
-- what the file turned out to be (file). Neither holds a text of a row. Both are null
-- of imports from before.
--
-- Locks imports against everybody, for a moment: nothing is rewritten.
SET LOCAL lock_timeout = '3s';
ALTER TABLE imports
    ADD COLUMN options jsonb,
    ADD COLUMN file    jsonb;

-- +goose Down
ALTER TABLE imports
    DROP COLUMN options,
    DROP COLUMN file;
