package contact

// Reason is a stable word for why an event was decided as it was. Programs may
// rely on the word; Explain turns it into a sentence.
type Reason string

// The reasons, by the decision they come with.
const (
	// created
	FirstMessage Reason = "first_message"

	// attached
	KnownContact    Reason = "known_contact"
	MergeConflict   Reason = "merge_conflict"    // its identities belong to two contacts; filed with the number's
	DifferentUserID Reason = "different_user_id" // a known number with another BSUID: recycled, or a missed event

	// updated
	NumberChanged  Reason = "number_changed"
	UserIDChanged  Reason = "user_id_changed"
	OptedOut       Reason = "opted_out"
	OptedIn        Reason = "opted_in"
	ProfileChanged Reason = "profile_changed"
	IdentityAdded  Reason = "identity_added"

	// ignored
	NoContact          Reason = "no_contact" // it may only update a contact, and there is none
	NothingNew         Reason = "nothing_new"
	OlderThanKnown     Reason = "older_than_known"
	Reaction           Reason = "reaction"
	Edit               Reason = "edit"
	Revoke             Reason = "revoke"
	PollUpdate         Reason = "poll_update"
	Pin                Reason = "pin"
	ChatOpened         Reason = "chat_opened"
	CallPermission     Reason = "call_permission_reply"
	Call               Reason = "call"
	Echo               Reason = "echo"
	HistorySync        Reason = "history_sync"
	AddressBookSync    Reason = "address_book_sync"
	GroupMessage       Reason = "group_message"
	SystemNotice       Reason = "system_notice"
	PlatformError      Reason = "platform_error"
	NotAboutAContact   Reason = "not_about_a_contact"
	NotWhatsApp        Reason = "not_whatsapp"
	UnknownPreference  Reason = "unknown_preference"
	IncompleteIdentity Reason = "incomplete_change" // an identity change that does not say from what, or to what

	// quarantined
	UnknownChannel Reason = "unknown_channel"
	UnknownType    Reason = "unknown_type"
	NotAnObject    Reason = "not_an_object"
	MissingID      Reason = "missing_id"
	BadTimestamp   Reason = "bad_timestamp"
	NoSender       Reason = "no_sender"
	BadSender      Reason = "bad_sender"
	Unreadable     Reason = "unreadable" // the stored facts cannot be read
	Failed         Reason = "failed"     // deciding it failed for a reason that trying again does not mend
)
