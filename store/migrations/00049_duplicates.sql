-- +goose Up

-- Two contacts of a channel who may be one person, and why, as a schedule found them. A person may say that they are not
-- the same: that stays in dismissed_at, also when they are found again, and when nothing speaks for them any more. Then
-- reasons is empty, as for a pair of which that was said before anybody found it. Such a pair is shown to nobody, nor is
-- one of which a contact is gone or part of another one. The tables are new: nothing is locked.
--
-- looked_at is when the pair was last found. Who is not found any more in a whole round is removed.
CREATE TABLE duplicates (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id   text        NOT NULL,
    contact_a    uuid        NOT NULL,
    contact_b    uuid        NOT NULL,
    reasons      text[]      NOT NULL,
    found_at     timestamptz NOT NULL DEFAULT now(),
    looked_at    timestamptz NOT NULL DEFAULT now(),
    dismissed_at timestamptz,
    UNIQUE (contact_a, contact_b),
    CHECK (contact_a < contact_b)
);
CREATE INDEX duplicates_b ON duplicates (contact_b);
CREATE INDEX duplicates_open ON duplicates (id) WHERE dismissed_at IS NULL;
CREATE INDEX duplicates_channel ON duplicates (channel_id, id) WHERE dismissed_at IS NULL;

-- How far the round is that is under way, or that begins with the next look: its one row.
CREATE TABLE duplicates_look (
    here     boolean     NOT NULL DEFAULT true PRIMARY KEY CHECK (here),
    began_at timestamptz NOT NULL,
    after    uuid        NOT NULL
);
INSERT INTO duplicates_look (began_at, after) VALUES (now(), '00000000-0000-0000-0000-000000000000');

-- +goose Down
DROP TABLE duplicates_look;
DROP TABLE duplicates;
