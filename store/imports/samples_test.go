package imports_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// sampled stages a row about a contact, and keeps it as a sample of a dry run.
func sampled(f storetest.Fixture, waID string, about uuid.UUID) (id uuid.UUID, keep func()) {
	f.T.Helper()
	id = f.KeepImport(imports.Import{DryRun: true}, "x")
	require.NoError(f.T, f.Imports.StageRows(f.T.Context(), id, 0, []imports.StagedRow{storetest.StageRow(id, 2, waID, "In the file")}, nil))
	keep = func() {
		f.T.Helper()
		require.NoError(f.T, f.Imports.KeepSamples(f.T.Context(), id, []imports.PreviewedRow{{N: 2, Status: "updated", Sample: &imports.Sample{
			Contact: about, Changes: []contact.Given{{Field: "remarks", Was: "Secret remarks", Value: "Other"}},
		}}}))
	}
	keep()
	return id, keep
}

func samplesOf(f storetest.Fixture, id uuid.UUID) []imports.SampleView {
	f.T.Helper()
	all, err := f.Imports.Samples(f.T.Context(), id)
	require.NoError(f.T, err)
	return all
}

// TestSamplesGoWithThePerson deletes the person whom a sample is about: what the contact
// showed goes at once, although the import still waits, and nobody keeps it afterwards.
func TestSamplesGoWithThePerson(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contacttest.Number("6071000091")
	ada := f.Happen(contacttest.Text("hello", 1, who))[0].ContactID
	twin := f.Happen(contacttest.Text("hi", 1, contacttest.Number("6071000092")))[0].ContactID
	id, keep := sampled(f, who.WaID, ada)
	other, _ := sampled(f, "6071000092", twin)
	require.Equal(t, "Secret remarks", samplesOf(f, id)[0].Changes[0].Was)
	f.Merge("merge", 2, ada, twin, false) // who is part of her goes with her
	f.CommandRemoval(3, ada, who)
	require.Empty(t, samplesOf(f, id))
	require.Empty(t, samplesOf(f, other))
	keep()
	require.Empty(t, storetest.Search(t, f.Pool, "Secret remarks"), "she was deleted while her row was decided")
}

// TestSamplesGoWithTheWait ends the wait of a dry run in every way.
func TestSamplesGoWithTheWait(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ada := f.Happen(contacttest.Text("hello", 1, contacttest.Number("6071000093")))[0].ContactID
	status := func(s contact.ImportStatus) func(f storetest.Fixture, id uuid.UUID) error {
		return func(f storetest.Fixture, id uuid.UUID) error {
			return f.Imports.SetImportStatus(f.T.Context(), id, s, "")
		}
	}
	for name, end := range map[string]func(f storetest.Fixture, id uuid.UUID) error{
		"confirmed": status(contact.ImportIsRunning), "paused": status(contact.ImportIsPaused),
		"cancelled": status(contact.ImportIsCancelled), "failed": status(contact.ImportIsFailed),
		"abandoned": func(f storetest.Fixture, id uuid.UUID) error {
			return f.Imports.AbandonImport(f.T.Context(), imports.OpenImport{ID: id, Status: contact.ImportAwaits}, contact.ImportIsFailed, "ended from outside")
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := f.In(t)
			id, keep := sampled(f, "6071000093", ada)
			require.NoError(t, status(contact.ImportAwaits)(f, id))
			require.Len(t, samplesOf(f, id), 1)
			require.NoError(t, end(f, id))
			require.Empty(t, storetest.Search(t, f.Pool, "Secret remarks"))
			keep() // a preview that comes too late
			require.Empty(t, samplesOf(f, id))
		})
	}
}

// TestSamplesOfAnotherChannel are shown to nobody who is confined.
func TestSamplesOfAnotherChannel(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ada := f.Happen(contacttest.Text("hello", 1, contacttest.Number("6071000094")))[0].ContactID
	id, _ := sampled(f, "6071000094", ada)
	for channel, n := range map[string]int{contacttest.Shop: 1, "elsewhere": 0} {
		seen, err := f.Imports.In(store.OnlyChannels(channel)).Samples(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, seen, n)
	}
}
