-- +goose Up

-- Lead Ads: leads of Facebook's instant forms. A webhook names a lead, and its
-- answers are fetched with the token of the page.

-- Which of Facebook's forms a form stands for. Its submissions are leads alone.
--
-- Locks forms against everybody while its few rows are looked through. Programs of an earlier version leave the column
-- as it is.
ALTER TABLE forms ADD COLUMN facebook_form_id text;
ALTER TABLE forms ADD CONSTRAINT forms_facebook_form_id_key UNIQUE (facebook_form_id);

-- The token is kept as it is, as the secrets of forms are: Facebook has to be shown it.
CREATE TABLE facebook_pages (
    id         text        PRIMARY KEY,
    name       text        NOT NULL,
    token      text        NOT NULL,
    problem    text,                 -- why its leads cannot be fetched just now, in words
    problem_at timestamptz,
    read_at    timestamptz,          -- when all of its forms were last read for leads that were missed
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Up to when the leads of each of Facebook's forms have been read.
CREATE TABLE facebook_forms (
    page_id   text        NOT NULL REFERENCES facebook_pages (id) ON DELETE CASCADE,
    id        text        NOT NULL,
    read_upto timestamptz NOT NULL,
    PRIMARY KEY (page_id, id)
);

-- One row for each lead that Facebook has told of. It has no word about a person: the
-- answers are in the event that the lead becomes.
CREATE TABLE facebook_leads (
    id           text        PRIMARY KEY, -- the leadgen_id
    page_id      text        NOT NULL,
    form_id      text        NOT NULL,    -- of Facebook; empty while it is not known
    created_at   timestamptz NOT NULL,    -- when the person sent it, as Facebook says
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    missed       boolean     NOT NULL,    -- no webhook told of it: it was found among the leads of its form
    redeliveries integer     NOT NULL DEFAULT 0,
    problem      text,                    -- why it is not fetched yet, in words
    started_at   timestamptz,             -- when its workflow was last started
    event_id     uuid,                    -- the event that it became
    wanted       integer     NOT NULL DEFAULT 1, -- how often it was to be fetched: a replay of what Facebook did not give
    done         boolean     NOT NULL DEFAULT false
);
CREATE INDEX facebook_leads_waiting ON facebook_leads (started_at NULLS FIRST) WHERE NOT done;

-- +goose Down
DROP TABLE facebook_leads;
DROP TABLE facebook_forms;
DROP TABLE facebook_pages;
ALTER TABLE forms DROP COLUMN facebook_form_id;
