-- +goose Up

-- Locks nothing that is there.

-- What only this installation knows: hashes are made with the secret, so that
-- nobody can try phone numbers out against them. There is one row.
CREATE TABLE installation (
    here   boolean PRIMARY KEY DEFAULT true CHECK (here),
    secret bytea NOT NULL
);
INSERT INTO installation (secret)
VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- Which request an Idempotency-Key stands for, for 30 days. Both columns are
-- keyed hashes. A row is written in the transaction that records the event or
-- keeps the import. That the same request stays one event for ever does not
-- depend on this table: the event's dedupe_key is made of the same parts.
CREATE TABLE idempotency_keys (
    key        bytea PRIMARY KEY,   -- of whose key it is, the route and the key
    request    bytea NOT NULL,      -- of what was asked for
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- +goose Down
DROP TABLE idempotency_keys, installation;
