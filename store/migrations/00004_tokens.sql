-- +goose Up

-- Who may use the API, and for what. A token itself is never stored: its
-- SHA-256 is enough to know it again. A slow hash as for passwords would guard
-- nothing more, since a token is 256 random bits and cannot be guessed.
--
-- A revoked token keeps its row, so that the list still says whose it was.
CREATE TABLE access_tokens (
    id           uuid PRIMARY KEY,
    name         text NOT NULL,
    prefix       text NOT NULL,               -- how the token begins, for people to tell tokens apart
    hash         bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,                 -- to the minute
    revoked_at   timestamptz
);

-- +goose Down
DROP TABLE access_tokens;
