-- +goose NO TRANSACTION
-- +goose Up

-- What is searched of a contact, folded: without case and accents. The program folds, since unaccent() may not be
-- indexed, and a contact that nobody has folded yet is searched as before. Contacts are folded in batches by a process
-- that serves, while it serves.
--
-- Each statement may be run again: what one of them has left unfinished is done anew. The first ones lock contacts
-- against everybody, for a moment; they wait for that a few seconds at most. Building an index reads the table once and
-- locks nobody out.
SET lock_timeout = '4s';

ALTER TABLE contacts ADD COLUMN IF NOT EXISTS folded text;

-- A program from before this migration changes what is searched and leaves folded as it was. Whatever it has changed is
-- folded again. A program that folds is not kept up: the condition is looked at before the function is called.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION unfold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.folded := NULL;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
DROP TRIGGER IF EXISTS contacts_unfold ON contacts;
CREATE TRIGGER contacts_unfold
    BEFORE UPDATE OF display_name, whatsapp_name, username, wa_id, user_id ON contacts
    FOR EACH ROW
    WHEN (OLD.folded IS NOT DISTINCT FROM NEW.folded
          AND (OLD.display_name, OLD.whatsapp_name, OLD.username, OLD.wa_id, OLD.user_id)
              IS DISTINCT FROM (NEW.display_name, NEW.whatsapp_name, NEW.username, NEW.wa_id, NEW.user_id))
    EXECUTE FUNCTION unfold();

-- Tags that differ only in how their letters are composed are one tag.
-- +goose StatementBegin
DO $$
DECLARE
    odd record;
    same bigint;
BEGIN
    FOR odd IN SELECT id, name FROM tags WHERE normalize(name, NFC) <> name ORDER BY id FOR UPDATE LOOP
        SELECT id INTO same FROM tags WHERE lower(name) = lower(normalize(odd.name, NFC)) AND id <> odd.id;
        IF same IS NULL THEN
            UPDATE tags SET name = normalize(odd.name, NFC) WHERE id = odd.id;
        ELSE
            INSERT INTO contact_tags (contact_id, tag_id, merged_from)
            SELECT contact_id, same, merged_from FROM contact_tags WHERE tag_id = odd.id
            ON CONFLICT DO NOTHING;
            DELETE FROM contact_tags WHERE tag_id = odd.id;
            DELETE FROM tags WHERE id = odd.id;
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

RESET lock_timeout;

-- Takes the place of contacts_search. A program from before this migration still searches, but looks at every contact.
DROP INDEX CONCURRENTLY IF EXISTS contacts_folded;
CREATE INDEX CONCURRENTLY contacts_folded ON contacts USING gin (coalesce(folded, search) gin_trgm_ops);
DROP INDEX CONCURRENTLY IF EXISTS contacts_search;

-- What is still to be folded.
DROP INDEX CONCURRENTLY IF EXISTS contacts_unfolded;
CREATE INDEX CONCURRENTLY contacts_unfolded ON contacts (id) WHERE folded IS NULL;

-- Submissions that were judged anew: who asks by the number that was written first finds them. There are few, and a first
-- decision does not touch the column.
DROP INDEX CONCURRENTLY IF EXISTS events_replayed;
CREATE INDEX CONCURRENTLY events_replayed ON events (id) WHERE trail IS NOT NULL AND source = 'form';

-- The planner has to know how common what is searched is.
ANALYZE contacts;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS events_replayed;
DROP INDEX CONCURRENTLY IF EXISTS contacts_unfolded;
DROP INDEX CONCURRENTLY IF EXISTS contacts_search;
CREATE INDEX CONCURRENTLY contacts_search ON contacts USING gin (search gin_trgm_ops);
DROP INDEX CONCURRENTLY IF EXISTS contacts_folded;
DROP TRIGGER IF EXISTS contacts_unfold ON contacts;
DROP FUNCTION IF EXISTS unfold();
ALTER TABLE contacts DROP COLUMN IF EXISTS folded;
