-- +goose Up

-- Who signs in to the pages. A person has scopes and channels like an access token, and one who has certain channels
-- alone cannot have the scope admin either.
CREATE TABLE people (
    slug       text PRIMARY KEY,                      -- what others know the person by, such as assignees
    name       text NOT NULL,
    email      text NOT NULL,                         -- as it was given; told apart without regard to case
    scopes     text[] NOT NULL CHECK (cardinality(scopes) > 0),
    channels   text[] NOT NULL DEFAULT '{}',          -- none: all, and what belongs to no channel
    password   text,                                  -- hashed with argon2id; null: none was chosen
    subject    text UNIQUE,                           -- who the OpenID Connect issuer says it is; null: it has not yet
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT people_channels_check CHECK (cardinality(channels) = 0 OR NOT scopes @> '{admin}')
);

CREATE UNIQUE INDEX people_email ON people (lower(email));

-- Links that are good for one use, as the SHA-256 of their 256 random bits: to choose a password, or to sign in. A
-- person has one of a purpose, the newest.
CREATE TABLE invitations (
    hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    person     text NOT NULL REFERENCES people (slug) ON DELETE CASCADE,
    purpose    text NOT NULL CHECK (purpose IN ('password', 'sign_in')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    UNIQUE (person, purpose)
);

-- Who is signed in. The browser has the 256 random bits of which the SHA-256 is here. A session belongs to a person, to
-- an access token, or to the API_TOKEN: then proof is a hash of both secrets, so that it ends with that token, and
-- nothing can be tried out on it without the browser's.
--
-- Locks access_tokens against writing, for a moment.
SET LOCAL lock_timeout = '3s';
CREATE TABLE sessions (
    id           uuid PRIMARY KEY,
    hash         bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    person       text REFERENCES people (slug) ON DELETE CASCADE,
    token        uuid REFERENCES access_tokens (id) ON DELETE CASCADE,
    proof        bytea CHECK (octet_length(proof) = 32),
    agent        text NOT NULL,                       -- the browser and system, in words
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),  -- to the minute
    ended_at     timestamptz,                         -- signed out or ended; kept for some time, to tell whose it was
    CONSTRAINT sessions_owner_check CHECK (num_nonnulls(person, token, proof) = 1)
);

CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_token ON sessions (token);

-- Forms that were sent when the session had ended, until whoever sent one has signed in again. They are encrypted with
-- a key that only the page has on which that person signs in.
CREATE TABLE kept_posts (
    hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    owner      text,                                  -- whose session it was; null: nobody knows
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE kept_posts, sessions, invitations, people;
