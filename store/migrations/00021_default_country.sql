-- +goose Up

-- The country, two letters, of numbers that come in without a country code: of a channel, and of a form or trigger that
-- knows better. Null: numbers need their country code.
--
-- Locks these small tables against everybody, for a moment. An older program leaves the columns as they are.
ALTER TABLE channels ADD COLUMN default_country text;
ALTER TABLE forms ADD COLUMN default_country text;
ALTER TABLE triggers ADD COLUMN default_country text;

-- +goose Down
ALTER TABLE triggers DROP COLUMN default_country;
ALTER TABLE forms DROP COLUMN default_country;
ALTER TABLE channels DROP COLUMN default_country;
