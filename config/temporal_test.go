package config_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/config"
)

func TestTheTemporalConnection(t *testing.T) {
	clear(t)
	none := filepath.Join(t.TempDir(), "none.toml")
	t.Setenv("TEMPORAL_CONFIG_FILE", none) // not this machine's own
	log := slog.New(slog.DiscardHandler)

	t.Run("has the default namespace", func(t *testing.T) {
		opts, err := config.Temporal(log)
		require.NoError(t, err)
		require.Equal(t, "default", opts.Namespace)
		require.NotNil(t, opts.Logger)
	})
	t.Run("comes from the environment", func(t *testing.T) {
		t.Setenv("TEMPORAL_ADDRESS", "temporal.example:7233")
		t.Setenv("TEMPORAL_NAMESPACE", "shop.a1b2c")
		t.Setenv("TEMPORAL_API_KEY", "key")
		opts, err := config.Temporal(log)
		require.NoError(t, err)
		require.Equal(t, []string{"temporal.example:7233", "shop.a1b2c"}, []string{opts.HostPort, opts.Namespace})
		require.NotNil(t, opts.Credentials, "Temporal Cloud works by configuration alone")
		require.NotNil(t, opts.ConnectionOptions.TLS)
	})
	t.Run("or from a profile", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "temporal.toml")
		require.NoError(t, os.WriteFile(file, []byte("[profile.prod]\naddress = \"prod.example:7233\"\nnamespace = \"prod\"\n"), 0o600))
		t.Setenv("TEMPORAL_CONFIG_FILE", file)
		t.Setenv("TEMPORAL_PROFILE", "prod")
		opts, err := config.Temporal(log)
		require.NoError(t, err)
		require.Equal(t, []string{"prod.example:7233", "prod"}, []string{opts.HostPort, opts.Namespace})
	})
	t.Run("a file that cannot be read is told about", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "temporal.toml")
		require.NoError(t, os.WriteFile(file, []byte("[profile"), 0o600))
		t.Setenv("TEMPORAL_CONFIG_FILE", file)
		_, err := config.Temporal(log)
		require.ErrorContains(t, err, "Temporal")
	})
}

func TestLog(t *testing.T) {
	t.Parallel()
	t.Run("has one line an entry, from its level up", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		log := config.Logger(&out, slog.LevelWarn)
		log.Info("quiet")
		log.Warn("two\nlines", "word", "a b")
		require.Equal(t, 1, bytes.Count(out.Bytes(), []byte("\n")))
		require.Contains(t, out.String(), `level=WARN msg="two\nlines" word="a b"`)
	})
	t.Run("shows nobody's number, whoever writes it and however", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		log := config.Logger(&out, slog.LevelDebug)
		number := "60123456789"
		failed := fmt.Errorf("decide: %w", errors.New("no row for "+number))
		log.Warn("cannot wake "+number, "key", number, "workflow_id", "contact/main/"+number, "error", failed)
		log.With("since", number).WithGroup("g").Error("one", slog.Group("inner", "who", []string{number}))
		log.Error("panic", "panic", struct{ Key string }{number}, "duration", 1234567*time.Nanosecond, "events", 1234567)
		config.TemporalLogger(log).Warn("retry", "WorkflowID", "contact/main/Aisha Rahman", "Error", failed)
		require.NotContains(t, out.String(), number)
		require.NotContains(t, out.String(), "Aisha")
		require.Contains(t, out.String(), `msg="cannot wake 60…89" key=60…89 workflow_id=contact/main/60…89 error="decide: no row for 60…89"`)
		require.Contains(t, out.String(), "g.inner.who=[60…89]")
		require.Contains(t, out.String(), "duration=1.234567ms events=1234567")
		require.Contains(t, out.String(), "WorkflowID=contact/main/Ai…an")
	})
	t.Run("of the SDK has one level less than ours", func(t *testing.T) {
		t.Parallel()
		for level, want := range map[slog.Level]string{
			slog.LevelDebug: "IWE", slog.LevelInfo: "WE", slog.LevelWarn: "E", slog.LevelError: "",
		} {
			var out bytes.Buffer
			sdk := config.TemporalLogger(config.Logger(&out, level))
			sdk.Debug("D")
			sdk.Info("I")
			sdk.Warn("W", "attempt", 1)
			sdk.Error("E")
			var got []byte
			for line := range bytes.Lines(out.Bytes()) {
				_, message, _ := bytes.Cut(line, []byte("msg="))
				got = append(got, message[0])
			}
			require.Equal(t, want, string(got), level.String())
		}
	})
}
