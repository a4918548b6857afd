-- +goose NO TRANSACTION
-- +goose Up

-- Contacts by name: what is searched begins with the name as it is shown, folded. 60 letters are enough to tell the order.
DROP INDEX CONCURRENTLY IF EXISTS contacts_name;
CREATE INDEX CONCURRENTLY contacts_name ON contacts ((left(coalesce(folded, search), 60) COLLATE "C"), id) WHERE NOT hidden;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS contacts_name;
