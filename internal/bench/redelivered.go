package bench

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
)

// redelivered sends again what the inbound scenario sent, as WhatsApp does when
// an answer was late. Nothing may change and no workflow may start.
var redelivered = scenario{
	name: "redelivered", doing: "every webhook of the inbound scenario, twice more", atOnce: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		if len(r.hooks) == 0 {
			if _, err := r.newcomers(ctx, r.main, r.opts.n(1200)); err != nil {
				return nil, err
			}
		}
		before, err := r.contactRuns(ctx)
		if err != nil {
			return nil, err
		}
		again := append(append([][]byte{}, r.hooks...), r.hooks...)
		took, err := r.main.deliver(ctx, again)
		if err != nil {
			return nil, err
		}
		var counted int
		if err := r.main.pool.QueryRow(ctx, `SELECT sum(redeliveries) FROM events WHERE channel_id = $1`, r.fresh).Scan(&counted); err != nil {
			return nil, err
		}
		after, err := r.contactRuns(ctx)
		if err != nil {
			return nil, err
		}
		if counted != len(again) || after != before {
			return nil, fmt.Errorf("%d of %d redeliveries were counted, and %d workflows started", counted, len(again), after-before)
		}
		r.hooks = nil
		return metrics{"redelivered": float64(len(again)) / took.Seconds()}, nil
	},
}

// contactRuns counts the runs of contact workflows that the server knows. Its
// list is brought up to date a moment later, so it is read until it is.
func (r *rig) contactRuns(ctx context.Context) (int64, error) {
	for last := int64(-1); ; {
		resp, err := r.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
			Namespace: r.namespace(), Query: `WorkflowType = 'Contact' AND Channel = '` + r.fresh + `'`,
		})
		if err != nil {
			return 0, err
		}
		if resp.GetCount() == last {
			return last, nil
		}
		last = resp.GetCount()
		if err := pause(ctx, time.Second); err != nil {
			return 0, err
		}
	}
}
