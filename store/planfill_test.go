package store_test

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
)

// What fillLarge makes. One person in ten is of the channel "branch", one in a
// hundred came from an import and one in two hundred from an ad, one in four is
// tagged "Regular" and one in four hundred "Lead". The oldest twenty have a name
// of their own, and the oldest of all has written chattyMessages times more.
const (
	largePeople    = 20000
	chattyMessages = 2000
	largeQueue     = 3000
	branch         = "branch"
)

// fillLarge gives every table the rows of 20,000 people, so that reading one
// from end to end costs more than the way by an index. Rows refer to each other
// rightly; checking that would take most of the time.
func (f fixture) fillLarge() { f.fill(largeSteps) }

// fillSuddenly does the same and leaves PostgreSQL in the belief that the tables
// are empty, as they were a moment ago.
func (f fixture) fillSuddenly() {
	f.t.Helper()
	_, err := f.db.Exec(f.t.Context(), `ANALYZE`)
	require.NoError(f.t, err)
	f.fill(slices.DeleteFunc(slices.Clone(largeSteps), func(step string) bool { return strings.Contains(step, "ANALYZE") }))
}

func (f fixture) fill(steps []string) {
	f.t.Helper()
	f.channel(branch, "410000000000002")
	conn, err := f.db.Acquire(f.t.Context())
	require.NoError(f.t, err)
	defer conn.Release()
	defer func() { _, _ = conn.Exec(f.t.Context(), `RESET ALL`) }()
	for _, step := range steps {
		_, err := conn.Exec(f.t.Context(), step, argumentsOf(step)...)
		require.NoError(f.t, err, step)
	}
}

func argumentsOf(step string) []any {
	switch step {
	case largeSteps[2]:
		return []any{largePeople}
	case largeChatty:
		return []any{chattyMessages}
	case largeEntries:
		return []any{largeQueue}
	}
	return nil
}

// largeChatty are the further messages of the first person, each an event.
const largeChatty = `
WITH more AS (
    SELECT p.*, j, (lpad(to_hex(1700000100000 + j), 12, '0') || '7' || substr(md5('m' || j), 1, 19))::uuid AS id
    FROM people p, generate_series(1, $1::int) AS j WHERE i = 0
), sent AS (
    INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, sent_at)
    SELECT id, channel_id, contact_id, 'more.' || j, 'text', 'Hello again', at + j * interval '1 minute' FROM more
)
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, received_at, facts, raw,
                    decision, reason, contact_id, decided_at)
SELECT id, channel_id, '410000000000001', 'message', 'text', 'more.' || j, 'more/' || j, wa_id, at, at, '{}', '{}',
       'attached', 'message', contact_id, at
FROM more`

// largeEntries are events that wait: half of them are due.
const largeEntries = `
WITH waiting AS (
    SELECT j, (lpad(to_hex(1700000200000 + j), 12, '0') || '7' || substr(md5('o' || j), 1, 19))::uuid AS id,
           '70000' || lpad(j::text, 6, '0') AS key FROM generate_series(1, $1::int) AS j
), queued AS (
    INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
    SELECT 'shop', key, nextval('queue_seq'), id, ARRAY[key], 'message', 0,
           now() + CASE WHEN j % 2 = 0 THEN interval '1 day' ELSE interval '-1 hour' END
    FROM waiting
)
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, received_at, facts, raw)
SELECT id, 'shop', '410000000000001', 'message', 'text', 'waiting.' || j, 'waiting/' || j, key, now(), '{}', '{}' FROM waiting`

var largeSteps = []string{
	`SET session_replication_role = replica`,
	`SET synchronous_commit = off`,
	`
CREATE TEMPORARY TABLE people AS
SELECT i, '491512' || lpad(i::text, 7, '0') AS wa_id, CASE WHEN i % 10 = 3 THEN 'branch' ELSE 'shop' END AS channel_id,
       CASE WHEN i < 20 THEN 'Zoë Quist' ELSE (ARRAY['Ada', 'Bruno', 'Chloé', 'Dmitri', 'Hana'])[1 + i / 10 % 5] || ' Fischer' END AS name,
       CASE WHEN i % 100 = 7 THEN 'import' ELSE 'message' END AS source,
       CASE WHEN i % 200 = 9 THEN jsonb_build_object('source_id', 'ad-' || i % 3) END AS referral,
       now() - ($1 - i) * interval '20 seconds' AS at,
       (lpad(to_hex(1700000000000 + i), 12, '0') || '7' || substr(md5('c' || i), 1, 3) || '8' || substr(md5('c' || i), 4, 15))::uuid AS contact_id,
       (lpad(to_hex(1700000000000 + i), 12, '0') || '7' || substr(md5('e' || i), 1, 3) || '8' || substr(md5('e' || i), 4, 15))::uuid AS event_id
FROM generate_series(0, $1::int - 1) AS i`,
	`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, whatsapp_name,
                      whatsapp_name_at, first_message_id, first_message_at, last_conversed_at, referral, created_at)
SELECT contact_id, channel_id, event_id, source, wa_id, name, 'profile', name, at, event_id, at, at, referral, at
FROM people`,
	`
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, received_at, facts, raw,
                    decision, reason, contact_id, decided_at)
SELECT event_id, channel_id, '410000000000001', source, 'text', 'first.' || i, 'first/' || i, wa_id, at, at, '{}',
       '{"from":"' || wa_id || '","type":"text","text":{"body":"Hello, is this still available?"}}',
       'created', 'first_message', contact_id, at
FROM people`,
	`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
SELECT channel_id, wa_id, 'wa_id', wa_id, contact_id, true, at FROM people`,
	`
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, referral, sent_at)
SELECT event_id, channel_id, contact_id, 'first.' || i, 'text', 'Hello, is this still available?', referral, at FROM people`,
	`
INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT contact_id, 'display_name', 'profile', name, event_id, at FROM people`,
	`
WITH t AS (INSERT INTO tags (name) VALUES ('Lead'), ('Regular') RETURNING id, name)
INSERT INTO contact_tags (contact_id, tag_id)
SELECT contact_id, id FROM people JOIN t ON i % CASE t.name WHEN 'Lead' THEN 400 ELSE 4 END = 1`,
	`
INSERT INTO conflicts (channel_id, contact_a, contact_b, event_id, resolved_at, resolution)
SELECT a.channel_id, a.contact_id, b.contact_id, a.event_id, CASE WHEN a.i % 20 > 0 THEN now() END,
       CASE WHEN a.i % 20 > 0 THEN 'keep_both' END
FROM people a JOIN people b ON b.i = a.i + 1
WHERE a.contact_id < b.contact_id AND a.i % 2 = 0`,
	`
INSERT INTO quarantine (event_id, origin, reason) SELECT event_id, '410000000000001', 'failed' FROM people WHERE i % 1000 = 1`,
	largeChatty,
	largeEntries,
	`DROP TABLE people`,
	`VACUUM (ANALYZE) contacts, events, identities, messages, claims, contact_tags, tags, conflicts, quarantine, queue, channels`,
}
