package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	const value = "60123456789"
	// A message of PostgreSQL's may quote what it complains of.
	postgres := func(code, message string) error {
		return fmt.Errorf("decide: %w", &pgconn.PgError{
			Code: code, Message: message, Detail: "Key (wa_id)=(" + value + ") exists.", Where: value, Hint: value,
			TableName: "contacts", ConstraintName: "contacts_pkey",
		})
	}
	for _, tc := range []struct {
		name        string
		err         error
		unavailable bool
		says        string
	}{
		{"a lost connection", postgres("08006", "connection failure"), true, "08006"},
		{"too many connections", postgres("53300", "too many clients already"), true, "53300"},
		{"a full disk", postgres("53100", "could not extend file"), true, "53100"},
		{"a shutdown", postgres("57P01", "terminating connection"), true, "57P01"},
		{"a start", postgres("57P03", "the database system is starting up"), true, "57P03"},
		{"a serialisation failure", postgres("40001", "could not serialize access"), true, "40001"},
		{"a deadlock", postgres("40P01", "deadlock detected"), true, "40P01"},
		{"a lock that was not had", postgres("55P03", "lock not available"), true, "55P03"},
		{"a statement that took too long", postgres("57014", "canceling statement"), true, "57014"},
		{"a transaction that stood still", postgres("25P03", "terminating connection due to idle-in-transaction timeout"), true, "25P03"},
		{"a transaction that took too long", postgres("25P04", "terminating connection due to transaction timeout"), true, "25P04"},
		{"a server that became a replica", postgres("25006", "read-only transaction"), true, "25006"},
		{"a failing disk", postgres("58030", "I/O error"), true, "58030"},

		{"a value that is there already", postgres("23505", "duplicate key "+value), false, "23505 contacts contacts_pkey"},
		{"a value that does not fit", postgres("22001", "value too long: "+value), false, "22001"},
		{"a missing table", postgres("42P01", `relation "`+value+`" does not exist`), false, "42P01"},
		{"a feature that is not there", postgres("0A000", value), false, "0A000"},

		{"an end of the connection", fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true, "cannot be reached"},
		{"a closed connection", fmt.Errorf("read: %w", io.EOF), true, "cannot be reached"},
		{"a closed socket", fmt.Errorf("write: %w", net.ErrClosed), true, "cannot be reached"},
		{"a refused connection", &net.OpError{Op: "dial", Err: errors.New("refused " + value)}, true, "cannot be reached"},
		{"a deadline", fmt.Errorf("record: %w", context.DeadlineExceeded), true, "in time"},
		{"a caller who has left", fmt.Errorf("record: %w", context.Canceled), true, "cannot be reached"},

		{"too much that is read at once", fmt.Errorf("list: %w", store.ErrBusy), true, "cannot be reached"},
		{"reading that takes too long", fmt.Errorf("list: %w", store.ErrSlow), true, "cannot be reached"},

		{"facts that cannot be read", fmt.Errorf("invalid character in %s", value), false, "could not be read or written"},
		{"something that is not there", fmt.Errorf("get %s: %w", value, store.ErrNotFound), false, "could not be read or written"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.unavailable, store.Unavailable(tc.err))
			said := store.Describe(tc.err)
			require.Contains(t, said, tc.says)
			require.NotContains(t, said, value)
		})
	}
}

func TestADatabaseThatIsUnavailable(t *testing.T) {
	t.Parallel()
	port, err := dev.FreePort()
	require.NoError(t, err)
	s, err := storetest.OpenWith(t.Context(), fmt.Sprintf("postgres://someone@127.0.0.1:%d/contacts?sslmode=disable", port), store.Options{})
	require.NoError(t, err, "opening connects to nothing")
	defer s.DB.Close()
	task := ledger.Task{ChannelID: contacttest.Shop, Key: "60123456789", EventID: uuid.New(), Keys: []string{"60123456789"}}
	for name, call := range map[string]func(context.Context) error{
		"ping": s.DB.Ping,
		"record": func(ctx context.Context) error {
			_, err := s.Ledger.Record(ctx, ledger.Batch{Events: []contact.Event{contacttest.Text("unavailable", 1, contacttest.Number("60123456789"))}}, 0)
			return err
		},
		"claim": func(ctx context.Context) error {
			_, err := s.Ledger.Acquire(ctx, ledger.Wanted{Priority: contact.Live, Limit: 1})
			return err
		},
		"lookup": func(ctx context.Context) error {
			_, err := s.Ledger.Lookup(ctx, contacttest.Shop, "60123456789")
			return err
		},
		"decide": func(ctx context.Context) error {
			_, err := s.Ledger.Decide(ctx, task, 1)
			return err
		},
		"list": func(ctx context.Context) error {
			_, err := s.Book.Contacts(ctx, book.ContactFilter{}, nil, 1)
			return err
		},
	} {
		err := call(t.Context())
		require.True(t, store.Unavailable(err), "%s: %v", name, err)
		require.Equal(t, "PostgreSQL cannot be reached", store.Describe(err), name)
	}
}
