-- +goose Up

-- How many contacts came in, by quarter of an hour, channel and source, so that nobody counts contacts one by one to show
-- the last month. A day of any zone begins with one of the quarters. Who reads it first brings it up to a few minutes ago,
-- and counts the rest: deciding an event writes nothing here. What is older than the month is removed.
--
-- Nobody uses it yet.
CREATE TABLE arrivals (
    quarter    timestamptz NOT NULL,
    channel_id text        NOT NULL,
    source     text        NOT NULL,
    contacts   bigint      NOT NULL,
    PRIMARY KEY (quarter, channel_id, source)
);

-- Until when contacts are counted in arrivals: its one row.
CREATE TABLE arrivals_until (
    here  boolean     NOT NULL DEFAULT true PRIMARY KEY CHECK (here),
    until timestamptz NOT NULL
);
INSERT INTO arrivals_until (until) VALUES (now() - interval '33 days');

-- +goose Down
DROP TABLE arrivals_until;
DROP TABLE arrivals;
