package whatsapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestWhatIsNoWebhook(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an empty body":               ``,
		"no JSON":                     `hello`,
		"half an object":              `{"entry":[`,
		"two values":                  `{"entry":[]}{"entry":[]}`,
		"an array":                    `[{"entry":[]}]`,
		"null":                        `null`,
		"an object without entry":     `{"object":"whatsapp_business_account"}`,
		"an entry that is a string":   `{"entry":"x"}`,
		"an entry that is null":       `{"entry":null}`,
		"an entry that is in a value": `{"value":{"entry":[]}}`,
	} {
		t.Run(name+" is the sender's mistake", func(t *testing.T) {
			t.Parallel()
			b, err := Parse([]byte(text))
			require.ErrorIs(t, err, ErrNotWebhook)
			require.NotEqual(t, ErrNotWebhook.Error(), err.Error(), "the error says what is wrong")
			require.Empty(t, b)
		})
	}
	t.Run("an empty entry is a webhook with nothing in it", func(t *testing.T) {
		t.Parallel()
		b, err := Parse([]byte(`{"entry":[]}`))
		require.NoError(t, err)
		require.Empty(t, b)
	})
}

// TestBadItems has every kind of malformed item, each between two good ones
// whom it must not cost.
func TestBadItems(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", contact.MaxKey+1)
	for name, test := range map[string]struct {
		item   any
		reason contact.Reason
		kind   string
		id     string
		waID   string
	}{
		"null":                            {nil, contact.NotAnObject, "unknown", "", ""},
		"a string":                        {"x", contact.NotAnObject, "unknown", "", ""},
		"a number":                        {7, contact.NotAnObject, "unknown", "", ""},
		"an array":                        {arr{text("wamid.x", nil)}, contact.NotAnObject, "unknown", "", ""},
		"an empty object":                 {obj{}, contact.MissingID, "unknown", "", ""},
		"no id":                           {text("x", obj{"id": nil}), contact.MissingID, "text", "", ada},
		"an empty id":                     {text("", nil), contact.MissingID, "text", "", ada},
		"a blank id":                      {text(" \t", nil), contact.MissingID, "text", "", ada},
		"an id that is a number":          {text("x", obj{"id": 5}), contact.MissingID, "text", "", ada},
		"an id that is an object":         {text("x", obj{"id": obj{}}), contact.MissingID, "text", "", ada},
		"no type":                         {text("wamid.x", obj{"type": nil}), contact.UnknownType, "unknown", "wamid.x", ada},
		"a type that is a number":         {text("wamid.x", obj{"type": 5}), contact.UnknownType, "unknown", "wamid.x", ada},
		"nobody":                          {text("wamid.x", obj{"from": nil}), contact.NoSender, "text", "wamid.x", ""},
		"a blank sender":                  {text("wamid.x", obj{"from": " "}), contact.NoSender, "text", "wamid.x", ""},
		"a sender that is a list":         {text("wamid.x", obj{"from": arr{ada}}), contact.NoSender, "text", "wamid.x", ""},
		"a sender that is a fraction":     {text("wamid.x", obj{"from": 1.5}), contact.NoSender, "text", "wamid.x", ""},
		"a sender that is too long":       {text("wamid.x", obj{"from": long}), contact.BadSender, "text", "wamid.x", ""},
		"a sender with a NUL":             {text("wamid.x", obj{"from": "601\x00"}), contact.BadSender, "text", "wamid.x", ""},
		"a sender with a newline":         {text("wamid.x", obj{"from": "601\n"}), contact.BadSender, "text", "wamid.x", ""},
		"a user id that is too long":      {text("wamid.x", obj{"from_user_id": "MY." + long}), contact.BadSender, "text", "wamid.x", ada},
		"no timestamp":                    {text("wamid.x", obj{"timestamp": nil}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a timestamp that is a date":      {text("wamid.x", obj{"timestamp": "2026-10-01T12:00:00Z"}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a timestamp in hexadecimal":      {text("wamid.x", obj{"timestamp": "0x6ab1"}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a negative timestamp":            {text("wamid.x", obj{"timestamp": "-5"}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a timestamp with a sign":         {text("wamid.x", obj{"timestamp": "+1790000000"}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a timestamp without end":         {text("wamid.x", obj{"timestamp": "1" + strings.Repeat("0", 30)}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a timestamp of no digits":        {text("wamid.x", obj{"timestamp": ".5"}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a timestamp that is an object":   {text("wamid.x", obj{"timestamp": obj{}}), contact.BadTimestamp, "text", "wamid.x", ada},
		"the id is missed before all":     {obj{"type": "hologram"}, contact.MissingID, "hologram", "", ""},
		"the type is missed before":       {obj{"id": "wamid.x"}, contact.UnknownType, "unknown", "wamid.x", ""},
		"the sender is missed before":     {obj{"id": "wamid.x", "type": "text"}, contact.NoSender, "text", "wamid.x", ""},
		"a bad sender is told before":     {text("wamid.x", obj{"from": long, "timestamp": nil}), contact.BadSender, "text", "wamid.x", ""},
		"a change with a bad new number":  {message("wamid.x", "system", obj{"system": obj{"type": "user_changed_number", "wa_id": long}}), contact.BadSender, "number_change", "wamid.x", ada},
		"a change with a bad timestamp":   {message("wamid.x", "system", obj{"timestamp": "x", "system": obj{"type": "user_changed_number", "wa_id": bob}}), contact.BadTimestamp, "number_change", "wamid.x", ada},
		"an unknown type of a long name":  {message("wamid.x", strings.Repeat("é", 100), nil), contact.UnknownType, strings.Repeat("é", 64), "wamid.x", ada},
		"an unknown type with a NUL":      {message("wamid.x", "a\x00b", nil), contact.UnknownType, "ab", "wamid.x", ada},
		"an id that would fit no key":     {text(strings.Repeat("x", 600), obj{"timestamp": nil}), contact.BadTimestamp, "text", strings.Repeat("x", 512), ada},
		"an id with a NUL":                {text("wamid.\x00x", obj{"timestamp": nil}), contact.BadTimestamp, "text", "wamid.x", ada},
		"a BSUID that came as the number": {text("wamid.x", obj{"from": adaID, "timestamp": nil}), contact.BadTimestamp, "text", "wamid.x", ""},
	} {
		t.Run(name+" costs no neighbour", func(t *testing.T) {
			t.Parallel()
			b := parse(t, messages(text("wamid.1", nil), test.item, text("wamid.2", nil)))
			require.Len(t, b.Events, 3)
			require.Equal(t, []string{"wamid.1", "wamid.2"}, ids(b.Events, contact.Creates))

			e := b.Events[1]
			require.Equal(t, contact.Unjudged, e.Facts.Effect)
			require.Equal(t, test.reason, e.Facts.Reason)
			require.NotEmpty(t, e.Facts.Detail)
			require.Equal(t, test.kind, e.Kind)
			require.Equal(t, test.kind == "number_change", e.Source == contact.SourceSystem)
			require.Equal(t, test.id, e.ExternalID)
			require.Equal(t, test.waID, e.Facts.Person.WaID)
			require.Equal(t, channel, e.Origin)
			require.Nil(t, e.Facts.Message)
			require.Nil(t, e.Facts.Change)
			if test.id == "" {
				require.True(t, strings.HasPrefix(e.DedupeKey, "malformed/"+channel+"/sha256:"), e.DedupeKey)
			} else {
				require.True(t, strings.HasPrefix(e.DedupeKey, "message/"+channel+"/"), e.DedupeKey)
			}
		})
	}
}

// TestBadSurroundings has malformed things around good messages.
func TestBadSurroundings(t *testing.T) {
	t.Parallel()
	good := change("messages", value(obj{"messages": arr{text("wamid.1", nil)}}))
	beside := func(more obj) obj {
		return body(change("messages", value(with(obj{"messages": arr{text("wamid.1", nil)}}, more))))
	}
	for name, test := range map[string]struct {
		body     any
		unjudged []contact.Reason
	}{
		"an entry that is a number":         {obj{"entry": arr{5, obj{"id": account, "changes": arr{good}}}}, []contact.Reason{contact.NotAnObject}},
		"an entry whose changes are none":   {obj{"entry": arr{obj{"changes": "x"}, obj{"id": account, "changes": arr{good}}}}, []contact.Reason{contact.NotAnObject}},
		"an entry id that is an object":     {obj{"entry": arr{obj{"id": obj{}, "changes": arr{good}}}}, nil},
		"a change that is null":             {body(nil, good), []contact.Reason{contact.NotAnObject}},
		"a change that is empty":            {body(obj{}, good), []contact.Reason{contact.UnknownType}},
		"a change without a field":          {body(obj{"value": value(nil)}, good), []contact.Reason{contact.UnknownType}},
		"a change whose field is a number":  {body(obj{"field": 5, "value": value(nil)}, good), []contact.Reason{contact.UnknownType}},
		"a change without a value":          {body(obj{"field": "messages"}, good), []contact.Reason{contact.NotAnObject}},
		"a value that is an array":          {body(change("messages", arr{}), good), []contact.Reason{contact.NotAnObject}},
		"a value that is null":              {body(change("calls", nil), good), []contact.Reason{contact.NotAnObject}},
		"a standby that is a string":        {body(change("standby", obj{"standby": "x"}), good), []contact.Reason{contact.NotAnObject}},
		"messages that are a string":        {body(change("messages", value(obj{"messages": "x"})), good), []contact.Reason{contact.NotAnObject}},
		"calls that are a string":           {body(change("calls", value(obj{"calls": "x"})), good), []contact.Reason{contact.NotAnObject}},
		"a call that is null":               {body(change("calls", value(obj{"calls": arr{nil}})), good), []contact.Reason{contact.NotAnObject}},
		"a call without an id":              {body(change("calls", value(obj{"calls": arr{obj{"from": ada, "timestamp": noon}}})), good), []contact.Reason{contact.MissingID}},
		"an echo to nobody":                 {body(change("message_echoes", value(obj{"message_echoes": arr{obj{"id": "x", "timestamp": noon}}})), good), []contact.Reason{contact.NoSender}},
		"an echo of no time":                {body(change("message_echoes", value(obj{"message_echoes": arr{obj{"id": "x", "to": ada}}})), good), []contact.Reason{contact.BadTimestamp}},
		"a history that is a number":        {body(change("history", value(obj{"history": 5})), good), []contact.Reason{contact.NotAnObject}},
		"an address book entry of no kind":  {body(change("smb_app_state_sync", value(obj{"state_sync": arr{5}})), good), []contact.Reason{contact.NotAnObject}},
		"a preference that is a string":     {body(change("user_preferences", value(obj{"user_preferences": arr{"stop"}})), good), []contact.Reason{contact.NotAnObject}},
		"a metadata that is a number":       {beside(obj{"metadata": 5}), nil},
		"no metadata":                       {beside(obj{"metadata": nil}), nil},
		"contacts that are a string":        {beside(obj{"contacts": "x"}), []contact.Reason{contact.NotAnObject}},
		"contacts that are null":            {beside(obj{"contacts": (arr)(nil)}), nil},
		"contacts of which one is a number": {beside(obj{"contacts": arr{5, person(ada, "", "Ada")}}), []contact.Reason{contact.NotAnObject}},
		"contacts without anything in them": {beside(obj{"contacts": arr{obj{}, obj{"profile": "x"}}}), nil},
		"statuses that are a string":        {beside(obj{"statuses": "x"}), []contact.Reason{contact.NotAnObject}},
		"a status that is null":             {beside(obj{"statuses": arr{nil}}), []contact.Reason{contact.NotAnObject}},
		"errors that are a number":          {beside(obj{"errors": 5}), []contact.Reason{contact.NotAnObject}},
		"unknown members":                   {beside(obj{"tomorrow": obj{"messages": 5}}), nil},
	} {
		t.Run(name+" costs no message", func(t *testing.T) {
			t.Parallel()
			b := parse(t, test.body)
			require.Equal(t, []string{"wamid.1"}, ids(b.Events, contact.Creates))
			var reasons []contact.Reason
			for _, e := range b.Events {
				if e.Facts.Effect == contact.Unjudged {
					reasons = append(reasons, e.Facts.Reason)
					require.NotEmpty(t, e.Facts.Detail)
				}
			}
			require.Equal(t, test.unjudged, reasons)
		})
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	origin := func(metadata any) string {
		return one(t, body(change("messages", value(obj{"metadata": metadata, "messages": arr{text("wamid.1", nil)}})))).Origin
	}
	require.Equal(t, channel, origin(metadata()))
	require.Equal(t, channel, origin(obj{"phone_number_id": 410000000000001}), "a number is tolerated")
	require.Empty(t, origin(obj{}), "metadata that names no number")
	require.Equal(t, account, origin(nil), "no metadata")
	require.Equal(t, account, origin("x"), "metadata of a wrong type")
}

func TestReparseRefuses(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"no JSON":                   `{`,
		"no object":                 `[]`,
		"no item":                   `{"at":"messages[]","field":"messages"}`,
		"no place":                  `{"field":"messages","item":{}}`,
		"a place of another field":  `{"at":"calls[]","field":"messages","item":{}}`,
		"a place that is not known": `{"at":"nowhere[]","field":"messages","item":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Reparse([]byte(raw), received)
			require.Error(t, err)
			require.NotErrorIs(t, err, ErrNotWebhook)
		})
	}
}
