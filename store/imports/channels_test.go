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

func TestAnImportIntoAnotherChannelIsNotThere(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("other", "7002")
	into := func(channel string) uuid.UUID {
		id := f.KeepImport(imports.Import{ChannelID: channel}, "x")
		require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, []imports.StagedRow{storetest.StageRow(id, 2, "60381", "Ada")}, nil))
		return id
	}
	shops, others := into(contacttest.Shop), into("other")
	require.NoError(t, f.Imports.SetImportStatus(t.Context(), others, contact.ImportIsFailed, "why"))
	f.Exec(`UPDATE import_rows SET status = 'failed'`)

	seen := f.Imports.In(store.OnlyChannels(contacttest.Shop))
	listed, err := seen.List(t.Context(), "", nil, 10)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	require.Equal(t, shops, listed[0].ID)
	_, err = seen.Import(t.Context(), others)
	require.ErrorIs(t, err, store.ErrNotFound)
	rows, err := seen.ImportRows(t.Context(), others, "", 0, 10)
	require.NoError(t, err)
	require.Empty(t, rows)
	require.ErrorIs(t, seen.DeleteImport(t.Context(), others), store.ErrNotFound)

	for _, in := range []store.Channels{store.OnlyChannels("other"), store.OnlyChannels("other", contacttest.Shop), store.AllChannels()} {
		rows, err := f.Imports.In(in).ImportRows(t.Context(), others, "", 0, 10)
		require.NoError(t, err)
		require.Len(t, rows, 1)
	}
	require.NoError(t, f.Imports.In(store.OnlyChannels("other")).DeleteImport(t.Context(), others))
}
