package service

import (
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/workflows"
)

// The types below are the store's own, under the names that use cases have for
// them: who shows what a use case returns imports only this package.

type (
	// Ad is an ad, and what came from it.
	Ad = book.AdRow
	// Attribute is a custom attribute that contacts can have.
	Attribute = settings.Attribute
	// AttributeHolds is what refers to an attribute.
	AttributeHolds = settings.AttributeHolds
	// Channel is one WhatsApp number of the business.
	Channel = settings.Channel
	// ChannelHolds is what refers to a channel.
	ChannelHolds = settings.ChannelHolds
	// Channels are those of which a caller sees things. The zero Channels are none.
	Channels = store.Channels
	// StrangeNumber is a number that webhooks are about and no channel has.
	StrangeNumber = settings.StrangeNumber
	// Conflict is two contacts that one event says are one person.
	Conflict = book.ConflictRow
	// Duplicate is two contacts who may be one person.
	Duplicate = book.DuplicateRow
	// DuplicateFilter narrows a list of duplicates.
	DuplicateFilter = book.DuplicateFilter
	// Merged is a contact that was merged into another one.
	Merged = book.MergedRow
	// Contact is one person on one channel.
	Contact = book.ContactRow
	// ContactFilter is what narrows a list of contacts, and its order. Empty fields do not.
	ContactFilter = contact.Filter
	// Event is an event with its decision.
	Event = book.EventRow
	// EventFilter is what narrows a list of events. Empty fields do not.
	EventFilter = book.EventFilter
	// Form is a form, with its secret.
	Form = settings.Form
	// Import is an import, counted from its rows.
	Import = imports.ImportView
	// ImportCounts is how many rows of an import became what.
	ImportCounts = imports.ImportCounts
	// ImportUndoing is what undoing an import would do.
	ImportUndoing = imports.Undoing
	// ImportRow is one row of an import.
	ImportRow = imports.ImportRowView
	// Job is what is done to many contacts at once, counted from them.
	Job = jobs.View
	// JobUndoing is what undoing a job would do.
	JobUndoing = store.Undoing
	// Lead is when somebody came by a form or an import, and when the first message followed.
	Lead = book.Lead
	// Message is one message of a conversation.
	Message = book.MessageRow
	// NewToken is a token as it is asked for.
	NewToken = settings.NewToken
	// Person is somebody who may sign in to the pages.
	Person = access.Person
	// Provenance is where a contact's values and identities come from.
	Provenance = book.Provenance
	// Session is of somebody who has signed in to the pages.
	Session = access.Session
	// ChannelStanding is that of the channel of a form or trigger.
	ChannelStanding = settings.ChannelStanding
	// Standing says since when a channel, form or trigger takes nothing in.
	Standing = settings.Standing
	// Tag is a tag, and how many contacts have it.
	Tag = settings.TagRow
	// Token is an access token without its secret.
	Token = settings.Token
	// Trail is what is known about a person, a message or a contact.
	Trail = book.Trail
	// Trigger is an address that an integration posts to.
	Trigger = settings.Trigger
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

// JobWorkflow returns the id of a job's workflow.
func JobWorkflow(id uuid.UUID) string { return workflows.JobID(id, false) }

// personOf is the identity that a contact's own key comes from.
func personOf(row Contact) contact.Person {
	if row.WaID != nil {
		return contact.Person{WaID: *row.WaID}
	}
	if row.UserID != nil {
		return contact.Person{UserID: *row.UserID}.Normalise()
	}
	return contact.Alone(row.ID)
}
