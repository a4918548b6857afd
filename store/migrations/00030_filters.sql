-- +goose Up

-- Locks contacts against everybody, for a moment: no row is rewritten.
SET LOCAL lock_timeout = '3s';

-- The hour in which a contact wrote last, -infinity where they never did. Lists by the last conversation go by it: it
-- has an index, which last_conversed_at must not have. Where a column with an index changes PostgreSQL writes an entry
-- into every index of the table, and so it would with every message. NULL: the contact is from before this migration.
-- Such contacts are filled in batches by a process that serves, while it serves. The indexes are in the next migrations.
ALTER TABLE contacts ADD COLUMN conversed_hour timestamptz;
ALTER TABLE contacts ALTER COLUMN conversed_hour SET DEFAULT '-infinity';

-- Also what a program from before this migration writes is kept up. Whoever writes a second time in the same hour does
-- not come as far as the function.
-- +goose StatementBegin
CREATE FUNCTION keep_conversed_hour() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.conversed_hour := coalesce(date_trunc('hour', NEW.last_conversed_at, 'UTC'), '-infinity');
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER contacts_conversed
    BEFORE UPDATE OF last_conversed_at ON contacts
    FOR EACH ROW
    WHEN (NEW.conversed_hour IS NOT NULL
          AND OLD.last_conversed_at IS DISTINCT FROM NEW.last_conversed_at
          AND date_trunc('hour', NEW.last_conversed_at, 'UTC') IS DISTINCT FROM NEW.conversed_hour)
    EXECUTE FUNCTION keep_conversed_hour();

-- The attributes of contacts, each a row, so that an index finds their values. contacts.attributes is what is shown. A
-- text is in lower case, and of a number there is the number. created_at is the contact's: so the contacts with a value
-- are listed in their order. There is no foreign key, which would lock a contact once more: only the trigger below
-- writes here.
CREATE TABLE contact_attributes (
    contact_id uuid NOT NULL,
    name       text NOT NULL,
    value      text COLLATE "C" NOT NULL,
    number     numeric,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (contact_id, name)
);
CREATE INDEX contact_attributes_value ON contact_attributes (name, value, created_at DESC, contact_id DESC);
CREATE INDEX contact_attributes_number ON contact_attributes (name, number, created_at DESC, contact_id DESC) WHERE number IS NOT NULL;

-- The values that the columns of the table have for some attributes.
-- +goose StatementBegin
CREATE FUNCTION attribute_values(attributes jsonb) RETURNS TABLE (name text, value text, number numeric)
LANGUAGE sql STABLE AS $$
    SELECT a.key, left(lower(a.value #>> '{}'), 255), CASE WHEN jsonb_typeof(a.value) = 'number' THEN (a.value #>> '{}')::numeric END
    FROM jsonb_each(attributes) AS a
    WHERE jsonb_typeof(a.value) IN ('string', 'number')
$$;
-- +goose StatementEnd

-- Only where attributes change, in the transaction and with the statement that changes them. A contact that is deleted
-- has no attributes.
-- +goose StatementBegin
CREATE FUNCTION keep_attributes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM contact_attributes WHERE contact_id = NEW.id AND NOT NEW.attributes ? name;
    INSERT INTO contact_attributes AS kept (contact_id, name, value, number, created_at)
    SELECT NEW.id, v.name, v.value, v.number, NEW.created_at FROM attribute_values(NEW.attributes) AS v
    ON CONFLICT (contact_id, name) DO UPDATE
    SET value = excluded.value, number = excluded.number
    WHERE (kept.value, kept.number) IS DISTINCT FROM (excluded.value, excluded.number);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER contacts_attributes
    AFTER UPDATE OF attributes ON contacts
    FOR EACH ROW
    WHEN (OLD.attributes IS DISTINCT FROM NEW.attributes)
    EXECUTE FUNCTION keep_attributes();

-- +goose Down
SET LOCAL lock_timeout = '3s';
DROP TRIGGER contacts_attributes ON contacts;
DROP TRIGGER contacts_conversed ON contacts;
DROP FUNCTION keep_attributes, keep_conversed_hour, attribute_values;
DROP TABLE contact_attributes;
ALTER TABLE contacts DROP COLUMN conversed_hour;
