package workflows

import (
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// bulk only names activities; it is never called.
var bulk *activities.Bulk

// The import's activities are few and long: regular ones on a task queue of their
// own, which heartbeat with every step that they take and are tried until they
// succeed. What a killed process worked at, or what hangs, goes on after the
// heartbeat timeout. A database that is back is soon tried again.
const (
	bulkTry        = 24 * time.Hour
	bulkHeartbeat  = 10 * time.Second
	bulkMaxBackoff = 10 * time.Second
)

func bulkStep(ctx workflow.Context, activity, in, out any, summary string) error {
	return startBulk(ctx, activity, in, summary).Get(ctx, out)
}

func startBulk(ctx workflow.Context, activity, in any, summary string) workflow.Future {
	info := workflow.GetInfo(ctx)
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           ImportTaskQueue(info.TaskQueueName),
		StartToCloseTimeout: bulkTry,
		HeartbeatTimeout:    bulkHeartbeat,
		Summary:             summary,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    durableBackoff,
			BackoffCoefficient: 2,
			MaximumInterval:    bulkMaxBackoff,
		},
	}), activity, in)
}

func setStatus(ctx workflow.Context, id uuid.UUID, status contact.ImportStatus, summary string) error {
	return bulkStep(ctx, bulk.SetImportStatus, activities.ImportStatus{Import: id, Status: status}, nil, summary)
}

// notifyTries is how often a callback URL is tried.
const notifyTries = 6

// notify tells the callback URL, if there is one, that the import has ended. A
// receiver that stays unavailable does not keep the import from ending.
func notify(ctx workflow.Context, id uuid.UUID) {
	info := workflow.GetInfo(ctx)
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           ImportTaskQueue(info.TaskQueueName),
		StartToCloseTimeout: durableTry,
		Summary:             "Tell the callback URL",
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    5 * time.Second,
			BackoffCoefficient: 3,
			MaximumInterval:    10 * time.Minute,
			MaximumAttempts:    notifyTries,
		},
	}), bulk.NotifyImport, id).Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Warn("the callback URL could not be told", "import_id", id, "error", err)
	}
}

func importAttributes(id uuid.UUID) temporal.SearchAttributes {
	return temporal.NewSearchAttributes(ImportIDAttribute.ValueSet(id.String()))
}
