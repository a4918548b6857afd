-- +goose Up

-- Who had opted out when they were erased: a keyed hash of each identity that they had, from which nothing can be read
-- without ERASURE_KEY. erased is the tombstone, by which the rows of one person belong together; taken_by the contact
-- that has the identity now. The table is new: nothing is locked by it.
CREATE TABLE erased_opt_outs (
    hash         bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    erased       uuid NOT NULL,
    opted_out_at timestamptz NOT NULL,
    taken_by     uuid
);
CREATE INDEX erased_opt_outs_erased ON erased_opt_outs (erased);
CREATE INDEX erased_opt_outs_taken ON erased_opt_outs (taken_by) WHERE taken_by IS NOT NULL;

-- A contact is half from its creation until its first event is decided: nobody is shown it. The column is in no index,
-- and is set by an update that is made anyway. Programs of before do not know it: what they create is not half, and what
-- they decide is not any more, which the trigger sees to. contacts is locked for a moment.
SET LOCAL lock_timeout = '3s';
ALTER TABLE contacts ADD COLUMN half boolean NOT NULL DEFAULT false;
-- +goose StatementBegin
CREATE FUNCTION make_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.half := false;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER contacts_whole BEFORE UPDATE OF version ON contacts FOR EACH ROW WHEN (OLD.half AND NEW.half)
    EXECUTE FUNCTION make_whole();

-- +goose Down
DROP TRIGGER contacts_whole ON contacts;
DROP FUNCTION make_whole;
ALTER TABLE contacts DROP COLUMN half;
DROP TABLE erased_opt_outs;
