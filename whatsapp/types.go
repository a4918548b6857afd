package whatsapp

import (
	"fmt"
	"regexp"

	"github.com/luluchat/contacts/contact"
)

// decision is what a message's type says of it.
type decision struct {
	effect contact.Effect
	reason contact.Reason
}

var (
	creates = decision{effect: contact.Creates}
	unknown = decision{contact.Unjudged, contact.UnknownType}
	notice  = decision{contact.None, contact.SystemNotice}
	changes = decision{effect: contact.Touches}
)

// types, unsupportedTypes, interactiveTypes and systemTypes together are the
// table of what makes a contact.
var types = map[string]decision{
	"text":            creates,
	"image":           creates,
	"audio":           creates,
	"video":           creates,
	"document":        creates,
	"sticker":         creates,
	"location":        creates,
	"contacts":        creates,
	"order":           creates,
	"button":          creates,
	"reaction":        {contact.Touches, contact.Reaction},
	"edit":            {contact.Touches, contact.Edit},
	"revoke":          {contact.Touches, contact.Revoke},
	"request_welcome": {contact.Touches, contact.ChatOpened},
}

// formerTypes are what types were called formerly.
var formerTypes = map[string]string{"voice": "audio"}

// typeName is a message's type by its present name.
func typeName(item node) string {
	name := item.get("type").str()
	if now, ok := formerTypes[name]; ok {
		return now
	}
	return name
}

// unsupportedTypes lists the exceptions. All else that is unsupported was
// written by a person, often as the first message after an ad.
var unsupportedTypes = map[string]decision{
	"edit":        {contact.Touches, contact.Edit},
	"poll_update": {contact.Touches, contact.PollUpdate},
	"pin":         {contact.Touches, contact.Pin},
	"reaction":    {contact.Touches, contact.Reaction},
}

var interactiveTypes = map[string]decision{
	"button_reply":          creates,
	"list_reply":            creates,
	"nfm_reply":             creates,
	"product":               creates,
	"call_permission_reply": {contact.Touches, contact.CallPermission},
}

// changeKind tells the identity changes apart.
type changeKind int

const (
	noChange changeKind = iota
	numberChange
	userIDChange
)

var systemTypes = map[string]changeKind{
	"user_changed_number":     numberChange,
	"customer_changed_number": numberChange, // its older name
	"user_changed_user_id":    userIDChange,
}

// messageType is what is known of a message by its type and sub-type.
type messageType struct {
	decision
	kind   string
	detail string // why it is unknown
	system bool
	change changeKind
}

func typeOf(item node) messageType {
	name := typeName(item)
	switch name {
	case "":
		return messageType{decision: unknown, kind: kindUnknown, detail: "the message has no type"}
	case "interactive":
		return interactiveType(item)
	case "unsupported":
		return unsupportedType(item.get(name))
	case "system":
		return systemType(item.get(name))
	}
	if v, ok := types[name]; ok {
		return messageType{decision: v, kind: name}
	}
	return messageType{decision: unknown, kind: name, detail: fmt.Sprintf("messages of type %.64q are not known", name)}
}

func unsupportedType(body node) messageType {
	name := body.get("type").str()
	t := messageType{decision: creates, kind: subKind("unsupported", name)}
	if v, ok := unsupportedTypes[name]; ok {
		t.decision = v
	}
	return t
}

func interactiveType(item node) messageType {
	body := item.get("interactive")
	name := body.get("type").str()
	if name == "" {
		// Then it is the one whose object is there.
		for key, value := range body.members() {
			if _, ok := interactiveTypes[key]; ok && value.isObject() {
				name = key
			}
		}
	}
	t := messageType{decision: unknown, kind: subKind("interactive", name)}
	if v, ok := interactiveTypes[name]; ok {
		t.decision = v
	} else if name == "" && (firstOf(item.get("errors")) != "" || firstOf(body.get("errors")) != "") {
		t.decision = creates // like what is unsupported, it was written by a person
	} else {
		t.detail = fmt.Sprintf("interactive messages of type %.64q are not known", name)
	}
	return t
}

func systemType(body node) messageType {
	name := body.get("type").str()
	t := messageType{decision: notice, kind: subKind("system", name), system: true}
	switch t.change = systemTypes[name]; t.change {
	case numberChange:
		t.decision, t.kind = changes, "number_change"
	case userIDChange:
		t.decision, t.kind = changes, "user_id_change"
	}
	return t
}

// subKind is a kind with what WhatsApp names it in detail. A kind is shown in
// workflow histories, where no text of people may be: what is not written like
// WhatsApp's own names is left out.
func subKind(kind, sub string) string {
	if !ownName.MatchString(sub) {
		return kind
	}
	return kind + "." + sub
}

var ownName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
