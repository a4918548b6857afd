package imports_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestImportKeepsItsFile(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	file := strings.Repeat("0123456789abcdef", 3<<16) + "the end" // three pieces and a bit
	id := f.KeepImport(imports.Import{Filename: "a.csv"}, file)
	require.Equal(t, 4, storetest.Read[int](f, `SELECT count(*)::int FROM import_chunks WHERE import_id = $1`, id))
	var back bytes.Buffer
	require.NoError(t, f.Imports.ImportFile(t.Context(), id, &back))
	require.Equal(t, file, back.String())
	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.EqualValues(t, len(file), v.Bytes)

	in := imports.Import{ID: uuid.Must(uuid.NewV7()), ChannelID: contacttest.Shop, Mode: "upsert"}
	_, _, err = f.Imports.CreateImport(t.Context(), in, strings.NewReader(file), int64(len(file))-1)
	require.ErrorIs(t, err, imports.ErrFileTooLarge)
	broken := errors.New("the caller has hung up")
	_, _, err = f.Imports.CreateImport(t.Context(), in, iotest.ErrReader(broken), 1<<30)
	require.ErrorIs(t, err, broken)
	require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM imports`), "half a file is none")

	for _, end := range []contact.ImportStatus{contact.ImportIsCompleted, contact.ImportIsCancelled, contact.ImportIsFailed} {
		id := f.KeepImport(imports.Import{}, "x")
		require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, "running", ""))
		require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM import_chunks WHERE import_id = $1`, id))
		require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, end, "why"))
		require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM import_chunks WHERE import_id = $1`, id), end)
		v, err := f.Imports.Import(t.Context(), id)
		require.NoError(t, err)
		require.NotNil(t, v.FinishedAt)
		require.Equal(t, "why", *v.Error)
	}
}

func TestImportIsKeptOncePerKey(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	first := f.KeepImport(imports.Import{IdempotencyKey: "k"}, "a")
	require.Equal(t, first, f.KeepImport(imports.Import{IdempotencyKey: "k"}, "b"))
	second, third := f.KeepImport(imports.Import{}, "a"), f.KeepImport(imports.Import{}, "a")
	require.NotEqual(t, second, third, "without a key each is its own")
	require.Equal(t, "a", storetest.Read[string](f, `SELECT convert_from(data, 'utf8') FROM import_chunks WHERE import_id = $1`, first))
	unstarted, err := f.Imports.UnstartedImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.Len(t, unstarted, 3)
	require.NoError(t, f.Imports.ImportStarted(t.Context(), first))
	unstarted, err = f.Imports.UnstartedImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.NotContains(t, unstarted, imports.UnstartedImport{ID: first, ChannelID: contacttest.Shop})
	require.Len(t, unstarted, 2)
}

// TestImportsTakeTurns records a whole page of one import and then few rows of
// another, and what an undo records: all of them are due at once, and the page's
// later rows last.
func TestImportsTakeTurns(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	large, small := f.KeepImport(imports.Import{}, "x"), f.KeepImport(imports.Import{}, "x")
	page := make([]imports.StagedRow, 200)
	for n := range page {
		page[n] = storetest.StageRow(large, n+2, fmt.Sprintf("60177%06d", n), "Large")
	}
	f.RecordRows(large, page...)
	f.RecordRows(small, storetest.StageRow(small, 2, "60178000001", "Small"), storetest.StageRow(small, 3, "60178000002", "Small"))
	undo := contacttest.Touch("undo", 1, contacttest.Number("60179000001"))
	undo.Priority, undo.Source, undo.Origin, undo.ChannelID = contact.Bulk, contact.SourceImport, "undone", contacttest.Shop
	_, err := f.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{undo}}, -imports.BulkHead)
	require.NoError(t, err)

	due := storetest.Entries(f.Acquire(contact.Bulk, 10, time.Minute).Leases)
	claimed := map[string]int{}
	for _, d := range due {
		claimed[*d.ImportID]++
	}
	require.Equal(t, map[string]int{large.String(): 7, small.String(): 2, "undone": 1}, claimed)
	rest := f.Acquire(contact.Bulk, 1000, time.Minute)
	require.Len(t, rest.Leases, 193, "none waits for its time")
}

// TestCancelMeetsAPageBeingRecorded cancels the rows of an import while a page of
// it is being recorded, which an operator or an attempt that was given up can
// bring about: a row is either recorded or cancelled, not both.
func TestCancelMeetsAPageBeingRecorded(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	page := []imports.StagedRow{storetest.StageRow(id, 2, "60177000001", "A"), storetest.StageRow(id, 3, "60177000002", "B")}
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, page, nil))
	// An event under the key of the first row keeps the recording waiting.
	held, err := f.Pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = held.Exec(t.Context(), `
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, occurred_at, facts, raw)
VALUES (gen_random_uuid(), $1, '', 'import', 'row', '', $2, now(), '{}', '{}')`, contacttest.Shop, "import/"+id.String()+"/id:2")
	require.NoError(t, err)

	recorded, cancelled := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := f.Imports.RecordPage(t.Context(), id, 0)
		recorded <- err
	}()
	require.Eventually(t, func() bool {
		return storetest.Read[int](f, `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == 1
	}, time.Minute, 5*time.Millisecond)
	go func() {
		_, err := f.Imports.CancelRows(t.Context(), id)
		cancelled <- err
	}()
	select {
	case err := <-cancelled: // it did not wait
		cancelled <- err
	case <-time.After(200 * time.Millisecond):
	}
	require.NoError(t, held.Rollback(t.Context()))
	require.NoError(t, <-recorded)
	require.NoError(t, <-cancelled)
	require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*)::int FROM queue`))
	require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*)::int FROM import_rows WHERE status = 'pending'`))

	again, err := f.Imports.RecordPage(t.Context(), id, 0)
	require.NoError(t, err)
	require.Zero(t, again)
}

// TestAbandonedImportIsEndedWhole ends an import that nobody sees through: if its
// rows cannot be cancelled it has not ended, and is found again.
func TestAbandonedImportIsEndedWhole(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, []imports.StagedRow{storetest.StageRow(id, 2, "60177000001", "A")}, nil))
	require.NoError(t, f.Imports.ImportStarted(t.Context(), id))
	require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, "running", ""))
	open := []imports.OpenImport{{ID: id, Status: "running"}}
	f.Exec(`
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON import_rows FOR EACH ROW EXECUTE FUNCTION refuse()`)
	require.Error(t, f.Imports.AbandonImport(t.Context(), open[0], contact.ImportIsFailed, "nobody runs it"))
	found, err := f.Imports.OpenImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.Equal(t, open, found)
	f.Exec(`DROP TRIGGER refuse ON import_rows`)
	require.NoError(t, f.Imports.AbandonImport(t.Context(), open[0], contact.ImportIsFailed, "nobody runs it"))
	found, err = f.Imports.OpenImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.Empty(t, found)
	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsFailed, v.Status)
	require.Equal(t, imports.ImportCounts{Total: 1, Cancelled: 1}, v.Counts)
}

// TestImportRowsThatCannotBeDecided ends rows whose event is quarantined: an
// import that waits for them must not wait for ever.
func TestImportRowsThatCannotBeDecided(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	f.Happen(contacttest.Text("m1", 1, contact.Person{WaID: "5215512345678", UserID: "MX.1"}), contacttest.Text("m2", 1, contact.Person{WaID: "525512345678", UserID: "MX.2"})) // two people, as WhatsApp writes them
	f.RecordRows(id, storetest.StageRow(id, 2, "60177000001", "Poison"), storetest.StageRow(id, 3, "60177000002", "Fine"), storetest.StageRow(id, 4, "+5255", "Odd"))

	_, task := f.Next("60177000001")
	_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "it does not fit")
	require.NoError(t, err)
	f.Decide(contacttest.Shop, "60177000002")
	f.Decide(contacttest.Shop, contact.FoldNumber("+5255"))
	pending, err := f.Imports.PagePending(t.Context(), id, 0)
	require.NoError(t, err)
	require.Zero(t, pending)
	require.Equal(t, imports.ImportCounts{Total: 3, Created: 2, Failed: 1}, f.Counts(id))
	rows, err := f.Imports.ImportRows(t.Context(), id, "failed", 0, 10)
	require.NoError(t, err)
	require.Equal(t, string(contact.Failed), *rows[0].Error)
	require.NotEmpty(t, *rows[0].SuggestedFix)
}

// TestImportRowsOfAMergedContact undoes an import one of whose contacts has been
// merged into another: that is left, with everything that came with it.
func TestImportRowsOfAMergedContact(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(contacttest.Text("m1", 1, contacttest.Called(contacttest.Number("60177000009"), "Winner")))
	winner := storetest.Read[uuid.UUID](f, `SELECT id FROM contacts`)
	id := f.KeepImport(imports.Import{}, "x")
	f.RecordRows(id, storetest.StageRow(id, 2, "60177000001", "Loser"))
	f.Decide(contacttest.Shop, "60177000001")
	loser := storetest.Read[uuid.UUID](f, `SELECT id FROM contacts WHERE id <> $1`, winner)
	merge := contacttest.Touch("merge", 5, contacttest.Number("60177000009"))
	merge.Facts.Command = &contact.Command{Contact: winner, Absorb: loser, Others: []contact.Person{contacttest.Number("60177000001")}}
	f.Happen(merge)

	tasks, err := f.Imports.UndoTasks(t.Context(), id, 10)
	require.NoError(t, err)
	require.Equal(t, []imports.UndoTask{{N: 2, ContactID: winner}}, tasks)
	undo := contacttest.Touch("undo", 6, contacttest.Number("60177000009"))
	undo.Source, undo.Origin = contact.SourceImport, id.String()
	undo.ChannelID = contacttest.Shop
	undo.Facts.Command = &contact.Command{Contact: winner, UndoImport: id}
	out := f.Happen(undo)
	require.Equal(t, []string{"ignored/nothing_new"}, storetest.InShort(out))
	require.NoError(t, f.Imports.LeaveRows(t.Context(), id, []int{2}))
	require.NoError(t, f.Imports.FinishUndo(t.Context(), id))
	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.JSONEq(t, `{"removed": 0, "restored": 0, "left": 1}`, string(v.Undo))
	require.Equal(t, 2, storetest.Read[int](f, `SELECT count(*)::int FROM identities WHERE contact_id = $1`, winner))
}
