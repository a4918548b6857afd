-- +goose NO TRANSACTION
-- +goose Up

-- The indexes of what migration 22 has made. Each statement may be run again: what one of them has left unfinished is
-- done anew. Building an index reads the table once and locks nobody out.

-- Takes the place of contacts_search. A program from before this migration still searches, but looks at every contact.
DROP INDEX CONCURRENTLY IF EXISTS contacts_folded;
CREATE INDEX CONCURRENTLY contacts_folded ON contacts USING gin (coalesce(folded, search) gin_trgm_ops);
DROP INDEX CONCURRENTLY IF EXISTS contacts_search;

-- What is still to be folded.
DROP INDEX CONCURRENTLY IF EXISTS contacts_unfolded;
CREATE INDEX CONCURRENTLY contacts_unfolded ON contacts (id) WHERE folded IS NULL;

-- Submissions that were judged anew: who asks by the number that was written first finds them. There are few, and a first
-- decision does not touch the column.
DROP INDEX CONCURRENTLY IF EXISTS events_replayed;
CREATE INDEX CONCURRENTLY events_replayed ON events (id) WHERE trail IS NOT NULL AND source = 'form';

-- The planner has to know how common what is searched is.
ANALYZE contacts;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS events_replayed;
DROP INDEX CONCURRENTLY IF EXISTS contacts_unfolded;
DROP INDEX CONCURRENTLY IF EXISTS contacts_search;
CREATE INDEX CONCURRENTLY contacts_search ON contacts USING gin (search gin_trgm_ops);
DROP INDEX CONCURRENTLY IF EXISTS contacts_folded;
