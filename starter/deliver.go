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

// deliver wakes the workflow of a key: starts it, or signals it if it runs.
func (d *Dispatcher) deliver(ctx context.Context, due store.Due) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryDeadline)
	defer cancel()
	opts := d.door.startOptions(due.ChannelID, due.Key, due.Source, due.ImportID)
	input := workflows.ContactInput{Channel: due.ChannelID, Key: due.Key}
	_, err := d.door.client.ExecuteWorkflow(ctx, opts, workflows.ContactName, input)
	var already *serviceerror.WorkflowExecutionAlreadyStarted
	if !errors.As(err, &already) {
		return err
	}
	// It starts the workflow if that closed meanwhile. It takes no eager start.
	opts.EnableEagerStart = false
	opts.WorkflowIDConflictPolicy = enumspb.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED
	opts.WorkflowExecutionErrorWhenAlreadyStarted = false
	_, err = d.door.client.SignalWithStartWorkflow(ctx, opts.ID, workflows.WakeSignal, nil, opts, workflows.ContactName, input)
	return err
}

// startOptions are those of a contact workflow. importID is set if an import
// woke it.
func (d *Door) startOptions(channel, key, source string, importID *string) client.StartWorkflowOptions {
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

// How long a delivery that failed is put off.
const (
	soon  = time.Second     // the server is busy or away
	later = 5 * time.Second // it refuses: its configuration must change
)

// postponement says when a failed delivery is due again, and whether the
// failure means that Temporal is away for everybody.
func postponement(err error) (after time.Duration, away bool) {
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
		return soon, false
	case errors.As(err, &invalid), errors.As(err, &internal):
		return later, false // this key's own fault, or all fail alike
	case errors.As(err, &unavailable), errors.As(err, &deadline), errors.As(err, &canceled),
		errors.Is(err, context.DeadlineExceeded):
		return soon, true
	}
	return later, true
}

// probeEvery is how often a server that is away is tried.
const probeEvery = time.Second

// breaker keeps deliveries back while Temporal is away.
type breaker struct {
	mu   sync.Mutex
	next time.Time // when the next probe may go; zero: closed
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

func (b *breaker) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next = time.Time{}
}
