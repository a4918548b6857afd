package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// entry is a body of POST /v1/contacts or PATCH /v1/contacts/{id}, member by
// member: what is not there stays as it is, null clears.
type entry map[string]json.RawMessage

// bindEntry reads a body that may have the given members and no others: a
// misspelt one must not be lost in silence.
func bindEntry(c *gin.Context, members ...string) (entry, bool) {
	var in entry
	if !bind(c, &in, "a JSON object") {
		return nil, false
	}
	if in == nil {
		problem(c, http.StatusBadRequest, "The body must be a JSON object, not null.")
		return nil, false
	}
	for name := range in {
		known := false
		for _, member := range members {
			known = known || member == name
		}
		if !known {
			problem(c, http.StatusUnprocessableEntity,
				fmt.Sprintf("There is no %q here; there is: %s.", contact.Clean(name, 64), strings.Join(members, ", ")))
			return nil, false
		}
	}
	return in, true
}

// createContact is manual entry and the API: it creates one contact or updates
// the one that is there, and ranks as a person's own word.
func (a *API) createContact(c *gin.Context) {
	in, ok := bindEntry(c, "channel_id", "phone", "wa_id", "default_country", "display_name", "remarks", "tags", "attributes", "assignee", "source")
	if !ok {
		return
	}
	source := contact.SourceAPI
	var channelID, given string
	var named whose
	if !in.texts(c, map[string]*string{
		"channel_id": &channelID, "source": &given, "phone": &named.phone, "wa_id": &named.waID, "default_country": &named.country,
	}) {
		return
	}
	switch given {
	case "", string(contact.SourceAPI):
	case string(contact.SourceManual):
		source = contact.SourceManual
	default:
		problem(c, http.StatusUnprocessableEntity, "source must be manual or api.")
		return
	}
	_, err := a.Store.Channel(c, contact.Clean(channelID, contact.MaxName))
	switch {
	case errors.Is(err, store.ErrNotFound), !slug.MatchString(channelID):
		problem(c, http.StatusUnprocessableEntity, "channel_id must be a channel: GET /v1/channels lists them.")
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	number, ok := a.whose(c, channelID, named)
	if !ok {
		return
	}
	fields, ok := a.fields(c, in)
	if !ok {
		return
	}
	ev, err := a.callerEvent(c, channelID, source, "entry", contact.Facts{
		Effect: contact.Creates, Person: contact.Person{WaID: number.Digits, Unconfirmed: true}, Fields: fields,
		Understood: number.Understood(),
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	a.apply(c, ev)
}

// patchContact is a person's edit.
func (a *API) patchContact(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	version, ok := ifMatch(c)
	if !ok {
		return
	}
	in, ok := bindEntry(c, "display_name", "remarks", "tags", "attributes", "assignee", "opted_out")
	if !ok {
		return
	}
	fields, ok := a.fields(c, in)
	if !ok {
		return
	}
	facts := contact.Facts{Fields: fields}
	if given, there := in["opted_out"]; there {
		var optedOut *bool
		if json.Unmarshal(given, &optedOut) != nil || optedOut == nil {
			problem(c, http.StatusUnprocessableEntity, "opted_out must be true or false.")
			return
		}
		facts.OptOut = optedOut
	}
	ev, err := a.order(c, "edit", contact.Command{Contact: contactID, IfVersion: version}, facts)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.apply(c, ev)
}

// deleteContact removes a person and leaves a tombstone without personal data.
func (a *API) deleteContact(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	version, ok := ifMatch(c)
	if !ok {
		return
	}
	ev, err := a.order(c, "delete", contact.Command{Contact: contactID, IfVersion: version, Delete: true}, contact.Facts{})
	if errors.Is(err, store.ErrDeleted) {
		c.Status(http.StatusNoContent) // it is gone, which is what was asked for
		return
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	applied, err := a.Recorder.Apply(c, ev)
	switch {
	case err != nil:
		a.fail(c, err)
	case a.refused(c, applied):
	case applied.Decision.Kind == contact.Pending:
		c.JSON(http.StatusAccepted, appliedJSON{Outcome: outcomeOf(applied.Decision)})
	default:
		c.Status(http.StatusNoContent)
	}
}
