-- +goose Up

-- The first rows of each outcome that a dry run found, while it waits for a person. changes has what the contact shows and
-- would show, which is the person's: it goes with the contact, and with the wait's end. What the file says stands in
-- import_rows. contact_id is empty of somebody whom the file would create.
--
-- Nobody uses the table yet. For the reference imports is locked against writing, for a moment.
SET LOCAL lock_timeout = '3s';
CREATE TABLE import_samples (
    import_id     uuid    NOT NULL REFERENCES imports ON DELETE CASCADE,
    n             integer NOT NULL,
    outcome       text    NOT NULL CHECK (outcome IN ('created', 'updated', 'unchanged', 'failed')),
    reason        text    NOT NULL,
    suggested_fix text    NOT NULL,
    contact_id    uuid,
    changes       jsonb   NOT NULL,
    PRIMARY KEY (import_id, n)
);
CREATE INDEX import_samples_contact ON import_samples (contact_id) WHERE contact_id IS NOT NULL;

-- +goose Down
DROP TABLE import_samples;
