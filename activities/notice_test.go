package activities

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// TestNoticesTellTimesInUTC has a database that answers in the server's zone.
func TestNoticesTellTimesInUTC(t *testing.T) {
	t.Parallel()
	ended := time.Date(2025, 10, 9, 17, 8, 20, 0, time.FixedZone("Kuala Lumpur", 8*60*60))
	body, err := notice(imports.ImportView{Status: "completed", FinishedAt: &ended})
	require.NoError(t, err)
	require.Contains(t, string(body), `"finished_at":"2025-10-09T09:08:20Z"`)
	body, err = notice(imports.ImportView{Status: "completed"})
	require.NoError(t, err)
	require.Contains(t, string(body), `"finished_at":null`)
}
