-- +goose Up

-- A token may end at a time, and may be for certain channels alone. One that is cannot have the scope admin, with
-- which its holder could make another that is not.
--
-- Locks the tokens against everybody, for a moment: the table is small, and nothing in it is written anew.
ALTER TABLE access_tokens
    ADD COLUMN expires_at timestamptz,                 -- null: it does not
    ADD COLUMN channels text[] NOT NULL DEFAULT '{}',  -- none: for all, and for what belongs to no channel
    ADD CONSTRAINT access_tokens_channels_check CHECK (cardinality(channels) = 0 OR NOT scopes @> '{admin}');

-- +goose Down

-- The program of before would let them do more than they were made for.
UPDATE access_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE expires_at IS NOT NULL OR cardinality(channels) > 0;

ALTER TABLE access_tokens
    DROP COLUMN expires_at,
    DROP COLUMN channels;
