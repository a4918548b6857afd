package devtest_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatTakesLongIsRun requires of make test-long that it runs every package in which
// a test is left out elsewhere.
func TestWhatTakesLongIsRun(t *testing.T) {
	t.Parallel()
	root := os.DirFS("../../..")
	makefile, err := fs.ReadFile(root, "Makefile")
	require.NoError(t, err)
	recipe := regexp.MustCompile(`(?m)^long_pkgs := .*|^\t@LONG=1 .*`).FindAll(makefile, -1)
	run := regexp.MustCompile(`\./[a-z0-9/]+`).FindAllString(string(bytes.Join(recipe, []byte("\n"))), -1)
	left := map[string]bool{}
	require.NoError(t, fs.WalkDir(root, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(root, name)
		if regexp.MustCompile(`(?m)^//go:build long|^\t+devtest\.Long\(`).Match(text) {
			left["./"+path.Dir(name)] = true
		}
		return err
	}))
	require.NotEmpty(t, left)
	for pkg := range left {
		require.Contains(t, run, pkg, "add it to long_pkgs in the Makefile")
	}
}
