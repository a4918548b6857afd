package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/dynamicconfig"
)

func TestFlagsAreThoseOfTheCLI(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{
		"server", "start-dev", "--ip", "127.0.0.1", "--port", "7300", "--log-level", "error", "--namespace", "a", "--ui-port", "8300",
		"--db-filename", "x.db", "--sqlite-pragma", "journal_mode=wal", "--search-attribute", "Channel=Keyword",
		"--dynamic-config-value", "limit.maxIDLength=100", "--dynamic-config-value", "system.forceSearchAttributesCacheRefreshOnRead=false",
	})
	require.NoError(t, err)
	require.Equal(t, 7300, o.port)
	require.Equal(t, 8300, o.uiPort)
	require.Equal(t, []string{"a"}, o.namespaces)
	require.Equal(t, map[string]string{"journal_mode": "wal"}, o.pragmas)
	require.Equal(t, map[string]enums.IndexedValueType{"Channel": enums.INDEXED_VALUE_TYPE_KEYWORD}, o.attributes)
	require.Equal(t, 100, o.settings[dynamicconfig.MakeKey("limit.maxIDLength")], "the server wants an int")
	require.Equal(t, false, o.settings[dynamicconfig.MakeKey("system.forceSearchAttributesCacheRefreshOnRead")])

	for _, args := range [][]string{
		{}, {"workflow", "list"}, {"server", "start-dev", "extra"}, {"server", "start-dev", "--sqlite-pragma", "wal"},
		{"server", "start-dev", "--dynamic-config-value", "a=b"}, {"server", "start-dev", "--search-attribute", "Channel=Word"},
	} {
		_, err := parse(args)
		require.Error(t, err, "%q", args)
	}
}
