package contact

// words says in a sentence's end what each reason means to the person who asks
// "why is this lead not in my contacts?".
var words = map[Reason]string{
	FirstMessage:    "it is the first message from this person on this channel, so it created the contact",
	NewPerson:       "nobody with this number was a contact on this channel, so it created one",
	KnownContact:    "the person was a contact already, so it was filed with that contact",
	MergeConflict:   "its identities belong to two different contacts; both were kept, and a person has to say whether they are the same",
	DifferentUserID: "the number is known but came with another user id: the number may have been given to somebody else",

	NumberChanged:  "the person changed their number; the contact has the new one, and the old one is kept as former",
	UserIDChanged:  "the person has a new user id; the contact has it, and the old one is kept as former",
	OptedOut:       "the person stopped marketing messages",
	OptedIn:        "the person resumed marketing messages",
	ProfileChanged: "the person has a new WhatsApp profile",
	IdentityAdded:  "it told a further identity of the contact",
	FieldsChanged:  "it changed fields of the contact",
	Deleted:        "a person had the contact deleted",
	Merged:         "a person said that two contacts are the same, and they were merged",
	Unmerged:       "a person took a merge back",
	KeptBoth:       "a person said that two contacts are different people",
	Reconsidered:   "a person took back that two contacts are different people",

	IdentityEnded:   "a person said that an identity is not the contact's any more; it is kept as former",
	NumberCorrected: "a person corrected the contact's number; the wrong one is kept as former",

	ImportUndone: "the import that had changed it was undone",
	JobUndone:    "the job that had changed it was undone",

	AlreadyThere:       "the import only creates, and the person was a contact already",
	NotAContact:        "the row could only update a contact, and the person is none",
	EditedSince:        "somebody changed the contact since the import or the job, so undoing that left the contact alone",
	NoContact:          "it can only change a contact, and there was none; should an older message arrive it is judged again",
	NothingNew:         "it says nothing that was not known",
	OlderThanKnown:     "a newer one of its kind was applied before it",
	IdentityTaken:      "what a person said to be the contact's is an identity of another contact, so nothing of it was done",
	LastIdentity:       "it was the only identity that the contact had, so a former version of this program did not end it",
	VersionConflict:    "the contact had been changed since the version that was edited",
	TooManyTags:        "the contact would have more than 200 tags, so nothing of it was set",
	Reaction:           "a reaction is not a message: only a message creates a contact",
	Edit:               "an edit of a message is not a message: only a message creates a contact",
	Revoke:             "a deleted message is not a message: only a message creates a contact",
	PollUpdate:         "a vote in a poll is not a message: only a message creates a contact",
	Pin:                "pinning is not a message: only a message creates a contact",
	ChatOpened:         "the chat was opened but nothing was written: only a message creates a contact",
	CallPermission:     "an answer to a call request is not a message: only a message creates a contact",
	Call:               "a call is not a message: only a message creates a contact",
	Echo:               "the business wrote it, not the customer: only a message from the customer creates a contact",
	HistorySync:        "old messages that are synchronised when a number is connected create no contacts, unless the channel says history: import",
	AddressBookSync:    "entries of the phone's address book create no contacts, unless the channel says address_book: import",
	GroupMessage:       "messages in groups create no contacts",
	SystemNotice:       "it is a notice by WhatsApp that changes nothing here",
	PlatformError:      "it is an error that WhatsApp reports",
	NotAboutAContact:   "it is not about a contact",
	NotWhatsApp:        "it is not from WhatsApp",
	UnknownPreference:  "preferences of this kind are not kept",
	IncompleteIdentity: "it does not say from which identity to which the person changed",
	MetasTest:          "it is what the test button in Meta's settings sends, and nobody wrote it",
	Dismissed:          "a person looked at it and said that it makes no contact; that can be taken back",
	BatchSplit:         "it held very many items, and each of them is an event of its own now",

	UnknownChannel:  "no channel has its phone_number_id; it is kept, and judged as soon as the channel is added",
	ChannelDisabled: "its channel is disabled; it is kept, and judged as soon as the channel is enabled",
	FormDisabled:    "its form or the form's channel is disabled; it is kept, and judged as soon as both are enabled",
	UnknownType:     "its type is not known; it is kept, so that it can be replayed once it is",
	TooManyItems:    "it holds more than 5,000 items; it is kept as it came, and replaying it makes an event of each",
	UnmappedForm:    "no form stands for the form of Facebook's that it came from; it is kept, and can be replayed once there is one",
	LeadUnavailable: "its answers are not given by Facebook; replaying it asks for them again",
	NoPhone:         "it has no phone number; it is kept, and can be replayed with one",
	BadPhone:        "its phone number cannot be used; it is kept, and can be replayed with another",
	AmbiguousPhone:  "its number fits several contacts; it is kept, and can be replayed with the exact one",
	NotAnObject:     "it is not a JSON object; it is kept as it came",
	MissingID:       "it has no id; it is kept as it came",
	BadTimestamp:    "its timestamp cannot be read; it is kept as it came",
	NoSender:        "it names no person; it is kept as it came",
	BadSender:       "its sender is no usable identity; it is kept as it came",
	Unreadable:      "what is stored of it cannot be read; it is kept, and can be replayed",
	Failed:          "deciding it failed, and trying again did not help; it is kept, and can be replayed",
}

// Known reports whether it is one of the reasons above.
func (r Reason) Known() bool { return words[r] != "" }

// Words says what the reason means, as the end of a sentence.
func (r Reason) Words() string {
	if w, ok := words[r]; ok {
		return w
	}
	return string(r)
}
