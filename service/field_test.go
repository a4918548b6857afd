package service

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
)

// TestWhichFieldIsToBlame is told for programs and forms that mark it.
func TestWhichFieldIsToBlame(t *testing.T) {
	t.Parallel()
	s := setup(t)
	create := func(more string) error {
		var in Entry
		require.NoError(t, json.Unmarshal([]byte(`{"channel_id": "main", "phone": "60123456789"`+more+`}`), &in))
		_, err := s.CreateContact(t.Context(), admin, in, Request{})
		return err
	}
	list := func(p Paging) error {
		_, err := s.ListContacts(t.Context(), admin, ContactFilter{}, p)
		return err
	}
	form := func(f intake.Form) error {
		_, _, err := s.PutForm(t.Context(), admin, f)
		return err
	}
	replay := func() error {
		_, err := s.ReplayEvent(t.Context(), admin, uuid.New(), Correction{})
		return err
	}
	for name, test := range map[string]struct {
		err   error
		code  Code
		field string
	}{
		"an unknown member":           {create(`, "nickname": "Mei"`), UnknownField, "nickname"},
		"a channel that is not there": {create(`, "channel_id": "none"`), UnknownChannel, "channel_id"},
		"a channel that is no text":   {create(`, "channel_id": 1`), InvalidValue, "channel_id"},
		"a number without a country":  {create(`, "phone": "0123456789"`), UnusableNumber, "phone"},
		"an unknown attribute":        {create(`, "attributes": {"size": 1}`), UnknownField, "attributes.size"},
		"a value that does not fit":   {create(`, "attributes": {"age": "old"}`), InvalidValue, "attributes.age"},
		"tags that are none":          {create(`, "tags": "vip"`), InvalidValue, "tags"},
		"a page too large":            {list(Paging{Limit: 101}), InvalidParameter, "limit"},
		"a cursor that is none":       {list(Paging{Cursor: "x"}), InvalidParameter, "cursor"},
		"an id that is none":          {form(intake.Form{ID: "a b", ChannelID: "main"}), InvalidParameter, "id"},
		"an unknown target": {
			form(intake.Form{ID: "a", ChannelID: "main", Fields: map[string]string{"x": "email"}}), InvalidValue, "fields",
		},
		"an event that is not there": {replay(), NotFound, ""},
	} {
		e := ErrorOf(test.err)
		require.NotNil(t, e, name)
		require.Equal(t, test.code, e.Code, name)
		require.Equal(t, test.field, e.Field, name)
		require.Regexp(t, `^[A-Za-z].*\.$`, e.Message, name)
	}
}
