-- +goose Up

-- A channel, form or trigger can be disabled: it takes nothing in until it is enabled. One that is deleted stays as a row,
-- so that whatever refers to it can be read. The number of a deleted channel is free for another one.
--
-- A tag that is merged into another one bears that one's id until no contact has it any more, and is deleted then. An attribute
-- that is removed stays as a row without a definition: removing_after is how far the claims of contacts were looked through,
-- and null once all were.
--
-- Locks each of these tables against everybody, for a moment. They have a few rows, and a column that may be null rewrites
-- nothing. A process of an earlier version goes on with what is disabled, and shows what is deleted.
SET LOCAL lock_timeout = '3s';
ALTER TABLE channels
    ADD COLUMN disabled_at timestamptz,
    ADD COLUMN deleted_at  timestamptz;
CREATE UNIQUE INDEX channels_number ON channels (phone_number_id) WHERE deleted_at IS NULL;
ALTER TABLE channels DROP CONSTRAINT channels_phone_number_id_key;
ALTER TABLE forms
    ADD COLUMN disabled_at timestamptz,
    ADD COLUMN deleted_at  timestamptz;
ALTER TABLE triggers
    ADD COLUMN disabled_at timestamptz,
    ADD COLUMN deleted_at  timestamptz;
ALTER TABLE tags
    ADD COLUMN merged_into bigint REFERENCES tags;
ALTER TABLE attributes
    ADD COLUMN removed_at     timestamptz,
    ADD COLUMN removing_after uuid;

-- +goose Down
SET LOCAL lock_timeout = '3s';
-- What this cannot tell any more: a deleted channel gets a number of its own, deleted forms and triggers go, and what is
-- being merged or removed stays as it is.
UPDATE channels SET phone_number_id = left('deleted ' || id, 64) WHERE deleted_at IS NOT NULL;
ALTER TABLE channels ADD CONSTRAINT channels_phone_number_id_key UNIQUE (phone_number_id);
DROP INDEX channels_number;
DELETE FROM forms WHERE deleted_at IS NOT NULL;
DELETE FROM triggers WHERE deleted_at IS NOT NULL;
DELETE FROM attributes WHERE removed_at IS NOT NULL;
ALTER TABLE channels DROP COLUMN disabled_at, DROP COLUMN deleted_at;
ALTER TABLE forms DROP COLUMN disabled_at, DROP COLUMN deleted_at;
ALTER TABLE triggers DROP COLUMN disabled_at, DROP COLUMN deleted_at;
ALTER TABLE tags DROP COLUMN merged_into;
ALTER TABLE attributes DROP COLUMN removed_at, DROP COLUMN removing_after;
