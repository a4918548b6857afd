-- +goose Up

-- Every search goes through what PostgreSQL has not put into the index of searches yet: up to 4 MB, which is 8,000 contacts.
-- With 256 kB it puts contacts there sooner. That costs the same, and who has to do it waits for 500 of them.
--
-- Locks contacts against everybody, for a moment.
SET LOCAL lock_timeout = '3s';
ALTER INDEX contacts_folded SET (gin_pending_list_limit = 256);

-- +goose Down
SET LOCAL lock_timeout = '3s';
ALTER INDEX contacts_folded RESET (gin_pending_list_limit);
