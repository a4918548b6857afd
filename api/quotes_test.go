package api_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/store/storetest"
)

// TestProblemsQuoteNoRow has PostgreSQL refuse what somebody sent, in messages and
// details that quote it. Neither the answer nor the log repeats them.
func TestProblemsQuoteNoRow(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	db := storetest.Open(t, url)
	var log bytes.Buffer
	a := apiOf(service.Dependencies{DB: db.DB, Ledger: db.Ledger}, nil)
	a.Log = config.Logger(&log, slog.LevelDebug)
	s := server{Server: httptest.NewServer(a.Handler()), t: t, store: db}
	defer s.Close()
	conn := connect(t, url)
	_, err := conn.Exec(t.Context(), `
ALTER TABLE channels ADD CONSTRAINT poison CHECK (name NOT LIKE 'Aisha%');
CREATE FUNCTION cast_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM NEW.name::date; RETURN NEW; END $$;
CREATE TRIGGER cast_name BEFORE INSERT ON channels FOR EACH ROW WHEN (NEW.name LIKE 'Dewi%') EXECUTE FUNCTION cast_name();
CREATE FUNCTION quote_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room for %', NEW.phone_number_id; END $$;
CREATE TRIGGER quote_name BEFORE INSERT ON channels FOR EACH ROW WHEN (NEW.name LIKE 'Grace%') EXECUTE FUNCTION quote_name()`)
	require.NoError(t, err)
	for name, said := range map[string]string{
		"Aisha Rahman": `violates check constraint \"poison\"`, "Dewi Lestari": "SQLSTATE 22007", "Grace Tan": "no room for 60…89",
	} {
		a := s.put("/v1/channels/main", `{"name": "`+name+`", "phone_number_id": "6012345678900089"}`)
		a.problem(t, http.StatusInternalServerError)
		for _, text := range []string{a.body, log.String()} {
			require.NotContains(t, text, name[:4])
			require.NotContains(t, text, "60123456789")
		}
		require.NotContains(t, a.body, "SQLSTATE")
		require.Contains(t, log.String(), said, "the log says what is wrong")
	}
}
