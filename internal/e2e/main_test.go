package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// program is the binary under test, built once for all tests, and benchmark the
// one that measures it.
var program, benchmark string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "contacts-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program, benchmark = filepath.Join(dir, "contacts"), filepath.Join(dir, "bench")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", dir, "../../cmd/contacts", "../../cmd/bench").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "build the programs: %v\n%s", err, out)
		return 1
	}
	return devtest.Run(m)
}
