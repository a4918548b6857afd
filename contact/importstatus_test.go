package contact_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestImportStatusAndCommand has a line for each status: what it answers to
// confirm, pause, resume, cancel, undo and delete (o obeys, s stays, - refuses).
func TestImportStatusAndCommand(t *testing.T) {
	t.Parallel()
	want := map[contact.ImportStatus]string{
		contact.ImportIsStaging:   "oooo--",
		contact.ImportAwaits:      "o-oo--",
		contact.ImportIsRunning:   "soso--",
		contact.ImportIsPaused:    "osoo--",
		contact.ImportIsCompleted: "s-ssoo",
		contact.ImportIsCancelled: "---soo",
		contact.ImportIsFailed:    "---soo",
		contact.ImportIsUndoing:   "---os-",
		contact.ImportIsUndone:    "---sso",
	}
	require.Len(t, contact.ImportStatuses(), len(want))
	for _, status := range contact.ImportStatuses() {
		got := ""
		for _, command := range contact.ImportCommands() {
			got += map[contact.Hearing]string{contact.Obeys: "o", contact.Stays: "s", contact.Refuses: "-"}[status.Takes(command)]
		}
		require.Equal(t, want[status], got, status)
		deleted := status.Takes(contact.DeleteImport) == contact.Obeys
		require.Equal(t, status.Ended(), deleted, "%s: what has ended can be deleted, nothing else", status)
		require.Equal(t, status.Ended(), status.Takes(contact.CancelImport) == contact.Stays, "%s: what has ended need not be cancelled", status)
	}
	require.Equal(t, contact.Refuses, contact.ImportStatus("").Takes("dance"))
	for _, command := range contact.ImportCommands() {
		deletes := command == contact.DeleteImport
		require.Equal(t, deletes, contact.ImportIsDraft.Takes(command) == contact.Obeys, "a draft can be discarded, and that is all: %s", command)
	}
	require.False(t, contact.ImportIsDraft.Ended())
}

// TestImportStatusDoesNotComeBack has a step that was held up, and writes its
// status when the import has moved on.
func TestImportStatusDoesNotComeBack(t *testing.T) {
	t.Parallel()
	for _, late := range contact.ImportStatuses() {
		for _, now := range late.After() {
			switch late {
			case contact.ImportIsUndoing, contact.ImportIsUndone:
				require.False(t, now == contact.ImportIsRunning || now == contact.ImportIsStaging, "%s after %s", late, now)
			default:
				require.False(t, now.Ended() || now == contact.ImportIsUndoing, "%s after %s", late, now)
			}
		}
	}
}
