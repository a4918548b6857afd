-- +goose Up

-- How many contacts of a channel are shown: PostgreSQL would take it for chance that somebody is in a channel and was deleted.
-- What there is to know it learns when it looks at contacts the next time.
--
-- Locks contacts against other statistics, indexes and VACUUM, for a moment.
SET LOCAL lock_timeout = '3s';
CREATE STATISTICS contacts_shown (mcv) ON channel_id, hidden, half FROM contacts;

-- +goose Down
DROP STATISTICS contacts_shown;
