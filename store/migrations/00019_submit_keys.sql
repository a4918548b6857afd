-- +goose Up

-- What a service sends with a submission that can neither sign nor send headers:
-- it stands in the address, and is good for nothing else. It is kept as it is, since
-- people copy the address again and again. The database makes it, of 244 random
-- bits: for the forms that are there, for new ones, and whenever a key is rotated.
--
-- Locks forms against everybody while its few rows are written anew.
ALTER TABLE forms ADD COLUMN submit_key text NOT NULL
    DEFAULT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');

-- Which statuses were counted last, as hashes: one that comes again counts once.
--
-- Locks delivery_statuses against everybody, for a moment: a constant default
-- rewrites nothing.
SET LOCAL lock_timeout = '3s';
ALTER TABLE delivery_statuses ADD COLUMN counted bigint[] NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE delivery_statuses DROP COLUMN counted;
ALTER TABLE forms DROP COLUMN submit_key;
