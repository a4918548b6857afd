package workflows

import (
	"fmt"

	"github.com/google/uuid"
	"go.temporal.io/sdk/workflow"
)

// EraseName is the type of the Erase workflow.
const EraseName = "Erase"

// EraseID returns the id of the workflow that removes what is left of a deleted
// contact.
func EraseID(contact uuid.UUID) string { return "erase/" + contact.String() }

// EraseInput names a contact that was deleted.
type EraseInput struct {
	Contact uuid.UUID `json:"contact"`
}

// EraseResult is what there was to remove; a part that was done in several tries
// counts the last one.
type EraseResult struct {
	Messages int `json:"messages"`
	Events   int `json:"events"`
	Rows     int `json:"rows"`
}

// Erase removes what there may be very much of: it is hidden since the deletion
// was decided, and goes in batches.
func Erase(ctx workflow.Context, in EraseInput) (out EraseResult, err error) {
	for _, part := range []struct {
		activity any
		removed  *int
		summary  string
	}{
		{bulk.EraseMessages, &out.Messages, "Remove the messages"},
		{bulk.EraseEvents, &out.Events, "Empty the events"},
		{bulk.EraseRows, &out.Rows, "Empty the rows of imports"},
	} {
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("%s.\n\nRemoved so far: %d messages, %d events, %d rows.",
			part.summary, out.Messages, out.Events, out.Rows))
		if err := bulkStep(ctx, part.activity, in.Contact, part.removed, part.summary); err != nil {
			return out, err
		}
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("Removed: %d messages, %d events, %d rows.", out.Messages, out.Events, out.Rows))
	return out, bulkStep(ctx, bulk.FinishErasure, in.Contact, nil, "Note that nothing is left")
}
