-- +goose Up

-- A job may begin later. Until then it is scheduled, and begins_at says when it begins. waits_since is from when on its workflow
-- was there, while it had not begun: without it nobody could start the workflow yet.
--
-- A job that is scheduled has not started. A worker of an earlier version, which knows nothing of waiting, would break this rule
-- if it began such a job. It cannot, and a worker of this version does it.
--
-- Locks jobs against everybody while its rows are checked, a moment: each is one thing that somebody asked for.
SET LOCAL lock_timeout = '3s';
ALTER TABLE jobs
    ADD COLUMN begins_at   timestamptz,
    ADD COLUMN waits_since timestamptz,
    DROP CONSTRAINT jobs_status_check,
    ADD CONSTRAINT jobs_status_check CHECK (status IN (
        'scheduled', 'running', 'paused', 'cancelling', 'completed', 'cancelled', 'undoing', 'undone')),
    ADD CONSTRAINT jobs_scheduled CHECK (status <> 'scheduled' OR started_at IS NULL AND begins_at IS NOT NULL);

-- +goose Down
SET LOCAL lock_timeout = '3s';
-- What this cannot tell any more is cancelled: nobody was changed.
UPDATE job_items SET status = 'cancelled' WHERE status = 'pending' AND job_id IN (SELECT id FROM jobs WHERE status = 'scheduled');
ALTER TABLE jobs DROP CONSTRAINT jobs_scheduled;
UPDATE jobs SET status = 'cancelled', finished_at = now() WHERE status = 'scheduled';
ALTER TABLE jobs
    DROP COLUMN begins_at,
    DROP COLUMN waits_since,
    DROP CONSTRAINT jobs_status_check,
    ADD CONSTRAINT jobs_status_check CHECK (status IN (
        'running', 'paused', 'cancelling', 'completed', 'cancelled', 'undoing', 'undone'));
