// Command bench measures the program contacts: everything as ratios to what the
// Temporal server allows. It is a program of its own, so that what production
// runs does not hold it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/internal/bench"
	programversion "github.com/luluchat/contacts/internal/version"
)

// version is set when make builds the program.
var version string

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal stops in order; a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	return command().ExecuteContext(ctx)
}

func command() *cobra.Command {
	o := bench.Options{Version: programversion.Of(version)}
	var check bool
	var path string
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure everything, as ratios to what the Temporal server allows", Args: cobra.NoArgs,
		Version: o.Version, SilenceErrors: true, SilenceUsage: true,
		Long: "Starts a PostgreSQL, a Temporal and a serving process in a temporary directory, measures, prints a table " +
			"and writes it as JSON. internal/bench/README.md tells the method.\n\nScenarios: " + strings.Join(bench.Names(), ", ") + ".",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.Rounds < 1 || o.Scale <= 0 || o.Grown < 1000 {
				return errors.New("--rounds must be at least 1, --scale above 0 and --contacts at least 1000")
			}
			if o.Program, err = program(o.Program); err != nil {
				return err
			}
			o.Out = cmd.OutOrStdout()
			report, err := bench.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if err := report.Print(o.Out); err != nil {
				return err
			}
			if err := report.Write(path); err != nil {
				return err
			}
			fmt.Fprintf(o.Out, "\nwritten to %s\n", path)
			if missed := report.Missed(); check && len(missed) > 0 {
				return fmt.Errorf("%d row(s) miss their target by more than a tenth", len(missed))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.BoolVar(&check, "check", false, "exit 1 if a row misses its target by more than a tenth")
	f.StringVar(&path, "json", "bench.json", "where the result is written")
	f.IntVar(&o.Rounds, "rounds", bench.DefaultRounds, "how often the repeated scenarios run; medians are shown")
	f.StringSliceVar(&o.Only, "only", nil, "measure these scenarios only, and the ceiling")
	f.IntVar(&o.Grown, "contacts", bench.DefaultGrown, "contacts in the database of growth, lists, bulky and job")
	f.Float64Var(&o.Scale, "scale", 1, "of the work in each scenario; below 1 for a quick look")
	f.StringVar(&o.TemporalAddress, "temporal-address", "", "measure against this server; default: an embedded one of its own")
	f.StringVar(&o.TemporalBin, "temporal-bin", "", "embed this server: temporal-dev or the temporal CLI (default: found in bin/ or on the PATH)")
	f.StringVar(&o.TemporalNamespace, "temporal-namespace", "default", "namespace on that server")
	f.StringVar(&o.Program, "program", "", "the program to measure (default: contacts beside this one)")
	return cmd
}

// program is the path of the program to measure.
func program(given string) (string, error) {
	if given == "" {
		own, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("find this program: %w", err)
		}
		given = filepath.Join(filepath.Dir(own), "contacts")
	}
	if _, err := os.Stat(given); err != nil {
		return "", fmt.Errorf("there is no program %s to measure: build it with make build, or name it with --program", given)
	}
	return filepath.Abs(given)
}
