package e2e

import (
	"context"

	"github.com/stretchr/testify/require"
)

// The names of people who are held in the middle of something as long as the gates
// of a test are closed, through crashes, too.
const (
	heldStaging   = "Staging"
	heldRecording = "Recording"
	heldDeciding  = "Deciding"
	heldUndoing   = "Undoing"
)

// gates make a database in which those people are held, and close it. Nobody else
// waits for them.
func (i importer) gates() *hold {
	i.t.Helper()
	_, err := i.db.Exec(context.Background(), `
CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
CREATE TRIGGER staging BEFORE INSERT ON import_rows FOR EACH ROW
    WHEN (NEW.cells[2] = 'Staging') EXECUTE FUNCTION gate();
CREATE TRIGGER recording BEFORE INSERT ON events FOR EACH ROW
    WHEN (NEW.facts LIKE '%"Recording"%') EXECUTE FUNCTION gate();
CREATE TRIGGER deciding BEFORE INSERT OR UPDATE ON contacts FOR EACH ROW
    WHEN (NEW.display_name = 'Deciding') EXECUTE FUNCTION gate();
CREATE TRIGGER undoing BEFORE UPDATE ON contacts FOR EACH ROW
    WHEN (OLD.display_name = 'Undoing' AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION gate()`)
	require.NoError(i.t, err)
	return i.hold(`SELECT pg_advisory_xact_lock(4711)`)
}
