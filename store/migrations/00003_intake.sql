-- +goose Up

-- Where submissions of a form go, and what its answers mean. The secret is kept
-- as it is: checking a signature needs it.
CREATE TABLE forms (
    id         text PRIMARY KEY,
    channel_id text NOT NULL REFERENCES channels,
    name       text NOT NULL,
    secret     text NOT NULL CHECK (secret <> ''),
    fields     jsonb NOT NULL DEFAULT '{}',   -- answer -> target
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- A door for one integration. recent holds the times of the calls of the last
-- minute and no others: the limit holds across processes because each call
-- takes its place under the row's lock. Every call updates the row, so its page
-- keeps room.
CREATE TABLE triggers (
    id         text PRIMARY KEY,
    channel_id text NOT NULL REFERENCES channels,
    name       text NOT NULL,
    recent     timestamptz[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 30);

-- The custom attributes that there are. Values are claims like those of any
-- other field; the type is checked where they come in.
CREATE TABLE attributes (
    name       text PRIMARY KEY,
    type       text NOT NULL CHECK (type IN ('string', 'number', 'date')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE attributes, triggers, forms;
