package bench

import (
	"math"
	"slices"
)

// Row is one line of the result.
type Row struct {
	Name   string    `json:"name"`
	What   string    `json:"what"`
	Unit   string    `json:"unit"`
	Value  float64   `json:"value"`             // the median of the rounds
	Rounds []float64 `json:"rounds"`            // what each round measured
	Must   float64   `json:"must,omitempty"`    // target; 0: reported only
	AtMost bool      `json:"at_most,omitempty"` // the target is not to be exceeded
	Aim    float64   `json:"aim,omitempty"`     // a further target that nothing depends on
	Met    *bool     `json:"met,omitempty"`
}

// tolerance is by how much a row may miss its target before a check fails:
// machines that others use too are not steadier than that.
const tolerance = 0.1

// missed reports whether a row misses its target by more than the tolerance.
func (r Row) missed() bool {
	switch {
	case r.Must == 0:
		return false
	case r.AtMost:
		return r.Value > r.Must*(1+tolerance)
	}
	return r.Value < r.Must*(1-tolerance)
}

func (r Row) met() bool {
	if r.AtMost {
		return r.Value <= r.Must
	}
	return r.Value >= r.Must
}

// formula says how a row comes from the metrics of one round.
type formula struct {
	Row
	over string // the figure it is divided by; empty: none
	of   string
}

// times is a rate as a multiple of another.
func times(name, what, of, over string, must, aim float64) formula {
	return formula{Row: Row{Name: name, What: what, Unit: "×", Must: must, Aim: aim}, of: of, over: over}
}

func atMost(name, what, unit, of, over string, must float64) formula {
	return formula{Row: Row{Name: name, What: what, Unit: unit, Must: must, AtMost: true}, of: of, over: over}
}

func reported(name, what, unit, of string) formula {
	return formula{Row: Row{Name: name, What: what, Unit: unit}, of: of}
}

// formulas are the rows in the order in which they are printed.
var formulas = []formula{
	reported("ceiling", "empty workflows, eager start", "/s", "ceiling"),
	reported("ceiling", "workflows with three steps that do nothing", "/s", "steps"),
	times("ack", "webhooks answered", "ack", "ceiling", 15, 0),
	times("inbound", "new senders until readable", "inbound", "steps", 0.70, 0),
	times("inbound", "against empty workflows", "inbound", "ceiling", 0, 0),
	times("inbound", "against the temporal CLI's server as it comes", "inbound", "inbound cli", 1.5, 0),
	times("chatty", "ten messages each, until readable", "chatty", "ceiling", 3, 6),
	times("chatty3", "the same through three processes, against one", "chatty3", "chatty", 1, 0),
	times("redelivered", "webhooks that came before", "redelivered", "ceiling", 10, 0),
	times("naive", "inbound, against SignalWithStart and regular activities", "inbound", "naive", 3, 0),
	times("import", "rows, from upload to the end", "import", "steps", 0.65, 0),
	atMost("fair", "readable p99 during an import, against without", "×", "fair beside p99", "fair alone p99", 4),
	atMost("twochannels", "readable p99 with a backlog on another channel, against without", "×",
		"twochannels beside p99", "twochannels alone p99", 3),
	atMost("burst", "readable p99 a minute after ten times what can be kept up, against before", "×", "burst after p99", "burst before p99", 3),
	{Row: Row{Name: "burst", What: "decided by then, of what was acknowledged", Must: 1}, of: "burst decided"},
	atMost("burst memory", "serving process, resident peak with that", "MB", "burst memory", "", 150),
	atMost("job", "readable p99 during a job of 100,000 contacts, against without", "×", "job beside p99", "job alone p99", 3),
	atMost("pages", "of 1,000,000 contacts at 20/s beside 20 messages/s, p50", "ms", "pages p50", "", 100),
	atMost("pages", "p99", "ms", "pages p99", "", 300),
	atMost("pages", "readable p50 of the messages, against without", "×", "pages beside p50", "pages alone p50", 2),
	atMost("pages", "readable p99 of the messages, against without", "×", "pages beside p99", "pages alone p99", 2),
	times("growth", "inbound with many contacts, against none", "inbound grown", "inbound empty", 0.9, 0),
	atMost("memory", "serving process, resident peak over all of it", "MB", "memory", "", 150),
	atMost("stage memory", "100,000 rows staged, above idle", "MB", "stage memory", "", 120),
	atMost("export memory", "100,000 contacts as CSV, above idle", "MB", "export csv memory", "", 120),
	atMost("export memory", "100,000 contacts as XLSX, above idle", "MB", "export xlsx memory", "", 120),
	atMost("cost", "history events of a new contact", "events", "cost events", "", 8),
	atMost("cost", "billable actions of a new contact", "actions", "cost actions", "", 2),
	atMost("cost", "history size of a new contact", "bytes", "cost bytes", "", 3<<10),

	times("returning", "messages of known contacts", "returning", "ceiling", 0, 0),
	times("apply", "POST /v1/contacts, answered with the contact", "apply", "ceiling", 0, 0),
	reported("apply", "one answer, 48 at a time, p50", "ms", "apply p50"),
	reported("apply", "p99", "ms", "apply p99"),
	reported("apply", "of 500, taken in and decided after the 4 s that a caller waits", "", "apply late"),
	reported("floor", "the same statements without Temporal", "/s", "floor"),
	reported("ack", "webhooks answered", "/s", "ack"),
	reported("inbound", "new contacts", "/s", "inbound"),
	reported("cli", "new contacts with the temporal CLI's server", "/s", "inbound cli"),
	reported("chatty", "messages", "/s", "chatty"),
	reported("chatty3", "messages", "/s", "chatty3"),
	reported("naive", "new contacts", "/s", "naive"),
	reported("import", "rows", "/s", "import"),
	reported("fair", "readable p99 at 20/s, alone", "ms", "fair alone p99"),
	reported("fair", "readable p99 at 20/s, during an import", "ms", "fair beside p99"),
	reported("fair", "rows the import still made", "/s", "fair import"),
	reported("twochannels", "readable p99 at 5/s, alone", "ms", "twochannels alone p99"),
	reported("twochannels", "readable p99 at 5/s, with 20,000 waiting on another channel", "ms", "twochannels beside p99"),
	reported("twochannels", "p50 of that", "ms", "twochannels beside p50"),
	reported("twochannels", "what the other channel still made", "/s", "twochannels other"),
	reported("job", "readable p99 at 20/s, alone", "ms", "job alone p99"),
	reported("job", "readable p99 at 20/s, during the job", "ms", "job beside p99"),
	reported("job", "contacts that it changed meanwhile", "/s", "job beside"),
	reported("job", "contacts changed, nothing else going on", "/s", "job"),
	reported("job", "asked for, until it is answered", "ms", "job asked"),
	reported("job memory", "serving process, idle", "MB", "job idle"),
	reported("job memory", "resident peak with the job", "MB", "job memory"),
	reported("pages", "a list, p50", "ms", "pages list p50"),
	reported("pages", "a list, p99", "ms", "pages list p99"),
	reported("pages", "a search, p50", "ms", "pages search p50"),
	reported("pages", "a search, p99", "ms", "pages search p99"),
	reported("pages", "one contact, p50", "ms", "pages contact p50"),
	reported("pages", "one contact, p99", "ms", "pages contact p99"),
	reported("pages", "readable p99 at 20/s, alone", "ms", "pages alone p99"),
	reported("pages", "readable p99 at 20/s, with the pages", "ms", "pages beside p99"),
	reported("badge", "what needs a look, counted among 100,000, p50", "ms", "badge p50"),
	reported("badge", "p99", "ms", "badge p99"),
	reported("badge", "for a channel that has none of them, p50", "ms", "badge of none p50"),
	reported("badge", "p99", "ms", "badge of none p99"),
	reported("duplicates", "a round through 1,000,000 contacts, without its rests", "s", "duplicates took"),
	reported("duplicates", "contacts compared with all others", "/s", "duplicates contacts"),
	reported("duplicates", "steps of 200 contacts", "", "duplicates steps"),
	reported("duplicates", "statements of these", "", "duplicates statements"),
	reported("duplicates", "pairs found", "", "duplicates pairs"),
	reported("pages memory", "serving process, resident peak with that", "MB", "pages memory"),
	reported("latency", "readable at 20/s, p50", "ms", "latency p50"),
	reported("latency", "p95", "ms", "latency p95"),
	reported("latency", "p99", "ms", "latency p99"),
	reported("burst", "messages of known people that can be kept up", "/s", "burst kept"),
	reported("burst", "sent for 30 s, against that", "×", "burst sent"),
	reported("burst", "acknowledged of these", "/s", "burst acknowledged"),
	reported("burst", "refused of these, to come again", "", "burst refused"),
	reported("burst", "one answer, p50", "ms", "burst p50"),
	reported("burst", "p99", "ms", "burst p99"),
	reported("burst", "longest", "ms", "burst longest"),
	reported("burst", "readable p99 at 20/s, before", "ms", "burst before p99"),
	reported("burst", "readable p99 at 20/s, a minute after", "ms", "burst after p99"),
	reported("burst memory", "before", "MB", "burst memory before"),
	reported("burst memory", "a minute after", "MB", "burst memory after"),
	reported("stage", "rows staged and previewed", "/s", "stage"),
	reported("export", "contacts as CSV", "/s", "export csv"),
	reported("export", "contacts as XLSX", "/s", "export xlsx"),
	reported("cpu", "all processes, the sender's too, for a new contact", "ms", "cpu inbound all"),
	reported("cpu", "serving process, for a new contact", "ms", "cpu inbound serving"),
	reported("cpu", "PostgreSQL, for a new contact", "ms", "cpu inbound postgres"),
	reported("cpu", "Temporal, for a new contact", "ms", "cpu inbound temporal"),
	reported("cpu", "the temporal CLI's server, for a new contact", "ms", "cpu cli temporal"),
	reported("cpu", "Temporal, for an empty workflow", "ms", "cpu ceiling temporal"),
	reported("cpu", "Temporal, for a workflow with three steps", "ms", "cpu steps temporal"),
	reported("cpu", "serving process, for one of ten messages", "ms", "cpu chatty serving"),
	reported("cpu", "PostgreSQL, for one of ten messages", "ms", "cpu chatty postgres"),
	reported("cpu", "Temporal, for one of ten messages", "ms", "cpu chatty temporal"),
	reported("cpu", "serving process, for an import's row", "ms", "cpu import serving"),
	reported("cpu", "PostgreSQL, for an import's row", "ms", "cpu import postgres"),
	reported("cpu", "Temporal, for an import's row", "ms", "cpu import temporal"),
	reported("watched", "serving process, in a second of 100 streams of 50,000 rows", "ms", "cpu watched serving"),
	reported("watched", "PostgreSQL, in a second of 100 streams of 50,000 rows", "ms", "cpu watched postgres"),
	reported("idle", "serving process, resident", "MB", "idle"),
	reported("storage", "a contact with one message, indexes included", "bytes", "storage"),
	reported("list", "first page of many contacts, p50", "ms", "list first"),
	reported("list", "1,000th page", "ms", "list 1000th"),
	reported("list", "first page of a channel", "ms", "list filtered"),
	reported("search", "a number", "ms", "search rare"),
	reported("search", "a name that thousands have", "ms", "search name"),
	reported("search", "a first name in a channel", "ms", "search and channel"),
}

// rows computes every row whose metrics were measured.
func rows(rounds []metrics) (out []Row) {
	for _, f := range formulas {
		row := f.Row
		for _, seen := range rounds {
			value, ok := seen[f.of]
			if !ok {
				continue
			}
			if f.over != "" {
				under, ok := seen[f.over]
				if !ok || under == 0 {
					continue
				}
				value /= under
			}
			row.Rounds = append(row.Rounds, round(value))
		}
		if len(row.Rounds) == 0 {
			continue
		}
		row.Value = median(row.Rounds)
		if row.Must != 0 {
			met := row.met()
			row.Met = &met
		}
		out = append(out, row)
	}
	return out
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return round((sorted[middle-1] + sorted[middle]) / 2)
}

// round keeps four digits: the rest is noise.
func round(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
