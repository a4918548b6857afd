package devtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// The variables through which a test run shares its servers.
const (
	EnvDatabaseURL     = "TEST_DATABASE_URL"      // a superuser's URL
	EnvTemporalAddress = "TEST_TEMPORAL_ADDRESS"  // host:port
	EnvTemporalBin     = "TEST_TEMPORAL_BIN"      // the Temporal server: temporal-dev or the temporal CLI
	EnvCluster         = "TEST_POSTGRES_TEMPLATE" // an initialised, never started data directory
)

const (
	startPatience = 90 * time.Second
	stopPatience  = 30 * time.Second
)

// own is what this process started for itself, if anything.
var own struct {
	sync.Mutex
	inMain bool
	stack  *Stack
}

// Main runs a package's tests, stops what was started for them and exits.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main without the exit, for a TestMain that has more to do.
func Run(m *testing.M) int {
	own.Lock()
	own.inMain = true
	own.Unlock()
	code := m.Run()
	own.Lock()
	defer own.Unlock()
	if own.stack != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
		defer cancel()
		if err := own.stack.Stop(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "devtest:", err)
			code = max(code, 1)
		}
		own.stack, own.inMain = nil, false
	}
	return code
}

// ownStack is this process's own stack, with nothing started yet.
func ownStack() (*Stack, error) {
	own.Lock()
	defer own.Unlock()
	if !own.inMain {
		return nil, errors.New("nobody would stop the servers of this test: add func TestMain(m *testing.M) { devtest.Main(m) } to the package")
	}
	if own.stack == nil {
		stack, err := NewStack()
		if err != nil {
			return nil, err
		}
		own.stack = stack
	}
	return own.stack, nil
}
