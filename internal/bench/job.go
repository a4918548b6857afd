package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// jobLength is how long the job is looked at while nothing else goes on. It is cancelled
// then: all of it would take a quarter of an hour.
const jobLength = 30 * time.Second

// jobTag is what the job tags with.
const jobTag = "spring"

// job is what a job does to live chat. It tags the contacts that the bulky scenario
// exports, which are 100,000, with a serving process of its own, whose memory is looked at.
var job = scenario{
	name: "job", doing: "20 messages/s of new senders, first alone, then during a job of 100,000 contacts", once: true,
	run: func(ctx context.Context, r *rig) (_ metrics, err error) {
		s := r.big
		if s.server, err = r.serve(ctx, s); err != nil {
			return nil, err
		}
		defer r.stop(s)
		if err := r.warm(ctx, s); err != nil {
			return nil, err
		}
		if err := r.rest(ctx); err != nil {
			return nil, err
		}
		n := r.opts.n(400)
		alone, err := r.paced(ctx, s, livePace, n)
		if err != nil {
			return nil, err
		}
		out := metrics{"job alone p99": quantile(alone, 0.99), "job idle": mb(s.server.resident())}
		began := time.Now()
		id, err := s.startJob(ctx)
		if err != nil {
			return nil, err
		}
		out["job asked"] = float64(time.Since(began)) / float64(time.Millisecond)
		// In full swing: contacts are being changed.
		if err := s.until(ctx, 20, `SELECT count(*) FROM job_items WHERE job_id = $1 AND status = 'changed'`, id); err != nil {
			return nil, err
		}
		watched, err := s.watchJob(ctx, id)
		if err != nil {
			return nil, err
		}
		beside, err := r.paced(ctx, s, livePace, n)
		if err != nil {
			return nil, err
		}
		out["job beside p99"] = quantile(beside, 0.99)
		if out["job beside"], err = watched.rate(ctx); err != nil {
			return nil, err
		}
		if watched, err = s.watchJob(ctx, id); err != nil {
			return nil, err
		}
		if watched.before.Status == contact.JobIsRunning {
			if err := pause(ctx, r.scaled(jobLength)); err != nil {
				return nil, err
			}
			if out["job"], err = watched.rate(ctx); err != nil {
				return nil, err
			}
		} else if r.opts.Scale >= 1 {
			return nil, errors.New("the job was done before the measurement ended: give the database more --contacts")
		}
		out["job memory"] = mb(s.server.peak())
		return out, s.endJob(ctx, id)
	},
}

// startJob tags the contacts of a channel.
func (s *site) startJob(ctx context.Context) (id string, err error) {
	var out struct{ Job client.Job }
	err = s.server.Do(ctx, http.MethodPost, "/v1/jobs", nil, map[string]any{
		"action": "tag", "args": map[string]any{"tags": []string{jobTag}}, "filter": map[string]any{"channel_id": exportChannel},
	}, &out)
	return out.Job.ID, err
}

// watchedJob is a job that is looked at for some time.
type watchedJob struct {
	site   *site
	before client.Job
	began  time.Time
}

func (s *site) watchJob(ctx context.Context, id string) (w watchedJob, err error) {
	w = watchedJob{site: s, began: time.Now()}
	w.before, err = s.server.Job(ctx, id)
	return w, err
}

// rate is how many contacts a second were changed since.
func (w watchedJob) rate(ctx context.Context) (perSecond float64, err error) {
	now, err := w.site.server.Job(ctx, w.before.ID)
	return float64(now.Counts.Changed-w.before.Counts.Changed) / time.Since(w.began).Seconds(), err
}

// endJob cancels what is left of a job, and fails unless each contact that it says to
// have changed is changed, and no other.
func (s *site) endJob(ctx context.Context, id string) error {
	j, err := s.server.Job(ctx, id)
	if err == nil && j.Status == contact.JobIsRunning {
		_, err = s.server.CommandJob(ctx, id, contact.CancelJob)
	}
	if err != nil {
		return err
	}
	err = s.until(ctx, 1, `
SELECT CASE WHEN EXISTS (SELECT FROM jobs WHERE id = $1 AND status IN ('cancelled', 'completed'))
             AND NOT EXISTS (SELECT FROM queue WHERE channel_id = $2) THEN 1 ELSE 0 END`, id, exportChannel)
	if err != nil {
		return err
	}
	if j, err = s.server.Job(ctx, id); err != nil {
		return err
	}
	var tagged int64
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE t.name = $1`, jobTag).Scan(&tagged)
	if err == nil && (tagged != j.Counts.Changed || j.Counts.Changed+j.Counts.Cancelled != j.Counts.Total) {
		err = fmt.Errorf("%d contacts are tagged, and the job says %+v", tagged, j.Counts)
	}
	return err
}
