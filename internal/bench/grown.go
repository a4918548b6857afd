package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store/settings"
)

// The channels of the large database. One in five contacts is in the channel
// that is exported.
const (
	grownChannel  = "grown"
	exportChannel = "exported"
)

func (r *rig) exported() int { return r.opts.Grown / 5 }

// prepareBig fills a database with contacts as if each had written once. It goes
// before everything else, so that the disk has rest again when it is needed.
func (r *rig) prepareBig(ctx context.Context) error {
	fmt.Fprintf(r.out(), "filling a database with %d contacts\n", r.opts.Grown)
	began := time.Now()
	s, err := r.newDatabase(ctx, "big")
	if err != nil {
		return err
	}
	for i, id := range []string{grownChannel, exportChannel} {
		if _, _, err := settings.New(s.db).PutChannel(ctx, id, id, fmt.Sprintf("2%014d", i)); err != nil {
			return err
		}
	}
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := fill(ctx, conn, r.opts.Grown, filling); err != nil {
		return fmt.Errorf("fill the large database: %w", err)
	}
	r.big = s
	fmt.Fprintf(r.out(), "filled in %s\n", time.Since(began).Round(time.Second))
	return nil
}

// fill writes n people by statements, of which the first makes them. Indexes that no
// constraint needs are built afterwards, which takes a third of the time.
func fill(ctx context.Context, conn *pgx.Conn, n int, filling []string) error {
	rows, err := conn.Query(ctx, `
SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(c.oid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN ('contacts'::regclass, 'identities'::regclass, 'events'::regclass, 'messages'::regclass,
                     'contact_attributes'::regclass, 'contact_tags'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)`)
	if err != nil {
		return err
	}
	var drops, builds []string
	for rows.Next() {
		var drop, build string
		if err := rows.Scan(&drop, &build); err != nil {
			return err
		}
		drops, builds = append(drops, drop), append(builds, build)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	steps := append([]string{
		`SET synchronous_commit = off`, `SET maintenance_work_mem = '256MB'`,
		`SET session_replication_role = replica`, // the rows refer to each other rightly; checking takes minutes
	}, drops...)
	for _, step := range slices.Concat(steps, filling, builds) {
		var args []any
		if step == filling[0] {
			args = []any{n, first, last}
		}
		if _, err := conn.Exec(ctx, step, args...); err != nil {
			return fmt.Errorf("%.60s: %w", step, err)
		}
	}
	_, err = conn.Exec(ctx, `VACUUM (ANALYZE)`)
	if err == nil {
		_, err = conn.Exec(ctx, `CHECKPOINT`)
	}
	return err
}

// filling makes people first, in a table of their own, and every other row from
// them. Ids sort by time, as those of the program do.
var filling = []string{
	`
CREATE TEMPORARY TABLE people AS
SELECT i, '491512' || lpad(i::text, 7, '0') AS wa_id, CASE WHEN i % 5 = 0 THEN 'exported' ELSE 'grown' END AS channel_id,
       ($2::text[])[1 + i % cardinality($2::text[])] || ' ' || ($3::text[])[1 + i / 7 % cardinality($3::text[])] AS name, at,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('c' || i), 1, 3) || '8'
        || substr(md5('c' || i), 4, 15))::uuid AS contact_id,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('e' || i), 1, 3) || '8'
        || substr(md5('e' || i), 4, 15))::uuid AS event_id
FROM (SELECT i, now() - ($1::int - i) * interval '20 seconds' AS at FROM generate_series(0, $1::int - 1) AS i) AS numbered`,
	`
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, received_at, facts, raw,
                    decision, reason, contact_id, decided_at)
SELECT event_id, channel_id, '200000000000001', 'message', 'text', 'wamid.grown.' || i, 'grown/' || i, wa_id, at, at,
       '{"person":{"wa_id":"' || wa_id || '","profile_name":"' || name || '"},"effect":"creates"}',
       '{"from":"' || wa_id || '","id":"wamid.grown.' || i || '","timestamp":"1700000000","type":"text","text":{"body":"Hello, is this still available?"}}',
       'created', 'first_message', contact_id, at
FROM people`,
	`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, whatsapp_name,
                      whatsapp_name_at, first_message_id, first_message_at, last_conversed_at, conversed_hour, created_at)
SELECT contact_id, channel_id, event_id, 'message', wa_id, name, 'profile', name, at, event_id, at, at, date_trunc('hour', at, 'UTC'), at
FROM people`,
	`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
SELECT channel_id, wa_id, 'wa_id', wa_id, contact_id, true, at FROM people`,
	`
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, sent_at)
SELECT event_id, channel_id, contact_id, 'wamid.grown.' || i, 'text', 'Hello, is this still available?', at FROM people`,
	`
INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT contact_id, 'display_name', 'profile', name, event_id, at FROM people`,
	`DROP TABLE people`,
}
