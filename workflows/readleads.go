package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
)

// ReadLeadsName is the type of the ReadLeads workflow.
const ReadLeadsName = "ReadLeads"

// ReadLeadsID returns the id of the workflow that reads the forms of a page by hand.
func ReadLeadsID(page string) string { return "leads/" + page }

// ReadLeadsInput names a page; empty: all pages. Since is as for ReadPage.
type ReadLeadsInput struct {
	Page  string    `json:"page,omitempty"`
	Since time.Time `json:"since,omitzero"`
}

// ReadLeadsResult is what was found.
type ReadLeadsResult struct {
	Found  int      `json:"found"`
	New    int      `json:"new"`
	Failed []string `json:"failed,omitempty"` // pages that could not be read to the end
}

// The next run is an hour away: what does not succeed soon is left to that one.
const (
	readTry       = 30 * time.Minute
	readHeartbeat = 2 * time.Minute
	readTries     = 5
)

// ReadLeads looks for leads that no webhook has told of. A page that cannot be read
// keeps no other from it.
func ReadLeads(ctx workflow.Context, in ReadLeadsInput) (out ReadLeadsResult, err error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: readTry,
		HeartbeatTimeout:    readHeartbeat,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        durableBackoff,
			BackoffCoefficient:     4,
			MaximumInterval:        leadMaxBackoff,
			MaximumAttempts:        readTries,
			NonRetryableErrorTypes: []string{activities.ErrBadToken, activities.ErrRefused, activities.ErrNoSuchEvent},
		},
	})
	pages := []string{in.Page}
	if in.Page == "" {
		if err := workflow.ExecuteActivity(ctx, leads.ListPages).Get(ctx, &pages); err != nil {
			return out, err
		}
	}
	for _, page := range pages {
		var read activities.ReadLeads
		err := workflow.ExecuteActivity(ctx, leads.ReadMissed, activities.ReadPage{Page: page, Since: in.Since}).Get(ctx, &read)
		if temporal.IsCanceledError(err) {
			return out, err
		}
		if err != nil {
			out.Failed = append(out.Failed, page)
			workflow.GetLogger(ctx).Warn("the forms of a page could not be read", "page", page, "error", err)
		}
		out.Found, out.New = out.Found+read.Found, out.New+read.New
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("Leads found so far: %d, of which %d are new.", out.Found, out.New))
	}
	return out, nil
}
