-- +goose Up

-- What was merged into a contact is found by its index, whatever the statistics
-- say. Without OFFSET 0, PostgreSQL may read all merged contacts for each.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION contact_family(root uuid) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 2 AS $$
    WITH RECURSIVE family AS (
        SELECT root AS id
        UNION
        SELECT c.id FROM family f CROSS JOIN LATERAL (SELECT id FROM contacts WHERE merged_into = f.id OFFSET 0) AS c
    )
    SELECT id FROM family
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION contact_family(root uuid) RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 2 AS $$
    WITH RECURSIVE family AS (
        SELECT root AS id
        UNION
        SELECT c.id FROM contacts c JOIN family f ON c.merged_into = f.id
    )
    SELECT id FROM family
$$;
-- +goose StatementEnd
