package contact_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
)

const (
	ada       = "60123456789"
	adaNew    = "60198765432"
	adaID     = "MY.ada1"
	adaNewID  = "MY.ada2"
	adaParent = "MY.ENT.ada"
	bob       = "447700900123"
)

// Contacts and events have ids from different ranges, so that no test mistakes
// one for the other.
var (
	adasContact = uuid.UUID{0: 0xc0, 15: 1}
	bobsContact = uuid.UUID{0: 0xc0, 15: 2}
	carols      = uuid.UUID{0: 0xc0, 15: 3}
)

func eventID(n int) uuid.UUID { return uuid.UUID{0: 0xe0, 14: byte(n >> 8), 15: byte(n)} }

func clock(minutes int) time.Time { return contacttest.Clock(minutes) }

// numbered gives an event the id of its number.
func numbered(n int, ev contact.Event) contact.Event {
	ev.ID = eventID(n)
	return ev
}

// wamid is WhatsApp's id of the n-th thing.
func wamid(n int) string { return "wamid." + strconv.Itoa(n) }

// message returns the message that a person wrote at clock(n).
func message(n int, p contact.Person) contact.Event {
	return numbered(n, contacttest.Text(wamid(n), n, p))
}

// ad returns the message that a click on an ad led to.
func ad(n int, p contact.Person, source string) contact.Event {
	return numbered(n, contacttest.Ad(wamid(n), n, p, source))
}

// touch returns something of a person that is no message.
func touch(n int, why contact.Reason, p contact.Person) contact.Event {
	ev := numbered(n, contacttest.Touch(wamid(n), n, p))
	ev.Facts.Reason = why
	return ev
}

// preference returns WhatsApp's word of the opt-out.
func preference(n int, optOut bool, p contact.Person) contact.Event {
	return numbered(n, contacttest.Preference(wamid(n), n, p, optOut))
}

// change returns a change of identities.
func change(n int, from, to contact.Person) contact.Event {
	return numbered(n, contacttest.Change(wamid(n), n, from, to))
}

// gives returns what a form, trigger, import, caller or person says of Ada.
func gives(n int, source contact.Source, f contact.Fields) contact.Event {
	ev := touch(n, "", contact.Person{WaID: ada})
	ev.Source, ev.Facts.Effect, ev.Facts.Fields = source, contact.Creates, &f
	return ev
}

// ordered returns an event as an order about Ada's contact.
func ordered(ev contact.Event) contact.Event {
	ev.Facts.Command = &contact.Command{Contact: adasContact}
	return ev
}

// says returns a value that a field is given.
func says(s string) *string { return &s }

// textOf returns a value that a field has, empty for none.
func textOf(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

// claim returns what a source said of a field at clock(n); nil: that it is empty.
func claim(n int, source contact.NameSource, field string, value *string) contact.Claim {
	return contact.Claim{Field: field, Source: source, Value: value, EventID: eventID(n), At: clock(n)}
}

// attributes are pairs of a name and its value in JSON.
func attributes(nameAndJSON ...string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	for pair := range slices.Chunk(nameAndJSON, 2) {
		m[pair[0]] = json.RawMessage(pair[1])
	}
	return m
}

// row returns an event as a row of an import stands for it.
func row(ev contact.Event, r contact.ImportRow) contact.Event {
	ev.Facts.Row = &r
	return ev
}

// onlyCreates returns the row of an import that leaves contacts as they are.
func onlyCreates(ev contact.Event) contact.Event {
	return row(ev, contact.ImportRow{N: 1, CreateOnly: true})
}

// recorded returns an event with its place in the order of recording.
func recorded(seq int64, ev contact.Event) contact.Event {
	ev.Seq = seq
	return ev
}

// optsOut is a person's edit of the opt-out, stamped clock(n).
func optsOut(n int, optOut bool) contact.Event {
	ev := ordered(gives(n, contact.SourceManual, contact.Fields{}))
	ev.Facts.OptOut = &optOut
	return ev
}

// calls is an event that calls Ada by a name: a message tells it with her
// profile, everything else as a field. An empty name is none at all.
func calls(n int, source contact.Source, name string) contact.Event {
	if source == contact.SourceMessage {
		return message(n, contact.Person{WaID: ada, ProfileName: name})
	}
	return gives(n, source, contact.Fields{DisplayName: &name})
}

var person = contact.Person{WaID: ada, UserID: adaID}

func named(name string) contact.Person {
	p := person
	p.ProfileName = name
	return p
}

// identity returns a stored identity that is valid now.
func identity(owner uuid.UUID, kind contact.IdentityKind, value string) contact.Identity {
	return contact.Identity{ContactID: owner, Kind: kind, Value: value, Confirmed: true, ValidFrom: clock(0)}
}

// formerly returns an identity that ended at clock(end).
func formerly(i contact.Identity, end int) contact.Identity {
	i.ValidTo = clock(end)
	return i
}

// unconfirmed returns a number as a form, file or caller gave it.
func unconfirmed(i contact.Identity) contact.Identity {
	i.Confirmed = false
	return i
}

// unknown returns an identity as Resolve lists it when nobody owns it.
func unknown(kind contact.IdentityKind, value string) contact.Identity {
	return contact.Identity{Kind: kind, Value: value, Confirmed: true}
}

// since returns an identity as it is added to a contact.
func since(n int, i contact.Identity) contact.Identity {
	i.ValidFrom = clock(n)
	return i
}

// constants returns the values of a file's string constants of a type, by name.
func constants(t *testing.T, file, typeName string) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	found := map[string]string{}
	for _, d := range f.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			if typed, ok := spec.Type.(*ast.Ident); !ok || typed.Name != typeName {
				continue
			}
			require.Len(t, spec.Values, len(spec.Names))
			for i, name := range spec.Names {
				literal, ok := spec.Values[i].(*ast.BasicLit)
				require.True(t, ok, "%s is not a plain string", name.Name)
				found[name.Name], err = strconv.Unquote(literal.Value)
				require.NoError(t, err)
			}
		}
	}
	require.NotEmpty(t, found, "%s has no constants of type %s", file, typeName)
	return found
}
