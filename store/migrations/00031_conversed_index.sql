-- +goose NO TRANSACTION
-- +goose Up

-- Who wrote last, and who is still to be filled (migration 30). Building an index reads the table once and locks nobody
-- out.
DROP INDEX CONCURRENTLY IF EXISTS contacts_conversed;
CREATE INDEX CONCURRENTLY contacts_conversed ON contacts (conversed_hour DESC) WHERE NOT hidden;

DROP INDEX CONCURRENTLY IF EXISTS contacts_unfilled;
CREATE INDEX CONCURRENTLY contacts_unfilled ON contacts (id) WHERE conversed_hour IS NULL;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS contacts_unfilled;
DROP INDEX CONCURRENTLY IF EXISTS contacts_conversed;
