package settings_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

// removeAll removes values until none is left.
func removeAll(t *testing.T, f storetest.Fixture) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
	}
}

// living gives somebody a city, by a source.
func living(id, waID, city string, source contact.Source) contact.Event {
	ev := contacttest.Submission(id, 1, contacttest.Number(waID))
	ev.Source = source
	ev.Facts.Fields = &contact.Fields{Attributes: map[string]json.RawMessage{"city": json.RawMessage(`"` + city + `"`), "age": json.RawMessage("7")}}
	return ev
}

func TestAnAttributeIsRemoved(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	for name, kind := range map[string]intake.AttributeType{"city": intake.TypeString, "age": intake.TypeNumber} {
		_, _, err := f.Settings.PutAttribute(t.Context(), name, kind)
		require.NoError(t, err)
	}
	_, _, err := f.Settings.PutForm(t.Context(), intake.Form{ID: "form", ChannelID: contacttest.Shop, Fields: map[string]string{"town": "attributes.city"}}, "a secret of the form")
	require.NoError(t, err)
	var events []contact.Event
	for i := range 20 {
		events = append(events, living(fmt.Sprint("s", i), fmt.Sprint(60180+i), "Ipoh", contact.SourceForm))
	}
	out := f.Happen(events...)
	// Of one the value stands behind nothing, which a person said.
	f.Exec(`INSERT INTO claims (contact_id, field, source, value, event_id, at) SELECT $1, 'attributes.city', 'manual', NULL, gen_random_uuid(), now()`, out[0].ContactID)
	f.Exec(`UPDATE contacts SET attributes = attributes - 'city' WHERE id = $1`, out[0].ContactID)
	version := f.Get(out[1].ContactID).Version

	holds, err := f.Settings.AttributeHolds(t.Context(), "city")
	require.NoError(t, err)
	require.Equal(t, settings.AttributeHolds{Contacts: 19, Forms: 1}, holds)
	require.NoError(t, f.Settings.RemoveAttribute(t.Context(), "city"))
	require.ErrorIs(t, f.Settings.RemoveAttribute(t.Context(), "city"), store.ErrNotFound)
	_, err = f.Settings.Attribute(t.Context(), "city")
	require.ErrorIs(t, err, store.ErrNotFound)
	definitions, err := f.Settings.Definitions(t.Context())
	require.NoError(t, err)
	require.Equal(t, intake.Definitions{"age": intake.TypeNumber}, definitions, "nobody can give it at once")
	_, _, err = f.Settings.PutAttribute(t.Context(), "city", intake.TypeNumber)
	require.ErrorIs(t, err, settings.ErrRemoving)
	defined, err := f.Settings.DefineAttributes(t.Context(), intake.Definitions{"city": intake.TypeString})
	require.NoError(t, err)
	require.Empty(t, defined, "nor does an import define it meanwhile")

	// Somebody is being decided about, and nobody waits for that.
	tx, err := f.DB.Decisions.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), `SELECT FROM contacts WHERE id = $1 FOR NO KEY UPDATE`, out[7].ContactID)
	require.NoError(t, err)
	for range 3 {
		more, err := f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
		require.True(t, more)
	}
	require.Equal(t, int64(1), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.city'`))
	require.NoError(t, tx.Rollback(t.Context()))
	removeAll(t, f)
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.city'`), "also those behind stronger ones")
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes WHERE name = 'city'`))
	require.Equal(t, int64(20), storetest.Read[int64](f, `SELECT count(*) FROM contacts WHERE attributes = '{"age": 7}'`), "and nothing else")
	require.Equal(t, version+1, f.Get(out[1].ContactID).Version)

	t.Run("what was recorded before and is decided later leaves no value", func(t *testing.T) {
		f := f.In(t)
		f.Happen(living("late", "60199", "Ipoh", contact.SourceForm))
		require.Equal(t, int64(1), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes WHERE name = 'city'`))
		removeAll(t, f)
		require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes WHERE name = 'city'`))
	})
	t.Run("it can be defined anew, of another type", func(t *testing.T) {
		f := f.In(t)
		a, created, err := f.Settings.PutAttribute(t.Context(), "city", intake.TypeNumber)
		require.NoError(t, err)
		require.True(t, created)
		require.Equal(t, intake.TypeNumber, a.Type)
		more, err := f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
		require.False(t, more, "and is no more removed")
	})
}

// TestRemovingGoesOnFromPageToPage looks through more contacts than are changed together.
func TestRemovingGoesOnFromPageToPage(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	_, _, err := f.Settings.PutAttribute(t.Context(), "city", intake.TypeString)
	require.NoError(t, err)
	f.People(700, "60170")
	f.Exec(`INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT id, field, 'form', '"x"', gen_random_uuid(), now() FROM contacts CROSS JOIN unnest(ARRAY['attributes.city', 'attributes.age', 'remarks', 'assignee', 'display_name', 'a', 'b', 'c', 'd', 'e']) AS field
ON CONFLICT DO NOTHING`)
	f.Exec(`UPDATE contacts SET attributes = '{"city": "x"}' WHERE wa_id LIKE '%1'`)
	require.NoError(t, f.Settings.RemoveAttribute(t.Context(), "city"))
	pages := 0
	for more := true; more; pages++ {
		more, err = f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
	}
	require.Greater(t, pages, 4)
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.city'`))
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes`))
	require.Equal(t, int64(700), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.age'`))
}
