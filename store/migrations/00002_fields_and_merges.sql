-- +goose Up

-- What people, forms and callers say about a contact besides its name.
ALTER TABLE contacts
    ADD COLUMN remarks    text,
    ADD COLUMN assignee   text,
    ADD COLUMN deleted_at timestamptz;          -- a tombstone: it holds no personal data any more

ALTER TABLE contacts DROP CONSTRAINT contacts_check;
ALTER TABLE contacts ADD CONSTRAINT contacts_known
    CHECK (wa_id IS NOT NULL OR user_id IS NOT NULL OR deleted_at IS NOT NULL);

-- Lists show neither tombstones nor what became part of another contact.
ALTER TABLE contacts
    ADD COLUMN hidden boolean GENERATED ALWAYS AS (merged_into IS NOT NULL OR deleted_at IS NOT NULL) STORED;
DROP INDEX contacts_list, contacts_channel_list, contacts_ad;
CREATE INDEX contacts_list ON contacts (created_at DESC, id DESC) WHERE NOT hidden;
CREATE INDEX contacts_channel_list ON contacts (channel_id, created_at DESC, id DESC) WHERE NOT hidden;
CREATE INDEX contacts_ad ON contacts (ad_id, created_at DESC, id DESC) WHERE NOT hidden AND ad_id IS NOT NULL;
CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;

-- A source may also say that a field is empty.
ALTER TABLE claims ALTER COLUMN value DROP NOT NULL;

-- A merge moves identities and messages, and keeps with each the contacts it
-- came from, the latest last, so that it can be taken back. Claims do not move:
-- those of a whole family of merged contacts count.
ALTER TABLE identities ADD COLUMN merged_path uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE messages ADD COLUMN merged_path uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE contact_tags ADD COLUMN merged_from uuid;

CREATE TABLE merges (
    event_id  uuid PRIMARY KEY,
    winner    uuid NOT NULL REFERENCES contacts,
    loser     uuid NOT NULL REFERENCES contacts,
    before    jsonb NOT NULL,                   -- the winner's opt-out, which cannot be told from anything else
    merged_at timestamptz NOT NULL DEFAULT now(),
    undone_at timestamptz
);
CREATE UNIQUE INDEX merges_open ON merges (loser) WHERE undone_at IS NULL;

ALTER TABLE conflicts
    ADD COLUMN resolution     text CHECK (resolution IN ('merge_into_a', 'merge_into_b', 'keep_both')),
    ADD COLUMN resolved_event uuid;

-- +goose StatementBegin
CREATE FUNCTION contact_family(root uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE family AS (
        SELECT root AS id
        UNION
        SELECT c.id FROM contacts c JOIN family f ON c.merged_into = f.id
    )
    SELECT id FROM family
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION live_contact(start uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up AS (
        SELECT id, merged_into FROM contacts WHERE id = start
        UNION
        SELECT c.id, c.merged_into FROM contacts c JOIN up ON c.id = up.merged_into
    )
    SELECT id FROM up WHERE merged_into IS NULL
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION live_contact, contact_family;
DROP TABLE merges;
ALTER TABLE conflicts DROP COLUMN resolution, DROP COLUMN resolved_event;
ALTER TABLE contact_tags DROP COLUMN merged_from;
ALTER TABLE messages DROP COLUMN merged_path;
ALTER TABLE identities DROP COLUMN merged_path;
DROP INDEX contacts_list, contacts_channel_list, contacts_ad, contacts_merged;
ALTER TABLE contacts DROP COLUMN hidden;
ALTER TABLE contacts DROP CONSTRAINT contacts_known;
DELETE FROM claims WHERE value IS NULL;
ALTER TABLE claims ALTER COLUMN value SET NOT NULL;
ALTER TABLE contacts DROP COLUMN remarks, DROP COLUMN assignee, DROP COLUMN deleted_at;
CREATE INDEX contacts_list ON contacts (created_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX contacts_channel_list ON contacts (channel_id, created_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX contacts_ad ON contacts (ad_id, created_at DESC, id DESC) WHERE ad_id IS NOT NULL;
