package whatsapp

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

type (
	obj = map[string]any
	arr = []any
)

const (
	channel = "410000000000001"
	account = "520000000000001"
	ada     = "60123456789"
	adaID   = "MY.ada1815"
	bob     = "6598765432"
	bobID   = "SG.bob1940"
	noon    = "1790000000"
)

// received is when the bodies of these tests are, an hour after noon.
var received = time.Unix(1790003600, 0).UTC()

// with returns a copy of o with members added or, where nil, removed.
func with(o obj, more obj) obj {
	o = maps.Clone(o)
	for name, value := range more {
		if o[name] = value; value == nil {
			delete(o, name)
		}
	}
	return o
}

func metadata() obj {
	return obj{"display_phone_number": "60300000001", "phone_number_id": channel}
}

func value(more obj) obj {
	return with(obj{"messaging_product": "whatsapp", "metadata": metadata()}, more)
}

func change(field string, value any) obj { return obj{"field": field, "value": value} }

func body(changes ...any) obj {
	return obj{"object": "whatsapp_business_account", "entry": arr{obj{"id": account, "changes": changes}}}
}

// message returns a message from Ada of the given type.
func message(id, kind string, more obj) obj {
	return with(obj{"from": ada, "id": id, "timestamp": noon, "type": kind}, more)
}

func text(id string, more obj) obj {
	return with(message(id, "text", obj{"text": obj{"body": "hello"}}), more)
}

func person(waID, userID, name string) obj {
	o := obj{"profile": obj{"name": name}}
	if waID != "" {
		o["wa_id"] = waID
	}
	if userID != "" {
		o["user_id"] = userID
	}
	return o
}

// messages wraps messages in a body of their own, with Ada as the only contact.
func messages(all ...any) obj {
	return body(change("messages", value(obj{
		"contacts": arr{person(ada, "", "Ada")},
		"messages": all,
	})))
}

func encode(t testing.TB, o any) []byte {
	t.Helper()
	b, err := json.Marshal(o)
	require.NoError(t, err)
	return b
}

// parse reads a body and checks what holds for every event.
func parse(t testing.TB, o any) Batch {
	t.Helper()
	b, err := split(encode(t, o), received)
	require.NoError(t, err)
	for _, e := range b.Events {
		checkEvent(t, e)
	}
	return b
}

// one reads a body that holds a single event.
func one(t testing.TB, o any) contact.Event {
	t.Helper()
	b := parse(t, o)
	require.Len(t, b.Events, 1)
	require.Empty(t, b.Statuses)
	return b.Events[0]
}

// ids returns the outside ids of the events with that effect.
func ids(events []contact.Event, effect contact.Effect) []string {
	var found []string
	for _, e := range events {
		if e.Facts.Effect == effect {
			found = append(found, e.ExternalID)
		}
	}
	return found
}
