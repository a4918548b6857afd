package starter

import (
	"context"
	"errors"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// deliveryDeadline bounds one delivery. Without it the SDK would retry an
// unreachable server for a minute, longer than the lease.
const deliveryDeadline = 5 * time.Second

// deliver wakes the workflow of a key: starts it, or signals it if it runs. A server
// that throttles it ends that at once.
func (d *Dispatcher) deliver(ctx context.Context, l store.Lease) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryDeadline)
	defer cancel()
	ctx, seen := watched(ctx)
	defer seen.end()
	return seen.cause(d.wake(ctx, l))
}

func (d *Dispatcher) wake(ctx context.Context, l store.Lease) error {
	var due store.Due
	if len(l.Due) > 0 {
		due = l.Due[0]
	}
	opts := d.recorder.startOptions(l.ChannelID, l.Key, due.Source, due.ImportID)
	input := workflows.ContactInput{Channel: l.ChannelID, Key: l.Key}
	began := time.Now()
	_, err := d.recorder.client.ExecuteWorkflow(ctx, opts, workflows.ContactName, input)
	if err == nil {
		d.mu.Lock()
		d.pace.note(time.Since(began), d.settings.Slots)
		d.mu.Unlock()
	}
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if !errors.As(err, &already) {
		return err
	}
	// It starts the workflow if that closed meanwhile. It takes no eager start.
	opts.EnableEagerStart = false
	opts.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED
	opts.WorkflowExecutionErrorWhenAlreadyStarted = false
	_, err = d.recorder.client.SignalWithStartWorkflow(ctx, opts.ID, workflows.WakeSignal, nil, opts, workflows.ContactName, input)
	return err
}

// startOptions are those of a contact workflow. importID is set if an import
// woke it.
func (d *Recorder) startOptions(channel, key, source string, importID *string) client.StartWorkflowOptions {
	attributes := []temporal.SearchAttributeUpdate{
		workflows.ChannelAttribute.ValueSet(channel),
		workflows.SourceAttribute.ValueSet(source),
	}
	if importID != nil {
		attributes = append(attributes, workflows.ImportIDAttribute.ValueSet(*importID))
	}
	return client.StartWorkflowOptions{
		ID:                                       workflows.ContactID(channel, key),
		TaskQueue:                                d.taskQueue,
		EnableEagerStart:                         true,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true, // a rejected start must not look like a success
		StaticSummary:                            "Contact " + key + " on channel " + channel,
		TypedSearchAttributes:                    temporal.NewSearchAttributes(attributes...),
	}
}

// How long a key rests whose delivery failed.
const (
	soon    = time.Second      // the server is busy or away
	later   = 5 * time.Second  // it refuses: its configuration must change
	longest = 30 * time.Second // it throttles the key again and again
)

// fault is what a failed delivery says about others.
type fault int

const (
	own                 fault = iota // nothing
	throttled                        // the server takes fewer, at least for this key
	temporalUnavailable              // Temporal is unavailable for everybody
)

// postponement says for how long a key rests whose delivery failed, after so many
// failures before, and what that means for others.
func postponement(err error, failures int) (after time.Duration, why fault) {
	var (
		exhausted   *serviceerror.ResourceExhausted
		unavailable *serviceerror.Unavailable
		deadline    *serviceerror.DeadlineExceeded
		canceled    *serviceerror.Canceled
		invalid     *serviceerror.InvalidArgument
		internal    *serviceerror.Internal
	)
	switch {
	case errors.As(err, &exhausted):
		return min(soon<<min(failures, 10), longest), throttled
	case errors.As(err, &invalid), errors.As(err, &internal):
		return later, own // this key's own fault, or all fail alike
	case errors.As(err, &unavailable), errors.As(err, &deadline), errors.As(err, &canceled),
		errors.Is(err, context.DeadlineExceeded):
		return soon, temporalUnavailable
	}
	return later, temporalUnavailable
}

// probeEvery is how often a server that is unavailable is tried.
const probeEvery = time.Second

// manyThrottled is how many keys in a row must be throttled to show that it is not they
// who are.
const manyThrottled = 8

// breaker keeps deliveries back while Temporal is unavailable, or throttles everybody.
// Any success closes it.
type breaker struct {
	mu     sync.Mutex
	next   time.Time       // when the next probe may go; zero: closed
	denied map[target]bool // keys that were throttled since the last success
}

// open reports whether only a probe may go, and how long that has to wait.
func (b *breaker) open() (wait time.Duration, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next.IsZero() {
		return 0, false
	}
	wait = max(time.Until(b.next), 0)
	return wait, true
}

func (b *breaker) trip() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next = time.Now().Add(probeEvery)
}

// throttled counts a key that the server throttles: that alone keeps nobody else
// back, many of them without a success in between do.
func (b *breaker) throttled(t target) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.denied == nil {
		b.denied = map[target]bool{}
	}
	if len(b.denied) < manyThrottled {
		b.denied[t] = true
	}
	if len(b.denied) == manyThrottled {
		b.next = time.Now().Add(probeEvery)
	}
}

func (b *breaker) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next, b.denied = time.Time{}, nil
}

// reached closes the breaker if the server has answered, also that there is no such
// workflow, or that it runs already.
func (d *Recorder) reached(err error) {
	var (
		none    *serviceerror.NotFound
		already *serviceerror.WorkflowExecutionAlreadyStarted
	)
	if err == nil || errors.As(err, &none) || errors.As(err, &already) {
		d.breaker.close()
	}
}
