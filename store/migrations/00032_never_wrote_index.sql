-- +goose NO TRANSACTION
-- +goose Up

-- Contacts who never wrote, newest first. A new contact who has written is not in it for a moment: the hour of the
-- message is there before the message is.
DROP INDEX CONCURRENTLY IF EXISTS contacts_never_wrote;
CREATE INDEX CONCURRENTLY contacts_never_wrote ON contacts (created_at DESC, id DESC)
    WHERE NOT hidden AND conversed_hour = '-infinity';

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS contacts_never_wrote;
