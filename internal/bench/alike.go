package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/duplicates"
)

// comparedAtOnce is how many contacts the schedule compares with all others in one step.
const comparedAtOnce = 200

// spreading gives the contacts of the pages numbers as people have them, far from one
// another: that every number beside one is somebody's does not happen. One in four gets an
// e-mail address, and one in 500 of those has somebody else's.
var spreading = []string{
	`
UPDATE identities
SET (key, value) = (SELECT n, n FROM (SELECT '4916' || lpad((substr(value, 7)::bigint * 982451653 % 999999937)::text, 9, '0') AS n) AS far)
WHERE channel_id = 'many' AND kind = 'wa_id' AND value LIKE '491512_______'`,
	`
INSERT INTO contact_attributes (contact_id, name, value, created_at)
SELECT id, 'email', 'somebody' || n - CASE WHEN n % 2000 = 0 THEN 4 ELSE 0 END || '@shop.example', created_at
FROM (SELECT id, created_at, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE channel_id = 'many') AS c
WHERE n % 4 = 0`,
	`VACUUM ANALYZE identities`,
	`VACUUM ANALYZE contact_attributes`,
}

// duplicatesRound is a whole round of the schedule that looks for duplicates, with nothing
// else going on.
var duplicatesRound = scenario{
	name: "duplicates", doing: "a round of the schedule that looks for duplicates, through 1,000,000 contacts", once: true, atOnce: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		out := metrics{}
		return out, r.compareAll(ctx, r.pages, out)
	},
}

// compareAll times a round of the schedule that looks for duplicates, through all contacts
// of the pages: without the rests behind its steps, and with nothing else going on. As one
// statement is one transaction there, PostgreSQL's count of those says how many it took.
func (r *rig) compareAll(ctx context.Context, s *site, out metrics) error {
	for _, sql := range spreading {
		if _, err := s.pool.Exec(ctx, sql); err != nil {
			return fmt.Errorf("make contacts that can be compared: %w", err)
		}
	}
	const committed = `SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()`
	var before, after int64
	if err := s.pool.QueryRow(ctx, committed).Scan(&before); err != nil {
		return err
	}
	db, err := store.Open(ctx, s.url, store.Options{})
	if err != nil {
		return err
	}
	began, steps, contacts, pairs := time.Now(), 0, 0, 0
	look := duplicates.New(db)
	for ended := false; !ended && err == nil; steps++ {
		var looked duplicates.Looked
		looked, err = look.Look(ctx, comparedAtOnce)
		contacts, pairs, ended = contacts+looked.Contacts, pairs+looked.Pairs, looked.Ended
	}
	took := time.Since(began).Seconds()
	db.Close() // PostgreSQL counts what a connection did when it ends, at the latest
	if err != nil {
		return err
	}
	if contacts < r.many() {
		return fmt.Errorf("%d contacts were compared, of %d", contacts, r.many())
	}
	for after < before+int64(4*steps) { // a step has four statements at least
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
		if err := s.pool.QueryRow(ctx, committed).Scan(&after); err != nil {
			return err
		}
	}
	out["duplicates took"], out["duplicates contacts"] = took, float64(contacts)/took
	out["duplicates steps"], out["duplicates statements"] = float64(steps), float64(after-before)
	out["duplicates pairs"] = float64(pairs)
	return nil
}
