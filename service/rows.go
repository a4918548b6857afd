package service

import (
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/workflows"
)

// The types below are the store's own, under the names that use cases have for
// them: who shows what a use case returns imports only this package.

type (
	Ad            = store.AdRow
	Attribute     = store.Attribute
	Channel       = store.Channel
	Conflict      = store.ConflictRow
	Contact       = store.ContactRow
	ContactFilter = store.ContactFilter
	Event         = store.EventRow
	EventFilter   = store.EventFilter
	Form          = store.Form
	Import        = store.ImportView
	ImportCounts  = store.ImportCounts
	ImportRow     = store.ImportRowView
	Lead          = store.Lead
	Message       = store.MessageRow
	Provenance    = store.Provenance
	Tag           = store.TagRow
	Token         = store.Token
	Trail         = store.Trail
	Trigger       = store.Trigger
)

// ContactWorkflow returns the id of the workflow that a contact's own key leads
// to.
func ContactWorkflow(c Contact) string {
	return workflows.ContactID(c.ChannelID, contact.Facts{Person: personOf(c)}.Key())
}

// EventWorkflow returns the id of the workflow that decided an event, or will
// decide it; nil if none does.
func EventWorkflow(e Event) *string {
	if e.WorkflowID == nil && e.Decision == nil && e.ChannelID != nil && e.Key != nil {
		// Still pending: this is the workflow that will decide it.
		workflowID := workflows.ContactID(*e.ChannelID, *e.Key)
		return &workflowID
	}
	return e.WorkflowID
}

// ImportWorkflow returns the id of an import's workflow.
func ImportWorkflow(id uuid.UUID) string { return workflows.ImportID(id) }

// personOf is the identity that a contact's own key comes from.
func personOf(row Contact) contact.Person {
	if row.WaID != nil {
		return contact.Person{WaID: *row.WaID}
	}
	return contact.Person{UserID: orEmpty(row.UserID)}.Normalise()
}
