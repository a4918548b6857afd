package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/settings"
)

func TestFormCounts(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	setup := func(fails error) (*formCounts, *[]settings.FormCount) {
		var written []settings.FormCount
		f := newFormCounts(func(_ context.Context, counts []settings.FormCount, _ time.Time) error {
			written = append(written, counts...)
			return fails
		}, slog.New(slog.DiscardHandler))
		f.armed = true
		return f, &written
	}
	t.Run("many of one kind are one count, with the last time", func(t *testing.T) {
		t.Parallel()
		f, written := setup(nil)
		for i := range 1000 {
			f.add(countOf("lead", "wrong_signature", noon.Add(time.Duration(i)*time.Second)))
		}
		require.NoError(t, f.flush(t.Context()))
		require.Equal(t, []settings.FormCount{{FormID: "lead", Outcome: "wrong_signature", Hour: noon, Count: 1000, LastAt: noon.Add(999 * time.Second)}}, *written)
		require.NoError(t, f.flush(t.Context()))
		require.Len(t, *written, 1, "nothing is written twice")
	})
	t.Run("forms that anybody names fill no memory", func(t *testing.T) {
		t.Parallel()
		f, written := setup(nil)
		f.add(countOf("lead", "wrong_signature", noon))
		for i := range 3 * mostCounts {
			f.add(countOf(fmt.Sprint("form", i), "no_credential", noon))
		}
		f.add(countOf("lead", "wrong_signature", noon))
		require.NoError(t, f.flush(t.Context()))
		require.Len(t, *written, mostCounts)
	})
	t.Run("what cannot be written waits, and adds up", func(t *testing.T) {
		t.Parallel()
		f, written := setup(errors.New("unavailable"))
		f.add(countOf("lead", "too_large", noon.Add(time.Minute)))
		require.Error(t, f.flush(t.Context()))
		f.add(countOf("lead", "too_large", noon))
		*written = nil
		require.Error(t, f.flush(t.Context()))
		require.Equal(t, []settings.FormCount{{FormID: "lead", Outcome: "too_large", Hour: noon, Count: 2, LastAt: noon.Add(time.Minute)}}, *written)
	})
	t.Run("every refusal says what would help", func(t *testing.T) {
		t.Parallel()
		require.Len(t, fixes, 12)
		for reason, fix := range fixes {
			require.NotEmpty(t, fix, reason)
		}
	})
}
