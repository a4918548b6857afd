-- +goose Up

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

-- What is searched of a contact, folded: without case and accents. The program folds, since unaccent() may not be
-- indexed, and a contact that nobody has folded yet is searched as before. Contacts are folded in batches by a process
-- that serves, while it serves. The indexes are in migration 24.
--
-- Locks contacts against everybody, for a moment, and waits for that a few seconds at most.
SET LOCAL lock_timeout = '3s';
ALTER TABLE contacts ADD COLUMN folded text;

-- A program from before this migration changes what is searched and leaves folded as it was. Whatever it has changed is
-- folded again. A program that folds is not kept up: the condition is looked at before the function is called.
-- +goose StatementBegin
CREATE FUNCTION unfold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.folded := NULL;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER contacts_unfold
    BEFORE UPDATE OF display_name, whatsapp_name, username, wa_id, user_id ON contacts
    FOR EACH ROW
    WHEN (OLD.folded IS NOT DISTINCT FROM NEW.folded
          AND (OLD.display_name, OLD.whatsapp_name, OLD.username, OLD.wa_id, OLD.user_id)
              IS DISTINCT FROM (NEW.display_name, NEW.whatsapp_name, NEW.username, NEW.wa_id, NEW.user_id))
    EXECUTE FUNCTION unfold();

-- +goose Down
DROP TRIGGER contacts_unfold ON contacts;
DROP FUNCTION unfold();
ALTER TABLE contacts DROP COLUMN folded;
