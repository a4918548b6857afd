package starter

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/storetest"
)

// TestASweeperFoldsWhatNobodyHasFolded has contacts of before an upgrade.
func TestASweeperFoldsWhatNobodyHasFolded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.db.Exec(t.Context(), `
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source)
SELECT gen_random_uuid(), $1, gen_random_uuid(), 'message', '6012' || n, 'José', 'profile' FROM generate_series(1, 1200) AS n`, w.channel)
	require.NoError(t, err)
	s := storetest.Open(t, w.url)
	sweeper := NewSweeper(NewRecorder(s.Ledger, s.Imports, New(nil, ""), NewHub(), slog.New(slog.DiscardHandler)), s.DB)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		sweeper.folding(ctx)
	}()
	defer func() { cancel(); <-over }()
	w.until("all are folded", func() bool { return w.count(`SELECT count(*) FROM contacts WHERE folded LIKE 'jose 6012%'`) == 1200 })
}
