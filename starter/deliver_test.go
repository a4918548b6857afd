package starter

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/luluchat/contacts/config"
)

func TestPostponement(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		err   error
		after time.Duration
		away  bool
	}{
		{"a busy server frees the slot, and is not away",
			serviceerror.NewResourceExhausted(enumspb.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT, "busy"), soon, false},
		{"a server that does not answer is away", serviceerror.NewUnavailable("connection refused"), soon, true},
		{"one that answers too late", serviceerror.NewDeadlineExceeded("late"), soon, true},
		{"one that hangs up", serviceerror.NewCanceled("canceled"), soon, true},
		{"our own deadline", context.DeadlineExceeded, soon, true},
		{"a wrong namespace waits for its configuration", serviceerror.NewNamespaceNotFound("none"), later, true},
		{"a missing search attribute is put off for longer, and holds nobody else back", serviceerror.NewInvalidArgument("no mapping for Channel"), later, false},
		{"what the client cannot even send holds nobody else back", serviceerror.NewInternal("non-printable ASCII characters"), later, false},
		{"and what nobody knows", errors.New("odd"), later, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, err := range []error{tc.err, fmt.Errorf("start: %w", tc.err)} {
				after, away := postponement(err)
				require.Equal(t, tc.after, after)
				require.Equal(t, tc.away, away)
			}
		})
	}
}

func TestTheLeaseOutlastsADelivery(t *testing.T) {
	t.Parallel()
	cfg, err := config.LoadWith(nil)
	require.NoError(t, err)
	require.Greater(t, cfg.DispatchLease, deliveryDeadline+time.Second, "or a key is delivered twice at a time")
}

func TestTheBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b breaker
		require.Equal(t, []any{time.Duration(0), false}, state(&b), "it starts closed")
		b.trip()
		require.Equal(t, []any{probeEvery, true}, state(&b), "away: the next probe waits")
		time.Sleep(probeEvery / 4)
		require.Equal(t, []any{probeEvery * 3 / 4, true}, state(&b))
		time.Sleep(probeEvery)
		require.Equal(t, []any{time.Duration(0), true}, state(&b), "only a probe may go, but at once")
		b.trip()
		require.Equal(t, []any{probeEvery, true}, state(&b), "it failed: the next one waits again")
		b.close()
		require.Equal(t, []any{time.Duration(0), false}, state(&b), "back")
	})
}

func state(b *breaker) []any {
	wait, open := b.open()
	return []any{wait, open}
}
