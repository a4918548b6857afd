-- +goose NO TRANSACTION
-- +goose Up

-- The contacts of an assignee, newest first.
DROP INDEX CONCURRENTLY IF EXISTS contacts_assignee;
CREATE INDEX CONCURRENTLY contacts_assignee ON contacts (lower(assignee), created_at DESC, id DESC)
    WHERE NOT hidden AND assignee IS NOT NULL;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS contacts_assignee;
