-- +goose Up

-- A job changes many contacts alike. What it changes is in change, as the facts of its events; what was asked for, for
-- those who look at it, in args and filter. channels are those of its contacts. The tables are new: nothing is locked.
CREATE TABLE jobs (
    id              uuid PRIMARY KEY,
    action          text NOT NULL CHECK (action IN ('tag', 'untag', 'assign', 'set', 'opt_out', 'delete', 'replay')),
    args            jsonb NOT NULL,
    filter          jsonb,
    change          text NOT NULL,
    channels        text[] NOT NULL,
    expected        bigint,
    total           integer NOT NULL,
    status          text NOT NULL DEFAULT 'running' CHECK (status IN (
                        'running', 'paused', 'cancelling', 'completed', 'cancelled', 'undoing', 'undone')),
    idempotency_key text NOT NULL UNIQUE,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    finished_at     timestamptz
);
CREATE INDEX jobs_list ON jobs (created_at DESC, id DESC);

-- The contacts of a job, or the events that it replays, as they were when it began. event_id is the event that changes
-- the contact, from when on it is recorded or will be in any case; replays is the event that is judged anew. before is what the job found, for its undo; it is
-- erased with the person.
CREATE TABLE job_items (
    job_id     uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    n          integer NOT NULL,
    contact_id uuid,
    event_id   uuid,
    replays    uuid,
    status     text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'changed', 'unchanged', 'failed', 'cancelled')),
    reason     text,
    before     jsonb,
    undone     text CHECK (undone IN ('removed', 'restored', 'left')),
    PRIMARY KEY (job_id, n)
);
CREATE INDEX job_items_contact ON job_items (contact_id);

-- +goose Down
DROP TABLE job_items;
DROP TABLE jobs;
