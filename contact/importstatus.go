package contact

import "slices"

// ImportStatus is how far a bulk import is.
type ImportStatus string

// The statuses of an import.
const (
	ImportIsStaging   ImportStatus = "staging" // its file is being read
	ImportAwaits      ImportStatus = "awaiting_confirmation"
	ImportIsRunning   ImportStatus = "running"
	ImportIsPaused    ImportStatus = "paused"
	ImportIsCompleted ImportStatus = "completed"
	ImportIsCancelled ImportStatus = "cancelled"
	ImportIsFailed    ImportStatus = "failed"
	ImportIsUndoing   ImportStatus = "undoing"
	ImportIsUndone    ImportStatus = "undone"
)

// ImportIsDraft is the status of a file that was uploaded and that nobody has told to
// be imported yet.
const ImportIsDraft ImportStatus = "draft"

// ImportStatuses lists every status of an import, in the order in which it can have
// them. A draft is none yet.
func ImportStatuses() []ImportStatus {
	return []ImportStatus{
		ImportIsStaging, ImportAwaits, ImportIsRunning, ImportIsPaused, ImportIsCompleted, ImportIsCancelled, ImportIsFailed,
		ImportIsUndoing, ImportIsUndone,
	}
}

// ImportCommand is what a person can tell an import. Each may be told twice.
type ImportCommand string

// The commands.
const (
	ConfirmImport ImportCommand = "confirm"
	PauseImport   ImportCommand = "pause"
	ResumeImport  ImportCommand = "resume"
	CancelImport  ImportCommand = "cancel"
	UndoImport    ImportCommand = "undo"
	DeleteImport  ImportCommand = "delete"
)

// ImportCommands lists every command.
func ImportCommands() []ImportCommand {
	return []ImportCommand{ConfirmImport, PauseImport, ResumeImport, CancelImport, UndoImport, DeleteImport}
}

// Hearing is what a command leads to.
type Hearing int

// The ways in which an import takes a command.
const (
	Refuses Hearing = iota // it cannot do that as it is
	Stays                  // it has done so already, or is past it: nothing changes
	Obeys                  // it does so
)

// importHearings says how an import takes a command; what is not listed is refused.
var importHearings = map[ImportCommand]map[ImportStatus]Hearing{
	ConfirmImport: {
		ImportIsStaging: Obeys, ImportAwaits: Obeys, ImportIsPaused: Obeys, ImportIsRunning: Stays, ImportIsCompleted: Stays,
	},
	PauseImport: {ImportIsStaging: Obeys, ImportIsRunning: Obeys, ImportIsPaused: Stays},
	ResumeImport: {
		ImportIsStaging: Obeys, ImportAwaits: Obeys, ImportIsPaused: Obeys, ImportIsRunning: Stays, ImportIsCompleted: Stays,
	},
	CancelImport: {
		ImportIsStaging: Obeys, ImportAwaits: Obeys, ImportIsRunning: Obeys, ImportIsPaused: Obeys,
		ImportIsUndoing:   Obeys, // the undoing stops
		ImportIsCompleted: Stays, ImportIsCancelled: Stays, ImportIsFailed: Stays, ImportIsUndone: Stays,
	},
	UndoImport: {
		ImportIsCompleted: Obeys, ImportIsCancelled: Obeys, ImportIsFailed: Obeys, // as far as rows of it are in
		ImportIsUndoing: Stays, ImportIsUndone: Stays,
	},
	DeleteImport: {
		ImportIsDraft: Obeys, ImportIsCompleted: Obeys, ImportIsCancelled: Obeys, ImportIsFailed: Obeys, ImportIsUndone: Obeys,
	},
}

// Takes says how an import of this status takes a command.
func (s ImportStatus) Takes(c ImportCommand) Hearing { return importHearings[c][s] }

// Ended reports whether nothing happens to the import by itself any more.
func (s ImportStatus) Ended() bool {
	return s == ImportIsCompleted || s == ImportIsCancelled || s == ImportIsFailed || s == ImportIsUndone
}

// open are the statuses of an import on its way to its first end.
var open = []ImportStatus{ImportIsStaging, ImportAwaits, ImportIsRunning, ImportIsPaused}

// After lists the statuses that this one may follow, itself included where it may
// be written again. Whoever was held up on the way and comes too late does not
// bring an import back from its end.
func (s ImportStatus) After() []ImportStatus {
	switch s {
	case ImportIsStaging:
		return []ImportStatus{ImportIsStaging}
	case ImportAwaits:
		return []ImportStatus{ImportIsStaging, ImportAwaits}
	case ImportIsUndoing:
		return []ImportStatus{ImportIsCompleted, ImportIsCancelled, ImportIsFailed, ImportIsUndoing}
	case ImportIsUndone:
		return []ImportStatus{ImportIsUndoing, ImportIsUndone}
	}
	return slices.Clone(open)
}
