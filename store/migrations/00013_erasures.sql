-- +goose Up

-- Locks contacts, conflicts, merges and rows of imports against writing until it commits: as long as it takes to read the
-- rows of imports twice, the others once, and to write the events of merges that were taken back. Nothing is decided
-- meanwhile; events are recorded.

-- A person who was deleted, and whose words are still being removed where there
-- are many of them: messages, events, rows of imports. The contact is a tombstone
-- already, and nothing of this is shown any more. The row stays when it is done: it
-- holds no personal data.
CREATE TABLE erasures (
    contact_id uuid PRIMARY KEY REFERENCES contacts,
    channel_id text NOT NULL,
    event_id   uuid NOT NULL,            -- the order
    contacts   uuid[] NOT NULL,          -- the contact and what was merged into it
    erased_at  timestamptz NOT NULL,     -- what is decided later is about somebody else
    started_at timestamptz,              -- when its workflow was started last
    done_at    timestamptz
);
CREATE INDEX erasures_pending ON erasures (started_at NULLS FIRST) WHERE done_at IS NULL;

-- The keys that the person had, while the erasure is pending. An event under a
-- key that is filed with nobody may be about somebody else: what came after the
-- person had given the key up, and what came while another had it.
CREATE TABLE erasure_keys (
    contact_id  uuid NOT NULL REFERENCES erasures,
    channel_id  text NOT NULL,
    key         text NOT NULL,
    erased_at   timestamptz NOT NULL,    -- that of the erasure
    until       timestamptz,             -- when the person had given it up; null: it never was one of theirs
    others_from timestamptz[] NOT NULL,  -- when it was somebody else's
    others_to   timestamptz[] NOT NULL,
    sole        boolean NOT NULL,        -- nobody has or had it on any other channel
    PRIMARY KEY (key, channel_id, contact_id)
);

-- Whether what happened at a time under a key is the person's.
-- +goose StatementBegin
CREATE FUNCTION was_theirs(k erasure_keys, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(k.until > at, true)
       AND NOT EXISTS (SELECT FROM unnest(k.others_from, k.others_to) AS o (since, until) WHERE o.since <= at AND o.until > at)
$$;
-- +goose StatementEnd

-- What a deletion looks for. None of these columns changes with the decision of
-- an event, and no message is written to these indexes.
CREATE INDEX conflicts_a ON conflicts (contact_a);
CREATE INDEX conflicts_b ON conflicts (contact_b);
CREATE INDEX merges_winner ON merges (winner);
CREATE INDEX merges_loser ON merges (loser);
CREATE INDEX erasure_keys_contact ON erasure_keys (contact_id);
CREATE INDEX import_rows_merged ON import_rows (import_id, merged_into) WHERE merged_into IS NOT NULL;
-- Rows that ended without a contact: few, and those that are decided are not in it.
CREATE INDEX import_rows_left ON import_rows (key)
    WHERE key IS NOT NULL AND contact_id IS NULL AND status IN ('failed', 'cancelled');

-- The order that took a merge back names both people, as the merge itself does.
ALTER TABLE merges ADD COLUMN undone_event uuid;

-- Events return with the identities that a merge had moved. Those of merges that
-- were taken back before are still filed with the winner.
UPDATE events e
SET contact_id = m.loser
FROM merges m
JOIN identities i ON i.contact_id = m.loser
WHERE m.undone_at IS NOT NULL AND e.key = i.key AND e.channel_id = i.channel_id AND e.contact_id = m.winner
  AND e.decided_at BETWEEN m.merged_at AND m.undone_at
  AND NOT EXISTS (SELECT FROM identities w WHERE w.key = e.key AND w.channel_id = e.channel_id AND w.contact_id = m.winner);

-- +goose Down
ALTER TABLE merges DROP COLUMN undone_event;
DROP INDEX conflicts_a, conflicts_b, merges_winner, merges_loser, import_rows_merged, import_rows_left;
DROP FUNCTION was_theirs;
DROP TABLE erasure_keys, erasures;
