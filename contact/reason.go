package contact

// Reason is a stable word for why an event was decided as it was. Programs may
// rely on the word; Explain turns it into a sentence.
type Reason string

// The reasons, by the decision they come with.
const (
	// created
	FirstMessage Reason = "first_message"
	NewPerson    Reason = "new_person" // a form, trigger, import or caller named somebody unknown

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
	FieldsChanged  Reason = "fields_changed"
	Deleted        Reason = "deleted"
	Merged         Reason = "merged"
	Unmerged       Reason = "unmerged"
	KeptBoth       Reason = "kept_both"
	Reconsidered   Reason = "reconsidered" // what KeptBoth said
	ImportUndone   Reason = "import_undone"
	JobUndone      Reason = "job_undone"
	// by a person, of a contact's identities
	IdentityEnded   Reason = "identity_ended"
	NumberCorrected Reason = "number_corrected"

	// ignored
	NoContact          Reason = "no_contact" // it may only update a contact, and there is none
	NothingNew         Reason = "nothing_new"
	OlderThanKnown     Reason = "older_than_known"
	AlreadyThere       Reason = "already_there"    // an import that only creates
	NotAContact        Reason = "not_a_contact"    // a row of an import that can only update
	EditedSince        Reason = "edited_since"     // an undo leaves what somebody changed since
	VersionConflict    Reason = "version_conflict" // an edit of a version that is no longer the newest
	IdentityTaken      Reason = "identity_taken"   // a person gave a contact what is another one's
	LastIdentity       Reason = "last_identity"    // a former version did not end the only one that a contact had
	TooManyTags        Reason = "too_many_tags"    // a caller's, of which nothing is set: the contact has no room for them
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
	MetasTest          Reason = "meta_test"         // what the test button in Meta's settings sends
	BatchSplit         Reason = "batch_split"       // a body with too many items, whose items are events of their own now
	Dismissed          Reason = "dismissed"         // a person said so of a quarantined event

	// quarantined
	UnknownChannel  Reason = "unknown_channel"
	ChannelDisabled Reason = "channel_disabled"
	FormDisabled    Reason = "form_disabled" // or its channel is
	UnknownType     Reason = "unknown_type"
	TooManyItems    Reason = "too_many_items"   // a body with more items than are judged when it arrives
	UnmappedForm    Reason = "unmapped_form"    // a lead of a form of Facebook's that no form of ours stands for
	LeadUnavailable Reason = "lead_unavailable" // Facebook does not give a lead's answers
	NoPhone         Reason = "no_phone"         // a submission without a phone number
	BadPhone        Reason = "bad_phone"        // a phone number that cannot be used
	AmbiguousPhone  Reason = "ambiguous_number" // it fits several contacts
	NotAnObject     Reason = "not_an_object"
	MissingID       Reason = "missing_id"
	BadTimestamp    Reason = "bad_timestamp"
	NoSender        Reason = "no_sender"
	BadSender       Reason = "bad_sender"
	Unreadable      Reason = "unreadable" // the stored facts cannot be read
	Failed          Reason = "failed"     // deciding it failed for a reason that trying again does not mend
)
