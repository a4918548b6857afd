-- +goose Up

-- Locks imports and their rows against everybody while the primary key of the rows is made anew, which takes as long as
-- reading and sorting them once. Imports wait meanwhile, and so do deletions of people; messages do not.

-- Who reads a file may hang, with rows that are neither committed nor gone: a
-- backend that is stopped keeps them for as long as it likes. The next attempt
-- writes the same rows under its own number, and so does not wait for those. Only
-- the latest attempt may commit. imports.staged and imports.pages are no longer
-- kept: what is staged is in import_rows, and changing a row of imports with every
-- chunk would hold up whoever wants to change its status.
ALTER TABLE imports ADD COLUMN staging_attempt integer NOT NULL DEFAULT 0;
ALTER TABLE import_rows ADD COLUMN attempt integer NOT NULL DEFAULT 0;
ALTER TABLE import_rows
    DROP CONSTRAINT import_rows_pkey,
    ADD PRIMARY KEY (import_id, n, attempt);

-- +goose Down
ALTER TABLE import_rows
    DROP CONSTRAINT import_rows_pkey,
    ADD PRIMARY KEY (import_id, n);
ALTER TABLE import_rows DROP COLUMN attempt;
ALTER TABLE imports DROP COLUMN staging_attempt;
