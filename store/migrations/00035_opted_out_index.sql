-- +goose NO TRANSACTION
-- +goose Up

-- Contacts who want no marketing messages, newest first.
DROP INDEX CONCURRENTLY IF EXISTS contacts_opted_out;
CREATE INDEX CONCURRENTLY contacts_opted_out ON contacts (created_at DESC, id DESC)
    WHERE NOT hidden AND opted_out_at IS NOT NULL;

-- The planner has to know how common the values of what migration 30 has added are.
ANALYZE contacts;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS contacts_opted_out;
