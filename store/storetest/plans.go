package storetest

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	// PageSize is how many rows a page has.
	PageSize = 10
	// Few is the most rows that any step of a page may look at: a hundredth of
	// the contacts. It leaves room for filters that let one row in ten pass.
	Few = LargePeople / 100
	// ExportPage is how many contacts an export reads at once.
	ExportPage = 1000
	// Often is how often each statement runs: from the sixth time on PostgreSQL
	// may use a plan that it made for any value.
	Often = 7
)

// LargeTables are those that grow with the number of people.
var LargeTables = []string{"contacts", "events", "messages", "identities", "queue", "leases", "claims", "contact_tags", "contact_attributes", "conflicts", "duplicates"}

// What FillLarge makes. One person in ten is of the channel "branch", one in a
// hundred came from an import and one in two hundred from an ad, one in four is
// tagged "Regular" and one in four hundred "Lead". The oldest twenty have a name
// of their own, and the oldest of all has written ChattyMessages times more. Who came from
// an import – LargeImport – has never written. One in five hundred is Kumar's, one in 250
// has opted out. The oldest quarter is of Ipoh, one in four hundred of Gopeng, and the
// budget is the higher the newer somebody is.
const (
	LargePeople    = 20000
	ChattyMessages = 2000
	LargeQueue     = 3000
	Branch         = "branch"
	LargeImport    = "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c13"
	LargeJob       = "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c14" // for those of LargeImport
)

// FillLarge gives every table the rows of 20,000 people, so that reading one
// from end to end costs more than the way by an index. Rows refer to each other
// rightly; checking that would take most of the time.
func (f Fixture) FillLarge() { f.fill(largeSteps) }

// FillSuddenly does the same and leaves PostgreSQL in the belief that the tables
// are empty, as they were a moment ago.
func (f Fixture) FillSuddenly() {
	f.T.Helper()
	_, err := f.Pool.Exec(f.T.Context(), `ANALYZE`)
	require.NoError(f.T, err)
	f.fill(slices.DeleteFunc(slices.Clone(largeSteps), func(step string) bool { return strings.Contains(step, "ANALYZE") }))
}

// fill runs steps that make many rows.
func (f Fixture) fill(steps []string) {
	f.T.Helper()
	f.Channel(Branch, "410000000000002")
	conn, err := f.Pool.Acquire(f.T.Context())
	require.NoError(f.T, err)
	defer conn.Release()
	defer func() { _, _ = conn.Exec(f.T.Context(), `RESET ALL`) }()
	for _, step := range steps {
		_, err := conn.Exec(f.T.Context(), step, argumentsOf(step)...)
		require.NoError(f.T, err, step)
	}
}

// argumentsOf returns the arguments of a step.
func argumentsOf(step string) []any {
	switch step {
	case largeSteps[2]:
		return []any{LargePeople}
	case largeChatty:
		return []any{ChattyMessages}
	case largeEntries:
		return []any{LargeQueue}
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
       now() - ($1 - i) * interval '20 seconds' AS at, i % 100 <> 7 AS wrote,
       jsonb_build_object('city', CASE WHEN i < $1 / 4 THEN 'Ipoh' WHEN i % 400 = 17 THEN 'Gopeng' ELSE 'Kampar' END, 'budget', i,
                          'born', (date '1950-01-01' + i)::text) AS attributes,
       (lpad(to_hex(1700000000000 + i), 12, '0') || '7' || substr(md5('c' || i), 1, 3) || '8' || substr(md5('c' || i), 4, 15))::uuid AS contact_id,
       (lpad(to_hex(1700000000000 + i), 12, '0') || '7' || substr(md5('e' || i), 1, 3) || '8' || substr(md5('e' || i), 4, 15))::uuid AS event_id
FROM generate_series(0, $1::int - 1) AS i`,
	`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, whatsapp_name,
                      whatsapp_name_at, first_message_id, first_message_at, last_conversed_at, referral, created_at, folded,
                      conversed_hour, attributes, assignee, opted_out_at)
SELECT contact_id, channel_id, event_id, source, wa_id, name, 'profile', name, at, CASE WHEN wrote THEN event_id END,
       CASE WHEN wrote THEN at END, CASE WHEN wrote THEN at END, referral, at, lower(translate(name, 'ëé', 'ee')) || ' ' || wa_id,
       CASE WHEN wrote THEN date_trunc('hour', at, 'UTC') ELSE '-infinity' END, attributes,
       CASE WHEN i % 500 = 11 THEN 'Kumar' END, CASE WHEN i % 250 = 13 THEN at END
FROM people`,
	`
INSERT INTO contact_attributes (contact_id, name, value, number, created_at)
SELECT contact_id, v.name, v.value, v.number, at FROM people CROSS JOIN LATERAL attribute_values(attributes) AS v`,
	`
INSERT INTO import_rows (import_id, n, cells, status, contact_id)
SELECT '` + LargeImport + `', i, '{}', 'created', contact_id FROM people WHERE NOT wrote`,
	`
INSERT INTO job_items (job_id, n, status, contact_id)
SELECT '` + LargeJob + `', i, 'changed', contact_id FROM people WHERE NOT wrote`,
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
SELECT event_id, channel_id, contact_id, 'first.' || i, 'text', 'Hello, is this still available?', referral, at FROM people
WHERE wrote`,
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
INSERT INTO duplicates (channel_id, contact_a, contact_b, reasons, dismissed_at)
SELECT a.channel_id, a.contact_id, b.contact_id, '{similar_number}', CASE WHEN a.i % 20 > 0 THEN now() END
FROM people a JOIN people b ON b.i = a.i + 1
WHERE a.contact_id < b.contact_id AND a.i % 2 = 0`,
	`
INSERT INTO quarantine (event_id, origin, reason) SELECT event_id, '410000000000001', 'failed' FROM people WHERE i % 1000 = 1`,
	largeChatty,
	largeEntries,
	`DROP TABLE people`,
	`VACUUM (ANALYZE) contacts, events, identities, messages, claims, contact_tags, contact_attributes, import_rows, tags, conflicts, duplicates, quarantine, queue, channels`,
}

// Plan is how PostgreSQL ran one statement.
type Plan struct {
	SQL  string `json:"Query Text"`
	Root Node   `json:"Plan"`
}

// Node is a step of a plan. Rows are those of one loop.
type Node struct {
	Type      string  `json:"Node Type"`
	Table     string  `json:"Relation Name"`
	Index     string  `json:"Index Name"`
	IndexCond string  `json:"Index Cond"`
	Rows      float64 `json:"Actual Rows"`
	Loops     float64 `json:"Actual Loops"`
	Filtered  float64 `json:"Rows Removed by Filter"`
	Rechecked float64 `json:"Rows Removed by Index Recheck"`
	Hit       int     `json:"Shared Hit Blocks"`
	Read      int     `json:"Shared Read Blocks"`
	Plans     []Node  `json:"Plans"`
}

// Each calls f for a step and for all below it.
func (n Node) Each(f func(Node)) {
	f(n)
	for _, below := range n.Plans {
		below.Each(f)
	}
}

// Looked is how many rows a step looked at, in all its loops.
func (n Node) Looked() int { return int((n.Rows + n.Filtered + n.Rechecked) * n.Loops) }

// Sorted is the most rows that any sort of the plan was given.
func (p Plan) Sorted() (rows int) {
	p.Root.Each(func(n Node) {
		if n.Type == "Sort" || n.Type == "Incremental Sort" {
			for _, below := range n.Plans {
				rows = max(rows, int(below.Rows*below.Loops))
			}
		}
	})
	return rows
}

// Blocks is how many blocks of 8 KB were looked at: rows that an index walk
// passes over without showing them count here.
func (p Plan) Blocks() int { return p.Root.Hit + p.Root.Read }

// Looked is the most rows of a large table that any step looked at.
func (p Plan) Looked() int { return p.RowsOf(LargeTables...) }

// RowsOf is the most rows of some tables that any step looked at.
func (p Plan) RowsOf(tables ...string) (rows int) {
	p.Root.Each(func(n Node) {
		if slices.Contains(tables, n.Table) {
			rows = max(rows, n.Looked())
		}
	})
	return rows
}

// ReadWhole lists the large tables that the plan reads from end to end.
func (p Plan) ReadWhole() (tables []string) {
	p.Root.Each(func(n Node) {
		if n.Type == "Seq Scan" && slices.Contains(LargeTables, n.Table) {
			tables = append(tables, n.Table)
		}
	})
	return tables
}

// Walked lists the indexes of large tables that the plan walks through without a
// key. An index's name begins with that of its table.
func (p Plan) Walked() (indexes []string) {
	p.Root.Each(func(n Node) {
		large := slices.ContainsFunc(LargeTables, func(table string) bool { return strings.HasPrefix(n.Index, table+"_") })
		if large && n.IndexCond == "" {
			indexes = append(indexes, n.Index)
		}
	})
	return indexes
}

// String is the plan in short, for the message of a test that fails.
func (p Plan) String() string {
	var b strings.Builder
	var tell func(n Node, indent string)
	tell = func(n Node, indent string) {
		b.WriteString(indent + n.Type + " " + n.Table + " " + n.Index + " " + n.IndexCond + "\n")
		for _, below := range n.Plans {
			tell(below, indent+"  ")
		}
	}
	tell(p.Root, "")
	return strings.TrimSpace(p.SQL) + "\n" + b.String()
}

// PlanReader collects the plans that PostgreSQL tells of.
type PlanReader struct {
	Mu    sync.Mutex
	Plans []Plan
	Err   error
}

// notice takes what PostgreSQL says.
func (r *PlanReader) notice(message string) {
	_, text, found := strings.Cut(message, "plan:\n")
	if !found {
		return
	}
	var p Plan
	err := json.Unmarshal([]byte(text), &p)
	r.Mu.Lock()
	defer r.Mu.Unlock()
	r.Plans = append(r.Plans, p)
	if err != nil {
		r.Err = err
	}
}

// Of returns the plans of the statements that do sends.
func (r *PlanReader) Of(t *testing.T, do func()) []Plan {
	t.Helper()
	_, _ = r.take()
	do()
	plans, err := r.take()
	require.NoError(t, err)
	require.NotEmpty(t, plans, "PostgreSQL tells how it ran the statements")
	return plans
}

// take returns the plans since it was last called.
func (r *PlanReader) take() ([]Plan, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	plans, err := r.Plans, r.Err
	r.Plans, r.Err = nil, nil
	return plans, err
}

// Explaining returns the fixture with a store whose plans are read.
func (f Fixture) Explaining() (Fixture, *PlanReader) {
	f.T.Helper()
	r := &PlanReader{}
	s, err := openExplaining(f.T.Context(), f.URL, r.notice)
	require.NoError(f.T, err)
	f.T.Cleanup(s.DB.Close)
	f.Store = s
	return f, r
}
