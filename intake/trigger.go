package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/luluchat/contacts/contact"
)

// Trigger is an address that one integration posts to.
type Trigger struct {
	ID        string
	ChannelID string
	Name      string
	// As those of a Form.
	DefaultCountry *string
	ChannelCountry string
}

// Country is that of numbers without a country code; empty: they need one.
func (t Trigger) Country() string { return moreSpecific(t.DefaultCountry, t.ChannelCountry) }

// KindTrigger is the kind of every trigger event.
const KindTrigger = "trigger"

// contactNumber says in a trigger's call who is meant.
const contactNumber = "contact_number"

// Call is what was sent to a trigger: one flat object.
type Call struct {
	Fields Answers
	Number Number // as the caller judged Trigger.CallNumber
	Key    string // Idempotency-Key, as people are shown it; may be empty
	Once   string // unique for what is taken in once: the same again is the same event
	At     time.Time
}

// CallNumber reads the number that every call must have.
func (t Trigger) CallNumber(fields Answers) Number { return fields.number(contactNumber, t.Country()) }

// NumberError refuses a call for its number.
type NumberError struct{ Number Number }

func (e *NumberError) Error() string { return contactNumber + " " + e.Number.Words() }

// TriggerCall returns the event of a call, or a *NumberError: whoever calls is a
// program that waits for the answer, so nothing is kept of a call about nobody.
func TriggerCall(t Trigger, call Call, d Definitions) (contact.Event, error) {
	if !call.Number.Usable() {
		return contact.Event{}, &NumberError{call.Number}
	}
	out := filling{definitions: d}
	for _, name := range slices.Sorted(maps.Keys(call.Fields.Values)) {
		target := name
		if f, ok := contact.FieldFor(contact.SourceTrigger, name); !ok || f.Kind == contact.IsAttributes {
			target = contact.AttributePrefix + name // a call names attributes without the prefix
		}
		out.give(contact.SourceTrigger, target, name, call.Fields.Values[name])
	}
	facts := WithNumber(contact.Facts{Effect: contact.Creates, Fields: out.done()}, call.Number, contactNumber)
	facts.Person = contact.Person{WaID: call.Number.Digits, Unconfirmed: true}
	ev := contact.Event{
		ChannelID: t.ChannelID, Origin: t.ID, Source: contact.SourceTrigger, Kind: KindTrigger,
		ExternalID: clip(call.Key, contact.MaxTextID), DedupeKey: contact.DedupeKey(t.ID, KindTrigger, call.Once, nil),
		OccurredAt: call.At, Facts: facts,
	}
	var err error
	ev.Raw, err = json.Marshal(struct {
		Trigger string          `json:"trigger"`
		Fields  json.RawMessage `json:"fields"`
	}{t.ID, call.Fields.Raw})
	if err != nil {
		return contact.Event{}, fmt.Errorf("encode the call: %w", err)
	}
	return ev, nil
}
