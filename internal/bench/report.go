package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is the result of a run.
type Report struct {
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	Took    string    `json:"took"`
	Machine Machine   `json:"machine"`
	Rounds  int       `json:"rounds"`
	Scale   float64   `json:"scale"`
	Rows    []Row     `json:"rows"`
	Metrics []metrics `json:"metrics"` // as measured, for each round
}

// add keeps what a round measured. What ran several times counts with its mean.
func (r *Report) add(seen map[string][]float64) {
	one := metrics{}
	for name, values := range seen {
		one[name] = mean(values)
	}
	r.Metrics = append(r.Metrics, one)
}

// set adds a figure of the whole run, unless it is not known.
func (r *Report) set(name string, value float64) {
	if value > 0 {
		r.Metrics[0][name] = value
	}
}

func (r *Report) finish() { r.Rows = rows(r.Metrics) }

// Missed lists the rows that miss their target by more than a tenth.
func (r *Report) Missed() (missed []Row) {
	for _, row := range r.Rows {
		if row.missed() {
			missed = append(missed, row)
		}
	}
	return missed
}

// Print writes the table.
func (r *Report) Print(out io.Writer) error {
	fmt.Fprintf(out, "\n%s\n%s, %d round(s), took %s\n\n", r.Machine, r.Version, r.Rounds, r.Took)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\twhat\tmedian\tmust\taim\t\trounds")
	for _, row := range r.Rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.Name, row.What, quantity(row.Value, row.Unit), row.must(), row.aim(), row.evaluation(), list(row.Rounds))
	}
	return t.Flush()
}

func (r Row) must() string {
	switch {
	case r.Must == 0:
		return ""
	case r.AtMost:
		return fmt.Sprintf("≤ %g", r.Must)
	}
	return fmt.Sprintf("≥ %g", r.Must)
}

func (r Row) aim() string {
	if r.Aim == 0 {
		return ""
	}
	return fmt.Sprintf("%g", r.Aim)
}

func (r Row) evaluation() string {
	switch {
	case r.Met == nil:
		return ""
	case *r.Met:
		return "met"
	case r.missed():
		return "MISSED"
	}
	return "missed by less than a tenth"
}

func quantity(value float64, unit string) string {
	space := " "
	if unit == "/s" {
		space = ""
	}
	return fmt.Sprintf("%.4g", value) + space + unit
}

func list(values []float64) string {
	var parts []string
	for _, v := range values {
		parts = append(parts, fmt.Sprintf("%.4g", v))
	}
	return strings.Join(parts, "  ")
}

// Write keeps the report as JSON.
func (r *Report) Write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the report: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil { //nolint:gosec // it is to be read
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
