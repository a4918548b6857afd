// Package webtest gives tests of the pages the whole program, on a database of the
// test's own, and real browsers. A package that uses it has
//
//	func TestMain(m *testing.M) { webtest.Main(m) }
package webtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// chromium is the browser of this process, in which each test has a profile of its own.
var chromium struct {
	sync.Mutex
	ctx  context.Context
	stop func()
}

// Main runs a package's tests, stops what was started for them and exits.
func Main(m *testing.M) {
	code := devtest.Run(m)
	chromium.Lock()
	if chromium.stop != nil {
		chromium.stop()
	}
	chromium.Unlock()
	os.Exit(code)
}

// started returns the browser, which is started when it is needed first.
func started(t testing.TB) context.Context {
	t.Helper()
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.ctx != nil {
		return chromium.ctx
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(script(t, "browser.sh")), chromedp.DisableGPU, chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("lang", "en-GB"), chromedp.WSURLReadTimeout(patience))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // which is not for root
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	chromium.ctx = ctx
	chromium.stop = func() {
		ended, done := context.WithTimeout(ctx, 10*time.Second)
		defer done()
		_ = chromedp.Cancel(ended) // it is killed below
		cancel()
		stop()
	}
	return ctx
}

// script runs one of scripts/, which prints where something is, and returns that.
func script(t testing.TB, name string) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	cmd := exec.Command(filepath.Join(filepath.Dir(here), "..", "..", "scripts", name))
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("scripts/%s: %v: %s", name, err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// axe is the source of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	out, err := exec.Command(filepath.Join(filepath.Dir(here), "..", "..", "scripts", "axe.sh")).Output()
	if err != nil {
		return "", fmt.Errorf("fetch axe-core: run scripts/axe.sh to see why: %w", err)
	}
	read, err := os.ReadFile(strings.TrimSpace(string(out)))
	return string(read), err
})
