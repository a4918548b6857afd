package whatsapp

import (
	"cmp"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// judgeAddressBook judges an entry of the phone's own address book. Its names are the
// business's, so they are no profile names. Whether it is imported is for the channel
// to say, see contact.Coexistence; what was removed there stays here.
func judgeAddressBook(v *envelope, e *contact.Event) key {
	e.Kind, e.Priority = contact.AddressBookKind, contact.Bulk
	_ = v.when(v.item.get("metadata").get("timestamp"), e)
	entry := v.item.get("contact")
	number := digits(notBlank(entry.get("phone_number").text()))
	e.Facts.Person, e.Facts.Detail = storable(contact.Person{WaID: number}.Normalise())
	e.Facts.Person.Unconfirmed = e.Facts.Person.WaID != ""
	ignore(e, contact.AddressBookSync)
	switch kind, action := v.item.get("type").str(), v.item.get("action").str(); {
	case strings.EqualFold(action, "remove"):
		e.Facts.AddNote("it was removed from the address book, which removes nobody here")
	case kind == "" || kind == "contact":
		e.Facts.Fields = &contact.Fields{}
		if name := nameOf(entry); name != "" {
			e.Facts.Fields.DisplayName = &name
		}
	}
	return key{priority: contact.AddressBookKind}
}

// nameOf is the name of an entry of the address book.
func nameOf(entry node) string {
	parts := tidy(entry.get("first_name").str() + " " + entry.get("last_name").str())
	return strings.TrimSpace(contact.Clean(cmp.Or(tidy(entry.get("full_name").str()), parts), contact.MaxValue))
}
