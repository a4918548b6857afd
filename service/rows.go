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
	// Ad is an ad, and what came from it.
	Ad = store.AdRow
	// Attribute is a custom attribute that contacts can have.
	Attribute = store.Attribute
	// Channel is one WhatsApp number of the business.
	Channel = store.Channel
	// Conflict is two contacts that one event says are one person.
	Conflict = store.ConflictRow
	// Contact is one person on one channel.
	Contact = store.ContactRow
	// ContactFilter is what narrows a list of contacts. Empty fields do not.
	ContactFilter = store.ContactFilter
	// Event is an event with its decision.
	Event = store.EventRow
	// EventFilter is what narrows a list of events. Empty fields do not.
	EventFilter = store.EventFilter
	// Form is a form, with its secret.
	Form = store.Form
	// Import is an import, counted from its rows.
	Import = store.ImportView
	// ImportCounts is how many rows of an import became what.
	ImportCounts = store.ImportCounts
	// ImportRow is one row of an import.
	ImportRow = store.ImportRowView
	// Lead is when somebody came by a form or an import, and when the first message followed.
	Lead = store.Lead
	// Message is one message of a conversation.
	Message = store.MessageRow
	// Provenance is where a contact's values and identities come from.
	Provenance = store.Provenance
	// Tag is a tag, and how many contacts have it.
	Tag = store.TagRow
	// Token is an access token without its secret.
	Token = store.Token
	// Trail is what is known about a person, a message or a contact.
	Trail = store.Trail
	// Trigger is an address that an integration posts to.
	Trigger = store.Trigger
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
