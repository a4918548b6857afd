-- +goose Up

-- What people look at again and again: a filter, an order and columns of the list of contacts, under a name. Each belongs to
-- who made it, and only that one changes it; owner is the name of a caller, person/ada for example. The filter is as in
-- addresses and jobs, without the order and the channel, which stand beside it.
--
-- Nobody uses it yet.
CREATE TABLE views (
    owner      text        NOT NULL,
    slug       text        NOT NULL,
    name       text        NOT NULL,
    filter     jsonb       NOT NULL,
    sort       text        NOT NULL,
    columns    text[]      NOT NULL,
    channel_id text,
    shared     boolean     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner, slug)
);

-- +goose Down
DROP TABLE views;
