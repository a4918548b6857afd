-- +goose Up

-- A contact may have no identity: its number went to somebody else. It then has a key of its own, "id:" and its id,
-- which stands in identities as a kind of its own, so that the events under it are found like all others. Both tables
-- are locked for a moment; rows are checked by the next migration, which locks nobody out.
SET LOCAL lock_timeout = '3s';
ALTER TABLE contacts DROP CONSTRAINT contacts_known;
ALTER TABLE identities DROP CONSTRAINT identities_kind_check;
ALTER TABLE identities ADD CONSTRAINT identities_kind_check
    CHECK (kind IN ('wa_id', 'user_id', 'parent_user_id', 'id')) NOT VALID;

-- +goose Down
DELETE FROM identities WHERE kind = 'id';
ALTER TABLE identities DROP CONSTRAINT identities_kind_check;
ALTER TABLE identities ADD CONSTRAINT identities_kind_check CHECK (kind IN ('wa_id', 'user_id', 'parent_user_id'));
ALTER TABLE contacts ADD CONSTRAINT contacts_known
    CHECK (wa_id IS NOT NULL OR user_id IS NOT NULL OR deleted_at IS NOT NULL) NOT VALID;
