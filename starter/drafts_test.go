package starter

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
)

// A sweep starts no draft and ends none, and discards it when its time is over.
func TestASweepDiscardsDraftsAndStartsNone(t *testing.T) {
	t.Parallel()
	s := newSweep(t)
	channel := devtest.Unique(t)
	s.channel(channel, "410000000000001")
	draft := func(kept time.Duration) uuid.UUID {
		id := uuid.Must(uuid.NewV7())
		require.NoError(t, s.imports.CreateDraft(t.Context(), imports.Import{ID: id, ChannelID: channel, Filename: "a.csv", Mode: "upsert"},
			strings.NewReader("phone\n"), 1<<20, kept))
		return id
	}
	kept, over := draft(time.Hour), draft(-time.Second)
	s.sweep(t.Context())
	require.Equal(t, contact.ImportIsDraft, s.view(kept).Status)
	require.Nil(t, s.view(kept).StartedAt)
	_, err := s.imports.Import(t.Context(), over)
	require.ErrorIs(t, err, store.ErrNotFound)

	started, err := s.imports.StartDraft(t.Context(), imports.Import{ID: kept, Mode: "upsert", IdempotencyKey: "k"})
	require.NoError(t, err)
	require.True(t, started)
	s.sweep(t.Context())
	require.NotNil(t, s.view(kept).StartedAt, "what has become an import is started")
}
