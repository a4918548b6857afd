// Package whatsapp reads what the WhatsApp Cloud API posts to a webhook and
// puts it in the project's own terms: one contact.Event for each thing that
// happened, judged by the "what makes a contact" table, and one Status for each
// delivery report.
//
// Its one rule above all others is that nothing is lost. A webhook body batches
// up to a thousand updates of many people, so each is judged alone: what is
// malformed or not known becomes an event of its own, with its reason, and its
// neighbours proceed as if it were not there. Each event carries a
// self-contained copy of its part of the body (see Reparse), so that a later
// version of this package can judge it again.
//
// The package does no input or output. It asks the clock when a body was received.
package whatsapp
