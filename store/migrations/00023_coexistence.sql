-- +goose Up

-- What a channel wants of what WhatsApp synchronises when a number is connected that
-- the business uses in the app on its phone: the phone's address book, and old
-- messages.
--
-- Locks the channels, which are few, for a moment: a default needs no row rewritten.
-- A program that does not know the columns leaves them as they are.
ALTER TABLE channels
    ADD COLUMN address_book text NOT NULL DEFAULT 'ignore' CHECK (address_book IN ('ignore', 'import')),
    ADD COLUMN history text NOT NULL DEFAULT 'attach' CHECK (history IN ('attach', 'import'));

-- +goose Down
ALTER TABLE channels DROP COLUMN history, DROP COLUMN address_book;
