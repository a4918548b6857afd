package ledger_test

import (
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
		many.Received, elsewhere.Origin = 7, "420000000000002"
		f.Statuses(many, elsewhere, contacttest.Status("60175", "delivered", 2, 5))
		require.Equal(t, []string{"sent 7", "read 1"}, storetest.Column(f,
			`SELECT status || ' ' || received FROM delivery_statuses WHERE recipient = '60174' ORDER BY origin`))
		require.Equal(t, "delivered wamid.delivered 1 0 -", kept(f, "60175"))
	})

	t.Run("it makes no event and no contact", func(t *testing.T) {
		require.Zero(t, storetest.Read[int](f.In(t), `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM contacts)`))
	})
}
