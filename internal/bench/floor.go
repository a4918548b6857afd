package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/whatsapp"
)

// floor is the same work on the same tables without Temporal: record, look up,
// create, attach, one after the other for each sender. It tells how much of the
// time for a new contact is the database's.
var floor = scenario{
	name: "floor", doing: "the same statements for new senders without Temporal and HTTP", once: true, atOnce: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(1200)
		c, err := r.channel(ctx, r.main, "floor")
		if err != nil {
			return nil, err
		}
		bodies := hooks(c, n, n)
		of := ledger.New(r.main.db, ledger.Options{})
		took, err := flood(ctx, n, func(ctx context.Context, i int) error { return decideAlone(ctx, of, c, bodies[i]) })
		if err != nil {
			return nil, err
		}
		return metrics{"floor": float64(n) / took.Seconds()}, r.main.decided(ctx, c, n, n)
	},
}

// decideAlone takes one webhook all the way. The entry is recorded with a lease,
// so that the dispatcher of the serving process keeps off.
func decideAlone(ctx context.Context, l *ledger.Ledger, c channel, body []byte) error {
	batch, err := whatsapp.Parse(body)
	if err != nil {
		return err
	}
	if _, err := l.Record(ctx, ledger.Batch{Events: batch.Events}, time.Minute); err != nil {
		return err
	}
	key := batch.Events[0].Facts.Keys()[0]
	next, err := l.Lookup(ctx, c.id, key)
	if err != nil {
		return err
	}
	task := ledger.Task{ChannelID: c.id, Key: key, EventID: next.EventID, Keys: next.Keys}
	if _, err := l.CreateContact(ctx, task); err != nil {
		return err
	}
	decided, err := l.Decide(ctx, task, 1)
	if err == nil && len(decided.Decisions) != 1 {
		return fmt.Errorf("%d decisions instead of one", len(decided.Decisions))
	}
	return err
}
