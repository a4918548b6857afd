package contact

// RowRejections are the reasons for which the rules reject a row that can be read. They go
// by who is a contact, so that nobody can tell them by the file alone.
func RowRejections() []Reason { return []Reason{NotAContact, AmbiguousPhone} }

// RowStatus says what becomes of an import's row whose event was decided: its status
// as it is stored and, of a row that failed, the reason and what a person can do.
func RowStatus(d Decision, p Person) (status, why, fix string) {
	switch {
	case d.Kind == Created:
		return "created", "", ""
	case d.Kind == Updated:
		return "updated", "", ""
	case d.Kind == Attached, d.Reason == AlreadyThere:
		return "unchanged", "", ""
	case d.Reason == NotAContact && p.WaID == "":
		return "failed", string(d.Reason), "nobody on this channel has the user id: add the person's phone number"
	case d.Reason == NotAContact:
		return "failed", string(d.Reason), "import it with the mode upsert, which also creates contacts"
	case d.Reason == AmbiguousPhone:
		return "failed", string(d.Reason), "write the number exactly as the contact has it"
	}
	return "failed", string(d.Reason), "upload this row again; if it fails again, the event has the details"
}
