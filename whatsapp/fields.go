package whatsapp

import (
	"cmp"

	"github.com/luluchat/contacts/contact"
)

// rule judges an item that is an object: it fills in the event, whose origin is
// set, and returns what the dedupe key is made of.
type rule func(v *envelope, e *contact.Event) key

// key tells an item from all others of its origin. Without an id, the item's
// own bytes do.
type key struct{ priority, id string }

// list is one of the lists that a change's value may hold.
type list struct {
	name     string
	itemAt   string // the place of its items: the name and "[]"
	kind     string // of an item that is too malformed to say
	source   contact.Source
	names    []string // members of an item that name its contacts[] entry
	judge    rule
	statuses bool // its items are no events, unless they are malformed
}

func lists(all ...list) map[string]list {
	byName := make(map[string]list, len(all))
	for _, l := range all {
		l.itemAt = l.name + "[]"
		l.source = cmp.Or(l.source, contact.SourceSystem)
		byName[l.name] = l
	}
	return byName
}

// oldMessages are those of the threads of a history. No member of a value has that
// name.
var oldMessages = list{
	name: "history/messages", itemAt: "history/messages[]", kind: "history.unknown", source: contact.SourceMessage, judge: judgeOldMessage,
	names: []string{"from", "from_user_id", "from_parent_user_id", "to", "to_user_id"},
}

// fields holds the lists of every field whose value is split. The value of any
// other field is one event. That a field is missing here never creates a
// contact by mistake: only messages and standby have the list that can.
var fields = func() map[string]map[string]list {
	contacts := list{name: "contacts", kind: "contact", judge: judgeContact}
	failures := list{name: "errors", kind: "platform_error", judge: judgeError}
	statuses := list{name: "statuses", kind: "status", judge: judgeStatus, statuses: true}
	messages := lists(contacts, failures, statuses, list{
		name: "messages", kind: kindUnknown, source: contact.SourceMessage, judge: judgeMessage,
		names: []string{"from", "from_user_id", "from_parent_user_id"},
	})

	recipient := []string{"to", "to_user_id"}
	echoes := lists(contacts, failures, statuses,
		list{name: "message_echoes", kind: "echo", judge: judgeEcho, names: recipient},
		list{name: "messages", kind: "echo", judge: judgeEcho, names: recipient})

	return map[string]map[string]list{
		"messages":           messages,
		"standby":            messages,
		"message_echoes":     echoes,
		"smb_message_echoes": echoes,
		"calls": lists(contacts, failures,
			list{name: "calls", kind: "call", judge: judgeCall,
				names: []string{"from", "from_user_id", "to", "to_user_id"}},
			// How a call goes is no report on a message, and must not stand as
			// the last one of a recipient.
			list{name: "statuses", kind: "call_status", judge: judgeCallStatus}),
		"history": lists(contacts, failures, statuses,
			list{name: "history", kind: "history", judge: judgeHistory},
			oldMessages,
			list{name: "messages", kind: oldMessages.kind, source: oldMessages.source, judge: judgeOldMessage, names: oldMessages.names}),
		"smb_app_state_sync": lists(contacts, failures,
			list{name: "state_sync", kind: contact.AddressBookKind, judge: judgeAddressBook}),
		"user_preferences": lists(contacts, failures,
			list{name: "user_preferences", kind: "preference", judge: judgePreference,
				names: []string{"wa_id", "user_id"}}),
	}
}()
