package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store/settings"
)

// The database of the pages: one channel with as many contacts as the pages are for.
const (
	manyContacts = 1_000_000
	manyChannel  = "many"
)

// many is how many contacts the database of the pages has.
func (r *rig) many() int { return r.opts.n(manyContacts) }

// prepareMany fills it as a business does within years, with what pages filter by. As
// with the large database, it goes before everything else.
func (r *rig) prepareMany(ctx context.Context) error {
	fmt.Fprintf(r.out(), "filling a database with %d contacts, their tags and attributes\n", r.many())
	began := time.Now()
	s, err := r.newDatabase(ctx, "pages")
	if err != nil {
		return err
	}
	r.pages = s
	if _, _, err := settings.New(s.db).PutChannel(ctx, manyChannel, "The shop", "300000000000001"); err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := fill(ctx, conn, r.many(), fillingMany); err != nil {
		return fmt.Errorf("fill the database of the pages: %w", err)
	}
	fmt.Fprintf(r.out(), "filled in %s\n", time.Since(began).Round(time.Second))
	return nil
}

// fillingMany makes people first, as filling does. One in ten came from an import and has
// never written, one in 25 from a form; one in fifty from an ad. One in twenty wrote six
// messages more. Half have attributes and a quarter the tag Regular; one in 400 has the
// tag Lead, one in 200 is Kumar's, one in 250 has opted out.
var fillingMany = []string{
	`
CREATE TEMPORARY TABLE people AS
SELECT i, wa_id, name, lower(translate(name, 'éí', 'ei')) || ' ' || wa_id AS folded, at, source, source = 'message' AS wrote,
       CASE WHEN i % 20 = 5 THEN 6 ELSE 0 END AS more,
       CASE WHEN i % 50 = 6 THEN jsonb_build_object('source_id', 'ad-' || i % 7, 'source_type', 'ad', 'headline', 'Spring sale') END AS referral,
       CASE WHEN i % 4 < 2 THEN jsonb_build_object('city', CASE WHEN i % 400 = 16 THEN 'Gopeng' ELSE (ARRAY['Ipoh', 'Kampar', 'Taiping', 'Lumut'])[1 + i / 4 % 4] END,
                                                   'budget', i % 20000) ELSE '{}' END AS attributes,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('c' || i), 1, 3) || '8'
        || substr(md5('c' || i), 4, 15))::uuid AS contact_id,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('e' || i), 1, 3) || '8'
        || substr(md5('e' || i), 4, 15))::uuid AS event_id
FROM (SELECT i, '491512' || lpad(i::text, 7, '0') AS wa_id, now() - ($1::int - i) * interval '1 minute' AS at,
             ($2::text[])[1 + i % cardinality($2::text[])] || ' ' || ($3::text[])[1 + i / 7 % cardinality($3::text[])] AS name,
             CASE WHEN i % 10 = 3 THEN 'import' WHEN i % 25 = 4 THEN 'form' ELSE 'message' END AS source
      FROM generate_series(0, $1::int - 1) AS i) AS numbered`,
	`
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, received_at, facts, raw,
                    decision, reason, contact_id, decided_at)
SELECT event_id, 'many', '300000000000001', source, CASE source WHEN 'import' THEN 'row' WHEN 'form' THEN 'form' ELSE 'text' END,
       'first.' || i, 'many/' || i, wa_id, at, at,
       '{"person":{"wa_id":"' || wa_id || '","profile_name":"' || name || '"},"effect":"creates"}',
       '{"from":"' || wa_id || '","id":"first.' || i || '","timestamp":"1700000000","type":"text","text":{"body":"Hello, is this still available?"}}',
       'created', CASE WHEN wrote THEN 'first_message' ELSE 'new_person' END, contact_id, at
FROM people`,
	`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, whatsapp_name, whatsapp_name_at,
                      first_message_id, first_message_at, last_conversed_at, conversed_hour, referral, folded, attributes,
                      assignee, opted_out_at, created_at)
SELECT contact_id, 'many', event_id, source, wa_id, name, CASE WHEN wrote THEN 'profile' ELSE source END, CASE WHEN wrote THEN name END,
       CASE WHEN wrote THEN at END, CASE WHEN wrote THEN event_id END, CASE WHEN wrote THEN at END,
       CASE WHEN wrote THEN at + more * interval '10 seconds' END,
       CASE WHEN wrote THEN date_trunc('hour', at + more * interval '10 seconds', 'UTC') ELSE '-infinity' END, referral, folded, attributes,
       CASE WHEN i % 200 = 11 THEN 'Kumar' END, CASE WHEN i % 250 = 15 THEN at END, at
FROM people`,
	`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
SELECT 'many', wa_id, 'wa_id', wa_id, contact_id, wrote, at FROM people`,
	`
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, referral, sent_at)
SELECT event_id, 'many', contact_id, 'first.' || i, 'text', 'Hello, is this still available?', referral, at FROM people WHERE wrote`,
	`
CREATE TEMPORARY TABLE more AS
SELECT p.wa_id, p.contact_id, p.i * 10 + j AS n, p.at + j * interval '10 seconds' AS at,
       (lpad(to_hex((extract(epoch FROM p.at + j * interval '10 seconds') * 1000)::bigint), 12, '0') || '7' || substr(md5('m' || p.i || '/' || j), 1, 3) || '8'
        || substr(md5('m' || p.i || '/' || j), 4, 15))::uuid AS event_id
FROM people p, generate_series(1, p.more) AS j WHERE p.wrote`,
	`
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, received_at, facts, raw,
                    decision, reason, contact_id, decided_at)
SELECT event_id, 'many', '300000000000001', 'message', 'text', 'more.' || n, 'many/more/' || n, wa_id, at, at,
       '{"person":{"wa_id":"' || wa_id || '"},"effect":"creates"}',
       '{"from":"' || wa_id || '","id":"more.' || n || '","timestamp":"1700000000","type":"text","text":{"body":"Two of them, please."}}',
       'attached', 'known_contact', contact_id, at
FROM more`,
	`
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, sent_at)
SELECT event_id, 'many', contact_id, 'more.' || n, 'text', 'Two of them, please.', at FROM more`,
	`
INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT contact_id, 'display_name', CASE WHEN wrote THEN 'profile' ELSE source END, name, event_id, at FROM people`,
	`
INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT contact_id, 'attributes.' || a.key, 'manual', a.value #>> '{}', event_id, at FROM people CROSS JOIN LATERAL jsonb_each(attributes) AS a`,
	`
INSERT INTO contact_attributes (contact_id, name, value, number, created_at)
SELECT contact_id, v.name, v.value, v.number, at FROM people CROSS JOIN LATERAL attribute_values(attributes) AS v`,
	`INSERT INTO attributes (name, type) VALUES ('city', 'string'), ('budget', 'number')`,
	`
WITH t AS (INSERT INTO tags (name) VALUES ('Lead'), ('Regular') RETURNING id, name)
INSERT INTO contact_tags (contact_id, tag_id)
SELECT contact_id, id FROM people JOIN t ON i % CASE t.name WHEN 'Lead' THEN 400 ELSE 4 END = 1`,
	`DROP TABLE people, more`,
}
