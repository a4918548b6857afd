-- +goose Up

-- Lists of what came from a source that is rare beside messages. What messages
-- bring is not in them, so that recording it costs nothing more.
CREATE INDEX contacts_source ON contacts (source, created_at DESC, id DESC) WHERE NOT hidden AND source <> 'message';
CREATE INDEX events_source ON events (source, id) WHERE source <> 'message';

-- Most contacts are a family of one. PostgreSQL takes a function for a thousand
-- rows unless told, and then reads all claims for them.
ALTER FUNCTION contact_family(uuid) ROWS 2;

-- +goose Down
ALTER FUNCTION contact_family(uuid) ROWS 1000;
DROP INDEX contacts_source, events_source;
