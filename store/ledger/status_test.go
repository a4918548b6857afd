package ledger_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

func TestTheNewestStatusOfEachRecipientIsKept(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	kept := func(f storetest.Fixture, recipient string) string {
		f.T.Helper()
		return storetest.Read[string](f, `
SELECT status || ' ' || message_id || ' ' || received || ' ' || coalesce(error_code, 0) || ' ' || coalesce(error_title, '-')
FROM delivery_statuses
WHERE recipient = $1`, recipient)
	}

	t.Run("by its own time, whatever the order of arrival", func(t *testing.T) {
		f := f.In(t)
		f.Statuses(contacttest.Status("60171", "delivered", 2, 5))
		f.Statuses(contacttest.Status("60171", "sent", 1, 4))
		require.Equal(t, "delivered wamid.delivered 2 0 -", kept(f, "60171"))
		f.Statuses(contacttest.Status("60171", "sent", 1, 6))
		require.Equal(t, "sent wamid.sent 3 0 -", kept(f, "60171"))
	})

	t.Run("by rank within a second", func(t *testing.T) {
		f := f.In(t)
		f.Statuses(contacttest.Status("60172", "read", 3, 5))
		f.Statuses(contacttest.Status("60172", "delivered", 2, 5))
		require.Equal(t, "read wamid.read 2 0 -", kept(f, "60172"))
		failed := contacttest.Status("60172", "failed", 5, 5)
		failed.ErrorCode, failed.ErrorTitle = 131026, "Message undeliverable"
		f.Statuses(failed)
		require.Equal(t, "failed wamid.failed 3 131026 Message undeliverable", kept(f, "60172"))
	})

	t.Run("an error goes when a newer status has none", func(t *testing.T) {
		f := f.In(t)
		failed := contacttest.Status("60173", "failed", 5, 5)
		failed.ErrorCode, failed.ErrorTitle = 131026, "Message undeliverable"
		f.Statuses(failed)
		f.Statuses(contacttest.Status("60173", "sent", 1, 6))
		require.Equal(t, "sent wamid.sent 2 0 -", kept(f, "60173"))
	})

	t.Run("one for each recipient and number, and it may stand for many", func(t *testing.T) {
		f := f.In(t)
		many, elsewhere := contacttest.Status("60174", "sent", 1, 5), contacttest.Status("60174", "read", 3, 9)
		many.Counted, elsewhere.Origin = []int64{1, 2, 3, 4, 5, 6, 7}, "420000000000002"
		f.Statuses(many, elsewhere, contacttest.Status("60175", "delivered", 2, 5))
		require.Equal(t, []string{"sent 7", "read 1"}, storetest.Column(f,
			`SELECT status || ' ' || received FROM delivery_statuses WHERE recipient = '60174' ORDER BY origin`))
		require.Equal(t, "delivered wamid.delivered 1 0 -", kept(f, "60175"))
	})

	t.Run("one that comes again counts once", func(t *testing.T) {
		f := f.In(t)
		sent, read := contacttest.Status("60176", "sent", 1, 5), contacttest.Status("60176", "read", 3, 6)
		f.Statuses(sent)
		f.Statuses(sent)
		require.Equal(t, "sent wamid.sent 1 0 -", kept(f, "60176"))
		f.Statuses(read)
		f.Statuses(sent)
		f.Statuses(read)
		require.Equal(t, "read wamid.read 2 0 -", kept(f, "60176"), "an older one, too")
		both := read
		both.Counted = append(slices.Clone(sent.Counted), 7, 8)
		f.Statuses(both)
		require.Equal(t, "read wamid.read 4 0 -", kept(f, "60176"), "of several, those that are new")
		f.Statuses(contacttest.Status("60176", "sent", 1, 7), contacttest.Status("60177", "sent", 1, 5))
		require.Equal(t, "sent wamid.sent 5 0 -", kept(f, "60176"), "the same word at another time")
		require.Equal(t, "sent wamid.sent 1 0 -", kept(f, "60177"), "and somebody else's")
	})

	t.Run("the last 32 are remembered, and no more are kept", func(t *testing.T) {
		f := f.In(t)
		many := contacttest.Status("60178", "sent", 1, 5)
		many.Counted = nil
		for n := range int64(100) {
			many.Counted = append(many.Counted, n)
		}
		f.Statuses(many)
		f.Statuses(many)
		remembered := func() string {
			return storetest.Read[string](f, `SELECT received || ': ' || array_to_string(counted, ' ') FROM delivery_statuses WHERE recipient = '60178'`)
		}
		newest := "68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99"
		require.Equal(t, "168: "+newest, remembered(), "68 are long forgotten")
		one := contacttest.Status("60178", "sent", 1, 6)
		one.Counted = []int64{-9223372036854775808}
		f.Statuses(one)
		f.Statuses(one)
		require.Equal(t, "169: "+newest[3:]+" -9223372036854775808", remembered())
	})

	t.Run("it makes no event and no contact", func(t *testing.T) {
		require.Zero(t, storetest.Read[int](f.In(t), `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM contacts)`))
	})
}
