package contact

import "strings"

// Coexistence is what a channel wants of what WhatsApp synchronises when a business
// connects a number that it uses in the app on its phone: the phone's address book, and
// old messages.
type Coexistence struct {
	AddressBook string
	History     string
}

// What a channel may want.
const (
	AddressBookIgnore = "ignore" // what a channel wants that does not say
	AddressBookImport = "import" // each entry creates or updates a contact, as a row of a file does
	HistoryAttach     = "attach" // what a channel wants that does not say: old messages are filed with contacts that there are
	HistoryImport     = "import" // they create contacts as well
)

// AddressBookKind is the kind of an event that stands for an entry of an address book.
const AddressBookKind = "address_book"

// MediaPlaceholder is the type of an old message whose media may come later.
const MediaPlaceholder = "media_placeholder"

// historyPrefix is that of the kinds of old messages.
const historyPrefix = "history."

// HistoryKind is the kind of an old message that would be of the kind now.
func HistoryKind(kind string) string { return historyPrefix + kind }

// KindWords are what people call the way in of what was synchronised, which its source
// does not tell.
func KindWords(kind string) (words string, synchronised bool) {
	switch {
	case kind == AddressBookKind:
		return "an entry of the phone's address book", true
	case strings.HasPrefix(kind, historyPrefix):
		return "an old WhatsApp message, from before the number was connected", true
	}
	return "", false
}

// AddressBookOrigin is the origin of what a channel's address book says.
func AddressBookOrigin(channelID string) string { return AddressBookKind + "/" + channelID }

// Synchronised reports whether what becomes of an event is for its channel to say.
func (ev Event) Synchronised() bool { return ev.bookEntry() || ev.oldMessage() }

// bookEntry tells an entry that names somebody from one that was removed.
func (ev Event) bookEntry() bool { return ev.Kind == AddressBookKind && ev.Facts.Fields != nil }

func (ev Event) oldMessage() bool {
	return strings.HasPrefix(ev.Kind, historyPrefix) && ev.Facts.Message != nil
}

// WaitForChannel makes a synchronised event one that is kept until its channel is known,
// which then says what becomes of it.
func (ev Event) WaitForChannel() Event {
	if ev.bookEntry() && ev.Facts.Person.Known() {
		ev.Facts.Effect, ev.Facts.Reason = Touches, ""
	}
	return ev
}

// ForChannel makes a synchronised event what its channel wants of it.
func (ev Event) ForChannel(channelID string, want Coexistence) Event {
	switch {
	case ev.bookEntry() && want.AddressBook == AddressBookImport:
		return ev.imported(channelID)
	case ev.bookEntry():
		ev.Facts.Effect, ev.Facts.Reason = None, AddressBookSync
	case ev.oldMessage() && want.History == HistoryImport:
		ev.Facts.Effect = Creates
		ev.Facts.AddNote("an old message, which creates a contact as well: the channel's history is import")
	case ev.oldMessage():
		ev.Facts.Effect = Touches
		ev.Facts.AddNote("an old message from before the number was connected: by itself it creates no contact, and it is filed with the person's contact as soon as there is one")
	}
	return ev
}

// imported makes an entry of an address book what a row of a file is, though no import
// has it.
func (ev Event) imported(channelID string) Event {
	ev.ChannelID, ev.Origin, ev.Source = channelID, AddressBookOrigin(channelID), SourceImport
	if !ev.Facts.Person.Known() {
		ev.Facts.Effect, ev.Facts.Reason = Unjudged, NoPhone
		if ev.Facts.Detail == "" {
			ev.Facts.Detail = "the entry of the address book has no phone number: give it one on the phone, and it comes again"
		}
		return ev
	}
	ev.Facts.Effect, ev.Facts.Reason = Creates, ""
	ev.Facts.AddNote("an entry of the phone's address book")
	return ev
}
