package tabular_test

import (
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

func TestTempFileIsInNoFolder(t *testing.T) {
	t.Parallel()
	f, err := tabular.TempFile("contacts-test-")
	require.NoError(t, err)
	_, err = os.Stat(f.Name())
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = f.WriteString("still there")
	require.NoError(t, err)
	_, err = f.Seek(0, io.SeekStart)
	require.NoError(t, err)
	read, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Equal(t, "still there", string(read))
	require.NoError(t, f.Close())
}
