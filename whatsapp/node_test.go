package whatsapp

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// knownNames are members that webhooks have, and knownTexts values of some.
var (
	knownNames = []string{
		"id", "from", "from_user_id", "to", "timestamp", "type", "group_id", "text", "body", "referral",
		"interactive", "nfm_reply", "system", "wa_id", "user_id", "previous_user_id", "customer", "profile", "name",
		"metadata", "phone_number_id", "contacts", "messages", "statuses", "errors", "code", "title", "standby",
		"calls", "message_echoes", "history", "state_sync", "user_preferences", "value", "category",
		"recipient_id", "status", "contact", "phone_number",
	}
	knownTexts = []string{
		"text", "interactive", "unsupported", "system", "user_changed_number", "user_changed_user_id", "reaction",
		"stop", "resume", "sent", "1790000000", "60123456789", "60198765432", "MY.ada1815", "MY.ENT.lovelace", "wamid.1",
		"A changed from 60123456789 to 60198765432",
	}
)

// anyJSON generates JSON values of every type, nested up to depth.
func anyJSON(depth int) *rapid.Generator[any] {
	all := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Bool().AsAny(),
		rapid.Float64().AsAny(),
		rapid.IntRange(0, 1<<40).AsAny(),
		rapid.String().AsAny(),
		rapid.SampledFrom(knownTexts).AsAny(),
		rapid.SampledFrom([]string{`"`, `\`, `a\"b`, "{[", "]}", ",:", "\n", "\x00", ""}).AsAny(),
	}
	if depth > 0 {
		inner := anyJSON(depth - 1)
		all = append(all,
			rapid.SliceOfN(inner, 0, 4).AsAny(),
			rapid.MapOfN(rapid.StringN(0, 4, -1), inner, 0, 4).AsAny(),
			rapid.MapOfN(rapid.SampledFrom(knownNames), inner, 0, 6).AsAny())
	}
	return rapid.OneOf(all...)
}

// rebuild turns a node back into what encoding/json would make of it.
func rebuild(t require.TestingT, n node) any {
	switch {
	case n.isObject():
		o := obj{}
		for name, value := range n.members() {
			o[name] = rebuild(t, value)
		}
		return o
	case n.isArray():
		a := arr{}
		for element := range n.elements() {
			a = append(a, rebuild(t, element))
		}
		return a
	}
	var scalar any
	require.NoError(t, json.Unmarshal([]byte(n), &scalar))
	if s, ok := scalar.(string); ok {
		require.Equal(t, s, n.str())
	} else {
		require.Empty(t, n.str())
	}
	return scalar
}

func TestNodeReadsWhatEncodingJSONReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := anyJSON(3).Draw(t, "value")
		indent := rapid.SampledFrom([]string{"", " ", "\t\t"}).Draw(t, "indent")
		written, err := json.MarshalIndent(value, "", indent)
		require.NoError(t, err)
		if indent == "" {
			written, err = json.Marshal(value)
			require.NoError(t, err)
		}
		n, ok := readNode(append([]byte(" \r\n"), written...))
		require.True(t, ok)

		var want any
		require.NoError(t, json.Unmarshal(written, &want))
		require.Equal(t, want, rebuild(t, n))
	})
}

func TestNode(t *testing.T) {
	t.Parallel()
	n, ok := readNode([]byte(` {"a":1, "b" : "x\u0041", "\u0063":[1,[2],{"d":3}], "a":"last", "n":null, "f":1.5, "m":-1} `))
	require.True(t, ok)

	t.Run("of two members of a name the last counts", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "last", n.get("a").str())
	})
	t.Run("escapes are read in names and values", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "xA", n.get("b").str())
		require.Equal(t, `[1,[2],{"d":3}]`, string(n.get("c")))
	})
	t.Run("names are matched in their own case", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, n.get("A"))
	})
	t.Run("what is not there has nothing in it", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, n.get("z").get("y").get("x"))
		require.Empty(t, n.get("z").text())
		require.True(t, n.get("z").missing())
		require.True(t, n.get("n").missing())
	})
	t.Run("only whole numbers are texts", func(t *testing.T) {
		t.Parallel()
		one, _ := readNode([]byte("15550001111"))
		require.Equal(t, "15550001111", one.text())
		require.Empty(t, one.str())
		require.Empty(t, n.get("f").text())
		require.Empty(t, n.get("m").text())
		require.Empty(t, n.get("n").text())
		require.Empty(t, n.get("c").text())
	})
	t.Run("what is not JSON is no node", func(t *testing.T) {
		t.Parallel()
		for _, bad := range []string{"", " ", "{", `{"a"}`, "[1,]", "nul", `"`, "{} {}", "\ufeff{}"} {
			_, ok := readNode([]byte(bad))
			require.False(t, ok, bad)
		}
	})
}
