package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

// TestReadersLeaveRoomForWhatComesIn has far more readers than connections, and
// each of their lists waits: for a lock on a table that recording does not need.
func TestReadersLeaveRoomForWhatComesIn(t *testing.T) {
	t.Parallel()
	const readers, rounds = 24, 8
	for name, path := range map[string]string{
		"of events":    "/v1/events?contact_id=" + uuid.NewString(),
		"of contacts":  "/v1/contacts",
		"of messages":  "/v1/explain?phone=60123456789",
		"of conflicts": "/v1/conflicts?all=true",
		"of files":     "/v1/contacts/export.csv",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t)
			s := serve(t, url)
			_, _, err := s.store.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
			require.NoError(t, err)
			lead := s.put("/v1/forms/lead", `{"channel_id": "shop", "name": "Lead", "fields": {"phone": "phone"}}`).object(t)
			submit := "/forms/lead/submissions/" + lead["submit_key"].(string)
			s.put("/v1/triggers/zap", `{"channel_id": "shop", "name": "Zap"}`)
			_, reader, err := s.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "reader", Scopes: []string{contact.ScopeContactsRead}})
			require.NoError(t, err)
			_, caller, err := s.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "caller", Scopes: []string{contact.ScopeTriggers}})
			require.NoError(t, err)
			release := held(t, url, `LOCK TABLE identities, contacts, conflicts IN ACCESS EXCLUSIVE MODE`)

			stop := make(chan struct{})
			var wg sync.WaitGroup
			var refused atomic.Int64
			odd := make(chan answer, readers)
			for range readers {
				wg.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						a := s.do(http.MethodGet, path, "", bearer(reader))
						if a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != "" {
							refused.Add(1)
							time.Sleep(20 * time.Millisecond)
							continue
						}
						select {
						case odd <- a:
						default:
						}
						return
					}
				})
			}
			for n := range rounds {
				a := s.do(http.MethodPost, submit, fmt.Sprintf(`{"phone": "+6012345%04d"}`, n),
					http.Header{"Content-Type": {"application/json"}})
				require.Equal(t, http.StatusAccepted, a.status, a.body)
				a = s.do(http.MethodPost, "/v1/triggers/zap", fmt.Sprintf(`{"contact_number": "+6012346%04d"}`, n), bearer(caller))
				require.Equal(t, http.StatusAccepted, a.status, a.body)
				s.receive(one(fmt.Sprintf("6012347%04d", n), fmt.Sprintf("wamid.%d", n), 0))
				a = s.probe("/readyz")
				require.Equal(t, http.StatusOK, a.status, a.body)
			}
			require.Eventually(t, func() bool { return refused.Load() >= 4 }, time.Minute, 20*time.Millisecond, "the readers are told to come again")
			close(stop)
			release()
			wg.Wait()
			select {
			case a := <-odd:
				// What waited for the lock when it was released.
				require.Equal(t, http.StatusOK, a.status, a.body)
			default:
			}
		})
	}
}

// TestReadersAreToldInWords tells apart what is too much from what is too slow.
func TestReadersAreToldInWords(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := serve(t, url)
	release := held(t, url, `LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE`)
	said := make(chan string, 24)
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() { said <- s.get("/v1/contacts").problem(t, http.StatusServiceUnavailable) })
	}
	wg.Wait()
	close(said)
	words := map[string]int{}
	for detail := range said {
		words[detail]++
	}
	require.Len(t, words, 2, "%v", words)
	for detail := range words {
		require.True(t, strings.Contains(detail, "as may be at once") || strings.Contains(detail, "took longer"), detail)
	}
	release()
	s.read("/v1/contacts")
}

// TestFilesAreLimited has more readers of files than may be at once; those that
// are refused are told before anything is sent.
func TestFilesAreLimited(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := serve(t, url)
	release := held(t, url, `LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE`)
	var wg sync.WaitGroup
	var refused atomic.Int64
	for range 12 {
		wg.Go(func() {
			a := s.get("/v1/contacts/export.csv")
			if strings.Contains(a.body, "Other files are being written") {
				a.problem(t, http.StatusServiceUnavailable)
				refused.Add(1)
			}
		})
	}
	require.Eventually(t, func() bool { return refused.Load() == 8 }, time.Minute, 20*time.Millisecond)
	release()
	wg.Wait()
	require.EqualValues(t, 8, refused.Load(), "four were being written")
	require.Equal(t, http.StatusOK, s.get("/v1/contacts/export.csv").status, "there is room again")
}
