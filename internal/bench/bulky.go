package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// bulkyRows is how many rows are staged and exported.
const bulkyRows = 100_000

// bulky is large files: reading one in for a dry run, and exporting one. What
// counts is the memory that the serving process takes for it.
var bulky = scenario{
	name: "bulky", doing: "100,000 rows staged for a dry run; 100,000 contacts exported as CSV and XLSX", once: true, atOnce: true,
	run: func(ctx context.Context, r *rig) (_ metrics, err error) {
		if r.big.server, err = r.serve(ctx, r.big); err != nil {
			return nil, err
		}
		defer r.stop(r.big)
		time.Sleep(3 * time.Second)
		out := metrics{"idle": mb(r.big.server.resident())}
		if err := r.stage(ctx, out); err != nil {
			return nil, err
		}
		for _, kind := range []string{"csv", "xlsx"} {
			if err := r.export(ctx, kind, out); err != nil {
				return nil, err
			}
		}
		return out, nil
	},
}

// stage uploads a file for a dry run and waits until it could be confirmed.
func (r *rig) stage(ctx context.Context, out metrics) error {
	n := r.opts.n(bulkyRows)
	c, err := r.channel(ctx, r.big, "stage")
	if err != nil {
		return err
	}
	path, err := r.csv(c.id, n)
	if err != nil {
		return err
	}
	r.restartPeak()
	began := time.Now()
	im, err := r.big.server.StartImport(ctx, client.Upload{Path: path, ChannelID: c.id, DryRun: true})
	if err != nil {
		return err
	}
	im, err = r.big.awaitImport(ctx, im.ID, contact.ImportAwaits)
	if err != nil {
		return err
	}
	out["stage"] = float64(n) / time.Since(began).Seconds()
	out["stage memory"] = mb(r.big.server.peak()) - out["idle"]
	if im.Preview == nil || im.Preview.Create != int64(n) {
		return fmt.Errorf("the preview of %d new people says %+v", n, im.Preview)
	}
	if _, err := r.big.server.CommandImport(ctx, im.ID, "cancel"); err != nil {
		return err
	}
	_, err = r.big.awaitImport(ctx, im.ID, contact.ImportIsCancelled)
	return err
}

func (r *rig) export(ctx context.Context, kind string, out metrics) error {
	r.restartPeak()
	began := time.Now()
	var w counter
	query := url.Values{"channel_id": {exportChannel}}
	if err := r.big.server.Download(ctx, "/v1/contacts/export."+kind, query, &w); err != nil {
		return err
	}
	out["export "+kind] = float64(r.exported()) / time.Since(began).Seconds()
	out["export "+kind+" memory"] = mb(r.big.server.peak()) - out["idle"]
	if kind == "csv" && w.lines != r.exported()+1 {
		return fmt.Errorf("the export has %d lines, must be %d and a header", w.lines, r.exported())
	}
	return nil
}

// restartPeak lets the peak of the resident size begin anew, having kept it.
func (r *rig) restartPeak() {
	r.peak = max(r.peak, r.big.server.peak())
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", r.big.server.cmd.Process.Pid), []byte("5"), 0) // see proc(5)
}

// counter counts lines and keeps nothing.
type counter struct{ lines int }

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(p []byte) (int, error) {
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

func mb(bytes int64) float64 { return float64(bytes) / (1 << 20) }
