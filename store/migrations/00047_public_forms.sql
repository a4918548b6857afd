-- +goose Up

-- A public form has a page of its own and takes what people send from other sites. A process of an earlier version leaves
-- both columns alone, and has no such page.
--
-- Locks forms against everybody, for a moment: a constant default rewrites nothing.
ALTER TABLE forms
    ADD COLUMN public     boolean NOT NULL DEFAULT false,
    ADD COLUMN thanks_url text;

-- +goose Down
ALTER TABLE forms DROP COLUMN public, DROP COLUMN thanks_url;
