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
		why   fault
	}{
		{"a busy server frees the slot, and is not unavailable",
			serviceerror.NewResourceExhausted(enumspb.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT, "busy"), soon, throttled},
		{"a server that does not answer is unavailable", serviceerror.NewUnavailable("connection refused"), soon, temporalUnavailable},
		{"one that answers too late", serviceerror.NewDeadlineExceeded("late"), soon, temporalUnavailable},
		{"one that hangs up", serviceerror.NewCanceled("canceled"), soon, temporalUnavailable},
		{"our own deadline", context.DeadlineExceeded, soon, temporalUnavailable},
		{"a wrong namespace waits for its configuration", serviceerror.NewNamespaceNotFound("none"), later, temporalUnavailable},
		{"a missing search attribute is put off for longer, and holds nobody else back", serviceerror.NewInvalidArgument("no mapping for Channel"), later, own},
		{"what the client cannot even send holds nobody else back", serviceerror.NewInternal("non-printable ASCII characters"), later, own},
		{"and what nobody knows", errors.New("odd"), later, temporalUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, err := range []error{tc.err, fmt.Errorf("start: %w", tc.err)} {
				after, why := postponement(err, 0)
				require.Equal(t, tc.after, after)
				require.Equal(t, tc.why, why)
			}
		})
	}
}

func TestAThrottledKeyRestsTwiceAsLongEachTime(t *testing.T) {
	t.Parallel()
	busy := serviceerror.NewResourceExhausted(enumspb.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW, "busy")
	for failures, want := range map[int]time.Duration{0: soon, 1: 2 * soon, 3: 8 * soon, 5: longest, 1000: longest} {
		after, why := postponement(busy, failures)
		require.Equal(t, want, after)
		require.Equal(t, throttled, why)
	}
}

func TestTheLeaseOutlastsACall(t *testing.T) {
	t.Parallel()
	cfg, err := config.LoadWith(nil)
	require.NoError(t, err)
	require.Greater(t, cfg.DispatchLease, callDeadline+time.Second, "or a key is woken twice at a time")
}

func TestTheBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b breaker
		require.Equal(t, []any{time.Duration(0), false}, state(&b), "it starts closed")
		b.trip()
		require.Equal(t, []any{probeEvery, true}, state(&b), "unavailable: the next probe waits")
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

// TestThrottlingOfAllKeepsAllBack tells a server that takes fewer of everything
// from one that throttles some people.
func TestThrottlingOfAllKeepsAllBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b breaker
		for range 100 {
			b.throttled(target{"shop", "a"})
			require.Equal(t, []any{time.Duration(0), false}, state(&b), "one key keeps nobody back")
		}
		key := func(n int) target { return target{"shop", string(rune('b' + n))} }
		for n := range manyThrottled - 2 {
			b.throttled(key(n))
		}
		b.close()
		for n := range manyThrottled - 1 {
			b.throttled(key(n))
			require.Equal(t, []any{time.Duration(0), false}, state(&b), "others succeed in between")
		}
		b.throttled(key(manyThrottled))
		require.Equal(t, []any{probeEvery, true}, state(&b), "nobody does: it would only spin")
		time.Sleep(probeEvery)
		b.throttled(key(0))
		require.Equal(t, []any{probeEvery, true}, state(&b), "also the probe is throttled")
		b.close()
		require.Equal(t, []any{time.Duration(0), false}, state(&b))
	})
}

func state(b *breaker) []any {
	wait, open := b.open()
	return []any{wait, open}
}
