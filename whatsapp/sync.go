package whatsapp

import "github.com/luluchat/contacts/contact"

// judgeHistory judges a chunk of old messages, which come when a business
// connects a number that it already used, or one old message's media. Whoever
// wrote long ago is no new contact.
func judgeHistory(v *envelope, e *contact.Event) key {
	e.Kind = "history"
	id, _ := identify(v.item, e)
	e.OccurredAt, _ = instant(v.item.get("timestamp"))
	ignore(e, contact.HistorySync)
	return key{priority: "history", id: id}
}

// judgeAddressBook judges an entry of the phone's own address book. Its names
// are the business's, so they are no profile names.
func judgeAddressBook(v *envelope, e *contact.Event) key {
	e.Kind = "address_book"
	e.OccurredAt, _ = instant(v.item.get("metadata").get("timestamp"))
	number := v.item.get("contact").get("phone_number").text()
	e.Facts.Person, e.Facts.Detail = storable(contact.Person{WaID: notBlank(number)}.Normalise())
	ignore(e, contact.AddressBookSync)
	return key{priority: "address_book"}
}
