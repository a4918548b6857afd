package workflows

import (
	"github.com/google/uuid"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
)

// ImportPageInput names one page of an import.
type ImportPageInput struct {
	Import uuid.UUID `json:"import"`
	Page   int       `json:"page"`
}

// ImportPage records the rows of a page as events and waits until each is
// decided by the workflow of its contact.
func ImportPage(ctx workflow.Context, in ImportPageInput) error {
	page := activities.ImportPage{Import: in.Import, Page: in.Page}
	if err := bulkStep(ctx, bulk.RecordPage, page, nil, "Record the rows"); err != nil {
		return err
	}
	return bulkStep(ctx, bulk.AwaitPage, page, nil, "Wait until each row is decided")
}

// ImportUndoInput names the import to undo.
type ImportUndoInput struct {
	Import uuid.UUID `json:"import"`
}

// ImportUndo takes an import back, one event for each of its contacts. Cancelling
// it stops it: what is undone stays so, and a later undo goes on.
func ImportUndo(ctx workflow.Context, in ImportUndoInput) error {
	err := undo(ctx, in)
	if err == nil || ctx.Err() == nil {
		return err
	}
	rest, _ := workflow.NewDisconnectedContext(ctx)
	if err := bulkStep(rest, bulk.StopUndo, in.Import, nil, "Say that it was stopped"); err != nil {
		return err
	}
	return ctx.Err()
}

func undo(ctx workflow.Context, in ImportUndoInput) error {
	if err := setStatus(ctx, in.Import, contact.ImportIsUndoing, "Begin to undo"); err != nil {
		return err
	}
	for {
		var more bool
		if err := bulkStep(ctx, bulk.UndoBatch, in.Import, &more, "Undo the next contacts"); err != nil {
			return err
		}
		if !more {
			break
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, ImportUndoName, in)
		}
	}
	return bulkStep(ctx, bulk.FinishUndo, in.Import, nil, "Count what was undone")
}
