package bench

import (
	"context"
	"fmt"
	"time"
)

// What burst sends, and when it looks again. --scale shortens both times.
const (
	burstTimes  = 10 // as often as can be kept up
	burstLength = 30 * time.Second
	burstRest   = time.Minute
	burstPeople = 300
)

// burst is what follows a newsletter: people who are known write again and again,
// at ten times the pace that can be kept up. What is more than can be taken in must
// be refused so that it comes again, nothing that was acknowledged may be lost, and
// a minute later all must be as before. It has a database and a serving process of
// its own, whose memory is looked at.
var burst = scenario{
	name: "burst", doing: "ten times the pace that can be kept up, for 30 s; then what it was like before, a minute later", once: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		s, err := r.newSite(ctx, "burst")
		if err != nil {
			return nil, err
		}
		defer s.close()
		defer r.stop(s)
		st := &storm{site: s, people: r.opts.n(burstPeople)}
		if st.channel, err = r.channel(ctx, s, "burst"); err != nil {
			return nil, err
		}
		kept, err := st.keepUp(ctx)
		if err != nil {
			return nil, err
		}
		if err := r.rest(ctx); err != nil {
			return nil, err
		}
		before, err := r.paced(ctx, s, livePace, r.opts.n(200))
		if err != nil {
			return nil, err
		}
		resident := s.server.resident()
		if err := st.rage(ctx, burstTimes*kept, r.scaled(burstLength)); err != nil {
			return nil, err
		}
		if err := pause(ctx, r.scaled(burstRest)); err != nil {
			return nil, err
		}
		left, err := s.waiting(ctx, st.channel)
		if err != nil {
			return nil, err
		}
		after, err := r.paced(ctx, s, livePace, r.opts.n(200))
		if err != nil {
			return nil, err
		}
		out := metrics{
			"burst kept": kept, "burst sent": float64(st.sent) / st.took.Seconds() / kept,
			"burst acknowledged": float64(len(st.acknowledged)) / st.took.Seconds(), "burst refused": float64(st.refused) / float64(st.sent),
			"burst p50": quantile(st.answers, 0.5), "burst p99": quantile(st.answers, 0.99), "burst longest": quantile(st.answers, 1),
			"burst decided":   1 - float64(left)/float64(max(len(st.acknowledged), 1)),
			"burst after p99": quantile(after, 0.99), "burst before p99": quantile(before, 0.99),
			"burst memory": mb(s.server.peak()), "burst memory before": mb(resident), "burst memory after": mb(s.server.resident()),
		}
		return out, st.accounted(ctx)
	},
}

// scaled shortens a time as --scale says, but not to nothing.
func (r *rig) scaled(full time.Duration) time.Duration {
	return max(time.Duration(float64(full)*min(r.opts.Scale, 1)), time.Second)
}

// waiting counts what is pending of a channel.
func (s *site) waiting(ctx context.Context, c channel) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM queue WHERE channel_id = $1`, c.id).Scan(&n)
	return n, err
}

// accounted fails unless every message that was acknowledged is there once, with one
// contact for each person, and everything is decided. What was refused may be there
// as well, where the database had not said in time whether it was.
func (st *storm) accounted(ctx context.Context) error {
	ids := make([]string, len(st.acknowledged))
	for i, n := range st.acknowledged {
		ids[i] = st.id(n)
	}
	if err := st.site.until(ctx, 1, `SELECT CASE WHEN EXISTS (SELECT FROM queue WHERE channel_id = $1) THEN 0 ELSE 1 END`, st.channel.id); err != nil {
		return err
	}
	var lost, there int
	err := st.site.pool.QueryRow(ctx, `
SELECT (SELECT count(*) FROM unnest($2::text[]) AS id
        WHERE NOT EXISTS (SELECT FROM messages m WHERE m.channel_id = $1 AND m.external_id = id)),
       (SELECT count(*) FROM messages WHERE channel_id = $1)`, st.channel.id, ids).Scan(&lost, &there)
	if err != nil {
		return err
	}
	if lost > 0 {
		return fmt.Errorf("%d of %d messages that were acknowledged are lost", lost, len(ids))
	}
	if all := burstEach*st.people + st.sent; there > all {
		return fmt.Errorf("%d messages came of %d", there, all)
	}
	return st.site.decided(ctx, st.channel, st.people, there)
}
