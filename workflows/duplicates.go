package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
)

// DuplicatesName is the type of the FindDuplicates workflow.
const DuplicatesName = "FindDuplicates"

// DuplicatesID returns the id of the workflow that looks for duplicates, to which a
// schedule adds the time of each run.
func DuplicatesID(taskQueue string) string { return "duplicates/" + taskQueue }

// comparedARun is how many contacts a run compares with all others.
const comparedARun = 100_000

// FindDuplicates looks for contacts who may be one person. A run looks at so many, and
// the next one goes on behind them.
func FindDuplicates(ctx workflow.Context) (out activities.FoundDuplicates, err error) {
	err = bulkStep(ctx, bulk.FindDuplicates, activities.FindDuplicates{Contacts: comparedARun}, &out, "Compare contacts with all others")
	return out, err
}
