-- The whole schema, as all migrations leave it, for reading. Tables, indexes and functions are in alphabetical order.
-- "make schema" writes this file, and a test compares it with the migrations. Why things are so is said in migrations/.

CREATE EXTENSION pg_trgm;

CREATE SEQUENCE queue_seq;

CREATE TABLE access_tokens (
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    expires_at timestamp with time zone,
    channels text[] NOT NULL DEFAULT '{}'::text[],
    CONSTRAINT access_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT access_tokens_hash_key UNIQUE (hash),
    CONSTRAINT access_tokens_channels_check CHECK (((cardinality(channels) = 0) OR (NOT (scopes @> '{admin}'::text[])))),
    CONSTRAINT access_tokens_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT access_tokens_scopes_check CHECK ((cardinality(scopes) > 0))
);

CREATE TABLE arrivals (
    quarter timestamp with time zone NOT NULL,
    channel_id text NOT NULL,
    source text NOT NULL,
    contacts bigint NOT NULL,
    CONSTRAINT arrivals_pkey PRIMARY KEY (quarter, channel_id, source)
);

CREATE TABLE arrivals_until (
    here boolean NOT NULL DEFAULT true,
    until timestamp with time zone NOT NULL,
    CONSTRAINT arrivals_until_pkey PRIMARY KEY (here),
    CONSTRAINT arrivals_until_here_check CHECK (here)
);

CREATE TABLE attributes (
    name text NOT NULL,
    type text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    removed_at timestamp with time zone,
    removing_after uuid,
    CONSTRAINT attributes_pkey PRIMARY KEY (name),
    CONSTRAINT attributes_type_check CHECK ((type = ANY (ARRAY['string'::text, 'number'::text, 'date'::text])))
);

CREATE TABLE channels (
    id text NOT NULL,
    name text NOT NULL,
    phone_number_id text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    default_country text,
    address_book text NOT NULL DEFAULT 'ignore'::text,
    history text NOT NULL DEFAULT 'attach'::text,
    disabled_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT channels_pkey PRIMARY KEY (id),
    CONSTRAINT channels_address_book_check CHECK ((address_book = ANY (ARRAY['ignore'::text, 'import'::text]))),
    CONSTRAINT channels_history_check CHECK ((history = ANY (ARRAY['attach'::text, 'import'::text])))
);
CREATE UNIQUE INDEX channels_number ON channels USING btree (phone_number_id) WHERE (deleted_at IS NULL);

CREATE TABLE claims (
    contact_id uuid NOT NULL,
    field text NOT NULL,
    source text NOT NULL,
    value text,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    seq bigint,
    CONSTRAINT claims_pkey PRIMARY KEY (contact_id, field, source),
    CONSTRAINT claims_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
);

CREATE TABLE conflicts (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    channel_id text NOT NULL,
    contact_a uuid NOT NULL,
    contact_b uuid NOT NULL,
    event_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    resolved_at timestamp with time zone,
    resolution text,
    resolved_event uuid,
    CONSTRAINT conflicts_pkey PRIMARY KEY (id),
    CONSTRAINT conflicts_check CHECK ((contact_a < contact_b)),
    CONSTRAINT conflicts_resolution_check CHECK ((resolution = ANY (ARRAY['merge_into_a'::text, 'merge_into_b'::text, 'keep_both'::text]))),
    CONSTRAINT conflicts_contact_a_fkey FOREIGN KEY (contact_a) REFERENCES contacts(id),
    CONSTRAINT conflicts_contact_b_fkey FOREIGN KEY (contact_b) REFERENCES contacts(id)
);
CREATE INDEX conflicts_a ON conflicts USING btree (contact_a);
CREATE INDEX conflicts_b ON conflicts USING btree (contact_b);
CREATE UNIQUE INDEX conflicts_open ON conflicts USING btree (contact_a, contact_b) WHERE (resolved_at IS NULL);

CREATE TABLE contact_attributes (
    contact_id uuid NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    number numeric,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT contact_attributes_pkey PRIMARY KEY (contact_id, name)
);
CREATE INDEX contact_attributes_number ON contact_attributes USING btree (name, number, created_at DESC, contact_id DESC) WHERE (number IS NOT NULL);
CREATE INDEX contact_attributes_value ON contact_attributes USING btree (name, value, created_at DESC, contact_id DESC);

CREATE TABLE contact_tags (
    contact_id uuid NOT NULL,
    tag_id bigint NOT NULL,
    merged_from uuid,
    CONSTRAINT contact_tags_pkey PRIMARY KEY (contact_id, tag_id),
    CONSTRAINT contact_tags_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id),
    CONSTRAINT contact_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id)
);
CREATE INDEX contact_tags_tag ON contact_tags USING btree (tag_id);

CREATE TABLE contacts (
    id uuid NOT NULL,
    channel_id text NOT NULL,
    created_by_event uuid NOT NULL,
    source text NOT NULL,
    wa_id text,
    user_id text,
    username text,
    display_name text NOT NULL,
    name_source text NOT NULL,
    whatsapp_name text,
    whatsapp_name_at timestamp with time zone,
    first_message_id uuid,
    first_message_at timestamp with time zone,
    last_conversed_at timestamp with time zone,
    referral jsonb,
    referral_at timestamp with time zone,
    ad_id text GENERATED ALWAYS AS (NULLIF((referral ->> 'source_id'::text), ''::text)) STORED,
    opted_out_at timestamp with time zone,
    preference_at timestamp with time zone,
    attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    merged_into uuid,
    search text GENERATED ALWAYS AS (lower(((((((((display_name || ' '::text) || COALESCE(whatsapp_name, ''::text)) || ' '::text) || COALESCE(username, ''::text)) || ' '::text) || COALESCE(wa_id, ''::text)) || ' '::text) || COALESCE(user_id, ''::text)))) STORED,
    remarks text,
    assignee text,
    deleted_at timestamp with time zone,
    hidden boolean GENERATED ALWAYS AS (((merged_into IS NOT NULL) OR (deleted_at IS NOT NULL))) STORED,
    username_at timestamp with time zone,
    preference_seq bigint,
    preference_personal boolean,
    folded text,
    consent jsonb,
    conversed_hour timestamp with time zone DEFAULT '-infinity'::timestamp with time zone,
    half boolean NOT NULL DEFAULT false,
    CONSTRAINT contacts_pkey PRIMARY KEY (id),
    CONSTRAINT contacts_created_by_event_key UNIQUE (created_by_event),
    CONSTRAINT contacts_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
    CONSTRAINT contacts_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES contacts(id)
) WITH (fillfactor=80);
CREATE INDEX contacts_ad ON contacts USING btree (ad_id, created_at DESC, id DESC) WHERE ((NOT hidden) AND (ad_id IS NOT NULL));
CREATE INDEX contacts_assignee ON contacts USING btree (lower(assignee), created_at DESC, id DESC) WHERE ((NOT hidden) AND (assignee IS NOT NULL));
CREATE INDEX contacts_channel_list ON contacts USING btree (channel_id, created_at DESC, id DESC) WHERE (NOT hidden);
CREATE INDEX contacts_conversed ON contacts USING btree (conversed_hour DESC) WHERE (NOT hidden);
CREATE INDEX contacts_folded ON contacts USING gin (COALESCE(folded, search) gin_trgm_ops) WITH (gin_pending_list_limit='256');
CREATE INDEX contacts_list ON contacts USING btree (created_at DESC, id DESC) WHERE (NOT hidden);
CREATE INDEX contacts_merged ON contacts USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX contacts_name ON contacts USING btree ("left"(COALESCE(folded, search), 60) COLLATE "C", id) WHERE (NOT hidden);
CREATE INDEX contacts_never_wrote ON contacts USING btree (created_at DESC, id DESC) WHERE ((NOT hidden) AND (conversed_hour = '-infinity'::timestamp with time zone));
CREATE INDEX contacts_opted_out ON contacts USING btree (created_at DESC, id DESC) WHERE ((NOT hidden) AND (opted_out_at IS NOT NULL));
CREATE INDEX contacts_source ON contacts USING btree (source, created_at DESC, id DESC) WHERE ((NOT hidden) AND (source <> 'message'::text));
CREATE INDEX contacts_unfilled ON contacts USING btree (id) WHERE (conversed_hour IS NULL);
CREATE INDEX contacts_unfolded ON contacts USING btree (id) WHERE (folded IS NULL);
CREATE STATISTICS contacts_shown (mcv) ON channel_id, hidden, half FROM contacts;
CREATE TRIGGER contacts_attributes AFTER UPDATE OF attributes ON contacts FOR EACH ROW WHEN ((old.attributes IS DISTINCT FROM new.attributes)) EXECUTE FUNCTION keep_attributes();
CREATE TRIGGER contacts_conversed BEFORE UPDATE OF last_conversed_at ON contacts FOR EACH ROW WHEN (((new.conversed_hour IS NOT NULL) AND (old.last_conversed_at IS DISTINCT FROM new.last_conversed_at) AND (date_trunc('hour'::text, new.last_conversed_at, 'UTC'::text) IS DISTINCT FROM new.conversed_hour))) EXECUTE FUNCTION keep_conversed_hour();
CREATE TRIGGER contacts_unfold BEFORE UPDATE OF display_name, whatsapp_name, username, wa_id, user_id ON contacts FOR EACH ROW WHEN (((NOT (old.folded IS DISTINCT FROM new.folded)) AND (((((old.display_name IS DISTINCT FROM new.display_name) OR (old.whatsapp_name IS DISTINCT FROM new.whatsapp_name)) OR (old.username IS DISTINCT FROM new.username)) OR (old.wa_id IS DISTINCT FROM new.wa_id)) OR (old.user_id IS DISTINCT FROM new.user_id)))) EXECUTE FUNCTION unfold();
CREATE TRIGGER contacts_whole BEFORE UPDATE OF version ON contacts FOR EACH ROW WHEN ((old.half AND new.half)) EXECUTE FUNCTION make_whole();

CREATE TABLE delivery_statuses (
    origin text NOT NULL,
    recipient text NOT NULL,
    key text NOT NULL,
    message_id text NOT NULL,
    status text NOT NULL,
    rank smallint NOT NULL,
    error_code integer,
    error_title text,
    at timestamp with time zone NOT NULL,
    received bigint NOT NULL,
    counted bigint[] NOT NULL DEFAULT '{}'::bigint[],
    CONSTRAINT delivery_statuses_pkey PRIMARY KEY (origin, recipient)
);
CREATE INDEX delivery_statuses_key ON delivery_statuses USING btree (key);

CREATE TABLE dismissals (
    event_id uuid NOT NULL,
    origin text NOT NULL,
    reason text NOT NULL,
    channel_id text,
    received_at timestamp with time zone NOT NULL,
    words text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT dismissals_pkey PRIMARY KEY (event_id),
    CONSTRAINT dismissals_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id)
);

CREATE TABLE duplicates (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    channel_id text NOT NULL,
    contact_a uuid NOT NULL,
    contact_b uuid NOT NULL,
    reasons text[] NOT NULL,
    found_at timestamp with time zone NOT NULL DEFAULT now(),
    looked_at timestamp with time zone NOT NULL DEFAULT now(),
    dismissed_at timestamp with time zone,
    CONSTRAINT duplicates_pkey PRIMARY KEY (id),
    CONSTRAINT duplicates_contact_a_contact_b_key UNIQUE (contact_a, contact_b),
    CONSTRAINT duplicates_check CHECK ((contact_a < contact_b))
);
CREATE INDEX duplicates_b ON duplicates USING btree (contact_b);
CREATE INDEX duplicates_channel ON duplicates USING btree (channel_id, id) WHERE (dismissed_at IS NULL);
CREATE INDEX duplicates_open ON duplicates USING btree (id) WHERE (dismissed_at IS NULL);

CREATE TABLE duplicates_look (
    here boolean NOT NULL DEFAULT true,
    began_at timestamp with time zone NOT NULL,
    after uuid NOT NULL,
    CONSTRAINT duplicates_look_pkey PRIMARY KEY (here),
    CONSTRAINT duplicates_look_here_check CHECK (here)
);

CREATE TABLE erased_opt_outs (
    hash bytea NOT NULL,
    erased uuid NOT NULL,
    opted_out_at timestamp with time zone NOT NULL,
    taken_by uuid,
    CONSTRAINT erased_opt_outs_pkey PRIMARY KEY (hash),
    CONSTRAINT erased_opt_outs_hash_check CHECK ((octet_length(hash) = 32))
);
CREATE INDEX erased_opt_outs_erased ON erased_opt_outs USING btree (erased);
CREATE INDEX erased_opt_outs_taken ON erased_opt_outs USING btree (taken_by) WHERE (taken_by IS NOT NULL);

CREATE TABLE erasure_keys (
    contact_id uuid NOT NULL,
    channel_id text NOT NULL,
    key text NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    others_from timestamp with time zone[] NOT NULL,
    others_to timestamp with time zone[] NOT NULL,
    sole boolean NOT NULL,
    CONSTRAINT erasure_keys_pkey PRIMARY KEY (key, channel_id, contact_id),
    CONSTRAINT erasure_keys_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES erasures(contact_id)
);
CREATE INDEX erasure_keys_contact ON erasure_keys USING btree (contact_id);

CREATE TABLE erasures (
    contact_id uuid NOT NULL,
    channel_id text NOT NULL,
    event_id uuid NOT NULL,
    contacts uuid[] NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    done_at timestamp with time zone,
    CONSTRAINT erasures_pkey PRIMARY KEY (contact_id),
    CONSTRAINT erasures_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
);
CREATE INDEX erasures_pending ON erasures USING btree (started_at NULLS FIRST) WHERE (done_at IS NULL);

CREATE TABLE events (
    id uuid NOT NULL,
    channel_id text,
    origin text NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    external_id text,
    dedupe_key text NOT NULL,
    key text,
    user_id text,
    occurred_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL DEFAULT now(),
    redeliveries integer NOT NULL DEFAULT 0,
    facts text NOT NULL,
    raw text NOT NULL,
    decision text,
    reason text,
    detail text,
    contact_id uuid,
    decided_at timestamp with time zone,
    workflow_id text,
    run_id text,
    trail jsonb,
    seq bigint,
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_dedupe_key_key UNIQUE (dedupe_key),
    CONSTRAINT events_check CHECK (((decision IS NULL) = (decided_at IS NULL))),
    CONSTRAINT events_decision_check CHECK ((decision = ANY (ARRAY['created'::text, 'updated'::text, 'attached'::text, 'ignored'::text, 'quarantined'::text]))),
    CONSTRAINT events_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
) WITH (fillfactor=70);
CREATE INDEX events_external_id ON events USING btree (external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX events_key ON events USING btree (key, channel_id) WHERE (key IS NOT NULL);
CREATE INDEX events_replayed ON events USING btree (id) WHERE ((trail IS NOT NULL) AND (source = 'form'::text));
CREATE INDEX events_source ON events USING btree (source, id) WHERE (source <> 'message'::text);
CREATE INDEX events_user_id ON events USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE TABLE facebook_forms (
    page_id text NOT NULL,
    id text NOT NULL,
    read_upto timestamp with time zone NOT NULL,
    CONSTRAINT facebook_forms_pkey PRIMARY KEY (page_id, id),
    CONSTRAINT facebook_forms_page_id_fkey FOREIGN KEY (page_id) REFERENCES facebook_pages(id) ON DELETE CASCADE
);

CREATE TABLE facebook_leads (
    id text NOT NULL,
    page_id text NOT NULL,
    form_id text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL DEFAULT now(),
    missed boolean NOT NULL,
    redeliveries integer NOT NULL DEFAULT 0,
    problem text,
    started_at timestamp with time zone,
    event_id uuid,
    wanted integer NOT NULL DEFAULT 1,
    done boolean NOT NULL DEFAULT false,
    CONSTRAINT facebook_leads_pkey PRIMARY KEY (id)
);
CREATE INDEX facebook_leads_waiting ON facebook_leads USING btree (started_at NULLS FIRST) WHERE (NOT done);

CREATE TABLE facebook_pages (
    id text NOT NULL,
    name text NOT NULL,
    token text NOT NULL,
    problem text,
    problem_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT facebook_pages_pkey PRIMARY KEY (id)
);

CREATE TABLE form_counts (
    form_id text NOT NULL,
    outcome text NOT NULL,
    hour timestamp with time zone NOT NULL,
    count bigint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT form_counts_pkey PRIMARY KEY (form_id, outcome, hour)
);

CREATE TABLE forms (
    id text NOT NULL,
    channel_id text NOT NULL,
    name text NOT NULL,
    secret text NOT NULL,
    fields jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    submit_key text NOT NULL DEFAULT replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text),
    default_country text,
    shape text NOT NULL DEFAULT 'flat'::text,
    facebook_form_id text,
    public boolean NOT NULL DEFAULT false,
    thanks_url text,
    disabled_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT forms_pkey PRIMARY KEY (id),
    CONSTRAINT forms_facebook_form_id_key UNIQUE (facebook_form_id),
    CONSTRAINT forms_secret_check CHECK ((secret <> ''::text)),
    CONSTRAINT forms_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);

CREATE TABLE idempotency_keys (
    key bytea NOT NULL,
    request bytea NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (created_at);

CREATE TABLE identities (
    channel_id text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    contact_id uuid NOT NULL,
    confirmed boolean NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone NOT NULL DEFAULT 'infinity'::timestamp with time zone,
    merged_path uuid[] NOT NULL DEFAULT '{}'::uuid[],
    CONSTRAINT identities_pkey PRIMARY KEY (key, channel_id, kind, value, valid_to),
    CONSTRAINT identities_kind_check CHECK ((kind = ANY (ARRAY['wa_id'::text, 'user_id'::text, 'parent_user_id'::text, 'id'::text]))),
    CONSTRAINT identities_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
);
CREATE INDEX identities_contact ON identities USING btree (contact_id);

CREATE TABLE import_chunks (
    import_id uuid NOT NULL,
    n integer NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT import_chunks_pkey PRIMARY KEY (import_id, n),
    CONSTRAINT import_chunks_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
);

CREATE TABLE import_counts (
    import_id uuid NOT NULL,
    total bigint NOT NULL DEFAULT 0,
    pending bigint NOT NULL DEFAULT 0,
    created bigint NOT NULL DEFAULT 0,
    updated bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    merged bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    cancelled bigint NOT NULL DEFAULT 0,
    removed bigint NOT NULL DEFAULT 0,
    restored bigint NOT NULL DEFAULT 0,
    left bigint NOT NULL DEFAULT 0,
    final boolean NOT NULL DEFAULT false,
    CONSTRAINT import_counts_pkey PRIMARY KEY (import_id),
    CONSTRAINT import_counts_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
) WITH (fillfactor=50);

CREATE TABLE import_rows (
    import_id uuid NOT NULL,
    n integer NOT NULL,
    page integer,
    cells text[] NOT NULL,
    key text,
    facts text,
    event_id uuid,
    status text NOT NULL,
    error text,
    suggested_fix text,
    merged_into integer,
    contact_id uuid,
    before jsonb,
    undone text,
    attempt integer NOT NULL DEFAULT 0,
    CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, n, attempt),
    CONSTRAINT import_rows_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'created'::text, 'updated'::text, 'unchanged'::text, 'merged'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT import_rows_undone_check CHECK ((undone = ANY (ARRAY['removed'::text, 'restored'::text, 'left'::text]))),
    CONSTRAINT import_rows_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
) WITH (fillfactor=80);
CREATE INDEX import_rows_contact ON import_rows USING btree (contact_id, import_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX import_rows_left ON import_rows USING btree (key) WHERE ((key IS NOT NULL) AND (contact_id IS NULL) AND (status = ANY (ARRAY['failed'::text, 'cancelled'::text])));
CREATE INDEX import_rows_merged ON import_rows USING btree (import_id, merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX import_rows_page ON import_rows USING btree (import_id, page) WHERE (page IS NOT NULL);
CREATE INDEX import_rows_status ON import_rows USING btree (import_id, status, n);

CREATE TABLE import_samples (
    import_id uuid NOT NULL,
    n integer NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    suggested_fix text NOT NULL,
    contact_id uuid,
    changes jsonb NOT NULL,
    CONSTRAINT import_samples_pkey PRIMARY KEY (import_id, n),
    CONSTRAINT import_samples_outcome_check CHECK ((outcome = ANY (ARRAY['created'::text, 'updated'::text, 'unchanged'::text, 'failed'::text]))),
    CONSTRAINT import_samples_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
);
CREATE INDEX import_samples_contact ON import_samples USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE TABLE imports (
    id uuid NOT NULL,
    channel_id text NOT NULL,
    filename text NOT NULL,
    bytes bigint NOT NULL,
    mode text NOT NULL,
    default_country text,
    dry_run boolean NOT NULL,
    mapping jsonb,
    callback_url text,
    idempotency_key text,
    status text NOT NULL,
    error text,
    header text[],
    columns jsonb,
    preview jsonb,
    undo jsonb,
    staged integer NOT NULL DEFAULT 0,
    pages integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    staging_attempt integer NOT NULL DEFAULT 0,
    options jsonb,
    file jsonb,
    define_attributes boolean NOT NULL DEFAULT false,
    defined_attributes jsonb,
    draft_until timestamp with time zone,
    CONSTRAINT imports_pkey PRIMARY KEY (id),
    CONSTRAINT imports_idempotency_key_key UNIQUE (idempotency_key),
    CONSTRAINT imports_draft CHECK (((draft_until IS NULL) OR ((status = 'cancelled'::text) AND (started_at IS NOT NULL) AND (finished_at IS NOT NULL)))),
    CONSTRAINT imports_mode_check CHECK ((mode = ANY (ARRAY['upsert'::text, 'create_only'::text, 'update_only'::text]))),
    CONSTRAINT imports_status_check CHECK ((status = ANY (ARRAY['staging'::text, 'awaiting_confirmation'::text, 'running'::text, 'paused'::text, 'completed'::text, 'cancelled'::text, 'failed'::text, 'undoing'::text, 'undone'::text]))),
    CONSTRAINT imports_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
CREATE INDEX imports_list ON imports USING btree (created_at DESC, id DESC);
CREATE INDEX imports_unstarted ON imports USING btree (created_at) WHERE (started_at IS NULL);

CREATE TABLE installation (
    here boolean NOT NULL DEFAULT true,
    secret bytea NOT NULL,
    CONSTRAINT installation_pkey PRIMARY KEY (here),
    CONSTRAINT installation_here_check CHECK (here)
);

CREATE TABLE invitations (
    hash bytea NOT NULL,
    person text NOT NULL,
    purpose text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT invitations_pkey PRIMARY KEY (hash),
    CONSTRAINT invitations_person_purpose_key UNIQUE (person, purpose),
    CONSTRAINT invitations_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT invitations_purpose_check CHECK ((purpose = ANY (ARRAY['password'::text, 'sign_in'::text]))),
    CONSTRAINT invitations_person_fkey FOREIGN KEY (person) REFERENCES people(slug) ON DELETE CASCADE
);

CREATE TABLE job_items (
    job_id uuid NOT NULL,
    n integer NOT NULL,
    contact_id uuid,
    event_id uuid,
    replays uuid,
    status text NOT NULL DEFAULT 'pending'::text,
    reason text,
    before jsonb,
    undone text,
    CONSTRAINT job_items_pkey PRIMARY KEY (job_id, n),
    CONSTRAINT job_items_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'changed'::text, 'unchanged'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT job_items_undone_check CHECK ((undone = ANY (ARRAY['removed'::text, 'restored'::text, 'left'::text]))),
    CONSTRAINT job_items_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE CASCADE
);
CREATE INDEX job_items_contact ON job_items USING btree (contact_id);

CREATE TABLE jobs (
    id uuid NOT NULL,
    action text NOT NULL,
    args jsonb NOT NULL,
    filter jsonb,
    change text NOT NULL,
    channels text[] NOT NULL,
    expected bigint,
    total integer NOT NULL,
    status text NOT NULL DEFAULT 'running'::text,
    idempotency_key text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    error text,
    excepted integer NOT NULL DEFAULT 0,
    begins_at timestamp with time zone,
    waits_since timestamp with time zone,
    CONSTRAINT jobs_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_idempotency_key_key UNIQUE (idempotency_key),
    CONSTRAINT jobs_action_check CHECK ((action = ANY (ARRAY['tag'::text, 'untag'::text, 'assign'::text, 'set'::text, 'opt_out'::text, 'delete'::text, 'replay'::text]))),
    CONSTRAINT jobs_scheduled CHECK (((status <> 'scheduled'::text) OR ((started_at IS NULL) AND (begins_at IS NOT NULL)))),
    CONSTRAINT jobs_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'running'::text, 'paused'::text, 'cancelling'::text, 'completed'::text, 'cancelled'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX jobs_list ON jobs USING btree (created_at DESC, id DESC);

CREATE TABLE kept_posts (
    hash bytea NOT NULL,
    owner text,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT kept_posts_pkey PRIMARY KEY (hash),
    CONSTRAINT kept_posts_hash_check CHECK ((octet_length(hash) = 32))
);

CREATE UNLOGGED TABLE leases (
    key text NOT NULL,
    channel_id text NOT NULL,
    holder uuid NOT NULL,
    until timestamp with time zone NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    CONSTRAINT leases_pkey PRIMARY KEY (key, channel_id)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000);

CREATE TABLE merges (
    event_id uuid NOT NULL,
    winner uuid NOT NULL,
    loser uuid NOT NULL,
    before jsonb NOT NULL,
    merged_at timestamp with time zone NOT NULL DEFAULT now(),
    undone_at timestamp with time zone,
    undone_event uuid,
    CONSTRAINT merges_pkey PRIMARY KEY (event_id),
    CONSTRAINT merges_loser_fkey FOREIGN KEY (loser) REFERENCES contacts(id),
    CONSTRAINT merges_winner_fkey FOREIGN KEY (winner) REFERENCES contacts(id)
);
CREATE INDEX merges_loser ON merges USING btree (loser);
CREATE UNIQUE INDEX merges_open ON merges USING btree (loser) WHERE (undone_at IS NULL);
CREATE INDEX merges_winner ON merges USING btree (winner);

CREATE TABLE messages (
    event_id uuid NOT NULL,
    channel_id text NOT NULL,
    contact_id uuid NOT NULL,
    external_id text NOT NULL,
    type text NOT NULL,
    text text,
    referral jsonb,
    ad_id text GENERATED ALWAYS AS (NULLIF((referral ->> 'source_id'::text), ''::text)) STORED,
    sent_at timestamp with time zone NOT NULL,
    merged_path uuid[] NOT NULL DEFAULT '{}'::uuid[],
    CONSTRAINT messages_pkey PRIMARY KEY (event_id),
    CONSTRAINT messages_channel_id_external_id_key UNIQUE (channel_id, external_id),
    CONSTRAINT messages_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id),
    CONSTRAINT messages_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id)
);
CREATE INDEX messages_ad ON messages USING btree (ad_id, channel_id) WHERE (ad_id IS NOT NULL);
CREATE INDEX messages_contact ON messages USING btree (contact_id, sent_at, event_id);

CREATE TABLE people (
    slug text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    scopes text[] NOT NULL,
    channels text[] NOT NULL DEFAULT '{}'::text[],
    password text,
    subject text,
    created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT people_pkey PRIMARY KEY (slug),
    CONSTRAINT people_subject_key UNIQUE (subject),
    CONSTRAINT people_channels_check CHECK (((cardinality(channels) = 0) OR (NOT (scopes @> '{admin}'::text[])))),
    CONSTRAINT people_scopes_check CHECK ((cardinality(scopes) > 0))
);
CREATE UNIQUE INDEX people_email ON people USING btree (lower(email));

CREATE TABLE probes (
    n smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT probes_pkey PRIMARY KEY (n)
) WITH (fillfactor=10);

CREATE TABLE quarantine (
    event_id uuid NOT NULL,
    origin text NOT NULL,
    reason text NOT NULL,
    channel_id text,
    received_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT quarantine_pkey PRIMARY KEY (event_id),
    CONSTRAINT quarantine_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id)
);
CREATE INDEX quarantine_reason ON quarantine USING btree (reason, origin);
CREATE TRIGGER quarantine_event BEFORE INSERT ON quarantine FOR EACH ROW EXECUTE FUNCTION quarantine_event();

CREATE TABLE queue (
    channel_id text NOT NULL,
    key text NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    keys text[] NOT NULL,
    source text NOT NULL,
    priority smallint NOT NULL,
    due_at timestamp with time zone,
    deliveries integer NOT NULL DEFAULT 0,
    CONSTRAINT queue_pkey PRIMARY KEY (key, channel_id, seq)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000);
CREATE INDEX queue_due ON queue USING btree (priority, channel_id, due_at) WHERE (due_at IS NOT NULL);

CREATE TABLE schema_compat (
    here boolean NOT NULL DEFAULT true,
    oldest_program bigint NOT NULL,
    CONSTRAINT schema_compat_pkey PRIMARY KEY (here),
    CONSTRAINT schema_compat_here_check CHECK (here)
);

CREATE TABLE sessions (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    person text,
    token uuid,
    proof bytea,
    agent text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    last_seen_at timestamp with time zone NOT NULL DEFAULT now(),
    ended_at timestamp with time zone,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_hash_key UNIQUE (hash),
    CONSTRAINT sessions_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT sessions_owner_check CHECK ((num_nonnulls(person, token, proof) = 1)),
    CONSTRAINT sessions_proof_check CHECK ((octet_length(proof) = 32)),
    CONSTRAINT sessions_person_fkey FOREIGN KEY (person) REFERENCES people(slug) ON DELETE CASCADE,
    CONSTRAINT sessions_token_fkey FOREIGN KEY (token) REFERENCES access_tokens(id) ON DELETE CASCADE
);
CREATE INDEX sessions_person ON sessions USING btree (person);
CREATE INDEX sessions_token ON sessions USING btree (token);

CREATE TABLE tags (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    merged_into bigint,
    CONSTRAINT tags_pkey PRIMARY KEY (id),
    CONSTRAINT tags_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tags(id)
);
CREATE UNIQUE INDEX tags_name ON tags USING btree (lower(name));

CREATE TABLE triggers (
    id text NOT NULL,
    channel_id text NOT NULL,
    name text NOT NULL,
    recent timestamp with time zone[] NOT NULL DEFAULT '{}'::timestamp with time zone[],
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    default_country text,
    disabled_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT triggers_pkey PRIMARY KEY (id),
    CONSTRAINT triggers_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
) WITH (fillfactor=30);

CREATE TABLE views (
    owner text NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    filter jsonb NOT NULL,
    sort text NOT NULL,
    columns text[] NOT NULL,
    channel_id text,
    shared boolean NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT views_pkey PRIMARY KEY (owner, slug)
);

CREATE TABLE webhook_counts (
    endpoint text NOT NULL,
    outcome text NOT NULL,
    minute timestamp with time zone NOT NULL,
    count bigint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT webhook_counts_pkey PRIMARY KEY (endpoint, outcome, minute)
);

CREATE TABLE webhook_numbers (
    phone_number_id text NOT NULL,
    display_phone_number text NOT NULL,
    account_id text NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    first_message_at timestamp with time zone,
    last_message_at timestamp with time zone,
    CONSTRAINT webhook_numbers_pkey PRIMARY KEY (phone_number_id)
);

CREATE OR REPLACE FUNCTION attribute_values(attributes jsonb)
 RETURNS TABLE(name text, value text, number numeric)
 LANGUAGE sql
 STABLE
AS $function$
    SELECT a.key, left(lower(a.value #>> '{}'), 255), CASE WHEN jsonb_typeof(a.value) = 'number' THEN (a.value #>> '{}')::numeric END
    FROM jsonb_each(attributes) AS a
    WHERE jsonb_typeof(a.value) IN ('string', 'number')
$function$;

CREATE OR REPLACE FUNCTION contact_family(root uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE ROWS 2
AS $function$
    WITH RECURSIVE family AS (
        SELECT root AS id
        UNION
        SELECT c.id FROM family f CROSS JOIN LATERAL (SELECT id FROM contacts WHERE merged_into = f.id OFFSET 0) AS c
    )
    SELECT id FROM family
$function$;

CREATE OR REPLACE FUNCTION expect(holds boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION 'changed since it was looked up' USING
            ERRCODE = 'LC001', HINT = 'Nothing is lost: it is looked up again and decided step by step.';
    END IF;
END
$function$;

CREATE OR REPLACE FUNCTION keep_attributes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM contact_attributes WHERE contact_id = NEW.id AND NOT NEW.attributes ? name;
    INSERT INTO contact_attributes AS kept (contact_id, name, value, number, created_at)
    SELECT NEW.id, v.name, v.value, v.number, NEW.created_at FROM attribute_values(NEW.attributes) AS v
    ON CONFLICT (contact_id, name) DO UPDATE
    SET value = excluded.value, number = excluded.number
    WHERE (kept.value, kept.number) IS DISTINCT FROM (excluded.value, excluded.number);
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION keep_conversed_hour()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.conversed_hour := coalesce(date_trunc('hour', NEW.last_conversed_at, 'UTC'), '-infinity');
    RETURN NEW;
END
$function$;

CREATE OR REPLACE FUNCTION live_contact(start uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$
    WITH RECURSIVE up AS (
        SELECT id, merged_into FROM contacts WHERE id = start
        UNION
        SELECT c.id, c.merged_into FROM contacts c JOIN up ON c.id = up.merged_into
    )
    SELECT id FROM up WHERE merged_into IS NULL
$function$;

CREATE OR REPLACE FUNCTION make_whole()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.half := false;
    RETURN NEW;
END
$function$;

CREATE OR REPLACE FUNCTION quarantine_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    SELECT e.channel_id, e.received_at INTO NEW.channel_id, NEW.received_at FROM events e WHERE e.id = NEW.event_id;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION unfold()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.folded := NULL;
    RETURN NEW;
END
$function$;

CREATE OR REPLACE FUNCTION was_theirs(k erasure_keys, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
    SELECT coalesce(k.until > at, true)
       AND NOT EXISTS (SELECT FROM unnest(k.others_from, k.others_to) AS o (since, until) WHERE o.since <= at AND o.until > at)
$function$;
