-- +goose Up

-- A bulk import: a file, what is to be made of it, and how far it is. The work
-- is the workflow import/<id>; this is what is shown of it.
CREATE TABLE imports (
    id              uuid PRIMARY KEY,
    channel_id      text NOT NULL REFERENCES channels,
    filename        text NOT NULL,
    bytes           bigint NOT NULL,
    mode            text NOT NULL CHECK (mode IN ('upsert', 'create_only', 'update_only')),
    default_country text,
    dry_run         boolean NOT NULL,
    mapping         jsonb,                       -- column → target, where the caller gave one
    callback_url    text,
    idempotency_key text UNIQUE,
    status          text NOT NULL CHECK (status IN ('staging', 'awaiting_confirmation', 'running', 'paused', 'completed',
                                                    'cancelled', 'failed', 'undoing', 'undone')),
    error           text,
    header          text[],                      -- as in the file
    columns         jsonb,                       -- what each column was taken for
    preview         jsonb,                       -- counts before anything is written, and when they were taken
    undo            jsonb,                       -- counts of what an undo removed, restored and left
    staged          integer NOT NULL DEFAULT 0,  -- the last row of the file that is staged: where staging resumes
    pages           integer NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,                 -- when its workflow was started
    finished_at     timestamptz
);
CREATE INDEX imports_list ON imports (created_at DESC, id DESC);
CREATE INDEX imports_unstarted ON imports (created_at) WHERE started_at IS NULL;

-- The file itself, in pieces, so that any worker can read it. It goes when the
-- import has ended.
CREATE TABLE import_chunks (
    import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    n         integer NOT NULL,
    data      bytea NOT NULL,
    PRIMARY KEY (import_id, n)
);

-- One row for each row of the file. What is counted is counted here.
CREATE TABLE import_rows (
    import_id     uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    n             integer NOT NULL,              -- its number in the file, the header is 1
    page          integer,                       -- null: nothing is to be decided
    cells         text[] NOT NULL,               -- as in the file
    key           text,
    facts         text,
    event_id      uuid,
    status        text NOT NULL CHECK (status IN ('pending', 'created', 'updated', 'unchanged', 'merged', 'failed', 'cancelled')),
    error         text,
    suggested_fix text,
    merged_into   integer,                       -- the row of the same person that it was merged into
    contact_id    uuid,
    before        jsonb,                         -- what undoing it brings back
    undone        text CHECK (undone IN ('removed', 'restored', 'left')),
    PRIMARY KEY (import_id, n)
) WITH (fillfactor = 80);
CREATE INDEX import_rows_page ON import_rows (import_id, page) WHERE page IS NOT NULL;
CREATE INDEX import_rows_status ON import_rows (import_id, status, n);
CREATE INDEX import_rows_contact ON import_rows (contact_id, import_id) WHERE contact_id IS NOT NULL;

-- +goose Down
DROP TABLE import_rows, import_chunks, imports;
