-- A small database as the program of commit fa41e25 (2026-11-23, schema 10) left it. The tests restore it, migrate it and go
-- on working with it (e2e/upgrade_test.go, store/upgrade_test.go). It is never regenerated and never edited: a later version
-- adds its own dump beside it, schema_<number of its last migration>.sql.
--
-- How it was made. That program ran against a real PostgreSQL 15 and a real Temporal, and was told everything from outside:
-- signed webhooks, forms, a trigger, POST /v1/contacts, edits, merges, imports. The imports under way were held by locks on
-- their people's keys (the one in staging by a lock on import_rows); then the process was killed, and with it what waited
-- for the locks. What nobody has decided came after that, through a `contacts api` whose Temporal was away. The event that is
-- quarantined as `failed` met a constraint that was there for it alone, and the workflow of the import that has failed was
-- terminated. Then pg_dump --inserts.
--
-- Changed by hand: the hashes and prefixes of the access tokens are those of secrets that a test can know
-- ("lc_<name>-of-the-fixture-" and zeros, 46 characters), and all times, also those in ids of version 7, are moved back by
-- the same number of days, so that no clock is behind them. Comments and settings that PostgreSQL 13 may not know are left
-- out. All people are invented.

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.contact_family(root uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE ROWS 2
    AS $$
    WITH RECURSIVE family AS (
        SELECT root AS id
        UNION
        SELECT c.id FROM family f CROSS JOIN LATERAL (SELECT id FROM contacts WHERE merged_into = f.id OFFSET 0) AS c
    )
    SELECT id FROM family
$$;

CREATE FUNCTION public.expect(holds boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION 'changed since it was looked up' USING
            ERRCODE = 'LC001', HINT = 'Nothing is lost: it is looked up again and decided step by step.';
    END IF;
END
$$;

CREATE FUNCTION public.live_contact(start uuid) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE up AS (
        SELECT id, merged_into FROM contacts WHERE id = start
        UNION
        SELECT c.id, c.merged_into FROM contacts c JOIN up ON c.id = up.merged_into
    )
    SELECT id FROM up WHERE merged_into IS NULL
$$;

CREATE TABLE public.access_tokens (
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT access_tokens_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT access_tokens_scopes_check CHECK ((cardinality(scopes) > 0))
);

CREATE TABLE public.attributes (
    name text NOT NULL,
    type text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT attributes_type_check CHECK ((type = ANY (ARRAY['string'::text, 'number'::text, 'date'::text])))
);

CREATE TABLE public.channels (
    id text NOT NULL,
    name text NOT NULL,
    phone_number_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.claims (
    contact_id uuid NOT NULL,
    field text NOT NULL,
    source text NOT NULL,
    value text,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.conflicts (
    id bigint NOT NULL,
    channel_id text NOT NULL,
    contact_a uuid NOT NULL,
    contact_b uuid NOT NULL,
    event_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    resolved_at timestamp with time zone,
    resolution text,
    resolved_event uuid,
    CONSTRAINT conflicts_check CHECK ((contact_a < contact_b)),
    CONSTRAINT conflicts_resolution_check CHECK ((resolution = ANY (ARRAY['merge_into_a'::text, 'merge_into_b'::text, 'keep_both'::text])))
);

ALTER TABLE public.conflicts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.conflicts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contact_tags (
    contact_id uuid NOT NULL,
    tag_id bigint NOT NULL,
    merged_from uuid
);

CREATE TABLE public.contacts (
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
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    merged_into uuid,
    search text GENERATED ALWAYS AS (lower(((((((((display_name || ' '::text) || COALESCE(whatsapp_name, ''::text)) || ' '::text) || COALESCE(username, ''::text)) || ' '::text) || COALESCE(wa_id, ''::text)) || ' '::text) || COALESCE(user_id, ''::text)))) STORED,
    remarks text,
    assignee text,
    deleted_at timestamp with time zone,
    hidden boolean GENERATED ALWAYS AS (((merged_into IS NOT NULL) OR (deleted_at IS NOT NULL))) STORED,
    username_at timestamp with time zone,
    CONSTRAINT contacts_known CHECK (((wa_id IS NOT NULL) OR (user_id IS NOT NULL) OR (deleted_at IS NOT NULL)))
)
WITH (fillfactor='80');

CREATE TABLE public.delivery_statuses (
    origin text NOT NULL,
    recipient text NOT NULL,
    key text NOT NULL,
    message_id text NOT NULL,
    status text NOT NULL,
    rank smallint NOT NULL,
    error_code integer,
    error_title text,
    at timestamp with time zone NOT NULL,
    received bigint NOT NULL
);

CREATE TABLE public.events (
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
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    redeliveries integer DEFAULT 0 NOT NULL,
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
    CONSTRAINT events_check CHECK (((decision IS NULL) = (decided_at IS NULL))),
    CONSTRAINT events_decision_check CHECK ((decision = ANY (ARRAY['created'::text, 'updated'::text, 'attached'::text, 'ignored'::text, 'quarantined'::text])))
)
WITH (fillfactor='70');

CREATE TABLE public.forms (
    id text NOT NULL,
    channel_id text NOT NULL,
    name text NOT NULL,
    secret text NOT NULL,
    fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT forms_secret_check CHECK ((secret <> ''::text))
);

CREATE TABLE public.goose_db_version (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.goose_db_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.goose_db_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identities (
    channel_id text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    contact_id uuid NOT NULL,
    confirmed boolean NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    merged_path uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT identities_kind_check CHECK ((kind = ANY (ARRAY['wa_id'::text, 'user_id'::text, 'parent_user_id'::text])))
);

CREATE TABLE public.import_chunks (
    import_id uuid NOT NULL,
    n integer NOT NULL,
    data bytea NOT NULL
);

CREATE TABLE public.import_rows (
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
    CONSTRAINT import_rows_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'created'::text, 'updated'::text, 'unchanged'::text, 'merged'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT import_rows_undone_check CHECK ((undone = ANY (ARRAY['removed'::text, 'restored'::text, 'left'::text])))
)
WITH (fillfactor='80');

CREATE TABLE public.imports (
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
    staged integer DEFAULT 0 NOT NULL,
    pages integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT imports_mode_check CHECK ((mode = ANY (ARRAY['upsert'::text, 'create_only'::text, 'update_only'::text]))),
    CONSTRAINT imports_status_check CHECK ((status = ANY (ARRAY['staging'::text, 'awaiting_confirmation'::text, 'running'::text, 'paused'::text, 'completed'::text, 'cancelled'::text, 'failed'::text, 'undoing'::text, 'undone'::text])))
);

CREATE TABLE public.merges (
    event_id uuid NOT NULL,
    winner uuid NOT NULL,
    loser uuid NOT NULL,
    before jsonb NOT NULL,
    merged_at timestamp with time zone DEFAULT now() NOT NULL,
    undone_at timestamp with time zone
);

CREATE TABLE public.messages (
    event_id uuid NOT NULL,
    channel_id text NOT NULL,
    contact_id uuid NOT NULL,
    external_id text NOT NULL,
    type text NOT NULL,
    text text,
    referral jsonb,
    ad_id text GENERATED ALWAYS AS (NULLIF((referral ->> 'source_id'::text), ''::text)) STORED,
    sent_at timestamp with time zone NOT NULL,
    merged_path uuid[] DEFAULT '{}'::uuid[] NOT NULL
);

CREATE TABLE public.owed (
    channel_id text NOT NULL,
    key text NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    keys text[] NOT NULL,
    source text NOT NULL,
    class smallint NOT NULL,
    due_at timestamp with time zone,
    deliveries integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='10000');

CREATE SEQUENCE public.owed_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.quarantine (
    event_id uuid NOT NULL,
    origin text NOT NULL,
    reason text NOT NULL
);

CREATE TABLE public.tags (
    id bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.tags ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.triggers (
    id text NOT NULL,
    channel_id text NOT NULL,
    name text NOT NULL,
    recent timestamp with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='30');

INSERT INTO public.access_tokens VALUES
	('0199c810-6d60-76ef-ace4-c2178fa40061', 'reader', 'lc_rea', '\xfaea6bb218ba90dff02390ecc49b30b6071cffa0f2f326abfca2ab9426925f1c', '{contacts:read}', '2025-10-09 08:22:23.840489+00', NULL, NULL),
	('0199c810-6d60-7c7a-90de-70aa3958b0ab', 'writer', 'lc_wri', '\xb1f99ee7394f532f543a3ec27fc78fd4cb29c9cdfe48a79b51736ba9183cd3ca', '{contacts:read,contacts:write,imports}', '2025-10-09 08:22:23.840874+00', NULL, NULL),
	('0199c810-6d61-7337-bd4c-f1c45708641c', 'caller', 'lc_cal', '\xfcca236d2714296de1fbabe8eab93f3d0c6c831c4e6405ececb67f21d7b0843a', '{triggers}', '2025-10-09 08:22:23.841245+00', NULL, NULL),
	('0199c810-6d5e-7aa8-bf9d-0a3f96063ea4', 'chief', 'lc_chi', '\xc871d655e73b80650cd29814739e93176b558573576b45a153a2fe0d1a2dfb9b', '{admin}', '2025-10-09 08:22:23.838893+00', NULL, NULL),
	('0199c810-6d5f-793c-a64f-8abfb88427a1', 'former', 'lc_for', '\x2c1ab7b6be198d5e97f8743f0a634e4eb799569c674cc814142048e2423ca3c5', '{admin}', '2025-10-09 08:22:23.839637+00', NULL, '2025-10-09 08:22:23.840064+00');

INSERT INTO public.attributes VALUES
	('city', 'string', '2025-10-09 08:22:23.835511+00', '2025-10-09 08:22:23.835511+00'),
	('visits', 'number', '2025-10-09 08:22:23.836211+00', '2025-10-09 08:22:23.836211+00'),
	('birthday', 'date', '2025-10-09 08:22:23.836628+00', '2025-10-09 08:22:23.836628+00');

INSERT INTO public.channels VALUES
	('shop', 'The shop', '100000000000011', '2025-10-09 08:22:23.830244+00', '2025-10-09 08:22:23.830244+00'),
	('clinic', 'The clinic', '100000000000012', '2025-10-09 08:22:23.832933+00', '2025-10-09 08:22:23.832933+00');

INSERT INTO public.claims VALUES
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'display_name', 'profile', 'Aisha Rahman', '0199c810-6d61-7d15-af42-81940947854d', '2025-10-09 04:23:23+00'),
	('0199c810-6de5-7c0f-8287-16cbeda72141', 'display_name', 'profile', 'Dewi Lestari', '0199c810-6d94-7d18-8544-600c229eb9e8', '2025-10-09 04:26:23+00'),
	('0199c810-6df5-7271-b1df-ac17f83913eb', 'display_name', 'profile', 'Aisha Rahman', '0199c810-6d8c-770f-8914-e4f341c90fd7', '2025-10-09 04:25:23+00'),
	('0199c810-6dea-79e9-a7da-0a6923b1c01d', 'display_name', 'profile', 'Grace', '0199c810-6d95-7b51-8bd5-3bb4457d29dd', '2025-10-09 04:27:23+00'),
	('0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'display_name', 'profile', 'Chitra Devi', '0199c810-6d96-7a54-bfa8-14f3c2ef42fd', '2025-10-09 04:28:23+00'),
	('0199c810-6df7-7510-bd35-0a8d455088f4', 'display_name', 'profile', 'Hana', '0199c810-6da7-78c1-a359-8b6e190f6154', '2025-10-09 04:35:23+00'),
	('0199c810-6df7-7510-bd35-0a8d455088f4', 'display_name', 'form', 'Hana Flow', '0199c810-6da7-78f6-95c9-2253730a2e9d', '2025-10-09 04:35:23+00'),
	('0199c810-6df7-7510-bd35-0a8d455088f4', 'attributes.city', 'form', '"Kuantan"', '0199c810-6da7-78f6-95c9-2253730a2e9d', '2025-10-09 04:35:23+00'),
	('0199c810-6e53-7dfd-b716-d607a08c1848', 'display_name', 'manual', 'Marta (lead)', '0199c810-6e4c-7da5-81f4-304d41d665af', '2025-10-09 08:22:24.076907+00'),
	('0199c810-6e53-7dfd-b716-d607a08c1848', 'display_name', 'profile', 'Marta', '0199c810-6e64-7ea0-aca2-c5fa35322eca', '2025-10-09 04:36:23+00'),
	('0199c810-6e83-765b-928a-92021eb59be7', 'display_name', 'profile', 'Bianca', '0199c810-6e75-7b5f-905a-094f22e47021', '2025-10-09 04:39:23+00'),
	('0199c810-6e83-757a-942f-a7dc29f9984c', 'display_name', 'profile', 'Bruno Costa', '0199c810-6e74-7946-b042-c3df58650dcc', '2025-10-09 04:38:23+00'),
	('0199c810-6e84-7ade-9f56-17d3523622b5', 'display_name', 'profile', 'Miguel', '0199c810-6e66-7663-86ac-9cc4e7d57473', '2025-10-09 04:37:23+00'),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 'display_name', 'form', 'Indra Form', '0199c810-6ea1-7eaa-bb49-43cc0a191204', '2025-10-09 08:22:24.161871+00'),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 'remarks', 'form', 'wants a call', '0199c810-6ea1-7eaa-bb49-43cc0a191204', '2025-10-09 08:22:24.161871+00'),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 'attributes.birthday', 'form', '"1990-05-17"', '0199c810-6ea1-7eaa-bb49-43cc0a191204', '2025-10-09 08:22:24.161871+00'),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 'attributes.city', 'form', '"Ipoh"', '0199c810-6ea1-7eaa-bb49-43cc0a191204', '2025-10-09 08:22:24.161871+00'),
	('0199c810-6e83-757a-942f-a7dc29f9984c', 'display_name', 'form', 'Bruno by form', '0199c810-6ea6-7079-8363-468f761e7cbd', '2025-10-09 08:22:24.165988+00'),
	('0199c810-6ec7-7431-9360-9dfd730584d8', 'display_name', 'form', 'Number Given Later', '0199c810-6eb7-7d98-86d3-a470aa7c8076', '2025-10-09 08:22:24.183846+00'),
	('0199c810-6ed7-7251-b067-975a3ab9947e', 'display_name', 'form', 'Jaya Trigger', '0199c810-6ecf-799f-8a9f-28cf282915c9', '2025-10-09 08:22:24.202074+00'),
	('0199c810-6ed7-7251-b067-975a3ab9947e', 'attributes.city', 'form', '"Johor"', '0199c810-6ecf-799f-8a9f-28cf282915c9', '2025-10-09 08:22:24.202074+00'),
	('0199c810-6ed7-7251-b067-975a3ab9947e', 'attributes.visits', 'form', '3', '0199c810-6ecf-799f-8a9f-28cf282915c9', '2025-10-09 08:22:24.202074+00'),
	('0199c810-6edd-746c-9564-2bb40de9e5b2', 'attributes.birthday', 'manual', '"1985-01-31"', '0199c810-6ed6-7837-bd3b-754761446413', '2025-10-09 08:22:24.214558+00'),
	('0199c810-6edd-746c-9564-2bb40de9e5b2', 'attributes.city', 'manual', '"Penang"', '0199c810-6ed6-7837-bd3b-754761446413', '2025-10-09 08:22:24.214558+00'),
	('0199c810-6ef2-747a-b8ff-5c826dc884ba', 'display_name', 'manual', 'Lina Manual', '0199c810-6ee7-7be1-b6ea-13e1b9b38d4d', '2025-10-09 08:22:24.231791+00'),
	('0199c810-6ef2-747a-b8ff-5c826dc884ba', 'remarks', 'manual', 'met at the fair', '0199c810-6ee7-7be1-b6ea-13e1b9b38d4d', '2025-10-09 08:22:24.231791+00'),
	('0199c810-6ef2-747a-b8ff-5c826dc884ba', 'assignee', 'manual', 'siti', '0199c810-6ee7-7be1-b6ea-13e1b9b38d4d', '2025-10-09 08:22:24.231791+00'),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'remarks', 'manual', 'prefers blue', '0199c810-6efd-7c88-8449-e0c70d520aca', '2025-10-09 08:22:24.253845+00'),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'assignee', 'manual', 'siti', '0199c810-6efd-7c88-8449-e0c70d520aca', '2025-10-09 08:22:24.253845+00'),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'attributes.birthday', 'manual', '"1992-12-01"', '0199c810-6efd-7c88-8449-e0c70d520aca', '2025-10-09 08:22:24.253845+00'),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'attributes.city', 'manual', '"Ipoh"', '0199c810-6efd-7c88-8449-e0c70d520aca', '2025-10-09 08:22:24.253845+00'),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'attributes.visits', 'manual', '7.25', '0199c810-6efd-7c88-8449-e0c70d520aca', '2025-10-09 08:22:24.253845+00'),
	('0199c810-6edd-746c-9564-2bb40de9e5b2', 'display_name', 'manual', 'Kamal', '0199c810-6f0c-7a6f-be8c-a410e749ff2f', '2025-10-09 08:22:24.268703+00'),
	('0199c810-6edd-746c-9564-2bb40de9e5b2', 'attributes.visits', 'manual', NULL, '0199c810-6f0c-7a6f-be8c-a410e749ff2f', '2025-10-09 08:22:24.268703+00'),
	('0199c810-6f1f-7523-972a-1035f163e96e', 'display_name', 'profile', 'Opter 20', '0199c810-6f16-7730-a98c-b6ddb2d015ba', '2025-10-09 04:40:23+00'),
	('0199c810-6f2b-7117-b9ea-b51d27d8ad7c', 'display_name', 'profile', 'Opter 22', '0199c810-6f24-71c3-935d-539929964227', '2025-10-09 04:42:23+00'),
	('0199c810-6f2b-799c-8927-808a08bfabe4', 'display_name', 'profile', 'Opter 21', '0199c810-6f17-7a95-8c94-329719a12427', '2025-10-09 04:41:23+00'),
	('0199c810-6fec-7901-a298-c7e180eeff31', 'display_name', 'profile', 'Mei', '0199c810-6fdc-7cf7-8969-31d368b36330', '2025-10-09 04:48:23+00'),
	('0199c810-6fec-7c38-bf39-7438babe41fc', 'display_name', 'profile', 'Mei B.', '0199c810-6fdf-71db-b30c-b53b27b5e086', '2025-10-09 04:49:23+00'),
	('0199c810-6fec-7901-a298-c7e180eeff31', 'remarks', 'manual', 'two of one', '0199c810-7034-79b5-86f7-54576869c23b', '2025-10-09 08:22:24.564654+00'),
	('0199c810-7054-768e-a55e-cbe568c24a01', 'display_name', 'profile', 'Nadia', '0199c810-7063-76fa-81ba-fba7afe06046', '2025-10-09 04:53:23+00'),
	('0199c810-7055-7311-a51d-a684daef408f', 'display_name', 'profile', 'Nadia B.', '0199c810-704c-7882-8db0-bba65a881480', '2025-10-09 04:52:23+00'),
	('0199c810-70b6-7c04-9d04-4650b4267bc2', 'display_name', 'profile', 'Priya B.', '0199c810-70ac-7da7-b94c-c2c37116aaba', '2025-10-09 04:55:23+00'),
	('0199c810-70bb-720d-86fa-3df6ea03b675', 'display_name', 'profile', 'Priya', '0199c810-70ab-75ef-ada6-fe04de13b710', '2025-10-09 04:54:23+00'),
	('0199c810-70ef-7df9-a3ab-d18726e44d08', 'display_name', 'profile', 'Omar B.', '0199c810-70e9-7e71-b983-f9ea51ffabaf', '2025-10-09 04:58:23+00'),
	('0199c810-70ef-79dd-90ec-312a3cd7210c', 'display_name', 'profile', 'Omar', '0199c810-70e8-762a-a204-71224aa6fe31', '2025-10-09 04:57:23+00'),
	('0199c810-711e-742b-b7e2-45fbc7543c28', 'display_name', 'profile', 'Qadir', '0199c810-7117-79e1-a45a-efb7992cde17', '2025-10-09 05:00:23+00'),
	('0199c810-7123-75fb-9109-7405da0d57ff', 'display_name', 'profile', 'Qadir B.', '0199c810-7119-79bc-835b-39e465f24ede', '2025-10-09 05:01:23+00'),
	('0199c810-7150-76a9-9278-0f6718ab09d5', 'display_name', 'profile', 'Rosli', '0199c810-7149-7bab-a77e-e27e000b7248', '2025-10-09 05:03:23+00'),
	('0199c810-7152-78c9-80a0-b79839d57a64', 'display_name', 'profile', 'Sara', '0199c810-714b-75f8-8fb2-6f8fd7c9a39f', '2025-10-09 05:04:23+00'),
	('0199c810-718d-735d-9714-2c72fcc5210b', 'display_name', 'profile', 'Umi', '0199c810-717e-7e99-b026-f0ae06286107', '2025-10-09 05:09:23+00'),
	('0199c810-718e-78a8-b623-f75e997e4757', 'display_name', 'profile', 'Tan', '0199c810-717d-7d31-917d-4a56cf6f5924', '2025-10-09 05:08:23+00'),
	('0199c810-71c1-73d7-b790-3b27071c0b48', 'display_name', 'profile', 'Vera', '0199c810-71bb-779b-996b-efc8e885ae7b', '2025-10-09 05:22:23+00'),
	('0199c810-7821-7d6b-9056-f7926a059835', 'display_name', 'profile', 'Ximena', '0199c810-7818-7c8c-b595-00470be18af6', '2025-10-09 05:23:23+00'),
	('0199c810-784f-7cf6-9a5a-1717ff0f989f', 'display_name', 'profile', 'Yolanda', '0199c810-7846-7c27-afe1-4bccd3250cfe', '2025-10-09 10:22:26+00'),
	('0199c810-78c7-7137-80c2-a3a96271a2a3', 'display_name', 'import', 'Wati Import', '0199c810-7888-7401-af1a-f06a02785e13', '2025-10-09 08:22:26.739508+00'),
	('0199c810-78c7-7137-80c2-a3a96271a2a3', 'remarks', 'import', 'from a file', '0199c810-7888-7401-af1a-f06a02785e13', '2025-10-09 08:22:26.739508+00'),
	('0199c810-78c7-7137-80c2-a3a96271a2a3', 'attributes.city', 'import', '"Klang"', '0199c810-7888-7401-af1a-f06a02785e13', '2025-10-09 08:22:26.739508+00'),
	('0199c810-78c7-7137-80c2-a3a96271a2a3', 'attributes.visits', 'import', '5', '0199c810-7888-7401-af1a-f06a02785e13', '2025-10-09 08:22:26.739508+00'),
	('0199c810-78d2-726c-af57-9206a6ec7ea6', 'display_name', 'import', 'Yusof Import', '0199c810-7888-7430-b6cc-15f2d432a44b', '2025-10-09 08:22:26.739508+00'),
	('0199c810-6de5-7c0f-8287-16cbeda72141', 'display_name', 'import', 'Dewi Import', '0199c810-7888-7443-ba8e-be5cb4babff1', '2025-10-09 08:22:26.739508+00'),
	('0199c810-6de5-7c0f-8287-16cbeda72141', 'attributes.city', 'import', '"Melaka"', '0199c810-7888-7443-ba8e-be5cb4babff1', '2025-10-09 08:22:26.739508+00'),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'display_name', 'import', 'Aisha Import', '0199c810-7888-7454-8cac-f43fc1396ce2', '2025-10-09 08:22:26.739508+00'),
	('0199c810-7a97-73e6-9564-e7dad265460f', 'display_name', 'import', 'Ana Import', '0199c810-795f-7ae8-ad0b-ec509912b11d', '2025-10-09 08:22:27.188599+00'),
	('0199c810-7a97-73e6-9564-e7dad265460f', 'display_name', 'profile', 'Ana', '0199c810-7baf-7522-9355-98118a0df60e', '2025-10-09 05:24:23+00'),
	('0199c810-93c5-79dd-820f-5f68563d8195', 'display_name', 'import', 'Failed Two', '0199c810-7ef8-7393-93a1-403316be6461', '2025-10-09 08:22:28.638007+00'),
	('0199c810-93ce-7229-a047-c5e1e72a310d', 'display_name', 'import', 'Failed One', '0199c810-7ef8-7308-a2f0-a346fd00bafc', '2025-10-09 08:22:28.638007+00'),
	('0199c810-9570-763c-bd84-eadfb365749e', 'display_name', 'import', 'Undone Two', '0199c810-9548-7d12-b971-7df2fda2a568', '2025-10-09 08:22:34.088924+00'),
	('0199c810-9870-75bc-81cb-ecfc7eb7eae0', 'display_name', 'import', 'Running One', '0199c810-973e-73ca-b04e-565cb12fff04', '2025-10-09 08:22:34.853608+00'),
	('0199c810-99d4-7f0c-9f6a-ab1df25439fb', 'display_name', 'import', 'Paused One', '0199c810-989a-7b04-a756-7dbf70ad9510', '2025-10-09 08:22:35.203942+00');

INSERT INTO public.conflicts OVERRIDING SYSTEM VALUE VALUES
	(1, 'shop', '0199c810-6fec-7901-a298-c7e180eeff31', '0199c810-6fec-7c38-bf39-7438babe41fc', '0199c810-7002-7a64-84c2-435cc880d090', '2025-10-09 08:22:24.523378+00', '2025-10-09 08:22:24.557597+00', 'merge_into_a', '0199c810-7023-7c65-9e58-58ccecbd54fb'),
	(2, 'shop', '0199c810-7054-768e-a55e-cbe568c24a01', '0199c810-7055-7311-a51d-a684daef408f', '0199c810-7063-76fa-81ba-fba7afe06046', '2025-10-09 08:22:24.624871+00', '2025-10-09 08:22:24.647734+00', 'merge_into_a', '0199c810-7081-7152-bb0d-295d9ccc36fe'),
	(3, 'shop', '0199c810-70b6-7c04-9d04-4650b4267bc2', '0199c810-70bb-720d-86fa-3df6ea03b675', '0199c810-70c5-703a-90b3-a7b7dde8ff25', '2025-10-09 08:22:24.718286+00', '2025-10-09 08:22:24.741252+00', 'keep_both', '0199c810-70dd-7285-a57e-3a83980a15d7'),
	(4, 'shop', '0199c810-70ef-79dd-90ec-312a3cd7210c', '0199c810-70ef-7df9-a3ab-d18726e44d08', '0199c810-7100-7963-9b6e-aecd46037842', '2025-10-09 08:22:24.774555+00', NULL, NULL, NULL),
	(5, 'shop', '0199c810-711e-742b-b7e2-45fbc7543c28', '0199c810-7123-75fb-9109-7405da0d57ff', '0199c810-7133-74ac-ae0e-6bbb9115fbf3', '2025-10-09 08:22:24.826756+00', NULL, NULL, NULL);

INSERT INTO public.contact_tags VALUES
	('0199c810-6e53-7dfd-b716-d607a08c1848', 1, NULL),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 2, NULL),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 3, NULL),
	('0199c810-6edd-746c-9564-2bb40de9e5b2', 4, NULL),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 4, NULL),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 6, NULL),
	('0199c810-78c7-7137-80c2-a3a96271a2a3', 1, NULL),
	('0199c810-78d2-726c-af57-9206a6ec7ea6', 1, NULL),
	('0199c810-78d2-726c-af57-9206a6ec7ea6', 9, NULL),
	('0199c810-6de5-7c0f-8287-16cbeda72141', 1, NULL),
	('0199c810-7a97-73e6-9564-e7dad265460f', 12, NULL);

INSERT INTO public.contacts VALUES
	('0199c810-6dea-79e9-a7da-0a6923b1c01d', 'shop', '0199c810-6d95-7b51-8bd5-3bb4457d29dd', 'message', NULL, 'MY.fixture0001', 'grace.example', 'Grace', 'profile', 'Grace', '2025-10-09 04:27:23+00', '0199c810-6d95-7b51-8bd5-3bb4457d29dd', '2025-10-09 04:27:23+00', '2025-10-09 04:27:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:23.995237+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, '2025-10-09 04:27:23+00'),
	('0199c810-6df5-7271-b1df-ac17f83913eb', 'clinic', '0199c810-6d8c-770f-8914-e4f341c90fd7', 'message', '60123000001', NULL, NULL, 'Aisha Rahman', 'profile', 'Aisha Rahman', '2025-10-09 04:25:23+00', '0199c810-6d8c-770f-8914-e4f341c90fd7', '2025-10-09 04:25:23+00', '2025-10-09 04:25:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.003585+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'shop', '0199c810-6d96-7a54-bfa8-14f3c2ef42fd', 'message', '60123000003', NULL, NULL, 'Chitra Devi', 'profile', 'Chitra Devi', '2025-10-09 04:32:23+00', '0199c810-6d96-7a54-bfa8-14f3c2ef42fd', '2025-10-09 04:28:23+00', '2025-10-09 04:32:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 3, '2025-10-09 08:22:24.010491+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6df7-7510-bd35-0a8d455088f4', 'shop', '0199c810-6da7-78c1-a359-8b6e190f6154', 'message', '60123000005', NULL, NULL, 'Hana Flow', 'form', 'Hana', '2025-10-09 04:35:23+00', '0199c810-6da7-78c1-a359-8b6e190f6154', '2025-10-09 04:35:23+00', '2025-10-09 04:35:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{"city": "Kuantan"}', 2, '2025-10-09 08:22:24.041865+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6e53-7dfd-b716-d607a08c1848', 'shop', '0199c810-6e4c-7da5-81f4-304d41d665af', 'manual', '5215512345678', NULL, NULL, 'Marta (lead)', 'manual', 'Marta', '2025-10-09 04:36:23+00', '0199c810-6e64-7ea0-aca2-c5fa35322eca', '2025-10-09 04:36:23+00', '2025-10-09 04:36:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:24.084125+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6e83-765b-928a-92021eb59be7', 'shop', '0199c810-6e75-7b5f-905a-094f22e47021', 'message', '5521987650001', NULL, NULL, 'Bianca', 'profile', 'Bianca', '2025-10-09 04:39:23+00', '0199c810-6e75-7b5f-905a-094f22e47021', '2025-10-09 04:39:23+00', '2025-10-09 04:39:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.131583+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6ef2-747a-b8ff-5c826dc884ba', 'shop', '0199c810-6ee7-7be1-b6ea-13e1b9b38d4d', 'manual', '60123000013', NULL, NULL, 'Lina Manual', 'manual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.242421+00', NULL, DEFAULT, 'met at the fair', 'siti', NULL, DEFAULT, NULL),
	('0199c810-6e84-7ade-9f56-17d3523622b5', 'shop', '0199c810-6e66-7663-86ac-9cc4e7d57473', 'message', '5215587654321', NULL, NULL, 'Miguel', 'profile', 'Miguel', '2025-10-09 04:37:23+00', '0199c810-6e66-7663-86ac-9cc4e7d57473', '2025-10-09 04:37:23+00', '2025-10-09 04:37:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.137546+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6eac-7dbf-b164-f2fc12994689', 'shop', '0199c810-6ea1-7eaa-bb49-43cc0a191204', 'form', '60123000010', NULL, NULL, 'Indra Form', 'form', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{"city": "Ipoh", "birthday": "1990-05-17"}', 1, '2025-10-09 08:22:24.172981+00', NULL, DEFAULT, 'wants a call', NULL, NULL, DEFAULT, NULL),
	('0199c810-6e83-757a-942f-a7dc29f9984c', 'shop', '0199c810-6e74-7946-b042-c3df58650dcc', 'message', '551187654321', NULL, NULL, 'Bruno by form', 'form', 'Bruno Costa', '2025-10-09 04:38:23+00', '0199c810-6e74-7946-b042-c3df58650dcc', '2025-10-09 04:38:23+00', '2025-10-09 04:38:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:24.133877+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6ec7-7431-9360-9dfd730584d8', 'shop', '0199c810-6eb7-7d98-86d3-a470aa7c8076', 'form', '60123000014', NULL, NULL, 'Number Given Later', 'form', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.199512+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6ed7-7251-b067-975a3ab9947e', 'shop', '0199c810-6ecf-799f-8a9f-28cf282915c9', 'trigger', '60123000011', NULL, NULL, 'Jaya Trigger', 'form', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{"city": "Johor", "visits": 3}', 1, '2025-10-09 08:22:24.215225+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6edd-746c-9564-2bb40de9e5b2', 'shop', '0199c810-6ed6-7837-bd3b-754761446413', 'api', '60123000012', NULL, NULL, 'Kamal', 'manual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{"city": "Penang", "birthday": "1985-01-31"}', 2, '2025-10-09 08:22:24.22138+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-7054-768e-a55e-cbe568c24a01', 'shop', '0199c810-7049-7281-b7ee-ed860dd96ad4', 'message', '60123000041', NULL, NULL, 'Nadia', 'profile', 'Nadia', '2025-10-09 04:53:23+00', '0199c810-7049-7281-b7ee-ed860dd96ad4', '2025-10-09 04:51:23+00', '2025-10-09 04:53:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 3, '2025-10-09 08:22:24.59655+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6f1f-7523-972a-1035f163e96e', 'shop', '0199c810-6f16-7730-a98c-b6ddb2d015ba', 'message', '60123000020', NULL, NULL, 'Opter 20', 'profile', 'Opter 20', '2025-10-09 04:40:23+00', '0199c810-6f16-7730-a98c-b6ddb2d015ba', '2025-10-09 04:40:23+00', '2025-10-09 04:40:23+00', NULL, NULL, DEFAULT, '2025-10-09 08:22:24.316404+00', '2025-10-09 08:22:24.316404+00', '{}', 2, '2025-10-09 08:22:24.287502+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6f2b-799c-8927-808a08bfabe4', 'shop', '0199c810-6f17-7a95-8c94-329719a12427', 'message', '60123000021', NULL, NULL, 'Opter 21', 'profile', 'Opter 21', '2025-10-09 04:41:23+00', '0199c810-6f17-7a95-8c94-329719a12427', '2025-10-09 04:41:23+00', '2025-10-09 04:41:23+00', NULL, NULL, DEFAULT, '2025-10-09 04:43:23+00', '2025-10-09 04:43:23+00', '{}', 2, '2025-10-09 08:22:24.301857+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6fec-7901-a298-c7e180eeff31', 'shop', '0199c810-6fdc-7cf7-8969-31d368b36330', 'message', '60123000040', 'MY.merged01', NULL, 'Mei', 'profile', 'Mei', '2025-10-09 04:50:23+00', '0199c810-6fdc-7cf7-8969-31d368b36330', '2025-10-09 04:48:23+00', '2025-10-09 04:50:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 3, '2025-10-09 08:22:24.492675+00', NULL, DEFAULT, 'two of one', NULL, NULL, DEFAULT, NULL),
	('0199c810-6f2b-7117-b9ea-b51d27d8ad7c', 'shop', '0199c810-6f24-71c3-935d-539929964227', 'message', '60123000022', NULL, NULL, 'Opter 22', 'profile', 'Opter 22', '2025-10-09 04:42:23+00', '0199c810-6f24-71c3-935d-539929964227', '2025-10-09 04:42:23+00', '2025-10-09 04:42:23+00', NULL, NULL, DEFAULT, NULL, '2025-10-09 04:45:23+00', '{}', 3, '2025-10-09 08:22:24.299216+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-70bb-720d-86fa-3df6ea03b675', 'shop', '0199c810-70ab-75ef-ada6-fe04de13b710', 'message', '60123000043', NULL, NULL, 'Priya', 'profile', 'Priya', '2025-10-09 04:56:23+00', '0199c810-70ab-75ef-ada6-fe04de13b710', '2025-10-09 04:54:23+00', '2025-10-09 04:56:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.699244+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-70ef-7df9-a3ab-d18726e44d08', 'shop', '0199c810-70e9-7e71-b983-f9ea51ffabaf', 'message', NULL, 'MY.open01', NULL, 'Omar B.', 'profile', 'Omar B.', '2025-10-09 04:58:23+00', '0199c810-70e9-7e71-b983-f9ea51ffabaf', '2025-10-09 04:58:23+00', '2025-10-09 04:58:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.752022+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-7123-75fb-9109-7405da0d57ff', 'shop', '0199c810-7119-79bc-835b-39e465f24ede', 'message', NULL, 'MY.later01', NULL, 'Qadir B.', 'profile', 'Qadir B.', '2025-10-09 05:01:23+00', '0199c810-7119-79bc-835b-39e465f24ede', '2025-10-09 05:01:23+00', '2025-10-09 05:01:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.803512+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-711e-742b-b7e2-45fbc7543c28', 'shop', '0199c810-7117-79e1-a45a-efb7992cde17', 'message', '60123000044', NULL, NULL, 'Qadir', 'profile', 'Qadir', '2025-10-09 05:02:23+00', '0199c810-7117-79e1-a45a-efb7992cde17', '2025-10-09 05:00:23+00', '2025-10-09 05:02:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.798351+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6de7-70a1-a59b-63e98930a3c6', 'shop', '0199c810-6d61-7d15-af42-81940947854d', 'message', '60123000001', NULL, NULL, 'Aisha Import', 'import', 'Aisha Rahman', '2025-10-09 04:24:23+00', '0199c810-6d61-7d15-af42-81940947854d', '2025-10-09 04:23:23+00', '2025-10-09 04:24:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{"city": "Ipoh", "visits": 7.25, "birthday": "1992-12-01"}', 3, '2025-10-09 08:22:23.976056+00', NULL, DEFAULT, 'prefers blue', 'siti', NULL, DEFAULT, NULL),
	('0199c810-7150-76a9-9278-0f6718ab09d5', 'shop', '0199c810-7149-7bab-a77e-e27e000b7248', 'message', '60123000051', NULL, NULL, 'Rosli', 'profile', 'Rosli', '2025-10-09 05:07:23+00', '0199c810-7149-7bab-a77e-e27e000b7248', '2025-10-09 05:03:23+00', '2025-10-09 05:07:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:24.848536+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6de5-7c0f-8287-16cbeda72141', 'shop', '0199c810-6d94-7d18-8544-600c229eb9e8', 'message', '60123000002', NULL, NULL, 'Dewi Import', 'import', 'Dewi Lestari', '2025-10-09 04:26:23+00', '0199c810-6d94-7d18-8544-600c229eb9e8', '2025-10-09 04:26:23+00', '2025-10-09 04:26:23+00', '{"headline": "Raya sale", "ctwa_clid": "ARAexample", "source_id": "120210000000000001", "source_url": "https://fb.me/example", "source_type": "ad"}', '2025-10-09 04:26:23+00', DEFAULT, NULL, NULL, '{"city": "Melaka"}', 2, '2025-10-09 08:22:23.999597+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-93c5-79dd-820f-5f68563d8195', 'shop', '0199c810-7ef8-7393-93a1-403316be6461', 'import', '60123000087', NULL, NULL, 'Failed Two', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:33.668683+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-9570-763c-bd84-eadfb365749e', 'shop', '0199c810-9548-7d12-b971-7df2fda2a568', 'import', '60123000092', NULL, NULL, 'Undone Two', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:34.096474+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-6f7f-70d0-8373-e5bf64277e1f', 'shop', '0199c810-6f78-79c8-8e41-510da81132df', 'message', NULL, NULL, NULL, '', '', NULL, NULL, NULL, '2025-10-09 04:47:23+00', '2025-10-09 04:47:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 3, '2025-10-09 08:22:24.383194+00', NULL, DEFAULT, NULL, NULL, '2025-10-09 08:22:24.470967+00', DEFAULT, NULL),
	('0199c810-6fec-7c38-bf39-7438babe41fc', 'shop', '0199c810-6fdf-71db-b30c-b53b27b5e086', 'message', NULL, 'MY.merged01', NULL, 'Mei B.', 'profile', 'Mei B.', '2025-10-09 04:49:23+00', '0199c810-6fdf-71db-b30c-b53b27b5e086', '2025-10-09 04:49:23+00', '2025-10-09 04:49:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.49328+00', '0199c810-6fec-7901-a298-c7e180eeff31', DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-7055-7311-a51d-a684daef408f', 'shop', '0199c810-704c-7882-8db0-bba65a881480', 'message', NULL, 'MY.undone01', NULL, 'Nadia B.', 'profile', 'Nadia B.', '2025-10-09 04:52:23+00', '0199c810-704c-7882-8db0-bba65a881480', '2025-10-09 04:52:23+00', '2025-10-09 04:52:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:24.597261+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-70b6-7c04-9d04-4650b4267bc2', 'shop', '0199c810-70ac-7da7-b94c-c2c37116aaba', 'message', NULL, 'MY.kept01', NULL, 'Priya B.', 'profile', 'Priya B.', '2025-10-09 04:55:23+00', '0199c810-70ac-7da7-b94c-c2c37116aaba', '2025-10-09 04:55:23+00', '2025-10-09 04:55:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.69489+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-70ef-79dd-90ec-312a3cd7210c', 'shop', '0199c810-70e8-762a-a204-71224aa6fe31', 'message', '60123000042', NULL, NULL, 'Omar', 'profile', 'Omar', '2025-10-09 04:59:23+00', '0199c810-70e8-762a-a204-71224aa6fe31', '2025-10-09 04:57:23+00', '2025-10-09 04:59:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.752533+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-718e-78a8-b623-f75e997e4757', 'shop', '0199c810-717d-7d31-917d-4a56cf6f5924', 'message', '60123000050', NULL, NULL, 'Tan', 'profile', 'Tan', '2025-10-09 05:08:23+00', '0199c810-717d-7d31-917d-4a56cf6f5924', '2025-10-09 05:08:23+00', '2025-10-09 05:08:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.910145+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-71c1-73d7-b790-3b27071c0b48', 'shop', '0199c810-71bb-779b-996b-efc8e885ae7b', 'message', '60123000074', NULL, NULL, 'Vera', 'profile', 'Vera', '2025-10-09 05:22:23+00', NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:24.961335+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-7821-7d6b-9056-f7926a059835', 'shop', '0199c810-7818-7c8c-b595-00470be18af6', 'message', '5215533330002', NULL, NULL, 'Ximena', 'profile', 'Ximena', '2025-10-09 05:23:23+00', '0199c810-7818-7c8c-b595-00470be18af6', '2025-10-09 05:23:23+00', '2025-10-09 05:23:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:26.593984+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-784f-7cf6-9a5a-1717ff0f989f', 'shop', '0199c810-7846-7c27-afe1-4bccd3250cfe', 'message', '5215533330001', NULL, NULL, 'Yolanda', 'profile', 'Yolanda', '2025-10-09 10:22:26+00', '0199c810-7846-7c27-afe1-4bccd3250cfe', '2025-10-09 10:22:26+00', '2025-10-09 10:22:26+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:26.639564+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-78c7-7137-80c2-a3a96271a2a3', 'shop', '0199c810-7888-7401-af1a-f06a02785e13', 'import', '60123000080', NULL, NULL, 'Wati Import', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{"city": "Klang", "visits": 5}', 1, '2025-10-09 08:22:26.759197+00', NULL, DEFAULT, 'from a file', NULL, NULL, DEFAULT, NULL),
	('0199c810-78d2-726c-af57-9206a6ec7ea6', 'shop', '0199c810-7888-7430-b6cc-15f2d432a44b', 'import', '60123000081', NULL, NULL, 'Yusof Import', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:26.770279+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-7a80-7029-809b-84123584f087', 'shop', '0199c810-795f-7aa7-9dfe-e5d12cb6368d', 'import', NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:27.200139+00', NULL, DEFAULT, NULL, NULL, '2025-10-09 08:22:27.711735+00', DEFAULT, NULL),
	('0199c810-7152-78c9-80a0-b79839d57a64', 'shop', '0199c810-714b-75f8-8fb2-6f8fd7c9a39f', 'message', NULL, 'MY.after01', NULL, 'Sara', 'profile', 'Sara', '2025-10-09 05:04:23+00', '0199c810-714b-75f8-8fb2-6f8fd7c9a39f', '2025-10-09 05:04:23+00', '2025-10-09 05:04:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:24.850657+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-718d-735d-9714-2c72fcc5210b', 'shop', '0199c810-717e-7e99-b026-f0ae06286107', 'message', '60123000052', 'MY.second01', NULL, 'Umi', 'profile', 'Umi', '2025-10-09 05:10:23+00', '0199c810-717e-7e99-b026-f0ae06286107', '2025-10-09 05:09:23+00', '2025-10-09 05:10:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:24.909319+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-7a97-73e6-9564-e7dad265460f', 'shop', '0199c810-795f-7ae8-ad0b-ec509912b11d', 'import', '60123000083', NULL, NULL, 'Ana Import', 'import', 'Ana', '2025-10-09 05:24:23+00', '0199c810-7baf-7522-9355-98118a0df60e', '2025-10-09 05:24:23+00', '2025-10-09 05:24:23+00', NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:27.223605+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-93ce-7229-a047-c5e1e72a310d', 'shop', '0199c810-7ef8-7308-a2f0-a346fd00bafc', 'import', '60123000086', NULL, NULL, 'Failed One', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:33.67592+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-9572-7069-97f8-37c6c87231a3', 'shop', '0199c810-9548-7cec-8412-2144b2e2afa7', 'import', NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 2, '2025-10-09 08:22:34.09849+00', NULL, DEFAULT, NULL, NULL, '2025-10-09 08:22:34.475786+00', DEFAULT, NULL),
	('0199c810-9870-75bc-81cb-ecfc7eb7eae0', 'shop', '0199c810-973e-73ca-b04e-565cb12fff04', 'import', '60123000093', NULL, NULL, 'Running One', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:34.864491+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL),
	('0199c810-99d4-7f0c-9f6a-ab1df25439fb', 'shop', '0199c810-989a-7b04-a756-7dbf70ad9510', 'import', '60123000095', NULL, NULL, 'Paused One', 'import', NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, NULL, NULL, '{}', 1, '2025-10-09 08:22:35.221859+00', NULL, DEFAULT, NULL, NULL, NULL, DEFAULT, NULL);

INSERT INTO public.delivery_statuses VALUES
	('100000000000011', '60123000060', '60123000060', 'wamid.out.60123000060', 'sent', 1, NULL, NULL, '2025-10-09 05:11:23+00', 1),
	('100000000000011', '60123000001', '60123000001', 'wamid.out.60123000001', 'read', 3, NULL, NULL, '2025-10-09 05:12:23+00', 1),
	('100000000000011', '60123000002', '60123000002', 'wamid.out.60123000002', 'delivered', 2, NULL, NULL, '2025-10-09 05:13:23+00', 1),
	('100000000000011', '60123000003', '60123000003', 'wamid.out.f', 'failed', 5, 131026, 'Message undeliverable', '2025-10-09 05:14:23+00', 1);

INSERT INTO public.events VALUES
	('0199c810-6d6f-75df-8e35-dd0c1a92da19', 'shop', '100000000000011', 'message', 'text', 'wamid.old.a2', 'message/100000000000011/id:wamid.old.a2', '60123000001', NULL, '2025-10-09 04:24:23+00', '2025-10-09 08:22:23.864139+00', 0, '{"effect":"creates","person":{"wa_id":"60123000001","profile_name":"Aisha Rahman"},"message":{"id":"wamid.old.a2","type":"text","text":"And the red one?"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Aisha Rahman"},"wa_id":"60123000001"},"item":{"from":"60123000001","id":"wamid.old.a2","text":{"body":"And the red one?"},"timestamp":"1759983863","type":"text"}}', 'attached', 'known_contact', NULL, '0199c810-6de7-70a1-a59b-63e98930a3c6', '2025-10-09 08:22:23.993332+00', 'contact/shop/60123000001', '0199c810-6d7d-76b5-8129-8f1a8f1f0d6b', NULL),
	('0199c810-6d95-7b51-8bd5-3bb4457d29dd', 'shop', '100000000000011', 'message', 'text', 'wamid.old.bsuid', 'message/100000000000011/id:wamid.old.bsuid', 'MY.fixture0001', 'MY.fixture0001', '2025-10-09 04:27:23+00', '2025-10-09 08:22:23.893829+00', 0, '{"effect":"creates","person":{"user_id":"MY.fixture0001","profile_name":"Grace","username":"grace.example"},"message":{"id":"wamid.old.bsuid","type":"text","text":"Hello from a username"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Grace","username":"grace.example"},"user_id":"MY.fixture0001"},"item":{"from_user_id":"MY.fixture0001","id":"wamid.old.bsuid","text":{"body":"Hello from a username"},"timestamp":"1759984043","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6dea-79e9-a7da-0a6923b1c01d', '2025-10-09 08:22:24.017275+00', 'contact/shop/MY.fixture0001', '0199c810-6dbd-742c-b2b2-3b976fb96384', NULL),
	('0199c810-6d94-7d18-8544-600c229eb9e8', 'shop', '100000000000011', 'message', 'text', 'wamid.old.ad', 'message/100000000000011/id:wamid.old.ad', '60123000002', NULL, '2025-10-09 04:26:23+00', '2025-10-09 08:22:23.892967+00', 0, '{"effect":"creates","person":{"wa_id":"60123000002","profile_name":"Dewi Lestari"},"message":{"id":"wamid.old.ad","type":"text","text":"Is the sale still on?","referral":{"source_id":"120210000000000001","source_type":"ad","source_url":"https://fb.me/example","headline":"Raya sale","ctwa_clid":"ARAexample"}}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Dewi Lestari"},"wa_id":"60123000002"},"item":{"from":"60123000002","id":"wamid.old.ad","referral":{"body":"Chat with us","ctwa_clid":"ARAexample","headline":"Raya sale","media_type":"image","source_id":"120210000000000001","source_type":"ad","source_url":"https://fb.me/example"},"text":{"body":"Is the sale still on?"},"timestamp":"1759983983","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6de5-7c0f-8287-16cbeda72141', '2025-10-09 08:22:24.019569+00', 'contact/shop/60123000002', '0199c810-6db9-7ee1-97c8-ff916cfd5d6f', NULL),
	('0199c810-6d96-7a54-bfa8-14f3c2ef42fd', 'shop', '100000000000011', 'message', 'interactive.button_reply', 'wamid.old.interactive', 'message/100000000000011/id:wamid.old.interactive', '60123000003', NULL, '2025-10-09 04:28:23+00', '2025-10-09 08:22:23.895512+00', 0, '{"effect":"creates","person":{"wa_id":"60123000003","profile_name":"Chitra Devi"},"message":{"id":"wamid.old.interactive","type":"interactive","text":"Call me"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Chitra Devi"},"wa_id":"60123000003"},"item":{"from":"60123000003","id":"wamid.old.interactive","interactive":{"button_reply":{"id":"b1","title":"Call me"},"type":"button_reply"},"timestamp":"1759984103","type":"interactive"}}', 'created', 'first_message', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:24.019739+00', 'contact/shop/60123000003', '0199c810-6dbc-76f6-b9a1-0750aefab6f0', NULL),
	('0199c810-6d98-72c2-96e8-7ef661f1c24c', 'shop', '100000000000011', 'message', 'image', 'wamid.old.image', 'message/100000000000011/id:wamid.old.image', '60123000003', NULL, '2025-10-09 04:29:23+00', '2025-10-09 08:22:23.896248+00', 0, '{"effect":"creates","person":{"wa_id":"60123000003","profile_name":"Chitra Devi"},"message":{"id":"wamid.old.image","type":"image","text":"Look"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Chitra Devi"},"wa_id":"60123000003"},"item":{"from":"60123000003","id":"wamid.old.image","image":{"caption":"Look","id":"media-1","mime_type":"image/jpeg"},"timestamp":"1759984163","type":"image"}}', 'attached', 'known_contact', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:24.019739+00', 'contact/shop/60123000003', '0199c810-6dbc-76f6-b9a1-0750aefab6f0', NULL),
	('0199c810-6d61-7d15-af42-81940947854d', 'shop', '100000000000011', 'message', 'text', 'wamid.old.a1', 'message/100000000000011/id:wamid.old.a1', '60123000001', NULL, '2025-10-09 04:23:23+00', '2025-10-09 08:22:23.851554+00', 1, '{"effect":"creates","person":{"wa_id":"60123000001","profile_name":"Aisha Rahman"},"message":{"id":"wamid.old.a1","type":"text","text":"Hi, is the blue one in stock?"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Aisha Rahman"},"wa_id":"60123000001"},"item":{"from":"60123000001","id":"wamid.old.a1","text":{"body":"Hi, is the blue one in stock?"},"timestamp":"1759983803","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6de7-70a1-a59b-63e98930a3c6', '2025-10-09 08:22:23.993332+00', 'contact/shop/60123000001', '0199c810-6d7d-76b5-8129-8f1a8f1f0d6b', NULL),
	('0199c810-6d8c-770f-8914-e4f341c90fd7', 'clinic', '100000000000012', 'message', 'text', 'wamid.old.a3', 'message/100000000000012/id:wamid.old.a3', '60123000001', NULL, '2025-10-09 04:25:23+00', '2025-10-09 08:22:23.891518+00', 0, '{"effect":"creates","person":{"wa_id":"60123000001","profile_name":"Aisha Rahman"},"message":{"id":"wamid.old.a3","type":"text","text":"When do you open?"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000012"},"contact":{"profile":{"name":"Aisha Rahman"},"wa_id":"60123000001"},"item":{"from":"60123000001","id":"wamid.old.a3","text":{"body":"When do you open?"},"timestamp":"1759983923","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6df5-7271-b1df-ac17f83913eb', '2025-10-09 08:22:24.019261+00', 'contact/clinic/60123000001', '0199c810-6dbe-76ee-af24-9358c444ff35', NULL),
	('0199c810-6d9c-7289-b1bc-55cb80a2ee30', 'shop', '100000000000011', 'message', 'audio', 'wamid.old.audio', 'message/100000000000011/id:wamid.old.audio', '60123000003', NULL, '2025-10-09 04:30:23+00', '2025-10-09 08:22:23.901961+00', 0, '{"effect":"creates","person":{"wa_id":"60123000003","profile_name":"Chitra Devi"},"message":{"id":"wamid.old.audio","type":"audio"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Chitra Devi"},"wa_id":"60123000003"},"item":{"audio":{"id":"media-2"},"from":"60123000003","id":"wamid.old.audio","timestamp":"1759984223","type":"audio"}}', 'attached', 'known_contact', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:24.019739+00', 'contact/shop/60123000003', '0199c810-6dbc-76f6-b9a1-0750aefab6f0', NULL),
	('0199c810-6da0-7654-b419-29bd81d2d92a', 'shop', '100000000000011', 'message', 'location', 'wamid.old.location', 'message/100000000000011/id:wamid.old.location', '60123000003', NULL, '2025-10-09 04:31:23+00', '2025-10-09 08:22:23.90451+00', 0, '{"effect":"creates","person":{"wa_id":"60123000003","profile_name":"Chitra Devi"},"message":{"id":"wamid.old.location","type":"location","text":"Here"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Chitra Devi"},"wa_id":"60123000003"},"item":{"from":"60123000003","id":"wamid.old.location","location":{"latitude":3.1,"longitude":101.7,"name":"Here"},"timestamp":"1759984283","type":"location"}}', 'attached', 'known_contact', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:24.019739+00', 'contact/shop/60123000003', '0199c810-6dbc-76f6-b9a1-0750aefab6f0', NULL),
	('0199c810-6da1-7408-8f88-e76ea42d7658', 'shop', '100000000000011', 'message', 'button', 'wamid.old.button', 'message/100000000000011/id:wamid.old.button', '60123000003', NULL, '2025-10-09 04:32:23+00', '2025-10-09 08:22:23.905382+00', 0, '{"effect":"creates","person":{"wa_id":"60123000003","profile_name":"Chitra Devi"},"message":{"id":"wamid.old.button","type":"button","text":"Yes"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Chitra Devi"},"wa_id":"60123000003"},"item":{"button":{"payload":"yes","text":"Yes"},"from":"60123000003","id":"wamid.old.button","timestamp":"1759984343","type":"button"}}', 'attached', 'known_contact', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:24.019739+00', 'contact/shop/60123000003', '0199c810-6dbc-76f6-b9a1-0750aefab6f0', NULL),
	('0199c810-6da2-7005-ba58-417f7b46fc4e', 'shop', '100000000000011', 'message', 'reaction', 'wamid.old.reaction', 'message/100000000000011/id:wamid.old.reaction', '60123000004', NULL, '2025-10-09 04:33:23+00', '2025-10-09 08:22:23.906076+00', 0, '{"effect":"touches","reason":"reaction","person":{"wa_id":"60123000004","profile_name":"Farid"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Farid"},"wa_id":"60123000004"},"item":{"from":"60123000004","id":"wamid.old.reaction","reaction":{"emoji":"👍","message_id":"wamid.out"},"timestamp":"1759984403","type":"reaction"}}', 'ignored', 'reaction', NULL, NULL, '2025-10-09 08:22:24.043519+00', 'contact/shop/60123000004', '0199c810-6dbb-76ad-b4f7-d48cd3fd3c14', NULL),
	('0199c810-6da7-78c1-a359-8b6e190f6154', 'shop', '100000000000011', 'message', 'interactive.nfm_reply', 'wamid.old.flow', 'message/100000000000011/id:wamid.old.flow', '60123000005', NULL, '2025-10-09 04:35:23+00', '2025-10-09 08:22:23.911669+00', 0, '{"effect":"creates","person":{"wa_id":"60123000005","profile_name":"Hana"},"message":{"id":"wamid.old.flow","type":"interactive","text":"Sent"},"flow":{"token":"lead:5","answers":{"flow_token":"lead:5","full_name":"Hana Flow","city":"Kuantan"}}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Hana"},"wa_id":"60123000005"},"item":{"from":"60123000005","id":"wamid.old.flow","interactive":{"nfm_reply":{"body":"Sent","name":"flow","response_json":"{\"flow_token\":\"lead:5\",\"full_name\":\"Hana Flow\",\"city\":\"Kuantan\"}"},"type":"nfm_reply"},"timestamp":"1759984523","type":"interactive"}}', 'created', 'first_message', NULL, '0199c810-6df7-7510-bd35-0a8d455088f4', '2025-10-09 08:22:24.048799+00', 'contact/shop/60123000005', '0199c810-6dbe-74e2-8b77-ce924b166782', NULL),
	('0199c810-6da3-76fe-9a04-259037ba29c7', 'shop', '100000000000011', 'message', 'request_welcome', 'wamid.old.welcome', 'message/100000000000011/id:wamid.old.welcome', '60123000004', NULL, '2025-10-09 04:34:23+00', '2025-10-09 08:22:23.907605+00', 0, '{"effect":"touches","reason":"chat_opened","person":{"wa_id":"60123000004","profile_name":"Farid"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Farid"},"wa_id":"60123000004"},"item":{"from":"60123000004","id":"wamid.old.welcome","timestamp":"1759984463","type":"request_welcome"}}', 'ignored', 'chat_opened', NULL, NULL, '2025-10-09 08:22:24.052167+00', 'contact/shop/60123000004', '0199c810-6dbb-76ad-b4f7-d48cd3fd3c14', NULL),
	('0199c810-6da7-78f6-95c9-2253730a2e9d', 'shop', 'lead', 'form', 'form', 'wamid.old.flow', 'flow/lead/sha256:8b63df3c4c429980618caa87516f9e6bef8165d9dc677eff3d5e9f8116abe6d2', '60123000005', NULL, '2025-10-09 04:35:23+00', '2025-10-09 08:22:23.911669+00', 0, '{"effect":"creates","person":{"wa_id":"60123000005","profile_name":"Hana"},"fields":{"display_name":"Hana Flow","attributes":{"city":"Kuantan"}}}', '{"form":"lead","answers":{"flow_token":"lead:5","full_name":"Hana Flow","city":"Kuantan"},"person":{"wa_id":"60123000005","profile_name":"Hana"},"message_id":"wamid.old.flow"}', 'updated', 'fields_changed', NULL, '0199c810-6df7-7510-bd35-0a8d455088f4', '2025-10-09 08:22:24.053525+00', 'contact/shop/60123000005', '0199c810-6dbe-74e2-8b77-ce924b166782', NULL),
	('0199c810-6e4c-7da5-81f4-304d41d665af', 'shop', 'api', 'manual', 'entry', NULL, 'entry /api/id:0199c810-6e4c-7da5-81f4-304d41d665af', '525512345678', NULL, '2025-10-09 08:22:24.076907+00', '2025-10-09 08:22:24.076986+00', 0, '{"effect":"creates","person":{"wa_id":"525512345678","unconfirmed":true},"fields":{"display_name":"Marta (lead)","add_tags":["lead"]}}', '{"effect":"creates","person":{"wa_id":"525512345678","unconfirmed":true},"fields":{"display_name":"Marta (lead)","add_tags":["lead"]}}', 'created', 'new_person', NULL, '0199c810-6e53-7dfd-b716-d607a08c1848', '2025-10-09 08:22:24.086587+00', 'contact/shop/525512345678', '0199c810-6e4f-7668-94bb-56d8c71aba12', NULL),
	('0199c810-6e64-7ea0-aca2-c5fa35322eca', 'shop', '100000000000011', 'message', 'text', 'wamid.old.mx1', 'message/100000000000011/id:wamid.old.mx1', '525512345678', NULL, '2025-10-09 04:36:23+00', '2025-10-09 08:22:24.101095+00', 0, '{"effect":"creates","person":{"wa_id":"5215512345678","profile_name":"Marta"},"message":{"id":"wamid.old.mx1","type":"text","text":"Hola"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Marta"},"wa_id":"5215512345678"},"item":{"from":"5215512345678","id":"wamid.old.mx1","text":{"body":"Hola"},"timestamp":"1759984583","type":"text"}}', 'attached', 'known_contact', NULL, '0199c810-6e53-7dfd-b716-d607a08c1848', '2025-10-09 08:22:24.109972+00', 'contact/shop/525512345678', '0199c810-6e69-73c5-9a2f-1de326042069', NULL),
	('0199c810-6e75-7b5f-905a-094f22e47021', 'shop', '100000000000011', 'message', 'text', 'wamid.old.br2', 'message/100000000000011/id:wamid.old.br2', '5521987650001', NULL, '2025-10-09 04:39:23+00', '2025-10-09 08:22:24.117821+00', 0, '{"effect":"creates","person":{"wa_id":"5521987650001","profile_name":"Bianca"},"message":{"id":"wamid.old.br2","type":"text","text":"Oi"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Bianca"},"wa_id":"5521987650001"},"item":{"from":"5521987650001","id":"wamid.old.br2","text":{"body":"Oi"},"timestamp":"1759984763","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6e83-765b-928a-92021eb59be7', '2025-10-09 08:22:24.132486+00', 'contact/shop/5521987650001', '0199c810-6e7f-7a84-aee6-af5c4600d5f3', NULL),
	('0199c810-6e74-7946-b042-c3df58650dcc', 'shop', '100000000000011', 'message', 'text', 'wamid.old.br1', 'message/100000000000011/id:wamid.old.br1', '5511987654321', NULL, '2025-10-09 04:38:23+00', '2025-10-09 08:22:24.116787+00', 0, '{"effect":"creates","person":{"wa_id":"551187654321","profile_name":"Bruno Costa"},"message":{"id":"wamid.old.br1","type":"text","text":"Oi"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Bruno Costa"},"wa_id":"551187654321"},"item":{"from":"551187654321","id":"wamid.old.br1","text":{"body":"Oi"},"timestamp":"1759984703","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6e83-757a-942f-a7dc29f9984c', '2025-10-09 08:22:24.137521+00', 'contact/shop/5511987654321', '0199c810-6e7b-7bbd-ac2e-6a59bed0a42b', NULL),
	('0199c810-6e66-7663-86ac-9cc4e7d57473', 'shop', '100000000000011', 'message', 'text', 'wamid.old.mx2', 'message/100000000000011/id:wamid.old.mx2', '525587654321', NULL, '2025-10-09 04:37:23+00', '2025-10-09 08:22:24.108134+00', 0, '{"effect":"creates","person":{"wa_id":"5215587654321","profile_name":"Miguel"},"message":{"id":"wamid.old.mx2","type":"text","text":"Hola"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Miguel"},"wa_id":"5215587654321"},"item":{"from":"5215587654321","id":"wamid.old.mx2","text":{"body":"Hola"},"timestamp":"1759984643","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6e84-7ade-9f56-17d3523622b5', '2025-10-09 08:22:24.138794+00', 'contact/shop/525587654321', '0199c810-6e7c-7127-a87d-91099dc9c649', NULL),
	('0199c810-6eab-7973-9564-0377477ef990', 'shop', 'lead', 'form', 'form', 's-3', 'form/lead/id:s-3', NULL, NULL, '2025-10-09 08:22:24.171557+00', '2025-10-09 08:22:24.173816+00', 0, '{"effect":"unjudged","reason":"no_phone","detail":"the phone number (mobile) is missing: write it with its country code, such as +60123456789","fields":{"display_name":"No Number","attributes":{"city":"Melaka"}}}', '{"form":"lead","answers":{"city":"Melaka","full_name":"No Number","submission_id":"s-3"}}', 'quarantined', 'no_phone', 'the phone number (mobile) is missing: write it with its country code, such as +60123456789', NULL, '2025-10-09 08:22:24.173816+00', NULL, NULL, NULL),
	('0199c810-6ea1-7eaa-bb49-43cc0a191204', 'shop', 'lead', 'form', 'form', 's-1', 'form/lead/id:s-1', '60123000010', NULL, '2025-10-09 08:22:24.161871+00', '2025-10-09 08:22:24.163042+00', 0, '{"effect":"creates","person":{"wa_id":"60123000010","unconfirmed":true},"fields":{"display_name":"Indra Form","remarks":"wants a call","attributes":{"birthday":"1990-05-17","city":"Ipoh"},"add_tags":["blue","red"]}}', '{"form":"lead","answers":{"born":"1990-05-17","city":"Ipoh","full_name":"Indra Form","interest":"blue, red","mobile":"+60 12-300 0010","note":"wants a call","submission_id":"s-1"}}', 'created', 'new_person', NULL, '0199c810-6eac-7dbf-b164-f2fc12994689', '2025-10-09 08:22:24.174693+00', 'contact/shop/60123000010', '0199c810-6ea8-79b3-9ac3-4fdc5636ace2', NULL),
	('0199c810-6ea6-7079-8363-468f761e7cbd', 'shop', 'lead', 'form', 'form', 's-2', 'form/lead/id:s-2', '5511987654321', NULL, '2025-10-09 08:22:24.165988+00', '2025-10-09 08:22:24.168472+00', 0, '{"effect":"creates","person":{"wa_id":"5511987654321","unconfirmed":true},"fields":{"display_name":"Bruno by form"}}', '{"form":"lead","answers":{"full_name":"Bruno by form","mobile":"+55 11 98765-4321","submission_id":"s-2"}}', 'updated', 'fields_changed', NULL, '0199c810-6e83-757a-942f-a7dc29f9984c', '2025-10-09 08:22:24.180818+00', 'contact/shop/5511987654321', '0199c810-6eb1-7494-8e7f-d986d20f1ea4', NULL),
	('0199c810-6ec7-75c8-88dd-51f2ad84b3f3', 'shop', 'lead', 'form', 'form', 's-4', 'form/lead/id:s-4', NULL, NULL, '2025-10-09 08:22:24.199339+00', '2025-10-09 08:22:24.199503+00', 0, '{"effect":"unjudged","reason":"bad_phone","detail":"the phone number (mobile) is too short: write it with its country code, such as +60123456789","fields":{"display_name":"Bad Number"}}', '{"form":"lead","answers":{"full_name":"Bad Number","mobile":"+60 1","submission_id":"s-4"}}', 'quarantined', 'bad_phone', 'the phone number (mobile) is too short: write it with its country code, such as +60123456789', NULL, '2025-10-09 08:22:24.199503+00', NULL, NULL, NULL),
	('0199c810-6eb7-7d98-86d3-a470aa7c8076', 'shop', 'lead', 'form', 'form', 's-7', 'form/lead/id:s-7', '60123000014', NULL, '2025-10-09 08:22:24.183846+00', '2025-10-09 08:22:24.184012+00', 0, '{"effect":"creates","person":{"wa_id":"60123000014","unconfirmed":true},"fields":{"display_name":"Number Given Later"}}', '{"form":"lead","answers":{"full_name":"Number Given Later","submission_id":"s-7"}}', 'created', 'new_person', NULL, '0199c810-6ec7-7431-9360-9dfd730584d8', '2025-10-09 08:22:24.200706+00', 'contact/shop/60123000014', '0199c810-6ec3-79ad-846f-2c9774352206', '[{"detail": "the phone number (mobile) is missing: write it with its country code, such as +60123456789", "reason": "no_phone", "run_id": null, "decision": "quarantined", "decided_at": "2025-10-09T08:22:24.184012+00:00"}]'),
	('0199c810-6ed6-7837-bd3b-754761446413', 'shop', 'api', 'api', 'entry', 'api-1', 'entry /api/id:api-1', '60123000012', NULL, '2025-10-09 08:22:24.214558+00', '2025-10-09 08:22:24.214765+00', 0, '{"effect":"creates","person":{"wa_id":"60123000012","unconfirmed":true},"fields":{"display_name":"Kamal API","attributes":{"birthday":"1985-01-31","city":"Penang","visits":12.5},"add_tags":["vip"]}}', '{"effect":"creates","person":{"wa_id":"60123000012","unconfirmed":true},"fields":{"display_name":"Kamal API","attributes":{"birthday":"1985-01-31","city":"Penang","visits":12.5},"add_tags":["vip"]}}', 'created', 'new_person', NULL, '0199c810-6edd-746c-9564-2bb40de9e5b2', '2025-10-09 08:22:24.224408+00', 'contact/shop/60123000012', '0199c810-6eda-73e9-96bd-0e5f9ed2288d', NULL),
	('0199c810-6f17-7a95-8c94-329719a12427', 'shop', '100000000000011', 'message', 'text', 'wamid.old.opt21', 'message/100000000000011/id:wamid.old.opt21', '60123000021', NULL, '2025-10-09 04:41:23+00', '2025-10-09 08:22:24.290225+00', 0, '{"effect":"creates","person":{"wa_id":"60123000021","profile_name":"Opter 21"},"message":{"id":"wamid.old.opt21","type":"text","text":"hi"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Opter 21"},"wa_id":"60123000021"},"item":{"from":"60123000021","id":"wamid.old.opt21","text":{"body":"hi"},"timestamp":"1759984883","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6f2b-799c-8927-808a08bfabe4', '2025-10-09 08:22:24.303162+00', 'contact/shop/60123000021', '0199c810-6f25-7c84-b4e1-b7b685d8ffa1', NULL),
	('0199c810-6ecf-799f-8a9f-28cf282915c9', 'shop', 'zap', 'trigger', 'trigger', 'zap-1', 'trigger/zap/id:zap-1', '60123000011', NULL, '2025-10-09 08:22:24.202074+00', '2025-10-09 08:22:24.207743+00', 0, '{"effect":"creates","person":{"wa_id":"60123000011","unconfirmed":true},"fields":{"display_name":"Jaya Trigger","attributes":{"city":"Johor","visits":3}}}', '{"trigger":"zap","fields":{"city":"Johor","contact_number":"+60123000011","name":"Jaya Trigger","visits":3}}', 'created', 'new_person', NULL, '0199c810-6ed7-7251-b067-975a3ab9947e', '2025-10-09 08:22:24.216292+00', 'contact/shop/60123000011', '0199c810-6ed3-7360-93d2-bba848d6afdb', NULL),
	('0199c810-6ee7-7be1-b6ea-13e1b9b38d4d', 'shop', 'api', 'manual', 'entry', NULL, 'entry /api/id:0199c810-6ee7-7be1-b6ea-13e1b9b38d4d', '60123000013', NULL, '2025-10-09 08:22:24.231791+00', '2025-10-09 08:22:24.231906+00', 0, '{"effect":"creates","person":{"wa_id":"60123000013","unconfirmed":true},"fields":{"display_name":"Lina Manual","remarks":"met at the fair","assignee":"siti"}}', '{"effect":"creates","person":{"wa_id":"60123000013","unconfirmed":true},"fields":{"display_name":"Lina Manual","remarks":"met at the fair","assignee":"siti"}}', 'created', 'new_person', NULL, '0199c810-6ef2-747a-b8ff-5c826dc884ba', '2025-10-09 08:22:24.243342+00', 'contact/shop/60123000013', '0199c810-6eea-73ef-99d7-1bed9e7cb77c', NULL),
	('0199c810-6efd-7c88-8449-e0c70d520aca', 'shop', 'api', 'manual', 'edit', NULL, 'edit 0199c810-6de7-70a1-a59b-63e98930a3c6/api/id:0199c810-6efd-7c88-8449-e0c70d520aca', '60123000001', NULL, '2025-10-09 08:22:24.253845+00', '2025-10-09 08:22:24.253957+00', 0, '{"effect":"touches","person":{"wa_id":"60123000001"},"fields":{"remarks":"prefers blue","assignee":"siti","attributes":{"birthday":"1992-12-01","city":"Ipoh","visits":7.25},"add_tags":["VIP","follow up"]},"order":{"contact":"0199c810-6de7-70a1-a59b-63e98930a3c6","others":[{"wa_id":"60123000001"}]}}', '{"effect":"touches","person":{"wa_id":"60123000001"},"fields":{"remarks":"prefers blue","assignee":"siti","attributes":{"birthday":"1992-12-01","city":"Ipoh","visits":7.25},"add_tags":["VIP","follow up"]},"order":{"contact":"0199c810-6de7-70a1-a59b-63e98930a3c6","others":[{"wa_id":"60123000001"}]}}', 'updated', 'fields_changed', NULL, '0199c810-6de7-70a1-a59b-63e98930a3c6', '2025-10-09 08:22:24.259808+00', 'contact/shop/60123000001', '0199c810-6f00-77c7-9b6e-13c1e241b9fb', NULL),
	('0199c810-6f0c-7a6f-be8c-a410e749ff2f', 'shop', 'api', 'manual', 'edit', NULL, 'edit 0199c810-6edd-746c-9564-2bb40de9e5b2/api/id:0199c810-6f0c-7a6f-be8c-a410e749ff2f', '60123000012', NULL, '2025-10-09 08:22:24.268703+00', '2025-10-09 08:22:24.268815+00', 0, '{"effect":"touches","person":{"wa_id":"60123000012"},"fields":{"display_name":"Kamal","attributes":{"visits":null}},"order":{"contact":"0199c810-6edd-746c-9564-2bb40de9e5b2","others":[{"wa_id":"60123000012","unconfirmed":true}]}}', '{"effect":"touches","person":{"wa_id":"60123000012"},"fields":{"display_name":"Kamal","attributes":{"visits":null}},"order":{"contact":"0199c810-6edd-746c-9564-2bb40de9e5b2","others":[{"wa_id":"60123000012","unconfirmed":true}]}}', 'updated', 'fields_changed', NULL, '0199c810-6edd-746c-9564-2bb40de9e5b2', '2025-10-09 08:22:24.275619+00', 'contact/shop/60123000012', '0199c810-6f0f-7592-b901-d80d8dbd360c', NULL),
	('0199c810-7888-7443-ba8e-be5cb4babff1', 'shop', '0199c810-7875-7099-9167-286c89e633a7', 'import', 'row', '4', 'import/0199c810-7875-7099-9167-286c89e633a7/id:4', '60123000002', NULL, '2025-10-09 08:22:26.739508+00', '2025-10-09 08:22:26.739508+00', 0, '{"effect":"creates","person":{"wa_id":"60123000002","unconfirmed":true},"fields":{"display_name":"Dewi Import","attributes":{"city":"Melaka"},"add_tags":["lead"]},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":4}}', '["+60123000002","Dewi Import","lead","","Melaka",""]', 'updated', 'fields_changed', NULL, '0199c810-6de5-7c0f-8287-16cbeda72141', '2025-10-09 08:22:26.77588+00', 'contact/shop/60123000002', '0199c810-78d5-7833-88c9-ee386e6a0033', NULL),
	('0199c810-6f16-7730-a98c-b6ddb2d015ba', 'shop', '100000000000011', 'message', 'text', 'wamid.old.opt20', 'message/100000000000011/id:wamid.old.opt20', '60123000020', NULL, '2025-10-09 04:40:23+00', '2025-10-09 08:22:24.278591+00', 0, '{"effect":"creates","person":{"wa_id":"60123000020","profile_name":"Opter 20"},"message":{"id":"wamid.old.opt20","type":"text","text":"hi"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Opter 20"},"wa_id":"60123000020"},"item":{"from":"60123000020","id":"wamid.old.opt20","text":{"body":"hi"},"timestamp":"1759984823","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6f1f-7523-972a-1035f163e96e', '2025-10-09 08:22:24.288306+00', 'contact/shop/60123000020', '0199c810-6f1a-796b-a0c4-8690680968a0', NULL),
	('0199c810-6f24-71c3-935d-539929964227', 'shop', '100000000000011', 'message', 'text', 'wamid.old.opt22', 'message/100000000000011/id:wamid.old.opt22', '60123000022', NULL, '2025-10-09 04:42:23+00', '2025-10-09 08:22:24.292731+00', 0, '{"effect":"creates","person":{"wa_id":"60123000022","profile_name":"Opter 22"},"message":{"id":"wamid.old.opt22","type":"text","text":"hi"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Opter 22"},"wa_id":"60123000022"},"item":{"from":"60123000022","id":"wamid.old.opt22","text":{"body":"hi"},"timestamp":"1759984943","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6f2b-7117-b9ea-b51d27d8ad7c', '2025-10-09 08:22:24.302836+00', 'contact/shop/60123000022', '0199c810-6f26-7b88-8321-4fa16bc4dad4', NULL),
	('0199c810-6f3c-759b-a5ef-cc9c0e65224c', 'shop', 'api', 'manual', 'edit', NULL, 'edit 0199c810-6f1f-7523-972a-1035f163e96e/api/id:0199c810-6f3c-759b-a5ef-cc9c0e65224c', '60123000020', NULL, '2025-10-09 08:22:24.316404+00', '2025-10-09 08:22:24.316561+00', 0, '{"effect":"touches","person":{"wa_id":"60123000020"},"opt_out":true,"fields":{},"order":{"contact":"0199c810-6f1f-7523-972a-1035f163e96e","others":[{"wa_id":"60123000020"}]}}', '{"effect":"touches","person":{"wa_id":"60123000020"},"opt_out":true,"fields":{},"order":{"contact":"0199c810-6f1f-7523-972a-1035f163e96e","others":[{"wa_id":"60123000020"}]}}', 'updated', 'fields_changed', NULL, '0199c810-6f1f-7523-972a-1035f163e96e', '2025-10-09 08:22:24.325115+00', 'contact/shop/60123000020', '0199c810-6f3e-7f3d-ae72-917a42ec3e90', NULL),
	('0199c810-6f48-79f2-add6-88d38007c48a', 'shop', '100000000000011', 'system', 'preference.stop', NULL, 'preference/100000000000011/sha256:58160c3ba5501e6f5b50c9cad3981ca77651520bfc896473ce2abdaa09bf59df', '60123000021', NULL, '2025-10-09 04:43:23+00', '2025-10-09 08:22:24.328798+00', 0, '{"effect":"touches","person":{"wa_id":"60123000021"},"opt_out":true}', '{"at":"user_preferences[]","field":"user_preferences","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"category":"marketing_messages","timestamp":"1759985003","value":"stop","wa_id":"60123000021"}}', 'updated', 'opted_out', NULL, '0199c810-6f2b-799c-8927-808a08bfabe4', '2025-10-09 08:22:24.346037+00', 'contact/shop/60123000021', '0199c810-6f4e-7a4a-901e-34efd2a855b6', NULL),
	('0199c810-6f4c-74fc-9c20-4bb4a116ce3e', 'shop', '100000000000011', 'system', 'preference.resume', NULL, 'preference/100000000000011/sha256:9450ee86274704bdffc2781b923ab5a6300fe68a5ddf1a618b6a102791e9aef5', '60123000022', NULL, '2025-10-09 04:45:23+00', '2025-10-09 08:22:24.33245+00', 0, '{"effect":"touches","person":{"wa_id":"60123000022"},"opt_out":false}', '{"at":"user_preferences[]","field":"user_preferences","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"category":"marketing_messages","timestamp":"1759985123","value":"resume","wa_id":"60123000022"}}', 'updated', 'opted_in', NULL, '0199c810-6f2b-7117-b9ea-b51d27d8ad7c', '2025-10-09 08:22:24.358512+00', 'contact/shop/60123000022', '0199c810-6f5f-7e30-bc40-9b0b3ff76728', NULL),
	('0199c810-7888-7454-8cac-f43fc1396ce2', 'shop', '0199c810-7875-7099-9167-286c89e633a7', 'import', 'row', '5', 'import/0199c810-7875-7099-9167-286c89e633a7/id:5', '60123000001', NULL, '2025-10-09 08:22:26.739508+00', '2025-10-09 08:22:26.739508+00', 0, '{"effect":"creates","person":{"wa_id":"60123000001","unconfirmed":true},"fields":{"display_name":"Aisha Import"},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":5}}', '["+60123000001","Aisha Import","","","",""]', 'updated', 'fields_changed', NULL, '0199c810-6de7-70a1-a59b-63e98930a3c6', '2025-10-09 08:22:26.788532+00', 'contact/shop/60123000001', '0199c810-78dd-7add-aa32-a36db469d7da', NULL),
	('0199c810-795f-7aa7-9dfe-e5d12cb6368d', 'shop', '0199c810-7910-76e0-b776-6a4c52a14615', 'import', 'row', '2', 'import/0199c810-7910-76e0-b776-6a4c52a14615/id:2', '60123000082', NULL, '2025-10-09 08:22:27.188599+00', '2025-10-09 08:22:27.188599+00', 0, '{"effect":"creates","person":{"wa_id":"60123000082","unconfirmed":true},"fields":{"display_name":"Zul Import","add_tags":["gone"]},"row":{"import":"0199c810-7910-76e0-b776-6a4c52a14615","n":2}}', '["+60123000082","Zul Import","gone"]', 'created', 'new_person', NULL, '0199c810-7a80-7029-809b-84123584f087', '2025-10-09 08:22:27.201033+00', 'contact/shop/60123000082', '0199c810-7a7c-70b5-ab4e-b435d1128c92', NULL),
	('0199c810-7ef8-7393-93a1-403316be6461', 'shop', '0199c810-7ece-7e68-8a83-ead0af9b8e64', 'import', 'row', '3', 'import/0199c810-7ece-7e68-8a83-ead0af9b8e64/id:3', '60123000087', NULL, '2025-10-09 08:22:28.638007+00', '2025-10-09 08:22:28.638007+00', 0, '{"effect":"creates","person":{"wa_id":"60123000087","unconfirmed":true},"fields":{"display_name":"Failed Two"},"row":{"import":"0199c810-7ece-7e68-8a83-ead0af9b8e64","n":3}}', '["+60123000087","Failed Two"]', 'created', 'new_person', NULL, '0199c810-93c5-79dd-820f-5f68563d8195', '2025-10-09 08:22:33.953563+00', 'contact/shop/60123000087', '0199c810-8027-7a1e-9c86-5f2f8f504b5d', NULL),
	('0199c810-7ef8-7308-a2f0-a346fd00bafc', 'shop', '0199c810-7ece-7e68-8a83-ead0af9b8e64', 'import', 'row', '2', 'import/0199c810-7ece-7e68-8a83-ead0af9b8e64/id:2', '60123000086', NULL, '2025-10-09 08:22:28.638007+00', '2025-10-09 08:22:28.638007+00', 0, '{"effect":"creates","person":{"wa_id":"60123000086","unconfirmed":true},"fields":{"display_name":"Failed One"},"row":{"import":"0199c810-7ece-7e68-8a83-ead0af9b8e64","n":2}}', '["+60123000086","Failed One"]', 'created', 'new_person', NULL, '0199c810-93ce-7229-a047-c5e1e72a310d', '2025-10-09 08:22:33.956458+00', 'contact/shop/60123000086', '0199c810-8022-774b-825c-7e9ca9720129', NULL),
	('0199c810-6f49-7df2-9ede-064722cc0592', 'shop', '100000000000011', 'system', 'preference.stop', NULL, 'preference/100000000000011/sha256:e3335eb919fba923f67b6587596a33b4bc9a41dddd4f188b247550f739aa90f6', '60123000022', NULL, '2025-10-09 04:44:23+00', '2025-10-09 08:22:24.330726+00', 0, '{"effect":"touches","person":{"wa_id":"60123000022"},"opt_out":true}', '{"at":"user_preferences[]","field":"user_preferences","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"category":"marketing_messages","timestamp":"1759985063","value":"stop","wa_id":"60123000022"}}', 'updated', 'opted_out', NULL, '0199c810-6f2b-7117-b9ea-b51d27d8ad7c', '2025-10-09 08:22:24.357216+00', 'contact/shop/60123000022', '0199c810-6f5f-7e30-bc40-9b0b3ff76728', NULL),
	('0199c810-aae8-716e-a14d-042f2dd7f1c5', 'shop', 'api', 'api', 'entry', 'api-2', 'entry /api/id:api-2', '60123000116', NULL, '2025-10-09 08:22:39.592103+00', '2025-10-09 08:22:39.592238+00', 0, '{"effect":"creates","person":{"wa_id":"60123000116","unconfirmed":true},"fields":{"display_name":"Pending API"}}', '{"effect":"creates","person":{"wa_id":"60123000116","unconfirmed":true},"fields":{"display_name":"Pending API"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aaef-70e3-b650-d69dff3033c6', 'shop', 'api', 'manual', 'edit', NULL, 'edit 0199c810-6ef2-747a-b8ff-5c826dc884ba/api/id:0199c810-aaef-70e3-b650-d69dff3033c6', '60123000013', NULL, '2025-10-09 08:22:39.599084+00', '2025-10-09 08:22:39.599216+00', 0, '{"effect":"touches","person":{"wa_id":"60123000013"},"fields":{"remarks":"edited, not decided yet"},"order":{"contact":"0199c810-6ef2-747a-b8ff-5c826dc884ba","others":[{"wa_id":"60123000013","unconfirmed":true}]}}', '{"effect":"touches","person":{"wa_id":"60123000013"},"fields":{"remarks":"edited, not decided yet"},"order":{"contact":"0199c810-6ef2-747a-b8ff-5c826dc884ba","others":[{"wa_id":"60123000013","unconfirmed":true}]}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-6f78-79c8-8e41-510da81132df', 'shop', '100000000000011', 'message', 'text', NULL, 'message/100000000000011/id:wamid.old.del', NULL, NULL, '2025-10-09 04:47:23+00', '2025-10-09 08:22:24.376841+00', 0, '{}', '{}', 'created', 'first_message', NULL, '0199c810-6f7f-70d0-8373-e5bf64277e1f', '2025-10-09 08:22:24.395654+00', NULL, '0199c810-6f7b-7ae3-96ac-23be32ba90fd', NULL),
	('0199c810-6fc7-7e3f-98ed-3701bd9c369c', 'shop', 'api', 'manual', 'delete', NULL, 'delete 0199c810-6f7f-70d0-8373-e5bf64277e1f/api/id:0199c810-6fc7-7e3f-98ed-3701bd9c369c', NULL, NULL, '2025-10-09 08:22:24.455954+00', '2025-10-09 08:22:24.456053+00', 0, '{}', '{}', 'updated', 'deleted', NULL, '0199c810-6f7f-70d0-8373-e5bf64277e1f', '2025-10-09 08:22:24.470967+00', NULL, '0199c810-6fd2-7307-b42a-15dbae24e8cc', NULL),
	('0199c810-6fdc-7cf7-8969-31d368b36330', 'shop', '100000000000011', 'message', 'text', 'wamid.old.n.Mei', 'message/100000000000011/id:wamid.old.n.Mei', '60123000040', NULL, '2025-10-09 04:48:23+00', '2025-10-09 08:22:24.476976+00', 0, '{"effect":"creates","person":{"wa_id":"60123000040","profile_name":"Mei"},"message":{"id":"wamid.old.n.Mei","type":"text","text":"I write by number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Mei"},"wa_id":"60123000040"},"item":{"from":"60123000040","id":"wamid.old.n.Mei","text":{"body":"I write by number"},"timestamp":"1759985303","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6fec-7901-a298-c7e180eeff31', '2025-10-09 08:22:24.493791+00', 'contact/shop/60123000040', '0199c810-6fe0-777a-bcbd-fac0fd822f93', NULL),
	('0199c810-aaf3-73c1-969c-b375a19220c9', 'shop', 'api', 'manual', 'delete', NULL, 'delete 0199c810-6f2b-7117-b9ea-b51d27d8ad7c/api/id:0199c810-aaf3-73c1-969c-b375a19220c9', '60123000022', NULL, '2025-10-09 08:22:39.603263+00', '2025-10-09 08:22:39.603363+00', 0, '{"effect":"touches","person":{"wa_id":"60123000022"},"order":{"contact":"0199c810-6f2b-7117-b9ea-b51d27d8ad7c","delete":true,"others":[{"wa_id":"60123000022"}]}}', '{"effect":"touches","person":{"wa_id":"60123000022"},"order":{"contact":"0199c810-6f2b-7117-b9ea-b51d27d8ad7c","delete":true,"others":[{"wa_id":"60123000022"}]}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aaf7-76e6-91ad-0d879d2ed45b', 'shop', 'api', 'manual', 'merge', NULL, 'merge 5/api/id:0199c810-aaf7-76e6-91ad-0d879d2ed45b', '60123000044', NULL, '2025-10-09 08:22:39.607521+00', '2025-10-09 08:22:39.607682+00', 0, '{"effect":"touches","person":{"wa_id":"60123000044"},"order":{"contact":"0199c810-711e-742b-b7e2-45fbc7543c28","absorb":"0199c810-7123-75fb-9109-7405da0d57ff","others":[{"wa_id":"60123000044"},{"user_id":"MY.later01"}]}}', '{"effect":"touches","person":{"wa_id":"60123000044"},"order":{"contact":"0199c810-711e-742b-b7e2-45fbc7543c28","absorb":"0199c810-7123-75fb-9109-7405da0d57ff","others":[{"wa_id":"60123000044"},{"user_id":"MY.later01"}]}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-6f4d-7645-879c-8bc1d81c063c', 'shop', '100000000000011', 'system', 'preference.stop', NULL, 'preference/100000000000011/sha256:4ca699a00062e927e57788b64c66090e6ae080cd95fce7de301a720d4202f4f3', '60123000023', NULL, '2025-10-09 04:46:23+00', '2025-10-09 08:22:24.333517+00', 0, '{"effect":"touches","person":{"wa_id":"60123000023"},"opt_out":true}', '{"at":"user_preferences[]","field":"user_preferences","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"category":"marketing_messages","timestamp":"1759985183","value":"stop","wa_id":"60123000023"}}', 'ignored', 'no_contact', NULL, NULL, '2025-10-09 08:22:24.359521+00', 'contact/shop/60123000023', '0199c810-6f5f-7217-b8a9-80101f0e61fe', NULL),
	('0199c810-6fa0-7075-94f5-07e8527c5836', 'shop', 'api', 'manual', 'edit', NULL, 'edit 0199c810-6f7f-70d0-8373-e5bf64277e1f/api/id:0199c810-6fa0-7075-94f5-07e8527c5836', NULL, NULL, '2025-10-09 08:22:24.416075+00', '2025-10-09 08:22:24.416288+00', 0, '{}', '{}', 'updated', 'fields_changed', NULL, '0199c810-6f7f-70d0-8373-e5bf64277e1f', '2025-10-09 08:22:24.447006+00', NULL, '0199c810-6fbb-7a52-a773-1c8a992911a5', NULL),
	('0199c810-7002-7a64-84c2-435cc880d090', 'shop', '100000000000011', 'message', 'text', 'wamid.old.both.Mei', 'message/100000000000011/id:wamid.old.both.Mei', '60123000040', 'MY.merged01', '2025-10-09 04:50:23+00', '2025-10-09 08:22:24.514874+00', 0, '{"effect":"creates","person":{"wa_id":"60123000040","user_id":"MY.merged01","profile_name":"Mei"},"message":{"id":"wamid.old.both.Mei","type":"text","text":"I am both"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Mei"},"user_id":"MY.merged01","wa_id":"60123000040"},"item":{"from":"60123000040","from_user_id":"MY.merged01","id":"wamid.old.both.Mei","text":{"body":"I am both"},"timestamp":"1759985423","type":"text"}}', 'attached', 'merge_conflict', NULL, '0199c810-6fec-7901-a298-c7e180eeff31', '2025-10-09 08:22:24.523378+00', 'contact/shop/60123000040', '0199c810-7006-733f-a17e-16f7038711aa', NULL),
	('0199c810-7023-7c65-9e58-58ccecbd54fb', 'shop', 'api', 'manual', 'merge', NULL, 'merge 1/api/id:0199c810-7023-7c65-9e58-58ccecbd54fb', '60123000040', NULL, '2025-10-09 08:22:24.547839+00', '2025-10-09 08:22:24.547999+00', 0, '{"effect":"touches","person":{"wa_id":"60123000040"},"order":{"contact":"0199c810-6fec-7901-a298-c7e180eeff31","absorb":"0199c810-6fec-7c38-bf39-7438babe41fc","others":[{"wa_id":"60123000040"},{"user_id":"MY.merged01"}]}}', '{"effect":"touches","person":{"wa_id":"60123000040"},"order":{"contact":"0199c810-6fec-7901-a298-c7e180eeff31","absorb":"0199c810-6fec-7c38-bf39-7438babe41fc","others":[{"wa_id":"60123000040"},{"user_id":"MY.merged01"}]}}', 'updated', 'merged', NULL, '0199c810-6fec-7901-a298-c7e180eeff31', '2025-10-09 08:22:24.557597+00', 'contact/shop/60123000040', '0199c810-7026-7a26-9df2-533e794f76ba', NULL),
	('0199c810-7034-79b5-86f7-54576869c23b', 'shop', 'api', 'manual', 'edit', NULL, 'edit 0199c810-6fec-7901-a298-c7e180eeff31/api/id:0199c810-7034-79b5-86f7-54576869c23b', '60123000040', NULL, '2025-10-09 08:22:24.564654+00', '2025-10-09 08:22:24.564798+00', 0, '{"effect":"touches","person":{"wa_id":"60123000040"},"fields":{"remarks":"two of one"},"order":{"contact":"0199c810-6fec-7901-a298-c7e180eeff31","others":[{"wa_id":"60123000040"},{"user_id":"MY.merged01"}]}}', '{"effect":"touches","person":{"wa_id":"60123000040"},"fields":{"remarks":"two of one"},"order":{"contact":"0199c810-6fec-7901-a298-c7e180eeff31","others":[{"wa_id":"60123000040"},{"user_id":"MY.merged01"}]}}', 'updated', 'fields_changed', NULL, '0199c810-6fec-7901-a298-c7e180eeff31', '2025-10-09 08:22:24.579332+00', 'contact/shop/60123000040', '0199c810-703d-79f8-86d4-501365c9bb3c', NULL),
	('0199c810-6fdf-71db-b30c-b53b27b5e086', 'shop', '100000000000011', 'message', 'text', 'wamid.old.u.Mei', 'message/100000000000011/id:wamid.old.u.Mei', 'MY.merged01', 'MY.merged01', '2025-10-09 04:49:23+00', '2025-10-09 08:22:24.479175+00', 0, '{"effect":"creates","person":{"user_id":"MY.merged01","profile_name":"Mei B."},"message":{"id":"wamid.old.u.Mei","type":"text","text":"I write by username"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Mei B."},"user_id":"MY.merged01"},"item":{"from_user_id":"MY.merged01","id":"wamid.old.u.Mei","text":{"body":"I write by username"},"timestamp":"1759985363","type":"text"}}', 'created', 'first_message', NULL, '0199c810-6fec-7c38-bf39-7438babe41fc', '2025-10-09 08:22:24.494792+00', 'contact/shop/MY.merged01', '0199c810-6fe9-7bf5-b3c0-2d47216f37ab', NULL),
	('0199c810-704c-7882-8db0-bba65a881480', 'shop', '100000000000011', 'message', 'text', 'wamid.old.u.Nadia', 'message/100000000000011/id:wamid.old.u.Nadia', 'MY.undone01', 'MY.undone01', '2025-10-09 04:52:23+00', '2025-10-09 08:22:24.588728+00', 0, '{"effect":"creates","person":{"user_id":"MY.undone01","profile_name":"Nadia B."},"message":{"id":"wamid.old.u.Nadia","type":"text","text":"I write by username"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Nadia B."},"user_id":"MY.undone01"},"item":{"from_user_id":"MY.undone01","id":"wamid.old.u.Nadia","text":{"body":"I write by username"},"timestamp":"1759985543","type":"text"}}', 'created', 'first_message', NULL, '0199c810-7055-7311-a51d-a684daef408f', '2025-10-09 08:22:24.598136+00', 'contact/shop/MY.undone01', '0199c810-7051-7f27-9312-3dc19a8c6329', NULL),
	('0199c810-70ac-7da7-b94c-c2c37116aaba', 'shop', '100000000000011', 'message', 'text', 'wamid.old.u.Priya', 'message/100000000000011/id:wamid.old.u.Priya', 'MY.kept01', 'MY.kept01', '2025-10-09 04:55:23+00', '2025-10-09 08:22:24.68519+00', 0, '{"effect":"creates","person":{"user_id":"MY.kept01","profile_name":"Priya B."},"message":{"id":"wamid.old.u.Priya","type":"text","text":"I write by username"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Priya B."},"user_id":"MY.kept01"},"item":{"from_user_id":"MY.kept01","id":"wamid.old.u.Priya","text":{"body":"I write by username"},"timestamp":"1759985723","type":"text"}}', 'created', 'first_message', NULL, '0199c810-70b6-7c04-9d04-4650b4267bc2', '2025-10-09 08:22:24.695655+00', 'contact/shop/MY.kept01', '0199c810-70b1-7d1b-bbaa-5adf89861d94', NULL),
	('0199c810-7100-7963-9b6e-aecd46037842', 'shop', '100000000000011', 'message', 'text', 'wamid.old.both.Omar', 'message/100000000000011/id:wamid.old.both.Omar', '60123000042', 'MY.open01', '2025-10-09 04:59:23+00', '2025-10-09 08:22:24.768814+00', 0, '{"effect":"creates","person":{"wa_id":"60123000042","user_id":"MY.open01","profile_name":"Omar"},"message":{"id":"wamid.old.both.Omar","type":"text","text":"I am both"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Omar"},"user_id":"MY.open01","wa_id":"60123000042"},"item":{"from":"60123000042","from_user_id":"MY.open01","id":"wamid.old.both.Omar","text":{"body":"I am both"},"timestamp":"1759985963","type":"text"}}', 'attached', 'merge_conflict', NULL, '0199c810-70ef-79dd-90ec-312a3cd7210c', '2025-10-09 08:22:24.774555+00', 'contact/shop/60123000042', '0199c810-7103-79d4-88d4-f6657aa53da2', NULL),
	('0199c810-7049-7281-b7ee-ed860dd96ad4', 'shop', '100000000000011', 'message', 'text', 'wamid.old.n.Nadia', 'message/100000000000011/id:wamid.old.n.Nadia', '60123000041', NULL, '2025-10-09 04:51:23+00', '2025-10-09 08:22:24.585466+00', 0, '{"effect":"creates","person":{"wa_id":"60123000041","profile_name":"Nadia"},"message":{"id":"wamid.old.n.Nadia","type":"text","text":"I write by number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Nadia"},"wa_id":"60123000041"},"item":{"from":"60123000041","id":"wamid.old.n.Nadia","text":{"body":"I write by number"},"timestamp":"1759985483","type":"text"}}', 'created', 'first_message', NULL, '0199c810-7054-768e-a55e-cbe568c24a01', '2025-10-09 08:22:24.5993+00', 'contact/shop/60123000041', '0199c810-7050-79c9-8fa7-98cd9661168b', NULL),
	('0199c810-7063-76fa-81ba-fba7afe06046', 'shop', '100000000000011', 'message', 'text', 'wamid.old.both.Nadia', 'message/100000000000011/id:wamid.old.both.Nadia', '60123000041', 'MY.undone01', '2025-10-09 04:53:23+00', '2025-10-09 08:22:24.61163+00', 0, '{"effect":"creates","person":{"wa_id":"60123000041","user_id":"MY.undone01","profile_name":"Nadia"},"message":{"id":"wamid.old.both.Nadia","type":"text","text":"I am both"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Nadia"},"user_id":"MY.undone01","wa_id":"60123000041"},"item":{"from":"60123000041","from_user_id":"MY.undone01","id":"wamid.old.both.Nadia","text":{"body":"I am both"},"timestamp":"1759985603","type":"text"}}', 'attached', 'merge_conflict', NULL, '0199c810-7054-768e-a55e-cbe568c24a01', '2025-10-09 08:22:24.624871+00', 'contact/shop/60123000041', '0199c810-706d-73c0-acd6-c7690c5d36e3', NULL),
	('0199c810-7081-7152-bb0d-295d9ccc36fe', 'shop', 'api', 'manual', 'merge', NULL, 'merge 2/api/id:0199c810-7081-7152-bb0d-295d9ccc36fe', '60123000041', NULL, '2025-10-09 08:22:24.641109+00', '2025-10-09 08:22:24.641256+00', 0, '{"effect":"touches","person":{"wa_id":"60123000041"},"order":{"contact":"0199c810-7054-768e-a55e-cbe568c24a01","absorb":"0199c810-7055-7311-a51d-a684daef408f","others":[{"wa_id":"60123000041"},{"user_id":"MY.undone01"}]}}', '{"effect":"touches","person":{"wa_id":"60123000041"},"order":{"contact":"0199c810-7054-768e-a55e-cbe568c24a01","absorb":"0199c810-7055-7311-a51d-a684daef408f","others":[{"wa_id":"60123000041"},{"user_id":"MY.undone01"}]}}', 'updated', 'merged', NULL, '0199c810-7054-768e-a55e-cbe568c24a01', '2025-10-09 08:22:24.647734+00', 'contact/shop/60123000041', '0199c810-7084-78d1-be6b-648a5df0acbb', NULL),
	('0199c810-708f-7a6b-b960-2bf4d7e0bbd1', 'shop', 'api', 'manual', 'unmerge', NULL, 'unmerge 2/api/id:0199c810-708f-7a6b-b960-2bf4d7e0bbd1', '60123000041', NULL, '2025-10-09 08:22:24.656128+00', '2025-10-09 08:22:24.657427+00', 0, '{"effect":"touches","person":{"wa_id":"60123000041"},"order":{"contact":"0199c810-7054-768e-a55e-cbe568c24a01","restore":"0199c810-7055-7311-a51d-a684daef408f","others":[{"wa_id":"60123000041"},{"user_id":"MY.undone01"}]}}', '{"effect":"touches","person":{"wa_id":"60123000041"},"order":{"contact":"0199c810-7054-768e-a55e-cbe568c24a01","restore":"0199c810-7055-7311-a51d-a684daef408f","others":[{"wa_id":"60123000041"},{"user_id":"MY.undone01"}]}}', 'updated', 'unmerged', NULL, '0199c810-7054-768e-a55e-cbe568c24a01', '2025-10-09 08:22:24.667184+00', 'contact/shop/60123000041', '0199c810-7098-7039-982d-979ee0794433', NULL),
	('0199c810-70ab-75ef-ada6-fe04de13b710', 'shop', '100000000000011', 'message', 'text', 'wamid.old.n.Priya', 'message/100000000000011/id:wamid.old.n.Priya', '60123000043', NULL, '2025-10-09 04:54:23+00', '2025-10-09 08:22:24.68352+00', 0, '{"effect":"creates","person":{"wa_id":"60123000043","profile_name":"Priya"},"message":{"id":"wamid.old.n.Priya","type":"text","text":"I write by number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Priya"},"wa_id":"60123000043"},"item":{"from":"60123000043","id":"wamid.old.n.Priya","text":{"body":"I write by number"},"timestamp":"1759985663","type":"text"}}', 'created', 'first_message', NULL, '0199c810-70bb-720d-86fa-3df6ea03b675', '2025-10-09 08:22:24.699972+00', 'contact/shop/60123000043', '0199c810-70b1-7c73-891a-e6b2a6ea4be5', NULL),
	('0199c810-70c5-703a-90b3-a7b7dde8ff25', 'shop', '100000000000011', 'message', 'text', 'wamid.old.both.Priya', 'message/100000000000011/id:wamid.old.both.Priya', '60123000043', 'MY.kept01', '2025-10-09 04:56:23+00', '2025-10-09 08:22:24.709154+00', 0, '{"effect":"creates","person":{"wa_id":"60123000043","user_id":"MY.kept01","profile_name":"Priya"},"message":{"id":"wamid.old.both.Priya","type":"text","text":"I am both"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Priya"},"user_id":"MY.kept01","wa_id":"60123000043"},"item":{"from":"60123000043","from_user_id":"MY.kept01","id":"wamid.old.both.Priya","text":{"body":"I am both"},"timestamp":"1759985783","type":"text"}}', 'attached', 'merge_conflict', NULL, '0199c810-70bb-720d-86fa-3df6ea03b675', '2025-10-09 08:22:24.718286+00', 'contact/shop/60123000043', '0199c810-70c9-7ba2-9d02-18970346d952', NULL),
	('0199c810-70dd-7285-a57e-3a83980a15d7', 'shop', 'api', 'manual', 'keep_both', NULL, 'keep_both 3/api/id:0199c810-70dd-7285-a57e-3a83980a15d7', 'MY.kept01', 'MY.kept01', '2025-10-09 08:22:24.733186+00', '2025-10-09 08:22:24.73329+00', 0, '{"effect":"touches","person":{"user_id":"MY.kept01"},"order":{"contact":"0199c810-70b6-7c04-9d04-4650b4267bc2","keep_both":"0199c810-70bb-720d-86fa-3df6ea03b675","others":[{"user_id":"MY.kept01"},{"wa_id":"60123000043"}]}}', '{"effect":"touches","person":{"user_id":"MY.kept01"},"order":{"contact":"0199c810-70b6-7c04-9d04-4650b4267bc2","keep_both":"0199c810-70bb-720d-86fa-3df6ea03b675","others":[{"user_id":"MY.kept01"},{"wa_id":"60123000043"}]}}', 'updated', 'kept_both', NULL, '0199c810-70b6-7c04-9d04-4650b4267bc2', '2025-10-09 08:22:24.741252+00', 'contact/shop/MY.kept01', '0199c810-70df-7b10-963e-a0872379f423', NULL),
	('0199c810-70e8-762a-a204-71224aa6fe31', 'shop', '100000000000011', 'message', 'text', 'wamid.old.n.Omar', 'message/100000000000011/id:wamid.old.n.Omar', '60123000042', NULL, '2025-10-09 04:57:23+00', '2025-10-09 08:22:24.744514+00', 0, '{"effect":"creates","person":{"wa_id":"60123000042","profile_name":"Omar"},"message":{"id":"wamid.old.n.Omar","type":"text","text":"I write by number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Omar"},"wa_id":"60123000042"},"item":{"from":"60123000042","id":"wamid.old.n.Omar","text":{"body":"I write by number"},"timestamp":"1759985843","type":"text"}}', 'created', 'first_message', NULL, '0199c810-70ef-79dd-90ec-312a3cd7210c', '2025-10-09 08:22:24.753258+00', 'contact/shop/60123000042', '0199c810-70ed-786e-acc6-98d54d2344f7', NULL),
	('0199c810-70e9-7e71-b983-f9ea51ffabaf', 'shop', '100000000000011', 'message', 'text', 'wamid.old.u.Omar', 'message/100000000000011/id:wamid.old.u.Omar', 'MY.open01', 'MY.open01', '2025-10-09 04:58:23+00', '2025-10-09 08:22:24.746038+00', 0, '{"effect":"creates","person":{"user_id":"MY.open01","profile_name":"Omar B."},"message":{"id":"wamid.old.u.Omar","type":"text","text":"I write by username"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Omar B."},"user_id":"MY.open01"},"item":{"from_user_id":"MY.open01","id":"wamid.old.u.Omar","text":{"body":"I write by username"},"timestamp":"1759985903","type":"text"}}', 'created', 'first_message', NULL, '0199c810-70ef-7df9-a3ab-d18726e44d08', '2025-10-09 08:22:24.752911+00', 'contact/shop/MY.open01', '0199c810-70ec-7a1b-b56d-9e9c6f6502c1', NULL),
	('0199c810-7133-74ac-ae0e-6bbb9115fbf3', 'shop', '100000000000011', 'message', 'text', 'wamid.old.both.Qadir', 'message/100000000000011/id:wamid.old.both.Qadir', '60123000044', 'MY.later01', '2025-10-09 05:02:23+00', '2025-10-09 08:22:24.819431+00', 0, '{"effect":"creates","person":{"wa_id":"60123000044","user_id":"MY.later01","profile_name":"Qadir"},"message":{"id":"wamid.old.both.Qadir","type":"text","text":"I am both"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Qadir"},"user_id":"MY.later01","wa_id":"60123000044"},"item":{"from":"60123000044","from_user_id":"MY.later01","id":"wamid.old.both.Qadir","text":{"body":"I am both"},"timestamp":"1759986143","type":"text"}}', 'attached', 'merge_conflict', NULL, '0199c810-711e-742b-b7e2-45fbc7543c28', '2025-10-09 08:22:24.826756+00', 'contact/shop/60123000044', '0199c810-7136-7665-ac29-ba815f20831e', NULL),
	('0199c810-7149-7bab-a77e-e27e000b7248', 'shop', '100000000000011', 'message', 'text', 'wamid.old.old', 'message/100000000000011/id:wamid.old.old', '60123000050', NULL, '2025-10-09 05:03:23+00', '2025-10-09 08:22:24.841882+00', 0, '{"effect":"creates","person":{"wa_id":"60123000050","profile_name":"Rosli"},"message":{"id":"wamid.old.old","type":"text","text":"from my old number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Rosli"},"wa_id":"60123000050"},"item":{"from":"60123000050","id":"wamid.old.old","text":{"body":"from my old number"},"timestamp":"1759986203","type":"text"}}', 'created', 'first_message', NULL, '0199c810-7150-76a9-9278-0f6718ab09d5', '2025-10-09 08:22:24.849203+00', 'contact/shop/60123000050', '0199c810-714d-7b1a-8339-8c903bf1a354', NULL),
	('0199c810-7165-7443-ba3f-2f3248b7d107', 'shop', '100000000000011', 'system', 'number_change', 'wamid.change.60123000050', 'message/100000000000011/id:wamid.change.60123000050', '60123000050', NULL, '2025-10-09 05:05:23+00', '2025-10-09 08:22:24.869398+00', 0, '{"effect":"touches","person":{"wa_id":"60123000050"},"change":{"to":{"wa_id":"60123000051"}}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"60123000050","id":"wamid.change.60123000050","system":{"body":"User changed from 60123000050 to 60123000051","type":"user_changed_number","wa_id":"60123000051"},"timestamp":"1759986323","type":"system"}}', 'updated', 'number_changed', NULL, '0199c810-7150-76a9-9278-0f6718ab09d5', '2025-10-09 08:22:24.881454+00', 'contact/shop/60123000050', '0199c810-716b-7261-bbbc-8db822ad40d3', NULL),
	('0199c810-7117-79e1-a45a-efb7992cde17', 'shop', '100000000000011', 'message', 'text', 'wamid.old.n.Qadir', 'message/100000000000011/id:wamid.old.n.Qadir', '60123000044', NULL, '2025-10-09 05:00:23+00', '2025-10-09 08:22:24.791804+00', 0, '{"effect":"creates","person":{"wa_id":"60123000044","profile_name":"Qadir"},"message":{"id":"wamid.old.n.Qadir","type":"text","text":"I write by number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Qadir"},"wa_id":"60123000044"},"item":{"from":"60123000044","id":"wamid.old.n.Qadir","text":{"body":"I write by number"},"timestamp":"1759986023","type":"text"}}', 'created', 'first_message', NULL, '0199c810-711e-742b-b7e2-45fbc7543c28', '2025-10-09 08:22:24.799528+00', 'contact/shop/60123000044', '0199c810-711a-7a6a-bf35-dbed5283b5aa', NULL),
	('0199c810-7119-79bc-835b-39e465f24ede', 'shop', '100000000000011', 'message', 'text', 'wamid.old.u.Qadir', 'message/100000000000011/id:wamid.old.u.Qadir', 'MY.later01', 'MY.later01', '2025-10-09 05:01:23+00', '2025-10-09 08:22:24.79683+00', 0, '{"effect":"creates","person":{"user_id":"MY.later01","profile_name":"Qadir B."},"message":{"id":"wamid.old.u.Qadir","type":"text","text":"I write by username"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Qadir B."},"user_id":"MY.later01"},"item":{"from_user_id":"MY.later01","id":"wamid.old.u.Qadir","text":{"body":"I write by username"},"timestamp":"1759986083","type":"text"}}', 'created', 'first_message', NULL, '0199c810-7123-75fb-9109-7405da0d57ff', '2025-10-09 08:22:24.804141+00', 'contact/shop/MY.later01', '0199c810-711f-7ac1-bab7-cafa18b387ec', NULL),
	('0199c810-714b-75f8-8fb2-6f8fd7c9a39f', 'shop', '100000000000011', 'message', 'text', 'wamid.old.before', 'message/100000000000011/id:wamid.old.before', 'MY.before01', 'MY.before01', '2025-10-09 05:04:23+00', '2025-10-09 08:22:24.843541+00', 0, '{"effect":"creates","person":{"user_id":"MY.before01","profile_name":"Sara"},"message":{"id":"wamid.old.before","type":"text","text":"from my old id"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Sara"},"user_id":"MY.before01"},"item":{"from_user_id":"MY.before01","id":"wamid.old.before","text":{"body":"from my old id"},"timestamp":"1759986263","type":"text"}}', 'created', 'first_message', NULL, '0199c810-7152-78c9-80a0-b79839d57a64', '2025-10-09 08:22:24.851809+00', 'contact/shop/MY.before01', '0199c810-7150-7c7a-a573-a0c27306a10a', NULL),
	('0199c810-7166-759b-91d2-2b1945906189', 'shop', '100000000000011', 'system', 'user_id_change', 'wamid.old.userid', 'message/100000000000011/id:wamid.old.userid', 'MY.before01', 'MY.before01', '2025-10-09 05:06:23+00', '2025-10-09 08:22:24.870456+00', 0, '{"effect":"touches","person":{"user_id":"MY.before01"},"change":{"to":{"user_id":"MY.after01"}}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"id":"wamid.old.userid","system":{"previous_user_id":"MY.before01","type":"user_changed_user_id","user_id":"MY.after01"},"timestamp":"1759986383","type":"system"}}', 'updated', 'user_id_changed', NULL, '0199c810-7152-78c9-80a0-b79839d57a64', '2025-10-09 08:22:24.878417+00', 'contact/shop/MY.before01', '0199c810-7169-7a57-b084-9db80f864eaf', NULL),
	('0199c810-717c-7912-adba-a96cb8d572fb', 'shop', '100000000000011', 'message', 'text', 'wamid.old.new', 'message/100000000000011/id:wamid.old.new', '60123000051', NULL, '2025-10-09 05:07:23+00', '2025-10-09 08:22:24.892718+00', 0, '{"effect":"creates","person":{"wa_id":"60123000051","profile_name":"Rosli"},"message":{"id":"wamid.old.new","type":"text","text":"from my new number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Rosli"},"wa_id":"60123000051"},"item":{"from":"60123000051","id":"wamid.old.new","text":{"body":"from my new number"},"timestamp":"1759986443","type":"text"}}', 'attached', 'known_contact', NULL, '0199c810-7150-76a9-9278-0f6718ab09d5', '2025-10-09 08:22:24.899256+00', 'contact/shop/60123000051', '0199c810-7180-75bc-b4b5-1e90ef72deb4', NULL),
	('0199c810-7195-786c-96dd-835b4f833aab', 'shop', '100000000000011', 'message', 'text', 'wamid.old.umi2', 'message/100000000000011/id:wamid.old.umi2', '60123000052', 'MY.second01', '2025-10-09 05:10:23+00', '2025-10-09 08:22:24.917634+00', 0, '{"effect":"creates","person":{"wa_id":"60123000052","user_id":"MY.second01","profile_name":"Umi"},"message":{"id":"wamid.old.umi2","type":"text","text":"hi again"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Umi"},"user_id":"MY.second01","wa_id":"60123000052"},"item":{"from":"60123000052","from_user_id":"MY.second01","id":"wamid.old.umi2","text":{"body":"hi again"},"timestamp":"1759986623","type":"text"}}', 'attached', 'different_user_id', NULL, '0199c810-718d-735d-9714-2c72fcc5210b', '2025-10-09 08:22:24.927687+00', 'contact/shop/60123000052', '0199c810-719c-7286-9de4-a63ce6a52ab8', NULL),
	('0199c810-71b2-7363-8926-235c306b01fe', NULL, '100000000000099', 'message', 'text', 'wamid.old.unknown1', 'message/100000000000099/id:wamid.old.unknown1', '60123000070', NULL, '2025-10-09 05:15:23+00', '2025-10-09 08:22:24.946304+00', 0, '{"effect":"creates","person":{"wa_id":"60123000070","profile_name":"Umar"},"message":{"id":"wamid.old.unknown1","type":"text","text":"to a number nobody has added"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000099"},"contact":{"profile":{"name":"Umar"},"wa_id":"60123000070"},"item":{"from":"60123000070","id":"wamid.old.unknown1","text":{"body":"to a number nobody has added"},"timestamp":"1759986923","type":"text"}}', 'quarantined', 'unknown_channel', NULL, NULL, '2025-10-09 08:22:24.946304+00', NULL, NULL, NULL),
	('0199c810-71b3-74df-9278-c9ae58a35abc', NULL, '100000000000099', 'message', 'text', 'wamid.old.unknown2', 'message/100000000000099/id:wamid.old.unknown2', '60123000070', NULL, '2025-10-09 05:16:23+00', '2025-10-09 08:22:24.947392+00', 0, '{"effect":"creates","person":{"wa_id":"60123000070","profile_name":"Umar"},"message":{"id":"wamid.old.unknown2","type":"text","text":"are you there?"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000099"},"contact":{"profile":{"name":"Umar"},"wa_id":"60123000070"},"item":{"from":"60123000070","id":"wamid.old.unknown2","text":{"body":"are you there?"},"timestamp":"1759986983","type":"text"}}', 'quarantined', 'unknown_channel', NULL, NULL, '2025-10-09 08:22:24.947392+00', NULL, NULL, NULL),
	('0199c810-71b4-72e1-96ad-2a4edebb9836', 'shop', '100000000000011', 'message', 'text', NULL, 'malformed/100000000000011/sha256:40dc14a31d0359f8c3fd3bf48d550a38311f3a0ce7f7e09a14fd62d78778f2bd', '60123000071', NULL, '2025-10-09 05:17:23+00', '2025-10-09 08:22:24.948311+00', 0, '{"effect":"unjudged","reason":"missing_id","detail":"the message has no id","person":{"wa_id":"60123000071"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"60123000071","text":{"body":"without an id"},"timestamp":"1759987043","type":"text"}}', 'quarantined', 'missing_id', 'the message has no id', NULL, '2025-10-09 08:22:24.948311+00', NULL, NULL, NULL),
	('0199c810-7888-7401-af1a-f06a02785e13', 'shop', '0199c810-7875-7099-9167-286c89e633a7', 'import', 'row', '2', 'import/0199c810-7875-7099-9167-286c89e633a7/id:2', '60123000080', NULL, '2025-10-09 08:22:26.739508+00', '2025-10-09 08:22:26.739508+00', 0, '{"effect":"creates","person":{"wa_id":"60123000080","unconfirmed":true},"fields":{"display_name":"Wati Import","remarks":"from a file","attributes":{"city":"Klang","visits":5},"add_tags":["lead"]},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":2}}', '["+60123000080","Wati Import","lead","from a file","Klang","4"]', 'created', 'new_person', NULL, '0199c810-78c7-7137-80c2-a3a96271a2a3', '2025-10-09 08:22:26.761153+00', 'contact/shop/60123000080', '0199c810-78c3-76ea-ac52-83ef817e8ef5', NULL),
	('0199c810-717e-7e99-b026-f0ae06286107', 'shop', '100000000000011', 'message', 'text', 'wamid.old.umi1', 'message/100000000000011/id:wamid.old.umi1', '60123000052', 'MY.first01', '2025-10-09 05:09:23+00', '2025-10-09 08:22:24.89502+00', 0, '{"effect":"creates","person":{"wa_id":"60123000052","user_id":"MY.first01","profile_name":"Umi"},"message":{"id":"wamid.old.umi1","type":"text","text":"hi"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Umi"},"user_id":"MY.first01","wa_id":"60123000052"},"item":{"from":"60123000052","from_user_id":"MY.first01","id":"wamid.old.umi1","text":{"body":"hi"},"timestamp":"1759986563","type":"text"}}', 'created', 'first_message', NULL, '0199c810-718d-735d-9714-2c72fcc5210b', '2025-10-09 08:22:24.910076+00', 'contact/shop/60123000052', '0199c810-7186-79df-9f5d-d5e8ba259476', NULL),
	('0199c810-717d-7d31-917d-4a56cf6f5924', 'shop', '100000000000011', 'message', 'text', 'wamid.old.recycled', 'message/100000000000011/id:wamid.old.recycled', '60123000050', NULL, '2025-10-09 05:08:23+00', '2025-10-09 08:22:24.893976+00', 0, '{"effect":"creates","person":{"wa_id":"60123000050","profile_name":"Tan"},"message":{"id":"wamid.old.recycled","type":"text","text":"I have this number now"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Tan"},"wa_id":"60123000050"},"item":{"from":"60123000050","id":"wamid.old.recycled","text":{"body":"I have this number now"},"timestamp":"1759986503","type":"text"}}', 'created', 'first_message', NULL, '0199c810-718e-78a8-b623-f75e997e4757', '2025-10-09 08:22:24.911505+00', 'contact/shop/60123000050', '0199c810-7186-7096-ae4f-08a24d9639a1', NULL),
	('0199c810-71b5-7069-8556-961a5485a6f9', 'shop', '100000000000011', 'message', 'text', 'wamid.old.badtime', 'message/100000000000011/id:wamid.old.badtime', '60123000071', NULL, NULL, '2025-10-09 08:22:24.949112+00', 0, '{"effect":"unjudged","reason":"bad_timestamp","detail":"the timestamp is not in Unix seconds: \"yesterday\"","person":{"wa_id":"60123000071"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"60123000071","id":"wamid.old.badtime","text":{"body":"without a time"},"timestamp":"yesterday","type":"text"}}', 'quarantined', 'bad_timestamp', 'the timestamp is not in Unix seconds: "yesterday"', NULL, '2025-10-09 08:22:24.949112+00', NULL, NULL, NULL),
	('0199c810-71b6-705b-87f6-0601bdc7915d', 'shop', '100000000000011', 'message', 'text', 'wamid.old.nosender', 'message/100000000000011/id:wamid.old.nosender', NULL, NULL, '2025-10-09 05:18:23+00', '2025-10-09 08:22:24.95019+00', 0, '{"effect":"unjudged","reason":"no_sender","detail":"the item names no person"}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"id":"wamid.old.nosender","text":{"body":"from nobody"},"timestamp":"1759987103","type":"text"}}', 'quarantined', 'no_sender', 'the item names no person', NULL, '2025-10-09 08:22:24.95019+00', NULL, NULL, NULL),
	('0199c810-71b6-7e32-bc7a-dbb501272dc4', 'shop', '100000000000011', 'message', 'text', 'wamid.old.badsender', 'message/100000000000011/id:wamid.old.badsender', NULL, NULL, '2025-10-09 05:19:23+00', '2025-10-09 08:22:24.951044+00', 0, '{"effect":"unjudged","reason":"bad_sender","detail":"the wa_id holds control characters"}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"6012\t3000072","id":"wamid.old.badsender","text":{"body":"odd"},"timestamp":"1759987163","type":"text"}}', 'quarantined', 'bad_sender', 'the wa_id holds control characters', NULL, '2025-10-09 08:22:24.951044+00', NULL, NULL, NULL),
	('0199c810-71b7-7b6a-8c68-86a1b13ef698', 'shop', '100000000000011', 'message', 'unknown', NULL, 'malformed/100000000000011/sha256:a1924d4e41901f0d5c982d17518279a9b936765a413dfc80420025c1fbc351eb', NULL, NULL, NULL, '2025-10-09 08:22:24.951818+00', 0, '{"effect":"unjudged","reason":"not_an_object","detail":"an item of messages is not an object"}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":"no object"}', 'quarantined', 'not_an_object', 'an item of messages is not an object', NULL, '2025-10-09 08:22:24.951818+00', NULL, NULL, NULL),
	('0199c810-71b8-7a81-9d5b-33c66e4e4b53', 'shop', '100000000000011', 'message', 'hologram', 'wamid.old.type', 'message/100000000000011/id:wamid.old.type', '60123000073', NULL, '2025-10-09 05:20:23+00', '2025-10-09 08:22:24.95279+00', 0, '{"effect":"unjudged","reason":"unknown_type","detail":"messages of type \"hologram\" are not known","person":{"wa_id":"60123000073"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"60123000073","hologram":{},"id":"wamid.old.type","timestamp":"1759987223","type":"hologram"}}', 'quarantined', 'unknown_type', 'messages of type "hologram" are not known', NULL, '2025-10-09 08:22:24.95279+00', NULL, NULL, NULL),
	('0199c810-71b9-7a51-bada-a2e019569eea', 'shop', '100000000000011', 'message', 'text', 'wamid.old.group', 'message/100000000000011/id:wamid.old.group', '60123000071', NULL, '2025-10-09 05:21:23+00', '2025-10-09 08:22:24.953737+00', 0, '{"effect":"none","reason":"group_message","person":{"wa_id":"60123000071"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"60123000071","group_id":"g1","id":"wamid.old.group","text":{"body":"in a group"},"timestamp":"1759987283","type":"text"}}', 'ignored', 'group_message', NULL, NULL, '2025-10-09 08:22:24.953737+00', NULL, NULL, NULL),
	('0199c810-71bb-779b-996b-efc8e885ae7b', 'shop', '100000000000011', 'message', 'text', 'wamid.old.poison', 'message/100000000000011/id:wamid.old.poison', '60123000074', NULL, '2025-10-09 05:22:23+00', '2025-10-09 08:22:24.955592+00', 0, '{"effect":"creates","person":{"wa_id":"60123000074","profile_name":"Vera"},"message":{"id":"wamid.old.poison","type":"text","text":"refused by the database"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Vera"},"wa_id":"60123000074"},"item":{"from":"60123000074","id":"wamid.old.poison","text":{"body":"refused by the database"},"timestamp":"1759987343","type":"text"}}', 'quarantined', 'failed', 'PostgreSQL refused it: SQLSTATE 23514 messages poison', NULL, '2025-10-09 08:22:26.576756+00', 'contact/shop/60123000074', '0199c810-71be-74fa-a8d9-c5445cfdfdd8', NULL),
	('0199c810-7818-7c8c-b595-00470be18af6', 'shop', '100000000000011', 'message', 'text', 'wamid.old.amb1', 'message/100000000000011/id:wamid.old.amb1', '525533330001', NULL, '2025-10-09 05:23:23+00', '2025-10-09 08:22:26.584979+00', 0, '{"effect":"creates","person":{"wa_id":"5215533330001","profile_name":"Ximena"},"message":{"id":"wamid.old.amb1","type":"text","text":"Hola"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Ximena"},"wa_id":"5215533330001"},"item":{"from":"5215533330001","id":"wamid.old.amb1","text":{"body":"Hola"},"timestamp":"1759987403","type":"text"}}', 'created', 'first_message', NULL, '0199c810-7821-7d6b-9056-f7926a059835', '2025-10-09 08:22:26.595674+00', 'contact/shop/525533330001', '0199c810-781d-7231-8772-2943490899ae', NULL),
	('0199c810-782f-7c16-ad07-23b3bb910bae', 'shop', '100000000000011', 'system', 'number_change', 'wamid.change.5215533330001', 'message/100000000000011/id:wamid.change.5215533330001', '525533330001', NULL, '2025-10-09 09:22:26+00', '2025-10-09 08:22:26.607994+00', 0, '{"effect":"touches","person":{"wa_id":"5215533330001"},"change":{"to":{"wa_id":"5215533330002"}}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"5215533330001","id":"wamid.change.5215533330001","system":{"body":"User changed from 5215533330001 to 5215533330002","type":"user_changed_number","wa_id":"5215533330002"},"timestamp":"1760001746","type":"system"}}', 'updated', 'number_changed', NULL, '0199c810-7821-7d6b-9056-f7926a059835', '2025-10-09 08:22:26.617066+00', 'contact/shop/525533330001', '0199c810-7833-793d-9814-c76f5782061f', NULL),
	('0199c810-7846-7c27-afe1-4bccd3250cfe', 'shop', '100000000000011', 'message', 'text', 'wamid.old.amb2', 'message/100000000000011/id:wamid.old.amb2', '525533330001', NULL, '2025-10-09 10:22:26+00', '2025-10-09 08:22:26.630912+00', 0, '{"effect":"creates","person":{"wa_id":"5215533330001","profile_name":"Yolanda"},"message":{"id":"wamid.old.amb2","type":"text","text":"Hola"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"200000000000001","metadata":{"display_phone_number":"15550000001","phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Yolanda"},"wa_id":"5215533330001"},"item":{"from":"5215533330001","id":"wamid.old.amb2","text":{"body":"Hola"},"timestamp":"1760005346","type":"text"}}', 'created', 'first_message', NULL, '0199c810-784f-7cf6-9a5a-1717ff0f989f', '2025-10-09 08:22:26.64067+00', 'contact/shop/525533330001', '0199c810-784a-7563-99f0-db23b6f5ead7', NULL),
	('0199c810-785e-70ce-9481-cdafe50cbb09', 'shop', 'lead', 'form', 'form', 's-5', 'form/lead/id:s-5', '525533330001', NULL, '2025-10-09 08:22:26.653998+00', '2025-10-09 08:22:26.654158+00', 0, '{"effect":"creates","person":{"wa_id":"525533330001","unconfirmed":true},"fields":{"display_name":"Which of them"}}', '{"form":"lead","answers":{"full_name":"Which of them","mobile":"+52 55 3333 0001","submission_id":"s-5"}}', 'quarantined', 'ambiguous_number', NULL, NULL, '2025-10-09 08:22:26.661187+00', 'contact/shop/525533330001', '0199c810-7861-72e8-a40e-0fcd1bc82723', NULL),
	('0199c810-7888-7430-b6cc-15f2d432a44b', 'shop', '0199c810-7875-7099-9167-286c89e633a7', 'import', 'row', '3', 'import/0199c810-7875-7099-9167-286c89e633a7/id:3', '60123000081', NULL, '2025-10-09 08:22:26.739508+00', '2025-10-09 08:22:26.739508+00', 0, '{"effect":"creates","person":{"wa_id":"60123000081","unconfirmed":true},"fields":{"display_name":"Yusof Import","add_tags":["lead","cold"]},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":3}}', '["+60123000081","Yusof Import","lead,cold","","",""]', 'created', 'new_person', NULL, '0199c810-78d2-726c-af57-9206a6ec7ea6', '2025-10-09 08:22:26.771205+00', 'contact/shop/60123000081', '0199c810-78cb-76e6-b3a7-158ffc3f32cd', NULL),
	('0199c810-795f-7ada-8ec3-3201c2e8732e', 'shop', '0199c810-7910-76e0-b776-6a4c52a14615', 'import', 'row', '3', 'import/0199c810-7910-76e0-b776-6a4c52a14615/id:3', '60123000003', NULL, '2025-10-09 08:22:27.188599+00', '2025-10-09 08:22:27.188599+00', 0, '{"effect":"creates","person":{"wa_id":"60123000003","unconfirmed":true},"fields":{"display_name":"Chitra Import","add_tags":["gone"]},"row":{"import":"0199c810-7910-76e0-b776-6a4c52a14615","n":3}}', '["+60123000003","Chitra Import","gone"]', 'updated', 'fields_changed', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:27.21225+00', 'contact/shop/60123000003', '0199c810-7a82-7be6-9d00-c78294e0e4ff', NULL),
	('0199c810-795f-7ae8-ad0b-ec509912b11d', 'shop', '0199c810-7910-76e0-b776-6a4c52a14615', 'import', 'row', '4', 'import/0199c810-7910-76e0-b776-6a4c52a14615/id:4', '60123000083', NULL, '2025-10-09 08:22:27.188599+00', '2025-10-09 08:22:27.188599+00', 0, '{"effect":"creates","person":{"wa_id":"60123000083","unconfirmed":true},"fields":{"display_name":"Ana Import","add_tags":["gone"]},"row":{"import":"0199c810-7910-76e0-b776-6a4c52a14615","n":4}}', '["+60123000083","Ana Import","gone"]', 'created', 'new_person', NULL, '0199c810-7a97-73e6-9564-e7dad265460f', '2025-10-09 08:22:27.224825+00', 'contact/shop/60123000083', '0199c810-7a91-73e9-bbae-baa6969d901e', NULL),
	('0199c810-973e-73ff-a526-4052dfe9e3f5', 'shop', '0199c810-96ff-75c4-8d74-3a4aa1c10e55', 'import', 'row', '3', 'import/0199c810-96ff-75c4-8d74-3a4aa1c10e55/id:3', '60123000094', NULL, '2025-10-09 08:22:34.853608+00', '2025-10-09 08:22:34.853608+00', 0, '{"effect":"creates","person":{"wa_id":"60123000094","unconfirmed":true},"fields":{"display_name":"Running Two"},"row":{"import":"0199c810-96ff-75c4-8d74-3a4aa1c10e55","n":3}}', '["+60123000094","Running Two"]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-973e-73ca-b04e-565cb12fff04', 'shop', '0199c810-96ff-75c4-8d74-3a4aa1c10e55', 'import', 'row', '2', 'import/0199c810-96ff-75c4-8d74-3a4aa1c10e55/id:2', '60123000093', NULL, '2025-10-09 08:22:34.853608+00', '2025-10-09 08:22:34.853608+00', 0, '{"effect":"creates","person":{"wa_id":"60123000093","unconfirmed":true},"fields":{"display_name":"Running One"},"row":{"import":"0199c810-96ff-75c4-8d74-3a4aa1c10e55","n":2}}', '["+60123000093","Running One"]', 'created', 'new_person', NULL, '0199c810-9870-75bc-81cb-ecfc7eb7eae0', '2025-10-09 08:22:34.865449+00', 'contact/shop/60123000093', '0199c810-986a-7479-9903-9f04c3cad0be', NULL),
	('0199c810-7baf-7522-9355-98118a0df60e', 'shop', '100000000000011', 'message', 'text', 'wamid.old.ana', 'message/100000000000011/id:wamid.old.ana', '60123000083', NULL, '2025-10-09 05:24:23+00', '2025-10-09 08:22:27.503494+00', 0, '{"effect":"creates","person":{"wa_id":"60123000083","profile_name":"Ana"},"message":{"id":"wamid.old.ana","type":"text","text":"I am here already"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Ana"},"wa_id":"60123000083"},"item":{"from":"60123000083","id":"wamid.old.ana","text":{"body":"I am here already"},"timestamp":"1759987463","type":"text"}}', 'attached', 'known_contact', NULL, '0199c810-7a97-73e6-9564-e7dad265460f', '2025-10-09 08:22:27.519009+00', 'contact/shop/60123000083', '0199c810-7bb7-73dc-b2cd-4e5ce0c807bc', NULL),
	('0199c810-7c72-7873-b3a4-9477dabf31c9', 'shop', '0199c810-7910-76e0-b776-6a4c52a14615', 'import', 'undo', NULL, 'undo/0199c810-7910-76e0-b776-6a4c52a14615/id:0199c810-7a80-7029-809b-84123584f087', '60123000082', NULL, '2025-10-09 08:22:27.695402+00', '2025-10-09 08:22:27.698689+00', 0, '{"effect":"touches","person":{"wa_id":"60123000082","unconfirmed":true},"order":{"contact":"0199c810-7a80-7029-809b-84123584f087","undo_import":"0199c810-7910-76e0-b776-6a4c52a14615","others":[{"wa_id":"60123000082","unconfirmed":true}]}}', '{}', 'updated', 'import_undone', NULL, '0199c810-7a80-7029-809b-84123584f087', '2025-10-09 08:22:27.711735+00', 'contact/shop/60123000082', '0199c810-7c79-7a80-bbc4-08d17e329f8d', NULL),
	('0199c810-7c72-7892-bdcd-74d276407566', 'shop', '0199c810-7910-76e0-b776-6a4c52a14615', 'import', 'undo', NULL, 'undo/0199c810-7910-76e0-b776-6a4c52a14615/id:0199c810-6dfd-7c6e-92f5-7dff28a2e726', '60123000003', NULL, '2025-10-09 08:22:27.69692+00', '2025-10-09 08:22:27.698689+00', 0, '{"effect":"touches","person":{"wa_id":"60123000003"},"order":{"contact":"0199c810-6dfd-7c6e-92f5-7dff28a2e726","undo_import":"0199c810-7910-76e0-b776-6a4c52a14615","others":[{"wa_id":"60123000003"}]}}', '{}', 'updated', 'import_undone', NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '2025-10-09 08:22:27.722864+00', 'contact/shop/60123000003', '0199c810-7c84-7b6e-ae27-79cab8f1f42a', NULL);
INSERT INTO public.events VALUES
	('0199c810-7c72-78a1-9854-9da9525758e1', 'shop', '0199c810-7910-76e0-b776-6a4c52a14615', 'import', 'undo', NULL, 'undo/0199c810-7910-76e0-b776-6a4c52a14615/id:0199c810-7a97-73e6-9564-e7dad265460f', '60123000083', NULL, '2025-10-09 08:22:27.698533+00', '2025-10-09 08:22:27.698689+00', 0, '{"effect":"touches","person":{"wa_id":"60123000083"},"order":{"contact":"0199c810-7a97-73e6-9564-e7dad265460f","undo_import":"0199c810-7910-76e0-b776-6a4c52a14615","others":[{"wa_id":"60123000083"}]}}', '{}', 'ignored', 'edited_since', NULL, '0199c810-7a97-73e6-9564-e7dad265460f', '2025-10-09 08:22:27.738095+00', 'contact/shop/60123000083', '0199c810-7c92-78ea-9a95-0b17b5913b03', NULL),
	('0199c810-9548-7d12-b971-7df2fda2a568', 'shop', '0199c810-9534-75b4-b242-1a66290c1601', 'import', 'row', '3', 'import/0199c810-9534-75b4-b242-1a66290c1601/id:3', '60123000092', NULL, '2025-10-09 08:22:34.088924+00', '2025-10-09 08:22:34.088924+00', 0, '{"effect":"creates","person":{"wa_id":"60123000092","unconfirmed":true},"fields":{"display_name":"Undone Two"},"row":{"import":"0199c810-9534-75b4-b242-1a66290c1601","n":3}}', '["+60123000092","Undone Two"]', 'created', 'new_person', NULL, '0199c810-9570-763c-bd84-eadfb365749e', '2025-10-09 08:22:34.097719+00', 'contact/shop/60123000092', '0199c810-956d-7280-b719-9298ca9fdbc5', NULL),
	('0199c810-9548-7cec-8412-2144b2e2afa7', 'shop', '0199c810-9534-75b4-b242-1a66290c1601', 'import', 'row', '2', 'import/0199c810-9534-75b4-b242-1a66290c1601/id:2', '60123000091', NULL, '2025-10-09 08:22:34.088924+00', '2025-10-09 08:22:34.088924+00', 0, '{"effect":"creates","person":{"wa_id":"60123000091","unconfirmed":true},"fields":{"display_name":"Undone One"},"row":{"import":"0199c810-9534-75b4-b242-1a66290c1601","n":2}}', '["+60123000091","Undone One"]', 'created', 'new_person', NULL, '0199c810-9572-7069-97f8-37c6c87231a3', '2025-10-09 08:22:34.10155+00', 'contact/shop/60123000091', '0199c810-956c-7791-bcc3-640e0151b881', NULL),
	('0199c810-96dd-7f24-a5dc-69982f46934d', 'shop', '0199c810-9534-75b4-b242-1a66290c1601', 'import', 'undo', NULL, 'undo/0199c810-9534-75b4-b242-1a66290c1601/id:0199c810-9570-763c-bd84-eadfb365749e', '60123000092', NULL, '2025-10-09 08:22:34.46196+00', '2025-10-09 08:22:34.46367+00', 0, '{"effect":"touches","person":{"wa_id":"60123000092","unconfirmed":true},"order":{"contact":"0199c810-9570-763c-bd84-eadfb365749e","undo_import":"0199c810-9534-75b4-b242-1a66290c1601","others":[{"wa_id":"60123000092","unconfirmed":true}]}}', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-96dd-7f09-84cb-e895e06f5695', 'shop', '0199c810-9534-75b4-b242-1a66290c1601', 'import', 'undo', NULL, 'undo/0199c810-9534-75b4-b242-1a66290c1601/id:0199c810-9572-7069-97f8-37c6c87231a3', '60123000091', NULL, '2025-10-09 08:22:34.461152+00', '2025-10-09 08:22:34.46367+00', 0, '{"effect":"touches","person":{"wa_id":"60123000091","unconfirmed":true},"order":{"contact":"0199c810-9572-7069-97f8-37c6c87231a3","undo_import":"0199c810-9534-75b4-b242-1a66290c1601","others":[{"wa_id":"60123000091","unconfirmed":true}]}}', '{}', 'updated', 'import_undone', NULL, '0199c810-9572-7069-97f8-37c6c87231a3', '2025-10-09 08:22:34.475786+00', 'contact/shop/60123000091', '0199c810-96e3-78f7-82e3-1480a1bff24e', NULL),
	('0199c810-989a-7b3f-bbd4-9a442e9cf82f', 'shop', '0199c810-9874-7b10-a22b-e3ab6cf56138', 'import', 'row', '3', 'import/0199c810-9874-7b10-a22b-e3ab6cf56138/id:3', '60123000096', NULL, '2025-10-09 08:22:35.203942+00', '2025-10-09 08:22:35.203942+00', 0, '{"effect":"creates","person":{"wa_id":"60123000096","unconfirmed":true},"fields":{"display_name":"Paused Two"},"row":{"import":"0199c810-9874-7b10-a22b-e3ab6cf56138","n":3}}', '["+60123000096","Paused Two"]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-989a-7b04-a756-7dbf70ad9510', 'shop', '0199c810-9874-7b10-a22b-e3ab6cf56138', 'import', 'row', '2', 'import/0199c810-9874-7b10-a22b-e3ab6cf56138/id:2', '60123000095', NULL, '2025-10-09 08:22:35.203942+00', '2025-10-09 08:22:35.203942+00', 0, '{"effect":"creates","person":{"wa_id":"60123000095","unconfirmed":true},"fields":{"display_name":"Paused One"},"row":{"import":"0199c810-9874-7b10-a22b-e3ab6cf56138","n":2}}', '["+60123000095","Paused One"]', 'created', 'new_person', NULL, '0199c810-99d4-7f0c-9f6a-ab1df25439fb', '2025-10-09 08:22:35.226544+00', 'contact/shop/60123000095', '0199c810-99c8-77bd-8b82-f68c7849b6d1', NULL),
	('0199c810-aacd-71fe-98e6-cc9f8cc41229', 'shop', '100000000000011', 'message', 'text', 'wamid.old.late1', 'message/100000000000011/id:wamid.old.late1', '60123000001', NULL, '2025-10-09 05:25:23+00', '2025-10-09 08:22:39.570714+00', 0, '{"effect":"creates","person":{"wa_id":"60123000001","profile_name":"Aisha Rahman"},"message":{"id":"wamid.old.late1","type":"text","text":"I wrote while nothing was decided"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Aisha Rahman"},"wa_id":"60123000001"},"item":{"from":"60123000001","id":"wamid.old.late1","text":{"body":"I wrote while nothing was decided"},"timestamp":"1759987523","type":"text"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aad7-7505-99aa-31e91fbc7e23', 'shop', '100000000000011', 'message', 'text', 'wamid.old.late2', 'message/100000000000011/id:wamid.old.late2', '60123000110', NULL, '2025-10-09 05:26:23+00', '2025-10-09 08:22:39.575555+00', 0, '{"effect":"creates","person":{"wa_id":"60123000110","profile_name":"Pending One"},"message":{"id":"wamid.old.late2","type":"text","text":"First, and not decided yet"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Pending One"},"wa_id":"60123000110"},"item":{"from":"60123000110","id":"wamid.old.late2","text":{"body":"First, and not decided yet"},"timestamp":"1759987583","type":"text"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aad9-75d8-8821-9f238eef67df', 'shop', '100000000000011', 'message', 'text', 'wamid.old.late3', 'message/100000000000011/id:wamid.old.late3', '60123000110', NULL, '2025-10-09 05:27:23+00', '2025-10-09 08:22:39.57753+00', 0, '{"effect":"creates","person":{"wa_id":"60123000110","profile_name":"Pending One"},"message":{"id":"wamid.old.late3","type":"text","text":"Second, and not decided yet"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Pending One"},"wa_id":"60123000110"},"item":{"from":"60123000110","id":"wamid.old.late3","text":{"body":"Second, and not decided yet"},"timestamp":"1759987643","type":"text"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aada-7a1d-91bf-23fdadc44b9c', 'shop', '100000000000011', 'message', 'text', 'wamid.old.late4', 'message/100000000000011/id:wamid.old.late4', '60123000111', 'MY.pending01', '2025-10-09 05:28:23+00', '2025-10-09 08:22:39.578772+00', 0, '{"effect":"creates","person":{"wa_id":"60123000111","user_id":"MY.pending01","profile_name":"Pending Both"},"message":{"id":"wamid.old.late4","type":"text","text":"I have two keys"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Pending Both"},"user_id":"MY.pending01","wa_id":"60123000111"},"item":{"from":"60123000111","from_user_id":"MY.pending01","id":"wamid.old.late4","text":{"body":"I have two keys"},"timestamp":"1759987703","type":"text"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aadb-7d4d-8285-1bec41ae10ff', 'shop', '100000000000011', 'message', 'text', 'wamid.old.late5', 'message/100000000000011/id:wamid.old.late5', '60123000112', NULL, '2025-10-09 05:29:23+00', '2025-10-09 08:22:39.579972+00', 0, '{"effect":"creates","person":{"wa_id":"60123000112","profile_name":"Pending Mover"},"message":{"id":"wamid.old.late5","type":"text","text":"I will change my number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Pending Mover"},"wa_id":"60123000112"},"item":{"from":"60123000112","id":"wamid.old.late5","text":{"body":"I will change my number"},"timestamp":"1759987763","type":"text"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aadc-7f0c-bedf-87159f791ab7', 'shop', '100000000000011', 'system', 'number_change', 'wamid.change.60123000112', 'message/100000000000011/id:wamid.change.60123000112', '60123000112', NULL, '2025-10-09 05:30:23+00', '2025-10-09 08:22:39.58109+00', 0, '{"effect":"touches","person":{"wa_id":"60123000112"},"change":{"to":{"wa_id":"60123000113"}}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"from":"60123000112","id":"wamid.change.60123000112","system":{"body":"User changed from 60123000112 to 60123000113","type":"user_changed_number","wa_id":"60123000113"},"timestamp":"1759987823","type":"system"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aade-719f-855a-cddc7af4bd12', 'shop', '100000000000011', 'message', 'text', 'wamid.old.late6', 'message/100000000000011/id:wamid.old.late6', '60123000113', NULL, '2025-10-09 05:31:23+00', '2025-10-09 08:22:39.582183+00', 0, '{"effect":"creates","person":{"wa_id":"60123000113","profile_name":"Pending Mover"},"message":{"id":"wamid.old.late6","type":"text","text":"I have changed my number"}}', '{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"contact":{"profile":{"name":"Pending Mover"},"wa_id":"60123000113"},"item":{"from":"60123000113","id":"wamid.old.late6","text":{"body":"I have changed my number"},"timestamp":"1759987883","type":"text"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aadf-7549-9850-20848b3e5431', 'shop', '100000000000011', 'system', 'preference.stop', NULL, 'preference/100000000000011/sha256:98b6f419671d349dd6b78073f73c95a806431e2e35cae77f10f96cbf1358fb21', '60123000110', NULL, '2025-10-09 05:32:23+00', '2025-10-09 08:22:39.583531+00', 0, '{"effect":"touches","person":{"wa_id":"60123000110"},"opt_out":true}', '{"at":"user_preferences[]","field":"user_preferences","object":"whatsapp_business_account","entry_id":"1","metadata":{"phone_number_id":"100000000000011"},"item":{"category":"marketing_messages","timestamp":"1759987943","value":"stop","wa_id":"60123000110"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aae2-7c67-adce-be4ae790a50d', 'shop', 'lead', 'form', 'form', 's-6', 'form/lead/id:s-6', '60123000114', NULL, '2025-10-09 08:22:39.586617+00', '2025-10-09 08:22:39.586987+00', 0, '{"effect":"creates","person":{"wa_id":"60123000114","unconfirmed":true},"fields":{"display_name":"Pending Form","attributes":{"city":"Raub"}}}', '{"form":"lead","answers":{"city":"Raub","full_name":"Pending Form","mobile":"+60123000114","submission_id":"s-6"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-aae6-79d0-a07d-cb858a6f6fe3', 'shop', 'zap', 'trigger', 'trigger', NULL, 'trigger_event/zap/id:f517f051-2b12-4919-9569-81ff2c221255', '60123000115', NULL, '2025-10-09 08:22:39.589172+00', '2025-10-09 08:22:39.590784+00', 0, '{"effect":"creates","person":{"wa_id":"60123000115","unconfirmed":true},"fields":{"display_name":"Pending Trigger"}}', '{"trigger":"zap","fields":{"contact_number":"+60123000115","name":"Pending Trigger"}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.forms VALUES
	('lead', 'shop', 'Lead', 'not-a-secret', '{"born": "attributes.birthday", "city": "attributes.city", "note": "remarks", "mobile": "phone", "interest": "tags", "full_name": "display_name"}', '2025-10-09 08:22:23.837365+00', '2025-10-09 08:22:23.837365+00');

INSERT INTO public.goose_db_version VALUES
	(1, 0, true, '2025-10-09 08:22:23.072244'),
	(2, 1, true, '2025-10-09 08:22:23.085608'),
	(3, 2, true, '2025-10-09 08:22:23.183201'),
	(4, 3, true, '2025-10-09 08:22:23.205626'),
	(5, 4, true, '2025-10-09 08:22:23.21797'),
	(6, 5, true, '2025-10-09 08:22:23.223125'),
	(7, 6, true, '2025-10-09 08:22:23.243409'),
	(8, 7, true, '2025-10-09 08:22:23.24441'),
	(9, 8, true, '2025-10-09 08:22:23.247199'),
	(10, 9, true, '2025-10-09 08:22:23.250291'),
	(11, 10, true, '2025-10-09 08:22:23.250753');

INSERT INTO public.identities VALUES
	('shop', '60123000001', 'wa_id', '60123000001', '0199c810-6de7-70a1-a59b-63e98930a3c6', true, '2025-10-09 04:23:23+00', 'infinity', '{}'),
	('shop', '60123000002', 'wa_id', '60123000002', '0199c810-6de5-7c0f-8287-16cbeda72141', true, '2025-10-09 04:26:23+00', 'infinity', '{}'),
	('clinic', '60123000001', 'wa_id', '60123000001', '0199c810-6df5-7271-b1df-ac17f83913eb', true, '2025-10-09 04:25:23+00', 'infinity', '{}'),
	('shop', 'MY.fixture0001', 'user_id', 'MY.fixture0001', '0199c810-6dea-79e9-a7da-0a6923b1c01d', true, '2025-10-09 04:27:23+00', 'infinity', '{}'),
	('shop', '60123000003', 'wa_id', '60123000003', '0199c810-6dfd-7c6e-92f5-7dff28a2e726', true, '2025-10-09 04:28:23+00', 'infinity', '{}'),
	('shop', '60123000005', 'wa_id', '60123000005', '0199c810-6df7-7510-bd35-0a8d455088f4', true, '2025-10-09 04:35:23+00', 'infinity', '{}'),
	('shop', '525512345678', 'wa_id', '5215512345678', '0199c810-6e53-7dfd-b716-d607a08c1848', true, '2025-10-09 08:22:24.076907+00', 'infinity', '{}'),
	('shop', '5521987650001', 'wa_id', '5521987650001', '0199c810-6e83-765b-928a-92021eb59be7', true, '2025-10-09 04:39:23+00', 'infinity', '{}'),
	('shop', '5511987654321', 'wa_id', '551187654321', '0199c810-6e83-757a-942f-a7dc29f9984c', true, '2025-10-09 04:38:23+00', 'infinity', '{}'),
	('shop', '525587654321', 'wa_id', '5215587654321', '0199c810-6e84-7ade-9f56-17d3523622b5', true, '2025-10-09 04:37:23+00', 'infinity', '{}'),
	('shop', '60123000010', 'wa_id', '60123000010', '0199c810-6eac-7dbf-b164-f2fc12994689', false, '2025-10-09 08:22:24.161871+00', 'infinity', '{}'),
	('shop', '60123000014', 'wa_id', '60123000014', '0199c810-6ec7-7431-9360-9dfd730584d8', false, '2025-10-09 08:22:24.183846+00', 'infinity', '{}'),
	('shop', '60123000011', 'wa_id', '60123000011', '0199c810-6ed7-7251-b067-975a3ab9947e', false, '2025-10-09 08:22:24.202074+00', 'infinity', '{}'),
	('shop', '60123000012', 'wa_id', '60123000012', '0199c810-6edd-746c-9564-2bb40de9e5b2', false, '2025-10-09 08:22:24.214558+00', 'infinity', '{}'),
	('shop', '60123000013', 'wa_id', '60123000013', '0199c810-6ef2-747a-b8ff-5c826dc884ba', false, '2025-10-09 08:22:24.231791+00', 'infinity', '{}'),
	('shop', '60123000020', 'wa_id', '60123000020', '0199c810-6f1f-7523-972a-1035f163e96e', true, '2025-10-09 04:40:23+00', 'infinity', '{}'),
	('shop', '60123000022', 'wa_id', '60123000022', '0199c810-6f2b-7117-b9ea-b51d27d8ad7c', true, '2025-10-09 04:42:23+00', 'infinity', '{}'),
	('shop', '60123000021', 'wa_id', '60123000021', '0199c810-6f2b-799c-8927-808a08bfabe4', true, '2025-10-09 04:41:23+00', 'infinity', '{}'),
	('shop', '60123000040', 'wa_id', '60123000040', '0199c810-6fec-7901-a298-c7e180eeff31', true, '2025-10-09 04:48:23+00', 'infinity', '{}'),
	('shop', 'MY.merged01', 'user_id', 'MY.merged01', '0199c810-6fec-7901-a298-c7e180eeff31', true, '2025-10-09 04:49:23+00', 'infinity', '{0199c810-6fec-7c38-bf39-7438babe41fc}'),
	('shop', '60123000041', 'wa_id', '60123000041', '0199c810-7054-768e-a55e-cbe568c24a01', true, '2025-10-09 04:51:23+00', 'infinity', '{}'),
	('shop', 'MY.undone01', 'user_id', 'MY.undone01', '0199c810-7055-7311-a51d-a684daef408f', true, '2025-10-09 04:52:23+00', 'infinity', '{}'),
	('shop', 'MY.kept01', 'user_id', 'MY.kept01', '0199c810-70b6-7c04-9d04-4650b4267bc2', true, '2025-10-09 04:55:23+00', 'infinity', '{}'),
	('shop', '60123000043', 'wa_id', '60123000043', '0199c810-70bb-720d-86fa-3df6ea03b675', true, '2025-10-09 04:54:23+00', 'infinity', '{}'),
	('shop', 'MY.open01', 'user_id', 'MY.open01', '0199c810-70ef-7df9-a3ab-d18726e44d08', true, '2025-10-09 04:58:23+00', 'infinity', '{}'),
	('shop', '60123000042', 'wa_id', '60123000042', '0199c810-70ef-79dd-90ec-312a3cd7210c', true, '2025-10-09 04:57:23+00', 'infinity', '{}'),
	('shop', '60123000044', 'wa_id', '60123000044', '0199c810-711e-742b-b7e2-45fbc7543c28', true, '2025-10-09 05:00:23+00', 'infinity', '{}'),
	('shop', 'MY.later01', 'user_id', 'MY.later01', '0199c810-7123-75fb-9109-7405da0d57ff', true, '2025-10-09 05:01:23+00', 'infinity', '{}'),
	('shop', 'MY.before01', 'user_id', 'MY.before01', '0199c810-7152-78c9-80a0-b79839d57a64', true, '2025-10-09 05:04:23+00', '2025-10-09 05:06:23+00', '{}'),
	('shop', 'MY.after01', 'user_id', 'MY.after01', '0199c810-7152-78c9-80a0-b79839d57a64', true, '2025-10-09 05:06:23+00', 'infinity', '{}'),
	('shop', '60123000050', 'wa_id', '60123000050', '0199c810-7150-76a9-9278-0f6718ab09d5', true, '2025-10-09 05:03:23+00', '2025-10-09 05:05:23+00', '{}'),
	('shop', '60123000051', 'wa_id', '60123000051', '0199c810-7150-76a9-9278-0f6718ab09d5', true, '2025-10-09 05:05:23+00', 'infinity', '{}'),
	('shop', '60123000052', 'wa_id', '60123000052', '0199c810-718d-735d-9714-2c72fcc5210b', true, '2025-10-09 05:09:23+00', 'infinity', '{}'),
	('shop', 'MY.first01', 'user_id', 'MY.first01', '0199c810-718d-735d-9714-2c72fcc5210b', true, '2025-10-09 05:09:23+00', 'infinity', '{}'),
	('shop', '60123000050', 'wa_id', '60123000050', '0199c810-718e-78a8-b623-f75e997e4757', true, '2025-10-09 05:08:23+00', 'infinity', '{}'),
	('shop', 'MY.second01', 'user_id', 'MY.second01', '0199c810-718d-735d-9714-2c72fcc5210b', true, '2025-10-09 05:10:23+00', 'infinity', '{}'),
	('shop', '60123000074', 'wa_id', '60123000074', '0199c810-71c1-73d7-b790-3b27071c0b48', true, '2025-10-09 05:22:23+00', 'infinity', '{}'),
	('shop', '525533330001', 'wa_id', '5215533330001', '0199c810-7821-7d6b-9056-f7926a059835', true, '2025-10-09 05:23:23+00', '2025-10-09 09:22:26+00', '{}'),
	('shop', '525533330002', 'wa_id', '5215533330002', '0199c810-7821-7d6b-9056-f7926a059835', true, '2025-10-09 09:22:26+00', 'infinity', '{}'),
	('shop', '525533330001', 'wa_id', '5215533330001', '0199c810-784f-7cf6-9a5a-1717ff0f989f', true, '2025-10-09 10:22:26+00', 'infinity', '{}'),
	('shop', '60123000080', 'wa_id', '60123000080', '0199c810-78c7-7137-80c2-a3a96271a2a3', false, '2025-10-09 08:22:26.739508+00', 'infinity', '{}'),
	('shop', '60123000081', 'wa_id', '60123000081', '0199c810-78d2-726c-af57-9206a6ec7ea6', false, '2025-10-09 08:22:26.739508+00', 'infinity', '{}'),
	('shop', '60123000083', 'wa_id', '60123000083', '0199c810-7a97-73e6-9564-e7dad265460f', true, '2025-10-09 08:22:27.188599+00', 'infinity', '{}'),
	('shop', '60123000087', 'wa_id', '60123000087', '0199c810-93c5-79dd-820f-5f68563d8195', false, '2025-10-09 08:22:28.638007+00', 'infinity', '{}'),
	('shop', '60123000086', 'wa_id', '60123000086', '0199c810-93ce-7229-a047-c5e1e72a310d', false, '2025-10-09 08:22:28.638007+00', 'infinity', '{}'),
	('shop', '60123000092', 'wa_id', '60123000092', '0199c810-9570-763c-bd84-eadfb365749e', false, '2025-10-09 08:22:34.088924+00', 'infinity', '{}'),
	('shop', '60123000093', 'wa_id', '60123000093', '0199c810-9870-75bc-81cb-ecfc7eb7eae0', false, '2025-10-09 08:22:34.853608+00', 'infinity', '{}'),
	('shop', '60123000095', 'wa_id', '60123000095', '0199c810-99d4-7f0c-9f6a-ab1df25439fb', false, '2025-10-09 08:22:35.203942+00', 'infinity', '{}');

INSERT INTO public.import_chunks VALUES
	('0199c810-94f1-7b9c-8ee5-04daafd8a383', 0, '\x70686f6e652c6e616d652c617474726962757465732e636974790a2b36303132333030303039302c41736b6564204f6e652c4b6c616e670a2b36303132333030303031322c4b616d616c20496d706f72742c4b6c616e670a6e6f6e652c2c0a'),
	('0199c810-96ff-75c4-8d74-3a4aa1c10e55', 0, '\x70686f6e652c6e616d650a2b36303132333030303039332c52756e6e696e67204f6e650a2b36303132333030303039342c52756e6e696e672054776f0a'),
	('0199c810-9874-7b10-a22b-e3ab6cf56138', 0, '\x70686f6e652c6e616d650a2b36303132333030303039352c506175736564204f6e650a2b36303132333030303039362c5061757365642054776f0a'),
	('0199c810-9a33-780f-b8c5-8b9c6e7682c5', 0, '\x70686f6e652c6e616d650a2b36303132333030303039372c48656c64204f6e650a2b36303132333030303039382c48656c642054776f0a'),
	('0199c810-9ad2-7a20-b8f3-d4872819726a', 0, '\x70686f6e652c6e616d650a2b36303132333030303039392c537461676564204f6e650a2b36303132333030303130302c5374616765642054776f0a'),
	('0199c810-aac3-7572-8f46-834ec87d8686', 0, '\x70686f6e652c6e616d650a2b36303132333030303130312c57616974696e67204f6e650a2b36303132333030303130322c57616974696e672054776f0a');

INSERT INTO public.import_rows VALUES
	('0199c810-7875-7099-9167-286c89e633a7', 6, NULL, '{+60123000080,"","","","",5}', '60123000080', NULL, NULL, 'merged', NULL, NULL, 2, NULL, NULL, NULL),
	('0199c810-7875-7099-9167-286c89e633a7', 7, NULL, '{none,Nobody,"","","",""}', NULL, NULL, NULL, 'failed', 'phone_letters', 'phone has letters or other signs in it: write it with its country code, such as +60123456789', NULL, NULL, NULL, NULL),
	('0199c810-7910-76e0-b776-6a4c52a14615', 2, 0, '{+60123000082,"Zul Import",gone}', '60123000082', '{"effect":"creates","person":{"wa_id":"60123000082","unconfirmed":true},"fields":{"display_name":"Zul Import","add_tags":["gone"]},"row":{"import":"0199c810-7910-76e0-b776-6a4c52a14615","n":2}}', '0199c810-795f-7aa7-9dfe-e5d12cb6368d', 'created', NULL, NULL, NULL, '0199c810-7a80-7029-809b-84123584f087', '{"tags": ["gone"], "fields": ["display_name"], "created": true}', 'removed'),
	('0199c810-7875-7099-9167-286c89e633a7', 2, 0, '{+60123000080,"Wati Import",lead,"from a file",Klang,4}', '60123000080', '{"effect":"creates","person":{"wa_id":"60123000080","unconfirmed":true},"fields":{"display_name":"Wati Import","remarks":"from a file","attributes":{"city":"Klang","visits":5},"add_tags":["lead"]},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":2}}', '0199c810-7888-7401-af1a-f06a02785e13', 'created', NULL, NULL, NULL, '0199c810-78c7-7137-80c2-a3a96271a2a3', '{"tags": ["lead"], "fields": ["display_name", "remarks", "attributes.city", "attributes.visits"], "created": true}', NULL),
	('0199c810-7875-7099-9167-286c89e633a7', 3, 0, '{+60123000081,"Yusof Import","lead,cold","","",""}', '60123000081', '{"effect":"creates","person":{"wa_id":"60123000081","unconfirmed":true},"fields":{"display_name":"Yusof Import","add_tags":["lead","cold"]},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":3}}', '0199c810-7888-7430-b6cc-15f2d432a44b', 'created', NULL, NULL, NULL, '0199c810-78d2-726c-af57-9206a6ec7ea6', '{"tags": ["lead", "cold"], "fields": ["display_name"], "created": true}', NULL),
	('0199c810-7875-7099-9167-286c89e633a7', 4, 0, '{+60123000002,"Dewi Import",lead,"",Melaka,""}', '60123000002', '{"effect":"creates","person":{"wa_id":"60123000002","unconfirmed":true},"fields":{"display_name":"Dewi Import","attributes":{"city":"Melaka"},"add_tags":["lead"]},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":4}}', '0199c810-7888-7443-ba8e-be5cb4babff1', 'updated', NULL, NULL, NULL, '0199c810-6de5-7c0f-8287-16cbeda72141', '{"tags": ["lead"], "fields": ["display_name", "attributes.city"]}', NULL),
	('0199c810-7875-7099-9167-286c89e633a7', 5, 0, '{+60123000001,"Aisha Import","","","",""}', '60123000001', '{"effect":"creates","person":{"wa_id":"60123000001","unconfirmed":true},"fields":{"display_name":"Aisha Import"},"row":{"import":"0199c810-7875-7099-9167-286c89e633a7","n":5}}', '0199c810-7888-7454-8cac-f43fc1396ce2', 'updated', NULL, NULL, NULL, '0199c810-6de7-70a1-a59b-63e98930a3c6', '{"fields": ["display_name"]}', NULL),
	('0199c810-7910-76e0-b776-6a4c52a14615', 3, 0, '{+60123000003,"Chitra Import",gone}', '60123000003', '{"effect":"creates","person":{"wa_id":"60123000003","unconfirmed":true},"fields":{"display_name":"Chitra Import","add_tags":["gone"]},"row":{"import":"0199c810-7910-76e0-b776-6a4c52a14615","n":3}}', '0199c810-795f-7ada-8ec3-3201c2e8732e', 'updated', NULL, NULL, NULL, '0199c810-6dfd-7c6e-92f5-7dff28a2e726', '{"tags": ["gone"], "fields": ["display_name"]}', 'restored'),
	('0199c810-7910-76e0-b776-6a4c52a14615', 4, 0, '{+60123000083,"Ana Import",gone}', '60123000083', '{"effect":"creates","person":{"wa_id":"60123000083","unconfirmed":true},"fields":{"display_name":"Ana Import","add_tags":["gone"]},"row":{"import":"0199c810-7910-76e0-b776-6a4c52a14615","n":4}}', '0199c810-795f-7ae8-ad0b-ec509912b11d', 'created', NULL, NULL, NULL, '0199c810-7a97-73e6-9564-e7dad265460f', '{"tags": ["gone"], "fields": ["display_name"], "created": true}', 'left'),
	('0199c810-7d15-7e07-a8dd-a79c4fd94113', 2, 0, '{+60123000084,"Never One"}', '60123000084', '{"effect":"creates","person":{"wa_id":"60123000084","unconfirmed":true},"fields":{"display_name":"Never One"},"row":{"import":"0199c810-7d15-7e07-a8dd-a79c4fd94113","n":2}}', '0199c810-7d39-74ae-9c31-f36cd8040e8c', 'cancelled', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-7d15-7e07-a8dd-a79c4fd94113', 3, 0, '{+60123000085,"Never Two"}', '60123000085', '{"effect":"creates","person":{"wa_id":"60123000085","unconfirmed":true},"fields":{"display_name":"Never Two"},"row":{"import":"0199c810-7d15-7e07-a8dd-a79c4fd94113","n":3}}', '0199c810-7d39-74d0-a612-75b8c7a54572', 'cancelled', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-7ece-7e68-8a83-ead0af9b8e64', 3, 0, '{+60123000087,"Failed Two"}', '60123000087', '{"effect":"creates","person":{"wa_id":"60123000087","unconfirmed":true},"fields":{"display_name":"Failed Two"},"row":{"import":"0199c810-7ece-7e68-8a83-ead0af9b8e64","n":3}}', '0199c810-7ef8-7393-93a1-403316be6461', 'created', NULL, NULL, NULL, '0199c810-93c5-79dd-820f-5f68563d8195', '{"fields": ["display_name"], "created": true}', NULL),
	('0199c810-7ece-7e68-8a83-ead0af9b8e64', 2, 0, '{+60123000086,"Failed One"}', '60123000086', '{"effect":"creates","person":{"wa_id":"60123000086","unconfirmed":true},"fields":{"display_name":"Failed One"},"row":{"import":"0199c810-7ece-7e68-8a83-ead0af9b8e64","n":2}}', '0199c810-7ef8-7308-a2f0-a346fd00bafc', 'created', NULL, NULL, NULL, '0199c810-93ce-7229-a047-c5e1e72a310d', '{"fields": ["display_name"], "created": true}', NULL),
	('0199c810-94f1-7b9c-8ee5-04daafd8a383', 2, 0, '{+60123000090,"Asked One",Klang}', '60123000090', '{"effect":"creates","person":{"wa_id":"60123000090","unconfirmed":true},"fields":{"display_name":"Asked One","attributes":{"city":"Klang"}},"row":{"import":"0199c810-94f1-7b9c-8ee5-04daafd8a383","n":2}}', '0199c810-9504-7ee4-af39-75a4deba129e', 'pending', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-94f1-7b9c-8ee5-04daafd8a383', 3, 0, '{+60123000012,"Kamal Import",Klang}', '60123000012', '{"effect":"creates","person":{"wa_id":"60123000012","unconfirmed":true},"fields":{"display_name":"Kamal Import","attributes":{"city":"Klang"}},"row":{"import":"0199c810-94f1-7b9c-8ee5-04daafd8a383","n":3}}', '0199c810-9504-7f12-b017-ff885a00e925', 'pending', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-94f1-7b9c-8ee5-04daafd8a383', 4, NULL, '{none,"",""}', NULL, NULL, NULL, 'failed', 'phone_letters', 'phone has letters or other signs in it: write it with its country code, such as +60123456789', NULL, NULL, NULL, NULL),
	('0199c810-9534-75b4-b242-1a66290c1601', 3, 0, '{+60123000092,"Undone Two"}', '60123000092', '{"effect":"creates","person":{"wa_id":"60123000092","unconfirmed":true},"fields":{"display_name":"Undone Two"},"row":{"import":"0199c810-9534-75b4-b242-1a66290c1601","n":3}}', '0199c810-9548-7d12-b971-7df2fda2a568', 'created', NULL, NULL, NULL, '0199c810-9570-763c-bd84-eadfb365749e', '{"fields": ["display_name"], "created": true}', NULL),
	('0199c810-9534-75b4-b242-1a66290c1601', 2, 0, '{+60123000091,"Undone One"}', '60123000091', '{"effect":"creates","person":{"wa_id":"60123000091","unconfirmed":true},"fields":{"display_name":"Undone One"},"row":{"import":"0199c810-9534-75b4-b242-1a66290c1601","n":2}}', '0199c810-9548-7cec-8412-2144b2e2afa7', 'created', NULL, NULL, NULL, '0199c810-9572-7069-97f8-37c6c87231a3', '{"fields": ["display_name"], "created": true}', 'removed'),
	('0199c810-96ff-75c4-8d74-3a4aa1c10e55', 3, 0, '{+60123000094,"Running Two"}', '60123000094', '{"effect":"creates","person":{"wa_id":"60123000094","unconfirmed":true},"fields":{"display_name":"Running Two"},"row":{"import":"0199c810-96ff-75c4-8d74-3a4aa1c10e55","n":3}}', '0199c810-973e-73ff-a526-4052dfe9e3f5', 'pending', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-96ff-75c4-8d74-3a4aa1c10e55', 2, 0, '{+60123000093,"Running One"}', '60123000093', '{"effect":"creates","person":{"wa_id":"60123000093","unconfirmed":true},"fields":{"display_name":"Running One"},"row":{"import":"0199c810-96ff-75c4-8d74-3a4aa1c10e55","n":2}}', '0199c810-973e-73ca-b04e-565cb12fff04', 'created', NULL, NULL, NULL, '0199c810-9870-75bc-81cb-ecfc7eb7eae0', '{"fields": ["display_name"], "created": true}', NULL),
	('0199c810-9874-7b10-a22b-e3ab6cf56138', 3, 0, '{+60123000096,"Paused Two"}', '60123000096', '{"effect":"creates","person":{"wa_id":"60123000096","unconfirmed":true},"fields":{"display_name":"Paused Two"},"row":{"import":"0199c810-9874-7b10-a22b-e3ab6cf56138","n":3}}', '0199c810-989a-7b3f-bbd4-9a442e9cf82f', 'pending', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-9874-7b10-a22b-e3ab6cf56138', 2, 0, '{+60123000095,"Paused One"}', '60123000095', '{"effect":"creates","person":{"wa_id":"60123000095","unconfirmed":true},"fields":{"display_name":"Paused One"},"row":{"import":"0199c810-9874-7b10-a22b-e3ab6cf56138","n":2}}', '0199c810-989a-7b04-a756-7dbf70ad9510', 'created', NULL, NULL, NULL, '0199c810-99d4-7f0c-9f6a-ab1df25439fb', '{"fields": ["display_name"], "created": true}', NULL),
	('0199c810-9a33-780f-b8c5-8b9c6e7682c5', 2, 0, '{+60123000097,"Held One"}', '60123000097', '{"effect":"creates","person":{"wa_id":"60123000097","unconfirmed":true},"fields":{"display_name":"Held One"},"row":{"import":"0199c810-9a33-780f-b8c5-8b9c6e7682c5","n":2}}', '0199c810-9a5c-7956-9b06-3a0abe2cc68e', 'pending', NULL, NULL, NULL, NULL, NULL, NULL),
	('0199c810-9a33-780f-b8c5-8b9c6e7682c5', 3, 0, '{+60123000098,"Held Two"}', '60123000098', '{"effect":"creates","person":{"wa_id":"60123000098","unconfirmed":true},"fields":{"display_name":"Held Two"},"row":{"import":"0199c810-9a33-780f-b8c5-8b9c6e7682c5","n":3}}', '0199c810-9a5c-797e-982a-14b90e95aa42', 'pending', NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO public.imports VALUES
	('0199c810-7875-7099-9167-286c89e633a7', 'shop', 'people.csv', 253, 'upsert', 'MY', false, NULL, NULL, 'import-1', 'completed', NULL, '{phone,name,tags,remarks,attributes.city,attributes.visits}', '{"name": "display_name", "tags": "tags", "phone": "phone", "remarks": "remarks", "attributes.city": "attributes.city", "attributes.visits": "attributes.visits"}', NULL, NULL, 7, 1, '2025-10-09 08:22:26.67754+00', '2025-10-09 08:22:26.685552+00', '2025-10-09 08:22:26.828289+00'),
	('0199c810-9a33-780f-b8c5-8b9c6e7682c5', 'shop', 'people.csv', 55, 'upsert', NULL, false, NULL, NULL, NULL, 'paused', NULL, '{phone,name}', '{"name": "display_name", "phone": "phone"}', NULL, NULL, 3, 1, '2025-10-09 08:22:35.315976+00', '2025-10-09 08:22:35.323435+00', NULL),
	('0199c810-94f1-7b9c-8ee5-04daafd8a383', 'shop', 'people.csv', 95, 'upsert', NULL, true, NULL, NULL, NULL, 'awaiting_confirmation', NULL, '{phone,name,attributes.city}', '{"name": "display_name", "phone": "phone", "attributes.city": "attributes.city"}', '{"at": "2025-10-09T08:22:34Z", "create": 1, "merged": 0, "reject": 1, "update": 0, "unchanged": 1}', NULL, 4, 1, '2025-10-09 08:22:33.970114+00', '2025-10-09 08:22:33.978112+00', NULL),
	('0199c810-7910-76e0-b776-6a4c52a14615', 'shop', 'people.csv', 106, 'upsert', NULL, false, NULL, NULL, NULL, 'undone', NULL, '{phone,name,tags}', '{"name": "display_name", "tags": "tags", "phone": "phone"}', NULL, '{"left": 1, "removed": 1, "restored": 1}', 4, 1, '2025-10-09 08:22:26.834433+00', '2025-10-09 08:22:26.844839+00', '2025-10-09 08:22:27.48656+00'),
	('0199c810-9ad2-7a20-b8f3-d4872819726a', 'shop', 'people.csv', 59, 'upsert', NULL, false, NULL, NULL, NULL, 'staging', NULL, '{phone,name}', '{"name": "display_name", "phone": "phone"}', NULL, NULL, 0, 0, '2025-10-09 08:22:35.47524+00', '2025-10-09 08:22:35.482867+00', NULL),
	('0199c810-9534-75b4-b242-1a66290c1601', 'shop', 'people.csv', 59, 'upsert', NULL, false, NULL, NULL, NULL, 'undoing', NULL, '{phone,name}', '{"name": "display_name", "phone": "phone"}', NULL, NULL, 3, 1, '2025-10-09 08:22:34.037006+00', '2025-10-09 08:22:34.044746+00', '2025-10-09 08:22:34.30321+00'),
	('0199c810-7d15-7e07-a8dd-a79c4fd94113', 'shop', 'people.csv', 56, 'upsert', NULL, true, '{"Who": "display_name", "Handy": "phone"}', NULL, NULL, 'cancelled', NULL, '{Handy,Who}', '{"Who": "display_name", "Handy": "phone"}', '{"at": "2025-10-09T08:22:27Z", "create": 2, "merged": 0, "reject": 0, "update": 0, "unchanged": 0}', NULL, 3, 1, '2025-10-09 08:22:27.862296+00', '2025-10-09 08:22:27.86756+00', '2025-10-09 08:22:28.289965+00'),
	('0199c810-aac3-7572-8f46-834ec87d8686', 'shop', 'people.csv', 61, 'upsert', NULL, false, NULL, NULL, NULL, 'staging', NULL, NULL, NULL, NULL, NULL, 0, 0, '2025-10-09 08:22:39.557846+00', NULL, NULL),
	('0199c810-7ece-7e68-8a83-ead0af9b8e64', 'shop', 'people.csv', 59, 'upsert', NULL, false, NULL, NULL, NULL, 'failed', 'Its workflow was ended from outside. Rows that were not recorded are cancelled.', '{phone,name}', '{"name": "display_name", "phone": "phone"}', NULL, NULL, 3, 1, '2025-10-09 08:22:28.303412+00', '2025-10-09 08:22:28.316565+00', '2025-10-09 08:22:33.941408+00'),
	('0199c810-96ff-75c4-8d74-3a4aa1c10e55', 'shop', 'people.csv', 61, 'upsert', NULL, false, NULL, NULL, NULL, 'running', NULL, '{phone,name}', '{"name": "display_name", "phone": "phone"}', NULL, NULL, 3, 1, '2025-10-09 08:22:34.495767+00', '2025-10-09 08:22:34.502307+00', NULL),
	('0199c810-9874-7b10-a22b-e3ab6cf56138', 'shop', 'people.csv', 59, 'upsert', NULL, false, NULL, NULL, NULL, 'paused', NULL, '{phone,name}', '{"name": "display_name", "phone": "phone"}', NULL, NULL, 3, 1, '2025-10-09 08:22:34.871527+00', '2025-10-09 08:22:34.881286+00', NULL);

INSERT INTO public.merges VALUES
	('0199c810-7023-7c65-9e58-58ccecbd54fb', '0199c810-6fec-7901-a298-c7e180eeff31', '0199c810-6fec-7c38-bf39-7438babe41fc', '{}', '2025-10-09 08:22:24.557597+00', NULL),
	('0199c810-7081-7152-bb0d-295d9ccc36fe', '0199c810-7054-768e-a55e-cbe568c24a01', '0199c810-7055-7311-a51d-a684daef408f', '{}', '2025-10-09 08:22:24.647734+00', '2025-10-09 08:22:24.667184+00');

INSERT INTO public.messages VALUES
	('0199c810-6d61-7d15-af42-81940947854d', 'shop', '0199c810-6de7-70a1-a59b-63e98930a3c6', 'wamid.old.a1', 'text', 'Hi, is the blue one in stock?', NULL, DEFAULT, '2025-10-09 04:23:23+00', '{}'),
	('0199c810-6d6f-75df-8e35-dd0c1a92da19', 'shop', '0199c810-6de7-70a1-a59b-63e98930a3c6', 'wamid.old.a2', 'text', 'And the red one?', NULL, DEFAULT, '2025-10-09 04:24:23+00', '{}'),
	('0199c810-6d95-7b51-8bd5-3bb4457d29dd', 'shop', '0199c810-6dea-79e9-a7da-0a6923b1c01d', 'wamid.old.bsuid', 'text', 'Hello from a username', NULL, DEFAULT, '2025-10-09 04:27:23+00', '{}'),
	('0199c810-6d94-7d18-8544-600c229eb9e8', 'shop', '0199c810-6de5-7c0f-8287-16cbeda72141', 'wamid.old.ad', 'text', 'Is the sale still on?', '{"headline": "Raya sale", "ctwa_clid": "ARAexample", "source_id": "120210000000000001", "source_url": "https://fb.me/example", "source_type": "ad"}', DEFAULT, '2025-10-09 04:26:23+00', '{}'),
	('0199c810-6d8c-770f-8914-e4f341c90fd7', 'clinic', '0199c810-6df5-7271-b1df-ac17f83913eb', 'wamid.old.a3', 'text', 'When do you open?', NULL, DEFAULT, '2025-10-09 04:25:23+00', '{}'),
	('0199c810-6d96-7a54-bfa8-14f3c2ef42fd', 'shop', '0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'wamid.old.interactive', 'interactive', 'Call me', NULL, DEFAULT, '2025-10-09 04:28:23+00', '{}'),
	('0199c810-6d98-72c2-96e8-7ef661f1c24c', 'shop', '0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'wamid.old.image', 'image', 'Look', NULL, DEFAULT, '2025-10-09 04:29:23+00', '{}'),
	('0199c810-6d9c-7289-b1bc-55cb80a2ee30', 'shop', '0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'wamid.old.audio', 'audio', NULL, NULL, DEFAULT, '2025-10-09 04:30:23+00', '{}'),
	('0199c810-6da0-7654-b419-29bd81d2d92a', 'shop', '0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'wamid.old.location', 'location', 'Here', NULL, DEFAULT, '2025-10-09 04:31:23+00', '{}'),
	('0199c810-6da1-7408-8f88-e76ea42d7658', 'shop', '0199c810-6dfd-7c6e-92f5-7dff28a2e726', 'wamid.old.button', 'button', 'Yes', NULL, DEFAULT, '2025-10-09 04:32:23+00', '{}'),
	('0199c810-6da7-78c1-a359-8b6e190f6154', 'shop', '0199c810-6df7-7510-bd35-0a8d455088f4', 'wamid.old.flow', 'interactive', 'Sent', NULL, DEFAULT, '2025-10-09 04:35:23+00', '{}'),
	('0199c810-6e64-7ea0-aca2-c5fa35322eca', 'shop', '0199c810-6e53-7dfd-b716-d607a08c1848', 'wamid.old.mx1', 'text', 'Hola', NULL, DEFAULT, '2025-10-09 04:36:23+00', '{}'),
	('0199c810-6e75-7b5f-905a-094f22e47021', 'shop', '0199c810-6e83-765b-928a-92021eb59be7', 'wamid.old.br2', 'text', 'Oi', NULL, DEFAULT, '2025-10-09 04:39:23+00', '{}'),
	('0199c810-6e74-7946-b042-c3df58650dcc', 'shop', '0199c810-6e83-757a-942f-a7dc29f9984c', 'wamid.old.br1', 'text', 'Oi', NULL, DEFAULT, '2025-10-09 04:38:23+00', '{}'),
	('0199c810-6e66-7663-86ac-9cc4e7d57473', 'shop', '0199c810-6e84-7ade-9f56-17d3523622b5', 'wamid.old.mx2', 'text', 'Hola', NULL, DEFAULT, '2025-10-09 04:37:23+00', '{}'),
	('0199c810-6f16-7730-a98c-b6ddb2d015ba', 'shop', '0199c810-6f1f-7523-972a-1035f163e96e', 'wamid.old.opt20', 'text', 'hi', NULL, DEFAULT, '2025-10-09 04:40:23+00', '{}'),
	('0199c810-6f24-71c3-935d-539929964227', 'shop', '0199c810-6f2b-7117-b9ea-b51d27d8ad7c', 'wamid.old.opt22', 'text', 'hi', NULL, DEFAULT, '2025-10-09 04:42:23+00', '{}'),
	('0199c810-6f17-7a95-8c94-329719a12427', 'shop', '0199c810-6f2b-799c-8927-808a08bfabe4', 'wamid.old.opt21', 'text', 'hi', NULL, DEFAULT, '2025-10-09 04:41:23+00', '{}'),
	('0199c810-6fdc-7cf7-8969-31d368b36330', 'shop', '0199c810-6fec-7901-a298-c7e180eeff31', 'wamid.old.n.Mei', 'text', 'I write by number', NULL, DEFAULT, '2025-10-09 04:48:23+00', '{}'),
	('0199c810-7002-7a64-84c2-435cc880d090', 'shop', '0199c810-6fec-7901-a298-c7e180eeff31', 'wamid.old.both.Mei', 'text', 'I am both', NULL, DEFAULT, '2025-10-09 04:50:23+00', '{}'),
	('0199c810-6fdf-71db-b30c-b53b27b5e086', 'shop', '0199c810-6fec-7901-a298-c7e180eeff31', 'wamid.old.u.Mei', 'text', 'I write by username', NULL, DEFAULT, '2025-10-09 04:49:23+00', '{0199c810-6fec-7c38-bf39-7438babe41fc}'),
	('0199c810-7049-7281-b7ee-ed860dd96ad4', 'shop', '0199c810-7054-768e-a55e-cbe568c24a01', 'wamid.old.n.Nadia', 'text', 'I write by number', NULL, DEFAULT, '2025-10-09 04:51:23+00', '{}'),
	('0199c810-7063-76fa-81ba-fba7afe06046', 'shop', '0199c810-7054-768e-a55e-cbe568c24a01', 'wamid.old.both.Nadia', 'text', 'I am both', NULL, DEFAULT, '2025-10-09 04:53:23+00', '{}'),
	('0199c810-704c-7882-8db0-bba65a881480', 'shop', '0199c810-7055-7311-a51d-a684daef408f', 'wamid.old.u.Nadia', 'text', 'I write by username', NULL, DEFAULT, '2025-10-09 04:52:23+00', '{}'),
	('0199c810-70ac-7da7-b94c-c2c37116aaba', 'shop', '0199c810-70b6-7c04-9d04-4650b4267bc2', 'wamid.old.u.Priya', 'text', 'I write by username', NULL, DEFAULT, '2025-10-09 04:55:23+00', '{}'),
	('0199c810-70ab-75ef-ada6-fe04de13b710', 'shop', '0199c810-70bb-720d-86fa-3df6ea03b675', 'wamid.old.n.Priya', 'text', 'I write by number', NULL, DEFAULT, '2025-10-09 04:54:23+00', '{}'),
	('0199c810-70c5-703a-90b3-a7b7dde8ff25', 'shop', '0199c810-70bb-720d-86fa-3df6ea03b675', 'wamid.old.both.Priya', 'text', 'I am both', NULL, DEFAULT, '2025-10-09 04:56:23+00', '{}'),
	('0199c810-70e9-7e71-b983-f9ea51ffabaf', 'shop', '0199c810-70ef-7df9-a3ab-d18726e44d08', 'wamid.old.u.Omar', 'text', 'I write by username', NULL, DEFAULT, '2025-10-09 04:58:23+00', '{}'),
	('0199c810-70e8-762a-a204-71224aa6fe31', 'shop', '0199c810-70ef-79dd-90ec-312a3cd7210c', 'wamid.old.n.Omar', 'text', 'I write by number', NULL, DEFAULT, '2025-10-09 04:57:23+00', '{}'),
	('0199c810-7100-7963-9b6e-aecd46037842', 'shop', '0199c810-70ef-79dd-90ec-312a3cd7210c', 'wamid.old.both.Omar', 'text', 'I am both', NULL, DEFAULT, '2025-10-09 04:59:23+00', '{}'),
	('0199c810-7117-79e1-a45a-efb7992cde17', 'shop', '0199c810-711e-742b-b7e2-45fbc7543c28', 'wamid.old.n.Qadir', 'text', 'I write by number', NULL, DEFAULT, '2025-10-09 05:00:23+00', '{}'),
	('0199c810-7119-79bc-835b-39e465f24ede', 'shop', '0199c810-7123-75fb-9109-7405da0d57ff', 'wamid.old.u.Qadir', 'text', 'I write by username', NULL, DEFAULT, '2025-10-09 05:01:23+00', '{}'),
	('0199c810-7133-74ac-ae0e-6bbb9115fbf3', 'shop', '0199c810-711e-742b-b7e2-45fbc7543c28', 'wamid.old.both.Qadir', 'text', 'I am both', NULL, DEFAULT, '2025-10-09 05:02:23+00', '{}'),
	('0199c810-7149-7bab-a77e-e27e000b7248', 'shop', '0199c810-7150-76a9-9278-0f6718ab09d5', 'wamid.old.old', 'text', 'from my old number', NULL, DEFAULT, '2025-10-09 05:03:23+00', '{}'),
	('0199c810-714b-75f8-8fb2-6f8fd7c9a39f', 'shop', '0199c810-7152-78c9-80a0-b79839d57a64', 'wamid.old.before', 'text', 'from my old id', NULL, DEFAULT, '2025-10-09 05:04:23+00', '{}'),
	('0199c810-717c-7912-adba-a96cb8d572fb', 'shop', '0199c810-7150-76a9-9278-0f6718ab09d5', 'wamid.old.new', 'text', 'from my new number', NULL, DEFAULT, '2025-10-09 05:07:23+00', '{}'),
	('0199c810-717e-7e99-b026-f0ae06286107', 'shop', '0199c810-718d-735d-9714-2c72fcc5210b', 'wamid.old.umi1', 'text', 'hi', NULL, DEFAULT, '2025-10-09 05:09:23+00', '{}'),
	('0199c810-717d-7d31-917d-4a56cf6f5924', 'shop', '0199c810-718e-78a8-b623-f75e997e4757', 'wamid.old.recycled', 'text', 'I have this number now', NULL, DEFAULT, '2025-10-09 05:08:23+00', '{}'),
	('0199c810-7195-786c-96dd-835b4f833aab', 'shop', '0199c810-718d-735d-9714-2c72fcc5210b', 'wamid.old.umi2', 'text', 'hi again', NULL, DEFAULT, '2025-10-09 05:10:23+00', '{}'),
	('0199c810-7818-7c8c-b595-00470be18af6', 'shop', '0199c810-7821-7d6b-9056-f7926a059835', 'wamid.old.amb1', 'text', 'Hola', NULL, DEFAULT, '2025-10-09 05:23:23+00', '{}'),
	('0199c810-7846-7c27-afe1-4bccd3250cfe', 'shop', '0199c810-784f-7cf6-9a5a-1717ff0f989f', 'wamid.old.amb2', 'text', 'Hola', NULL, DEFAULT, '2025-10-09 10:22:26+00', '{}'),
	('0199c810-7baf-7522-9355-98118a0df60e', 'shop', '0199c810-7a97-73e6-9564-e7dad265460f', 'wamid.old.ana', 'text', 'I am here already', NULL, DEFAULT, '2025-10-09 05:24:23+00', '{}');

INSERT INTO public.owed VALUES
	('shop', '60123000096', 92, '0199c810-989a-7b3f-bbd4-9a442e9cf82f', '{60123000096}', 'import', 1, '2025-10-09 08:23:35.205278+00', 1),
	('shop', '60123000092', 88, '0199c810-96dd-7f24-a5dc-69982f46934d', '{60123000092}', 'import', 1, '2025-10-09 08:23:34.46603+00', 1),
	('shop', '60123000094', 90, '0199c810-973e-73ff-a526-4052dfe9e3f5', '{60123000094}', 'import', 1, '2025-10-09 08:23:34.854989+00', 1),
	('shop', '60123000001', 93, '0199c810-aacd-71fe-98e6-cc9f8cc41229', '{60123000001}', 'message', 0, '2025-10-09 08:22:39.570714+00', 0),
	('shop', '60123000110', 94, '0199c810-aad7-7505-99aa-31e91fbc7e23', '{60123000110}', 'message', 0, '2025-10-09 08:22:39.575555+00', 0),
	('shop', '60123000110', 95, '0199c810-aad9-75d8-8821-9f238eef67df', '{60123000110}', 'message', 0, '2025-10-09 08:22:39.57753+00', 0),
	('shop', '60123000111', 96, '0199c810-aada-7a1d-91bf-23fdadc44b9c', '{60123000111,MY.pending01}', 'message', 0, '2025-10-09 08:22:39.578772+00', 0),
	('shop', 'MY.pending01', 96, '0199c810-aada-7a1d-91bf-23fdadc44b9c', '{60123000111,MY.pending01}', 'message', 0, NULL, 0),
	('shop', '60123000112', 97, '0199c810-aadb-7d4d-8285-1bec41ae10ff', '{60123000112}', 'message', 0, '2025-10-09 08:22:39.579972+00', 0),
	('shop', '60123000112', 98, '0199c810-aadc-7f0c-bedf-87159f791ab7', '{60123000112,60123000113}', 'system', 0, '2025-10-09 08:22:39.58109+00', 0),
	('shop', '60123000113', 98, '0199c810-aadc-7f0c-bedf-87159f791ab7', '{60123000112,60123000113}', 'system', 0, NULL, 0),
	('shop', '60123000113', 99, '0199c810-aade-719f-855a-cddc7af4bd12', '{60123000113}', 'message', 0, '2025-10-09 08:22:39.582183+00', 0),
	('shop', '60123000110', 100, '0199c810-aadf-7549-9850-20848b3e5431', '{60123000110}', 'system', 0, '2025-10-09 08:22:39.583531+00', 0),
	('shop', '60123000114', 101, '0199c810-aae2-7c67-adce-be4ae790a50d', '{60123000114}', 'form', 0, '2025-10-09 08:22:39.586987+00', 0),
	('shop', '60123000115', 102, '0199c810-aae6-79d0-a07d-cb858a6f6fe3', '{60123000115}', 'trigger', 0, '2025-10-09 08:22:39.590784+00', 0),
	('shop', '60123000116', 103, '0199c810-aae8-716e-a14d-042f2dd7f1c5', '{60123000116}', 'api', 0, '2025-10-09 08:22:39.593092+00', 0),
	('shop', '60123000013', 104, '0199c810-aaef-70e3-b650-d69dff3033c6', '{60123000013}', 'manual', 0, '2025-10-09 08:22:39.600582+00', 0),
	('shop', '60123000022', 105, '0199c810-aaf3-73c1-969c-b375a19220c9', '{60123000022}', 'manual', 0, '2025-10-09 08:22:39.604195+00', 0),
	('shop', 'MY.later01', 106, '0199c810-aaf7-76e6-91ad-0d879d2ed45b', '{60123000044,MY.later01}', 'manual', 0, NULL, 0),
	('shop', '60123000044', 106, '0199c810-aaf7-76e6-91ad-0d879d2ed45b', '{60123000044,MY.later01}', 'manual', 0, '2025-10-09 08:22:39.608499+00', 0);

INSERT INTO public.quarantine VALUES
	('0199c810-6eab-7973-9564-0377477ef990', 'lead', 'no_phone'),
	('0199c810-6ec7-75c8-88dd-51f2ad84b3f3', 'lead', 'bad_phone'),
	('0199c810-71b2-7363-8926-235c306b01fe', '100000000000099', 'unknown_channel'),
	('0199c810-71b3-74df-9278-c9ae58a35abc', '100000000000099', 'unknown_channel'),
	('0199c810-71b4-72e1-96ad-2a4edebb9836', '100000000000011', 'missing_id'),
	('0199c810-71b5-7069-8556-961a5485a6f9', '100000000000011', 'bad_timestamp'),
	('0199c810-71b6-705b-87f6-0601bdc7915d', '100000000000011', 'no_sender'),
	('0199c810-71b6-7e32-bc7a-dbb501272dc4', '100000000000011', 'bad_sender'),
	('0199c810-71b7-7b6a-8c68-86a1b13ef698', '100000000000011', 'not_an_object'),
	('0199c810-71b8-7a81-9d5b-33c66e4e4b53', '100000000000011', 'unknown_type'),
	('0199c810-71bb-779b-996b-efc8e885ae7b', '100000000000011', 'failed'),
	('0199c810-785e-70ce-9481-cdafe50cbb09', 'lead', 'ambiguous_number');

INSERT INTO public.tags OVERRIDING SYSTEM VALUE VALUES
	(1, 'lead', '2025-10-09 08:22:24.086587+00'),
	(2, 'blue', '2025-10-09 08:22:24.174693+00'),
	(3, 'red', '2025-10-09 08:22:24.174693+00'),
	(4, 'vip', '2025-10-09 08:22:24.224408+00'),
	(6, 'follow up', '2025-10-09 08:22:24.259808+00'),
	(9, 'cold', '2025-10-09 08:22:26.771205+00'),
	(12, 'gone', '2025-10-09 08:22:27.201033+00');

INSERT INTO public.triggers VALUES
	('zap', 'shop', 'Zap', '{"2025-10-09 08:22:24.202747+00","2025-10-09 08:22:39.590345+00"}', '2025-10-09 08:22:23.838156+00', '2025-10-09 08:22:23.838156+00');

SELECT pg_catalog.setval('public.conflicts_id_seq', 5, true);

SELECT pg_catalog.setval('public.goose_db_version_id_seq', 11, true);

SELECT pg_catalog.setval('public.owed_seq', 106, true);

SELECT pg_catalog.setval('public.tags_id_seq', 14, true);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_phone_number_id_key UNIQUE (phone_number_id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (contact_id, field, source);

ALTER TABLE ONLY public.conflicts
    ADD CONSTRAINT conflicts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contact_tags
    ADD CONSTRAINT contact_tags_pkey PRIMARY KEY (contact_id, tag_id);

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_created_by_event_key UNIQUE (created_by_event);

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delivery_statuses
    ADD CONSTRAINT delivery_statuses_pkey PRIMARY KEY (origin, recipient);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_dedupe_key_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.forms
    ADD CONSTRAINT forms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (key, channel_id, kind, value, valid_to);

ALTER TABLE ONLY public.import_chunks
    ADD CONSTRAINT import_chunks_pkey PRIMARY KEY (import_id, n);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, n);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_idempotency_key_key UNIQUE (idempotency_key);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_channel_id_external_id_key UNIQUE (channel_id, external_id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.owed
    ADD CONSTRAINT owed_pkey PRIMARY KEY (key, channel_id, seq);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.triggers
    ADD CONSTRAINT triggers_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX conflicts_open ON public.conflicts USING btree (contact_a, contact_b) WHERE (resolved_at IS NULL);

CREATE INDEX contact_tags_tag ON public.contact_tags USING btree (tag_id);

CREATE INDEX contacts_ad ON public.contacts USING btree (ad_id, created_at DESC, id DESC) WHERE ((NOT hidden) AND (ad_id IS NOT NULL));

CREATE INDEX contacts_channel_list ON public.contacts USING btree (channel_id, created_at DESC, id DESC) WHERE (NOT hidden);

CREATE INDEX contacts_list ON public.contacts USING btree (created_at DESC, id DESC) WHERE (NOT hidden);

CREATE INDEX contacts_merged ON public.contacts USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX contacts_search ON public.contacts USING gin (search public.gin_trgm_ops);

CREATE INDEX contacts_source ON public.contacts USING btree (source, created_at DESC, id DESC) WHERE ((NOT hidden) AND (source <> 'message'::text));

CREATE INDEX delivery_statuses_key ON public.delivery_statuses USING btree (key);

CREATE INDEX events_external_id ON public.events USING btree (external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX events_key ON public.events USING btree (key, channel_id) WHERE (key IS NOT NULL);

CREATE INDEX events_source ON public.events USING btree (source, id) WHERE (source <> 'message'::text);

CREATE INDEX events_user_id ON public.events USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX identities_contact ON public.identities USING btree (contact_id);

CREATE INDEX import_rows_contact ON public.import_rows USING btree (contact_id, import_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX import_rows_page ON public.import_rows USING btree (import_id, page) WHERE (page IS NOT NULL);

CREATE INDEX import_rows_status ON public.import_rows USING btree (import_id, status, n);

CREATE INDEX imports_list ON public.imports USING btree (created_at DESC, id DESC);

CREATE INDEX imports_unstarted ON public.imports USING btree (created_at) WHERE (started_at IS NULL);

CREATE UNIQUE INDEX merges_open ON public.merges USING btree (loser) WHERE (undone_at IS NULL);

CREATE INDEX messages_ad ON public.messages USING btree (ad_id, channel_id) WHERE (ad_id IS NOT NULL);

CREATE INDEX messages_contact ON public.messages USING btree (contact_id, sent_at, event_id);

CREATE INDEX owed_due ON public.owed USING btree (class, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX quarantine_reason ON public.quarantine USING btree (reason, origin);

CREATE UNIQUE INDEX tags_name ON public.tags USING btree (lower(name));

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.conflicts
    ADD CONSTRAINT conflicts_contact_a_fkey FOREIGN KEY (contact_a) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.conflicts
    ADD CONSTRAINT conflicts_contact_b_fkey FOREIGN KEY (contact_b) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.contact_tags
    ADD CONSTRAINT contact_tags_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.contact_tags
    ADD CONSTRAINT contact_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id);

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES public.channels(id);

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES public.channels(id);

ALTER TABLE ONLY public.forms
    ADD CONSTRAINT forms_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES public.channels(id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.import_chunks
    ADD CONSTRAINT import_chunks_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES public.channels(id);

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_loser_fkey FOREIGN KEY (loser) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_winner_fkey FOREIGN KEY (winner) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.contacts(id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id);

ALTER TABLE ONLY public.triggers
    ADD CONSTRAINT triggers_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES public.channels(id);
