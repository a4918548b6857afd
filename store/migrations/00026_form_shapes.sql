-- +goose Up

-- How the service behind a form writes its submissions. A process of an earlier version leaves the shape alone, and reads
-- every form as flat. The database does not check it, so that a new shape needs no migration.
--
-- Locks forms against everybody, for a moment: a constant default rewrites nothing.
ALTER TABLE forms ADD COLUMN shape text NOT NULL DEFAULT 'flat';

-- What became of the submissions to a form, by the hour: how many were accepted, and how many refused, by reason. It holds
-- nothing of what was sent. Processes count in memory and add to it every few seconds, so that a flood of refusals is no
-- flood of writes. A row is removed after a day, but for the last that tells of a success.
--
-- Nobody uses it yet.
CREATE TABLE form_counts (
    form_id text        NOT NULL,
    outcome text        NOT NULL, -- accepted, or why it was refused
    hour    timestamptz NOT NULL,
    count   bigint      NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (form_id, outcome, hour)
);

-- +goose Down
DROP TABLE form_counts;
ALTER TABLE forms DROP COLUMN shape;
