package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

const sized = "phone,attributes.size\n+60177000001,7\n+60177000002,8\n"

// An import that was taken in before there was a rule fails, with the list, and
// stages no row.
func TestStagingNamesTheAttributesThatAreNotDefined(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep(sized, imports.Import{})
	staged, err := b.stage(id)
	require.NoError(t, err)
	require.True(t, staged.Failed)
	v := b.view(id)
	require.Equal(t, contact.ImportIsFailed, v.Status)
	require.Contains(t, *v.Error, "size (column attributes.size)")
	require.Zero(t, v.Counts.Total)
}

func TestStagingDefinesAttributes(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	defined := func() intake.Definitions {
		d, err := b.Settings.Definitions(t.Context())
		require.NoError(t, err)
		return d
	}
	values := func() int {
		return b.count(`SELECT count(*) FROM import_rows WHERE jsonb_typeof(facts::jsonb #> '{fields,attributes,size}') = 'number'`)
	}
	want := intake.Definitions{"size": intake.TypeNumber}

	dry := b.keep(sized, imports.Import{DefineAttributes: true, DryRun: true})
	for range 2 { // another attempt finds what the first has found
		_, err := b.stage(dry)
		require.NoError(t, err)
		require.Empty(t, defined(), "a dry run defines nothing yet")
		require.Equal(t, want, b.view(dry).DefinedAttributes)
		require.Equal(t, 2, values())
	}
	b.exec(`DELETE FROM import_rows`)
	// Also where it was confirmed while its file was being read.
	require.NoError(t, b.Imports.SetImportStatus(t.Context(), dry, contact.ImportIsRunning, ""))
	require.Equal(t, want, defined())
	b.exec(`DELETE FROM attributes`)

	id := b.keep(sized, imports.Import{DefineAttributes: true})
	_, err := b.stage(id)
	require.NoError(t, err)
	require.Equal(t, want, defined())
	require.Equal(t, 2, values())
}

// What somebody else defines meanwhile keeps its type, and values that do not fit are
// reported.
func TestAttributesThatSomebodyElseDefines(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	_, _, err := b.Settings.PutAttribute(t.Context(), "size", intake.TypeDate)
	require.NoError(t, err)
	got, err := b.Settings.DefineAttributes(t.Context(), intake.Definitions{"size": intake.TypeNumber, "shoe": intake.TypeNumber})
	require.NoError(t, err)
	require.Equal(t, intake.Definitions{"size": intake.TypeDate, "shoe": intake.TypeNumber}, got)
}
