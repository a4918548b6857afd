package starter

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestADeletionStartsItsErasureAtOnce(t *testing.T) {
	t.Parallel()
	s := NewSweeper(NewRecorder(nil, nil, New(nil, ""), NewHub(), slog.New(slog.DiscardHandler)), nil)
	s.decided("shop", "a", []contact.Decision{{Kind: contact.Attached}, {Kind: contact.Updated}}, false)
	require.Empty(t, s.erased)
	for range 2 {
		s.decided("shop", "a", []contact.Decision{{Kind: contact.Attached}, {Kind: contact.Updated, Reason: contact.Deleted}}, true)
		require.Len(t, s.erased, 1)
	}
}
