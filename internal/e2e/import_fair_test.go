//go:build long

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// TestSmallImportsDoNotWaitForLargeOnes imports five rows, and undoes them, while
// 2,000 are being imported. Hundreds of those have been recorded before; few of
// them are decided before the five are.
func TestSmallImportsDoNotWaitForLargeOnes(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	file := []string{"phone"}
	for n := range 2000 {
		file = append(file, fmt.Sprintf("+60176%06d", n))
	}
	large := i.begin(lines(file...), nil)
	eventually(t, "the large import is under way", func() bool { return i.view(large).Counts.Created > 100 })
	// overtook counts the large import's rows that were decided while the small
	// one's waited.
	overtook := func(small, kind string) int {
		t.Helper()
		return count(t, i.db, `
SELECT count(*) FROM events e, (
    SELECT min(received_at) AS recorded, max(decided_at) AS decided FROM events WHERE origin = $2 AND kind = $3) AS small
WHERE e.origin = $1 AND e.decided_at BETWEEN small.recorded AND small.decided`, large, small, kind)
	}

	began := time.Now()
	small := i.run(lines("phone", "+60123000001", "+60123000002", "+60123000003", "+60123000004", "+60123000005"), nil)
	require.Equal(t, imports.ImportCounts{Total: 5, Created: 5}, i.requireCounted(small.ID))
	require.Less(t, overtook(small.ID, "row"), 200)
	t.Logf("the small import took %s: %d rows of the large one went before", time.Since(began), overtook(small.ID, "row"))

	began = time.Now()
	require.Equal(t, undoView{Removed: 5}, i.undo(small.ID))
	require.Less(t, overtook(small.ID, "undo"), 200)
	t.Logf("its undo took %s: %d rows of the large one went before", time.Since(began), overtook(small.ID, "undo"))
	require.Equal(t, "running", i.view(large).Status, "all that while")

	i.twice(large, "cancel")
	i.until(large, "cancelled")
	i.requireCounted(large)
}
