package bench

import (
	"context"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// livePace is a busy afternoon of live chat.
const livePace = 20 // messages a second

// fair is what an import does to live chat: the time until a new contact is
// readable at a steady pace, without and with an import beside it.
var fair = scenario{
	name: "fair", doing: "20 messages/s of new senders, first alone, then during an import",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(400)
		alone, err := r.paced(ctx, r.main, livePace, n)
		if err != nil {
			return nil, err
		}
		c, err := r.channel(ctx, r.main, "fair")
		if err != nil {
			return nil, err
		}
		path, err := r.csv(c.id, r.opts.n(6000))
		if err != nil {
			return nil, err
		}
		im, err := r.main.server.StartImport(ctx, client.Upload{Path: path, ChannelID: c.id})
		if err != nil {
			return nil, err
		}
		// In full swing: rows are being decided.
		if err := r.main.until(ctx, 20, `SELECT count(*) FROM contacts WHERE channel_id = $1`, c.id); err != nil {
			return nil, err
		}
		beside, err := r.paced(ctx, r.main, livePace, n)
		if err != nil {
			return nil, err
		}
		var during int
		if err := r.main.pool.QueryRow(ctx, `SELECT count(*) FROM contacts WHERE channel_id = $1`, c.id).Scan(&during); err != nil {
			return nil, err
		}
		out := metrics{
			"fair alone p50": quantile(alone, 0.5), "fair alone p99": quantile(alone, 0.99),
			"fair beside p50": quantile(beside, 0.5), "fair beside p99": quantile(beside, 0.99),
			"fair import": float64(during) / (float64(n) / livePace), // rows/s that the import still made
		}
		if _, err := r.main.server.CommandImport(ctx, im.ID, "cancel"); err != nil {
			return nil, err
		}
		_, err = r.main.awaitImport(ctx, im.ID, contact.ImportIsCancelled)
		time.Sleep(time.Second) // autovacuum and the like
		return out, err
	},
}
