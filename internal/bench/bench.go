// Package bench measures the whole program against what its Temporal server
// allows. Every figure is a ratio within one run: absolute ones mean little on a
// machine that others use too. README.md in this folder tells the method.
package bench

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Options say what to measure, and on what.
type Options struct {
	Program           string   // this program, to start serving processes from
	Version           string   // of the program
	TemporalAddress   string   // of a server to measure against; empty starts an embedded one
	TemporalBin       string   // the embedded server's program; default: dev.FindTemporal
	TemporalNamespace string   // default: "default"
	Rounds            int      // how often the repeated scenarios run
	Only              []string // names of scenarios; empty runs all
	Grown             int      // contacts in the database of the growth and list scenarios
	Scale             float64  // of the amount of work in each scenario; 1 is what numbers are quoted from
	Out               io.Writer

	asItComes bool // the embedded server keeps every index that it comes with
}

// Defaults of Options.
const (
	DefaultRounds = 3
	DefaultGrown  = 500_000
)

// metrics are what one pass of a scenario measured, by name.
type metrics map[string]float64

// scenario measures one thing. One that takes long and is only reported runs
// once, all others run in every round.
type scenario struct {
	name   string
	doing  string
	once   bool
	atOnce bool // it asks nothing of Temporal that rest would change
	run    func(context.Context, *rig) (metrics, error)
}

// program is the order in which a round runs. The ceiling comes several times,
// so that a machine that becomes slower during a round does so for it too.
func program() []scenario {
	return []scenario{
		ceiling, inbound, officialCLI, redelivered, ack, ceiling, chatty, chatty3, imports, ceiling, returning, naive, fair, growth,
		cost, apply, floor, latency, burst, twochannels, watched, lists, bulky, job, pages, duplicatesRound,
	}
}

// Names lists the scenarios.
func Names() []string {
	var names []string
	for _, s := range program() {
		if !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return names
}

// Run measures and returns what it saw. It is an error if anything is lost,
// doubled or left undecided.
func Run(ctx context.Context, o Options) (*Report, error) {
	for _, name := range o.Only {
		if !slices.Contains(Names(), name) {
			return nil, fmt.Errorf("there is no scenario %q: there are %s", name, strings.Join(Names(), ", "))
		}
	}
	began := time.Now()
	fmt.Fprintln(o.Out, "starting PostgreSQL, Temporal and a serving process")
	r, err := newRig(ctx, o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	report := &Report{Version: o.Version, Started: began.UTC(), Machine: describe(ctx, r), Rounds: o.Rounds, Scale: o.Scale}
	fmt.Fprintln(o.Out, report.Machine)
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	if err := r.warmUp(ctx); err != nil {
		return nil, fmt.Errorf("warm up: %w", err)
	}
	for round := range o.Rounds {
		r.round = round
		seen := map[string][]float64{}
		for _, s := range program() {
			if !o.wants(s.name) || s.once && round > 0 {
				continue
			}
			found, err := r.measure(ctx, s)
			if err != nil {
				return nil, fmt.Errorf("%s, round %d: %w", s.name, round+1, err)
			}
			for name, value := range found {
				seen[name] = append(seen[name], value)
			}
		}
		report.add(seen)
	}
	report.set("memory", r.peakMB())
	report.Took = time.Since(began).Round(time.Second).String()
	report.finish()
	return report, nil
}

// prepare fills the databases that scenarios need.
func (r *rig) prepare(ctx context.Context) error {
	if slices.ContainsFunc([]scenario{growth, lists, bulky, job}, func(s scenario) bool { return r.opts.wants(s.name) }) {
		if err := r.prepareBig(ctx); err != nil {
			return err
		}
	}
	if r.opts.wants(pages.name) || r.opts.wants(duplicatesRound.name) {
		return r.prepareMany(ctx)
	}
	return nil
}

// wants reports whether a scenario is to run. Ratios need the ceiling, whatever
// was asked for, and that of several processes needs one.
func (o Options) wants(name string) bool {
	return len(o.Only) == 0 || name == ceiling.name || slices.Contains(o.Only, name) ||
		name == chatty.name && slices.Contains(o.Only, chatty3.name)
}

// n scales an amount of work.
func (o Options) n(full int) int { return max(int(float64(full)*o.Scale), 10) }

// restTime is how long a Temporal server still works on what it has closed: the
// timer of a workflow task's time-out goes off 10 s after the task.
const restTime = 11 * time.Second

// rest lets that pass, so that no scenario pays for another one's workflows.
func (r *rig) rest(ctx context.Context) error {
	return pause(ctx, time.Duration(float64(restTime)*min(r.opts.Scale, 1)))
}

// pause waits, unless ctx ends first.
func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// measure runs one scenario and tells what it found.
func (r *rig) measure(ctx context.Context, s scenario) (metrics, error) {
	fmt.Fprintf(r.opts.Out, "round %d of %d  %-12s %s\n", r.round+1, r.opts.Rounds, s.name, s.doing)
	r.passes++
	if !s.atOnce {
		if err := r.rest(ctx); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	found, err := s.run(ctx, r)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(found)) {
		parts = append(parts, fmt.Sprintf("%s %.4g", name, found[name]))
	}
	fmt.Fprintf(r.opts.Out, "%29s %s  (%.1f s)\n", "", strings.Join(parts, ", "), time.Since(began).Seconds())
	return found, nil
}
