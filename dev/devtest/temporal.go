package devtest

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
)

// TemporalAddress returns the address of the test run's Temporal server.
func TemporalAddress(t testing.TB) string {
	t.Helper()
	if shared := os.Getenv(EnvTemporalAddress); shared != "" {
		return shared
	}
	stack, err := ownStack()
	if err != nil {
		t.Fatal(err)
	}
	temporal, err := stack.temporal()
	if err != nil {
		t.Fatal(err)
	}
	return temporal.Address()
}

// TemporalClient returns a client of the test run's Temporal server, which is
// closed after the test.
func TemporalClient(t testing.TB) client.Client {
	t.Helper()
	return Dial(t, TemporalAddress(t))
}

// Dial returns a client of the Temporal server at address, which is closed
// after the test.
func Dial(t testing.TB, address string) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: address, Logger: log.NewStructuredLogger(quiet())})
	if err != nil {
		t.Fatalf("connect to Temporal at %s: %v", address, err)
	}
	t.Cleanup(c.Close)
	return c
}

// TaskQueue returns the name of a task queue that no other test uses.
func TaskQueue(t testing.TB) string { return Unique(t) }

// Unique returns a name that no other test uses: letters, digits, - and _, the
// test's own name first. The servers are shared, so workflow ids and the
// channels in them need one.
func Unique(t testing.TB) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_':
			return r
		default:
			return '-'
		}
	}, t.Name())
	return name[:min(len(name), 40)] + "-" + randomHex()
}

// TemporalBin finds the temporal CLI: TEST_TEMPORAL_BIN, bin/temporal in a
// folder above (up to the module's root), or the PATH.
func TemporalBin() (string, error) {
	if bin := os.Getenv(EnvTemporalBin); bin != "" {
		return exec.LookPath(bin)
	}
	dir, err := os.Getwd()
	for err == nil {
		if path, err := exec.LookPath(filepath.Join(dir, "bin", "temporal")); err == nil {
			return path, nil
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	path, err := exec.LookPath("temporal")
	if err != nil {
		return "", errors.New("the temporal CLI was found neither in bin/ nor on the PATH: run make build")
	}
	return filepath.Abs(path)
}

func randomHex() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails: it ends the program rather
	return hex.EncodeToString(b)
}
