package e2e

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestServingAnotherSchema starts the program on databases of earlier and later
// versions.
func TestServingAnotherSchema(t *testing.T) {
	t.Parallel()
	refused := func(t *testing.T, database string) (said string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, "serve")
		cmd.Env = append(os.Environ(), "DATABASE_URL="+database, "HTTP_ADDR=127.0.0.1:0", "WHATSAPP_APP_SECRET="+appSecret,
			"WHATSAPP_VERIFY_TOKEN=verify", "API_TOKEN="+apiToken, "TEMPORAL_ADDRESS="+devtest.TemporalAddress(t))
		out, err := cmd.CombinedOutput()
		require.Error(t, err, "it does not serve")
		return string(out)
	}
	t.Run("one that lacks migrations is to be migrated", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, refused(t, devtest.DatabaseURL(t, devtest.Schema{})), "run `contacts migrate` first")
	})
	for name, oldest := range map[string]int{"one that is newer, and does not serve it": 1000, "one that is newer, and serves it": 20} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.database = storetest.URL(t)
			db := w.db()
			for _, sql := range []string{
				`INSERT INTO goose_db_version (version_id, is_applied) VALUES (1000, true)`,
				`ALTER TABLE contacts ADD COLUMN of_the_future text`,
			} {
				_, err := db.Exec(t.Context(), sql)
				require.NoError(t, err)
			}
			_, err := db.Exec(t.Context(), `UPDATE schema_compat SET oldest_program = $1`, oldest)
			require.NoError(t, err)
			if oldest == 1000 {
				require.Contains(t, refused(t, w.database), "install a newer version of contacts")
				return
			}
			p := w.serve()
			w.mustPost(p, w.text("60123456789", "wamid.1", time.Now()))
			eventually(t, "it works", func() bool { return count(t, db, `SELECT count(*) FROM contacts`) == 1 })
		})
	}
}
