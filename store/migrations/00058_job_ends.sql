-- +goose Up

-- Why a job has ended that nobody here has ended: error has words for whoever looks at it. excepted is how many contacts of
-- its filter it was told to leave out. A process of an earlier version leaves both alone.
--
-- Locks jobs against everybody, for a moment: a constant default rewrites nothing.
SET LOCAL lock_timeout = '3s';
ALTER TABLE jobs
    ADD COLUMN error    text,
    ADD COLUMN excepted integer NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE jobs DROP COLUMN error, DROP COLUMN excepted;
