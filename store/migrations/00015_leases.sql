-- +goose Up

-- Locks the queue against everybody while its index is made anew, which takes as long as reading the queue once. Nothing
-- is recorded or decided meanwhile, so a backlog of millions is better worked off before.

-- Who may dispatch a key. A process leases a key with all its entries; other
-- processes pass over the key until the lease is released or runs out. Losing
-- the table in a crash of PostgreSQL ends all leases, which is right: so it needs
-- no write-ahead log.
CREATE UNLOGGED TABLE leases (
    key        text NOT NULL,
    channel_id text NOT NULL,
    holder     uuid NOT NULL,                 -- a process
    until      timestamptz NOT NULL,
    failures   integer NOT NULL DEFAULT 0,    -- dispatches of the key in a row that failed
    PRIMARY KEY (key, channel_id)
) WITH (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 10000
);

-- Channels take turns, so what is due is found channel by channel.
DROP INDEX owed_due;
CREATE INDEX owed_due ON owed (class, channel_id, due_at) WHERE due_at IS NOT NULL;

-- +goose Down
DROP INDEX owed_due;
CREATE INDEX owed_due ON owed (class, due_at) WHERE due_at IS NOT NULL;
DROP TABLE leases;
