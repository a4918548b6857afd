package api_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/tabular"
)

// sentAt is when the messages of an export were sent.
var sentAt = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// exported reads an export as a table, by column.
func exported(t *testing.T, a answer, name string) (rows []map[string]string) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.status, a.body)
	reader, err := tabular.Open(strings.NewReader(a.body), int64(len(a.body)), name, tabular.Options{}, tabular.Limits{})
	require.NoError(t, err)
	for {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		require.NoError(t, err)
		cells := map[string]string{}
		for i, header := range reader.Header() {
			cells[header] = row.Cells[i]
		}
		rows = append(rows, cells)
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	s := setup(t)
	say := func(sender demo.Sender, id, ad string) {
		m := demo.Message{From: sender, ID: id, At: sentAt, Type: "text", Body: demo.Text("hi")}
		if ad != "" {
			m.Ad = map[string]any{"source_id": ad, "source_type": "ad", "source_url": "https://fb.me/x", "headline": "Buy"}
		}
		s.receive(string(demo.Webhook(shopNumber, m)))
	}
	say(demo.Sender{WaID: "60123456789", Name: "=1+1"}, "wamid.1", "ad-1")
	say(demo.Sender{WaID: "60123456790", Name: "Ånn \"quoted\", with a comma\nand a line"}, "wamid.2", "")
	say(demo.Sender{UserID: "MY.hidden", Name: "'@mention", Username: "-dash"}, "wamid.3", "")
	say(demo.Sender{WaID: "60123456791", Name: "\t=tab"}, "wamid.4", "")
	s.decide()

	for _, kind := range []string{"csv", "xlsx"} {
		t.Run(kind, func(t *testing.T) {
			s := s.in(t)
			a := s.get("/v1/contacts/export." + kind)
			require.Contains(t, a.header.Get("Content-Disposition"), "contacts."+kind)
			rows := exported(t, a, "contacts."+kind)
			require.Len(t, rows, 4)
			byName := map[string]map[string]string{}
			for _, r := range rows {
				byName[r["whatsapp_name"]] = r
				require.Equal(t, shop, r["channel"])
				require.Equal(t, "message", r["source"])
				require.NotEmpty(t, r["created_at"])
				require.Equal(t, sentAt.Format("2006-01-02T15:04:05Z"), r["first_message_at"])
			}
			require.Equal(t, "+60123456789", byName["=1+1"]["phone"])
			require.Equal(t, "ad-1", byName["=1+1"]["ad_id"])
			hidden := byName["'@mention"]
			require.NotNil(t, hidden, "somebody without a number is in it, too")
			require.Empty(t, hidden["phone"])
			require.Equal(t, "MY.hidden", hidden["user_id"])
			require.Equal(t, "-dash", hidden["username"])
			require.Contains(t, byName, "Ånn \"quoted\", with a comma and a line")

			require.Len(t, exported(t, s.get("/v1/contacts/export."+kind+"?ad_id=ad-1"), "a"), 1, "the filter of the list")
			require.Len(t, exported(t, s.get("/v1/contacts/export."+kind+"?q=60123456790"), "a"), 1)
			require.Empty(t, exported(t, s.get("/v1/contacts/export."+kind+"?channel_id=nowhere"), "a"), "a header alone")
			s.get("/v1/contacts/export."+kind+"?created_after=yesterday").problem(t, http.StatusBadRequest)
			s.do(http.MethodGet, "/v1/contacts/export."+kind, "", nil).problem(t, http.StatusUnauthorized)
		})
	}
	csv := s.get("/v1/contacts/export.csv").body
	require.True(t, strings.HasPrefix(csv, "\ufeff"), "spreadsheets take it for UTF-8")
	for _, formula := range []string{",=1+1", ",@mention", ",-dash", ",+60", ",\t=", "\"\t=", "\n+60"} {
		require.NotContains(t, csv, formula)
	}
}

// TestExportHasAllContacts has more of them than a page of the list, whose names
// are their numbers.
func TestExportHasAllContacts(t *testing.T) {
	t.Parallel()
	s := setup(t)
	var all []demo.Message
	for n := range 250 {
		all = append(all, demo.Message{
			From: demo.Sender{WaID: fmt.Sprintf("60123%06d", n)}, ID: fmt.Sprintf("wamid.%d", n), At: sentAt, Type: "text", Body: demo.Text("hi"),
		})
	}
	s.receive(string(demo.Webhook(shopNumber, all...)))
	s.decide()
	rows := exported(t, s.get("/v1/contacts/export.csv"), "contacts.csv")
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r["phone"]] = true
		require.Empty(t, r["display_name"], "nobody gave a name")
	}
	require.Len(t, rows, 250)
	require.Len(t, seen, 250)
}
