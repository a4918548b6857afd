-- +goose Up

-- A channel is one WhatsApp number of the business.
CREATE TABLE channels (
    id              text PRIMARY KEY,
    name            text NOT NULL,
    phone_number_id text NOT NULL UNIQUE,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

-- The ledger: what arrived, word for word, and its one decision. raw and facts
-- are JSON kept as text: the json types judge depth and escapes, and one odd
-- item must not fail a whole batch.
--
-- No index covers a column that changes when an event is decided, and pages
-- keep some room, so that a decision is a heap-only update.
CREATE TABLE events (
    id           uuid PRIMARY KEY,            -- version 7: sorts by time of recording
    channel_id   text REFERENCES channels,    -- null while the channel is unknown
    origin       text NOT NULL,               -- phone_number_id, or the id of a form, trigger or import
    source       text NOT NULL,
    kind         text NOT NULL,
    external_id  text,
    dedupe_key   text NOT NULL UNIQUE,        -- never changed: a redelivery in a month is still one
    key          text,                        -- folded key that the event is ordered by; null if it names nobody
    user_id      text,                        -- BSUID, to find the event by it
    occurred_at  timestamptz,
    received_at  timestamptz NOT NULL DEFAULT now(),
    redeliveries integer NOT NULL DEFAULT 0,
    facts        text NOT NULL,
    raw          text NOT NULL,
    decision     text CHECK (decision IN ('created', 'updated', 'attached', 'ignored', 'quarantined')),
    reason       text,
    detail       text,
    contact_id   uuid,
    decided_at   timestamptz,
    workflow_id  text,
    run_id       text,
    trail        jsonb,                       -- former decisions of an event that was judged again
    CHECK ((decision IS NULL) = (decided_at IS NULL))
) WITH (fillfactor = 70);

CREATE INDEX events_key ON events (key, channel_id) WHERE key IS NOT NULL;
CREATE INDEX events_user_id ON events (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX events_external_id ON events (external_id) WHERE external_id IS NOT NULL;

-- Events that are quarantined now, so that they are found without an index on
-- the decision.
CREATE TABLE quarantine (
    event_id uuid PRIMARY KEY REFERENCES events,
    origin   text NOT NULL,
    reason   text NOT NULL
);
CREATE INDEX quarantine_reason ON quarantine (reason, origin);

-- The queue. An event that waits for its decision has one row for every key it
-- names, so that each key's queue shows it in its place; the first row alone is
-- delivered (the others have no due_at). seq is the order of recording.
CREATE SEQUENCE owed_seq;
CREATE TABLE owed (
    channel_id text NOT NULL,
    key        text NOT NULL,
    seq        bigint NOT NULL,
    event_id   uuid NOT NULL,
    keys       text[] NOT NULL,               -- every key the event names
    source     text NOT NULL,
    class      smallint NOT NULL,             -- 0 live, 1 bulk
    due_at     timestamptz,
    deliveries integer NOT NULL DEFAULT 0,
    PRIMARY KEY (channel_id, key, seq)
) WITH (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 10000
);
CREATE INDEX owed_due ON owed (class, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE contacts (
    id                uuid PRIMARY KEY,
    channel_id        text NOT NULL REFERENCES channels,
    created_by_event  uuid NOT NULL UNIQUE,   -- a run that crashed after creating still ends in "created"
    source            text NOT NULL,
    wa_id             text,                   -- as WhatsApp writes it
    user_id           text,
    username          text,
    display_name      text NOT NULL,
    name_source       text NOT NULL,
    whatsapp_name     text,
    whatsapp_name_at  timestamptz,
    first_message_id  uuid,
    first_message_at  timestamptz,
    last_conversed_at timestamptz,
    referral          jsonb,
    referral_at       timestamptz,
    ad_id             text GENERATED ALWAYS AS (nullif(referral ->> 'source_id', '')) STORED,
    opted_out_at      timestamptz,
    preference_at     timestamptz,
    attributes        jsonb NOT NULL DEFAULT '{}',
    version           bigint NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    merged_into       uuid REFERENCES contacts,
    search            text GENERATED ALWAYS AS (
        lower(display_name || ' ' || coalesce(whatsapp_name, '') || ' ' || coalesce(username, '') || ' '
              || coalesce(wa_id, '') || ' ' || coalesce(user_id, ''))
    ) STORED,
    CHECK (wa_id IS NOT NULL OR user_id IS NOT NULL)
) WITH (fillfactor = 80);

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX contacts_list ON contacts (created_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX contacts_channel_list ON contacts (channel_id, created_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX contacts_ad ON contacts (ad_id, created_at DESC, id DESC) WHERE ad_id IS NOT NULL;
CREATE INDEX contacts_search ON contacts USING gin (search gin_trgm_ops);

-- Who a contact is known as, and from when to when. The primary key makes two
-- owners of one identity at one time impossible: an identity that is valid now
-- ends at infinity.
CREATE TABLE identities (
    channel_id text NOT NULL,
    key        text NOT NULL,                 -- folded
    kind       text NOT NULL CHECK (kind IN ('wa_id', 'user_id', 'parent_user_id')),
    value      text NOT NULL,                 -- as WhatsApp sent it
    contact_id uuid NOT NULL REFERENCES contacts,
    confirmed  boolean NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to   timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (channel_id, key, kind, value, valid_to)
);
CREATE INDEX identities_contact ON identities (contact_id);

-- Every source that ever gave a field a value. The value shown is the strongest
-- source's; within a source the newest wins.
CREATE TABLE claims (
    contact_id uuid NOT NULL REFERENCES contacts,
    field      text NOT NULL,
    source     text NOT NULL,
    value      text NOT NULL,
    event_id   uuid NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (contact_id, field, source)
);

-- A message is filed under the event that brought it, so one event makes one.
CREATE TABLE messages (
    event_id    uuid PRIMARY KEY REFERENCES events,
    channel_id  text NOT NULL,
    contact_id  uuid NOT NULL REFERENCES contacts,
    external_id text NOT NULL,
    type        text NOT NULL,
    text        text,
    referral    jsonb,
    ad_id       text GENERATED ALWAYS AS (nullif(referral ->> 'source_id', '')) STORED,
    sent_at     timestamptz NOT NULL,
    UNIQUE (channel_id, external_id)
);
CREATE INDEX messages_contact ON messages (contact_id, sent_at, event_id);
CREATE INDEX messages_ad ON messages (ad_id, channel_id) WHERE ad_id IS NOT NULL;

CREATE TABLE tags (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX tags_name ON tags (lower(name));
CREATE TABLE contact_tags (
    contact_id uuid NOT NULL REFERENCES contacts,
    tag_id     bigint NOT NULL REFERENCES tags,
    PRIMARY KEY (contact_id, tag_id)
);
CREATE INDEX contact_tags_tag ON contact_tags (tag_id);

-- Two contacts that one event says are the same person. A person settles it.
CREATE TABLE conflicts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id  text NOT NULL,
    contact_a   uuid NOT NULL REFERENCES contacts,
    contact_b   uuid NOT NULL REFERENCES contacts,
    event_id    uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    CHECK (contact_a < contact_b)
);
CREATE UNIQUE INDEX conflicts_open ON conflicts (contact_a, contact_b) WHERE resolved_at IS NULL;

-- The last delivery status of what the business sent, per recipient.
CREATE TABLE delivery_statuses (
    origin      text NOT NULL,                -- phone_number_id
    recipient   text NOT NULL,                -- as sent
    key         text NOT NULL,                -- folded
    message_id  text NOT NULL,
    status      text NOT NULL,
    rank        smallint NOT NULL,            -- orders statuses of the same second
    error_code  integer,
    error_title text,
    at          timestamptz NOT NULL,
    received    bigint NOT NULL,              -- how many statuses arrived for this recipient
    PRIMARY KEY (origin, recipient)
);
CREATE INDEX delivery_statuses_key ON delivery_statuses (key);

-- +goose Down
DROP TABLE delivery_statuses, conflicts, contact_tags, tags, messages, claims, identities, contacts, owed, quarantine,
    events, channels;
DROP SEQUENCE owed_seq;
