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

// TemporalBin finds the Temporal server that tests run on: TEST_TEMPORAL_BIN,
// else temporal-dev or the temporal CLI in the module's bin/ or on the PATH.
func TemporalBin() (string, error) {
	if bin := os.Getenv(EnvTemporalBin); bin != "" {
		return exec.LookPath(bin)
	}
	for _, name := range []string{"temporal-dev", "temporal"} {
		if path, ok := dev.FindProgram(name, moduleBin()); ok {
			return path, nil
		}
	}
	return "", errors.New("no Temporal server was found in bin/ or on the PATH: run make build")
}

// TemporalCLI finds the official temporal CLI, which has a server, too. It skips
// the test if there is none: the ordinary build does not need it.
func TemporalCLI(t testing.TB) string {
	t.Helper()
	path, ok := dev.FindProgram("temporal", moduleBin())
	if !ok {
		t.Skip("needs the temporal CLI: make bin/temporal")
	}
	return path
}

// moduleBin is the folder bin/ of this module.
func moduleBin() string {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	return filepath.Join(dir, "bin")
}

func randomHex() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails: it ends the program rather
	return hex.EncodeToString(b)
}
