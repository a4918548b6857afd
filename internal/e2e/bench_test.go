//go:build long

package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// TestBench runs a small part of the benchmark, in `make test-long` something of
// every scenario, with servers of its own, and reads what it wrote. How fast anything is says nothing here.
func TestBench(t *testing.T) {
	t.Parallel()
	temporal, err := devtest.TemporalBin()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "bench.json")
	args := []string{"--rounds", "1", "--scale", "0.02", "--contacts", "2000", "--json", path}
	if !long {
		args = append(args, "--only", "inbound,redelivered,cost,burst")
	}
	cmd := exec.CommandContext(t.Context(), benchmark, args...)
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(temporal)+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var report struct {
		Rows []struct {
			Name  string
			Unit  string
			Value float64
			Met   *bool
		}
	}
	require.NoError(t, json.Unmarshal(text, &report))
	values := map[string]float64{}
	for _, row := range report.Rows {
		values[row.Name+" "+row.Unit] = row.Value
	}
	require.Positive(t, values["ceiling /s"])
	require.Positive(t, values["inbound ×"])
	require.Equal(t, []float64{8, 2}, []float64{values["cost events"], values["cost actions"]}, "a new contact's history")
	require.Positive(t, values["burst memory MB"])
	require.Contains(t, string(out), "written to "+path)
	if long {
		require.Positive(t, values["pages ms"])
		require.Positive(t, values["job memory MB"])
		require.Positive(t, values["badge ms"])
		require.Positive(t, values["duplicates /s"])
	}
}
