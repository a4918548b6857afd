-- +goose Up

-- A profile tells a name, a username or both, and each has a time of its own.
ALTER TABLE contacts ADD COLUMN username_at timestamptz;
UPDATE contacts SET username_at = whatsapp_name_at WHERE username IS NOT NULL;

-- +goose Down
ALTER TABLE contacts DROP COLUMN username_at;
