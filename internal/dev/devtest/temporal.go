package devtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/luluchat/contacts/internal/dev"
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

// Namespace returns the name of a namespace that no other test uses, with the
// project's search attributes. A test needs one if its workflow ids are given, so
// that Unique cannot be part of them.
func Namespace(t testing.TB, address string) string {
	t.Helper()
	c := Dial(t, address)
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	name := Unique(t)
	_, err := c.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	})
	if err != nil {
		t.Fatalf("register namespace %s: %v", name, err)
	}
	attributes := map[string]enums.IndexedValueType{}
	for name, kind := range dev.SearchAttributes() {
		if attributes[name], err = enums.IndexedValueTypeFromString(kind); err != nil {
			t.Fatalf("search attribute %s: %v", name, err)
		}
	}
	for {
		_, err = c.OperatorService().AddSearchAttributes(ctx,
			&operatorservice.AddSearchAttributesRequest{Namespace: name, SearchAttributes: attributes})
		if err == nil {
			return name
		}
		if ctx.Err() != nil {
			t.Fatalf("add search attributes to namespace %s: %v", name, err)
		}
		time.Sleep(50 * time.Millisecond) // the server gets to know the namespace
	}
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
