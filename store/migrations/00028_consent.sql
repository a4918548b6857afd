-- +goose Up

-- Whether somebody agreed to marketing messages {given, at, source, text}: what the claims of the field consent come to.
--
-- And of an import, whether it may define the attributes that its columns are mapped to, and which it has defined, or
-- will define once it is confirmed: {name: type}.
--
-- Locks contacts and imports against everybody, for a moment each: nothing is rewritten. An older program leaves the
-- columns as they are.
SET LOCAL lock_timeout = '3s';
ALTER TABLE contacts ADD COLUMN consent jsonb;
ALTER TABLE imports
    ADD COLUMN define_attributes  boolean NOT NULL DEFAULT false,
    ADD COLUMN defined_attributes jsonb;

-- +goose Down
ALTER TABLE imports
    DROP COLUMN define_attributes,
    DROP COLUMN defined_attributes;
ALTER TABLE contacts DROP COLUMN consent;
