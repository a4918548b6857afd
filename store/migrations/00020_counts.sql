-- +goose Up

-- Locks imports against writing for a moment, and while the rows of imports that have not ended are counted. Messages do
-- not wait.
SET LOCAL lock_timeout = '3s';

-- How many rows of an import became what, as they were last counted: who reads imports need not count. Whoever counts
-- locks the row first, so that no earlier count comes after a later one.
CREATE TABLE import_counts (
    import_id uuid PRIMARY KEY REFERENCES imports ON DELETE CASCADE,
    total     bigint NOT NULL DEFAULT 0,
    pending   bigint NOT NULL DEFAULT 0,
    created   bigint NOT NULL DEFAULT 0,
    updated   bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    merged    bigint NOT NULL DEFAULT 0,
    failed    bigint NOT NULL DEFAULT 0,
    cancelled bigint NOT NULL DEFAULT 0,
    removed   bigint NOT NULL DEFAULT 0,    -- by an undo, and so are the next two
    restored  bigint NOT NULL DEFAULT 0,
    "left"    bigint NOT NULL DEFAULT 0,
    final     boolean NOT NULL DEFAULT false -- the import has ended, and no row of it changes any more
) WITH (fillfactor = 50);

-- Imports that have ended are counted by their readers until a sweep has done so.
INSERT INTO import_counts (import_id, total, pending, created, updated, unchanged, merged, failed, cancelled, removed, restored, "left")
SELECT i.id, count(r.import_id), count(*) FILTER (WHERE r.status = 'pending'),
       count(*) FILTER (WHERE r.status = 'created'), count(*) FILTER (WHERE r.status = 'updated'),
       count(*) FILTER (WHERE r.status = 'unchanged'), count(*) FILTER (WHERE r.status = 'merged'),
       count(*) FILTER (WHERE r.status = 'failed'), count(*) FILTER (WHERE r.status = 'cancelled'),
       count(*) FILTER (WHERE r.undone = 'removed'), count(*) FILTER (WHERE r.undone = 'restored'),
       count(*) FILTER (WHERE r.undone = 'left')
FROM imports i LEFT JOIN import_rows r ON r.import_id = i.id
WHERE i.status NOT IN ('completed', 'cancelled', 'failed', 'undone')
GROUP BY i.id;

-- The number of the last migration that a program must know to work with this schema. A migration that takes away what
-- earlier programs use raises it. Programs ask since this migration.
CREATE TABLE schema_compat (
    here           boolean PRIMARY KEY DEFAULT true CHECK (here),
    oldest_program bigint NOT NULL
);
INSERT INTO schema_compat (oldest_program) VALUES (20);

-- +goose Down
SET LOCAL lock_timeout = '3s';
DROP TABLE schema_compat, import_counts;
