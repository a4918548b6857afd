package devtest

import "testing"

// Long leaves a test out of a short run, as `make test` is where nobody names a test.
// `make test-long` runs it.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("this test takes long: make test-long runs it")
	}
}
