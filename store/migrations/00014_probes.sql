-- +goose Up

-- Locks nothing that is there.

-- Where a process tries whether what it records would be kept. Each probe writes
-- the time into one of the rows that nobody else writes just then, so that a
-- probe that is held up holds up no other. There is room for each to be written
-- where it lies.
CREATE TABLE probes (
    n  smallint PRIMARY KEY,
    at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO probes (n, at) SELECT n, now() FROM generate_series(1, 32) AS n;

-- +goose Down
DROP TABLE probes;
