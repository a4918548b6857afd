package store_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// line is a way to PostgreSQL on which connections can fall silent: they stay
// open, and nothing more comes through, as with a backend that stands still.
type line struct {
	net.Listener
	server string
	mu     sync.Mutex
	open   []net.Conn
	silent chan struct{} // closed when the connections that are open now fall silent
}

// silence lets nothing more through on any connection that is open. Later ones
// are well.
func (l *line) silence() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.silent)
	l.silent = make(chan struct{})
}

// hangUp ends all connections, so that nobody waits for the silent ones to end.
func (l *line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range l.open {
		_ = conn.Close()
	}
}

// lineTo returns a line and the database's URL over it.
func lineTo(t *testing.T, database string) (l *line, over string) {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l = &line{Listener: listener, server: u.Host, silent: make(chan struct{})}
	t.Cleanup(func() { _ = l.Close() })
	go l.serve()
	u.Host = l.Addr().String()
	return l, u.String()
}

func (l *line) serve() {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		l.mu.Lock()
		silent := l.silent
		l.open = append(l.open, near)
		l.mu.Unlock()
		far, err := net.Dial("tcp", l.server)
		if err != nil {
			_ = near.Close()
			continue
		}
		pass := func(to, from net.Conn) {
			_, _ = io.Copy(&mouth{to, silent}, from)
			select {
			case <-silent: // not even its end is heard
			default:
				_ = to.Close()
			}
		}
		go pass(near, far)
		go pass(far, near)
	}
}

// mouth says nothing more once it is silent.
type mouth struct {
	net.Conn
	silent <-chan struct{}
}

func (m *mouth) Write(b []byte) (int, error) {
	select {
	case <-m.silent:
		return len(b), nil
	default:
		return m.Conn.Write(b)
	}
}

// TestASilentConnection has every connection fall silent, and requires of each
// method that it neither waits for ever nor comes back to such a connection.
func TestASilentConnection(t *testing.T) {
	t.Parallel()
	task := ledger.Task{ChannelID: contacttest.Shop, Key: "60123456789", EventID: uuid.New(), Keys: []string{"60123456789"}}
	page := book.ContactFilter{}
	nobody := func(err error) error {
		if err != nil && strings.Contains(err.Error(), "not found") {
			return nil
		}
		return err
	}
	for name, call := range map[string]func(context.Context, *storetest.Store) error{
		"ping":       func(ctx context.Context, s *storetest.Store) error { return s.DB.Ping(ctx) },
		"can record": func(ctx context.Context, s *storetest.Store) error { return s.Ledger.CanRecord(ctx) },
		"record": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.Record(ctx, ledger.Batch{Events: []contact.Event{contacttest.Text(uuid.NewString(), 1, contacttest.Number("60123456789"))}}, 0)
			return err
		},
		"acquire": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.Acquire(ctx, ledger.Wanted{Priority: contact.Live, Limit: 1})
			return err
		},
		"release": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.Release(ctx, []ledger.Ended{{Lease: ledger.Lease{ChannelID: contacttest.Shop, Key: "1"}}}, time.Second)
			return err
		},
		"sweep leases": func(ctx context.Context, s *storetest.Store) error { return s.Ledger.SweepLeases(ctx) },
		"lookup": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.Lookup(ctx, contacttest.Shop, "60123456780")
			return err
		},
		"create": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.CreateContact(ctx, task)
			return err
		},
		"decide": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.Decide(ctx, task, 1)
			return nobody(err)
		},
		"decision": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.Decision(ctx, uuid.New())
			return nobody(err)
		},
		"token": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Settings.TokenByHash(ctx, make([]byte, 32))
			return nobody(err)
		},
		"form": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Settings.Form(ctx, "none")
			return nobody(err)
		},
		"flow forms": func(ctx context.Context, s *storetest.Store) error {
			_, _, err := s.Settings.FlowForms(ctx, []string{"none"})
			return err
		},
		"trigger": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Settings.Trigger(ctx, "none")
			return nobody(err)
		},
		"put channel": func(ctx context.Context, s *storetest.Store) error {
			_, _, err := s.Settings.PutChannel(ctx, contacttest.Shop, "The shop", contacttest.ShopNumber)
			return err
		},
		"sweep": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Ledger.SweepUnknownChannels(ctx)
			return err
		},
		"list contacts": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Book.Contacts(ctx, page, nil, 1)
			return err
		},
		"list events": func(ctx context.Context, s *storetest.Store) error {
			_, _, err := s.Book.Events(ctx, book.EventFilter{Decision: "pending"}, uuid.Nil, 1)
			return err
		},
		"explain": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Book.Explain(ctx, book.Question{Phone: "60123456789"})
			return err
		},
		"export": func(ctx context.Context, s *storetest.Store) error {
			return s.Book.EachContact(store.InTurn(ctx), page, func(book.ContactRow) error { return nil })
		},
		"unstarted imports": func(ctx context.Context, s *storetest.Store) error {
			_, err := s.Imports.UnstartedImports(ctx, uuid.Nil, 1)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			l, over := lineTo(t, f.URL)
			s, err := storetest.OpenWith(t.Context(), over, storetest.Shortly())
			require.NoError(t, err)
			t.Cleanup(s.DB.Close)
			t.Cleanup(l.hangUp)
			require.NoError(t, call(t.Context(), s), "while all is well")
			l.silence()
			answered := make(chan error, 1)
			go func() {
				// Each try gives one silent connection up; there are two at most.
				err := call(context.Background(), s)
				for try := 0; err != nil && store.Unavailable(err) && try < 4; try++ {
					err = call(context.Background(), s)
				}
				answered <- err
			}()
			select {
			case err := <-answered:
				require.NoError(t, err, "it goes on over another connection")
			case <-time.After(2 * time.Minute):
				require.FailNow(t, "it waits for a connection that is silent")
			}
		})
	}
}
