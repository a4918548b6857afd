package imports_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// keepDraft keeps a file of the shop as a draft.
func keepDraft(f storetest.Fixture, file string, kept time.Duration) uuid.UUID {
	f.T.Helper()
	id := uuid.Must(uuid.NewV7())
	in := imports.Import{ID: id, ChannelID: contacttest.Shop, Filename: "leads.csv", Mode: "upsert"}
	require.NoError(f.T, f.Imports.CreateDraft(f.T.Context(), in, strings.NewReader(file), 1<<20, kept))
	return id
}

func idsOf(views []imports.ImportView) (ids []uuid.UUID) {
	for _, v := range views {
		ids = append(ids, v.ID)
	}
	return ids
}

func listed(f storetest.Fixture, status contact.ImportStatus) []uuid.UUID {
	f.T.Helper()
	all, err := f.Imports.List(f.T.Context(), status, nil, 100)
	require.NoError(f.T, err)
	return idsOf(all)
}

func TestADraftIsNoImportYet(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := keepDraft(f, "phone\n+60177000001\n", time.Hour)
	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsDraft, v.Status)
	require.EqualValues(t, 19, v.Bytes)
	require.Nil(t, v.StartedAt)
	require.Nil(t, v.FinishedAt)
	require.Equal(t, imports.ImportCounts{}, v.Counts)
	require.WithinDuration(t, v.CreatedAt.Add(time.Hour), *v.DraftUntil, time.Second)
	var file bytes.Buffer
	require.NoError(t, f.Imports.ImportFile(t.Context(), id, &file))
	require.Equal(t, "phone\n+60177000001\n", file.String())

	require.Equal(t, []uuid.UUID{id}, listed(f, contact.ImportIsDraft))
	require.Empty(t, listed(f, ""))
	require.Empty(t, listed(f, contact.ImportIsCancelled))

	// What programs do that do not know drafts: neither start it nor end it, and count it.
	unstarted, err := f.Imports.UnstartedImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.Empty(t, unstarted)
	open, err := f.Imports.OpenImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.Empty(t, open)
	require.NoError(t, f.Imports.CountEnded(t.Context()))
	cancelled, err := f.Imports.CancelUnstarted(t.Context(), id)
	require.NoError(t, err)
	require.False(t, cancelled)
	_, err = f.Imports.BeginStaging(t.Context(), id)
	require.ErrorIs(t, err, imports.ErrCancelled)
	for _, status := range contact.ImportStatuses() {
		if status != contact.ImportIsUndoing && status != contact.ImportIsUndone { // which only a person begins
			require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, status, "late"))
		}
	}
	require.Equal(t, []uuid.UUID{id}, listed(f, contact.ImportIsDraft))
	require.Equal(t, 1, storetest.Read[int](f, `SELECT count(*)::int FROM import_chunks`))
}

func TestADraftBecomesOneImport(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := keepDraft(f, "phone\n+60177000001\n", time.Hour)
	require.NoError(t, f.Imports.CountEnded(t.Context()), "as programs do that know no drafts")
	f.Exec(`UPDATE imports SET created_at = created_at - interval '1 day' WHERE id = $1`, id)
	in := imports.Import{
		ID: id, Mode: "create_only", DefaultCountry: "MY", DryRun: true, Mapping: map[string]string{"phone": "phone"}, CallbackURL: "https://example.com",
		Options: []byte(`{"encoding": "utf-8"}`), File: []byte(`{"kind": "csv"}`), IdempotencyKey: "once",
	}
	started := make(chan bool, 4)
	var wg sync.WaitGroup
	for range cap(started) {
		wg.Go(func() {
			first, err := f.Imports.StartDraft(t.Context(), in)
			if err == nil {
				started <- first
			}
		})
	}
	wg.Wait()
	close(started)
	firsts, all := 0, 0
	for first := range started {
		if all++; first {
			firsts++
		}
	}
	require.Equal(t, 4, all)
	require.Equal(t, 1, firsts, "of those who start it at the same time one does")

	v, err := f.Imports.Import(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, contact.ImportIsStaging, v.Status)
	require.Nil(t, v.DraftUntil)
	require.Nil(t, v.StartedAt)
	require.Nil(t, v.FinishedAt)
	require.WithinDuration(t, time.Now(), v.CreatedAt, time.Hour, "it is an import since now")
	require.Equal(t, []any{"create_only", "MY", true, in.Mapping, "https://example.com"}, []any{v.Mode, *v.DefaultCountry, v.DryRun, v.Mapping, *v.CallbackURL})
	require.JSONEq(t, string(in.Options), string(v.Options))
	unstarted, err := f.Imports.UnstartedImports(t.Context(), uuid.Nil, 10)
	require.NoError(t, err)
	require.Len(t, unstarted, 1, "a sweep starts it")
	f.ManyRows(id, 3)
	require.EqualValues(t, 3, f.Counts(id).Pending, "its counts are not those of one that has ended")

	in.IdempotencyKey = "another"
	_, err = f.Imports.StartDraft(t.Context(), in)
	require.ErrorIs(t, err, imports.ErrStarted)
	require.ErrorIs(t, f.Imports.ChangeDraft(t.Context(), in), imports.ErrStarted)
	in.ID = uuid.New()
	_, err = f.Imports.StartDraft(t.Context(), in)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, f.Imports.ChangeDraft(t.Context(), in), store.ErrNotFound)
}

func TestADraftOfAnotherChannelIsNotThere(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := keepDraft(f, "x", time.Hour)
	others := f.Imports.In(store.OnlyChannels("elsewhere"))
	_, err := others.StartDraft(t.Context(), imports.Import{ID: id, Mode: "upsert", IdempotencyKey: "k"})
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, others.ChangeDraft(t.Context(), imports.Import{ID: id, Mode: "upsert"}), store.ErrNotFound)
	require.ErrorIs(t, others.DeleteImport(t.Context(), id), store.ErrNotFound)
	seen, err := others.List(t.Context(), contact.ImportIsDraft, nil, 10)
	require.NoError(t, err)
	require.Empty(t, seen)
	require.NoError(t, f.Imports.DeleteImport(t.Context(), id))
	require.Zero(t, storetest.Read[int](f, `SELECT count(*)::int FROM import_chunks`))
}

func TestDraftsAreDiscardedWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	over, kept, taken := keepDraft(f, "x", -time.Second), keepDraft(f, "x", time.Hour), keepDraft(f, "x", -time.Second)
	done := f.KeepImport(imports.Import{}, "x")
	_, err := f.Imports.StartDraft(t.Context(), imports.Import{ID: taken, Mode: "upsert", IdempotencyKey: "k"})
	require.NoError(t, err, "in time")
	require.NoError(t, f.Imports.SweepDrafts(t.Context()))
	require.Equal(t, []uuid.UUID{kept}, listed(f, contact.ImportIsDraft))
	require.ElementsMatch(t, []uuid.UUID{taken, done}, listed(f, ""))
	_, err = f.Imports.Import(t.Context(), over)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Equal(t, 3, storetest.Read[int](f, `SELECT count(*)::int FROM import_chunks`), "and its file with it")
}

func TestTheLastMappingOfAHeader(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	header := []string{"Wer", "Wo"}
	file := func(status contact.ImportStatus, mapping map[string]string, header ...string) uuid.UUID {
		id := f.KeepImport(imports.Import{Mapping: mapping}, "x")
		require.NoError(t, f.Imports.SetImportHeader(t.Context(), id, header, nil, nil))
		f.Exec(`UPDATE imports SET status = $2 WHERE id = $1`, id, status)
		return id
	}
	last := func(of *imports.Imports, header ...string) map[string]string {
		mapping, err := of.LastMapping(t.Context(), contacttest.Shop, header)
		require.NoError(t, err)
		return mapping
	}
	require.Nil(t, last(f.Imports, header...))
	first, second := map[string]string{"Wer": "phone"}, map[string]string{"Wer": "phone", "Wo": "attributes.city"}
	file(contact.ImportIsCompleted, first, header...)
	require.Equal(t, first, last(f.Imports, header...))
	file(contact.ImportIsRunning, second, header...)
	require.Equal(t, second, last(f.Imports, header...))
	for _, bad := range []contact.ImportStatus{contact.ImportIsCancelled, contact.ImportIsFailed, contact.ImportIsUndone, contact.ImportIsUndoing} {
		file(bad, first, header...)
	}
	require.Equal(t, second, last(f.Imports, header...), "what was not wanted in the end is not offered")
	require.Nil(t, last(f.Imports, "Wo", "Wer"), "it is another header")
	require.Nil(t, last(f.Imports, "Wer"))
	require.Nil(t, last(f.Imports.In(store.OnlyChannels("elsewhere")), header...))
	file(contact.ImportIsCompleted, nil, header...)
	require.Nil(t, last(f.Imports, header...), "the last one needed none")
}
