package whatsapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

const business = "60300000001"

func thread(id string, messages ...any) obj { return obj{"id": id, "messages": messages} }

func chunk(threads ...any) obj {
	return body(change("history", value(obj{"history": arr{obj{"metadata": obj{"phase": 0, "chunk_order": 1}, "threads": threads}}})))
}

func TestOldMessages(t *testing.T) {
	t.Parallel()
	b := parse(t, chunk(
		thread(ada, text("wamid.1", nil), text("wamid.2", obj{"from": business, "to": ada}), message("wamid.3", "image", obj{"image": obj{"caption": "a cat"}})),
		thread(bob, text("wamid.4", obj{"from": bob})),
	))
	require.Len(t, b.Events, 4)
	for _, e := range b.Events {
		require.Equal(t, contact.Bulk, e.Priority)
		require.Equal(t, contact.SourceMessage, e.Source)
		require.Equal(t, channel, e.Origin)
		require.Equal(t, time.Unix(1790000000, 0).UTC(), e.OccurredAt)
		require.Equal(t, "history/"+channel+"/id:"+e.ExternalID, e.DedupeKey)
	}
	require.Equal(t, []string{"wamid.1", "wamid.3", "wamid.4"}, ids(b.Events, contact.Touches))
	require.Equal(t, []string{"wamid.2"}, ids(b.Events, contact.None))
	require.Equal(t, "history.image", b.Events[2].Kind)
	require.Equal(t, &contact.Message{ID: "wamid.3", Type: "image", Text: "a cat"}, b.Events[2].Facts.Message)
	require.Equal(t, contact.Person{WaID: bob}, b.Events[3].Facts.Person)
	require.NotContains(t, string(b.Events[3].Raw), ada, "nobody else's words are kept with it")
}

// TestWhoWroteAnOldMessage has every way to tell a person's message from the business's.
func TestWhoWroteAnOldMessage(t *testing.T) {
	t.Parallel()
	by := func(threadID string, more obj) obj { return chunk(thread(threadID, text("wamid.1", more))) }
	inThread := func(context, more obj) obj {
		return chunk(with(thread("", text("wamid.1", more)), obj{"id": nil, "context": context}))
	}
	adas := contact.Person{WaID: ada}
	for name, test := range map[string]struct {
		body obj
		want contact.Person // nobody: the business wrote it
	}{
		"the thread's person":                        {by(ada, nil), adas},
		"the thread's person with a plus":            {by("+"+ada, nil), adas},
		"the thread's person as an address":          {by(ada+"@s.whatsapp.net", nil), adas},
		"the thread's person in another spelling":    {by("5541981381001", obj{"from": "554181381001"}), contact.Person{WaID: "554181381001"}},
		"the thread's person, who names the other":   {by(ada, obj{"to": business}), adas},
		"somebody else in the thread":                {by(ada, obj{"from": business}), contact.Person{}},
		"somebody else, who names nobody":            {by(ada, obj{"from": "60300000099"}), contact.Person{}},
		"a thread that names nobody":                 {chunk(obj{"messages": arr{text("wamid.1", nil)}}), adas},
		"a thread that names nobody, and an echo":    {chunk(obj{"messages": arr{text("wamid.1", obj{"from": business})}}), contact.Person{}},
		"a thread that names nobody, and a receiver": {chunk(obj{"messages": arr{text("wamid.1", obj{"from": "60300000099", "to": ada})}}), contact.Person{}},
		"a user id in the thread":                    {inThread(obj{"user_id": adaID}, obj{"from": nil, "from_user_id": adaID}), contact.Person{UserID: adaID}},
		"a user id, and the thread's number":         {by(ada, obj{"from": nil, "from_user_id": adaID}), contact.Person{WaID: ada, UserID: adaID}},
		"a user id in the number's place":            {by(adaID, obj{"from": adaID}), contact.Person{UserID: adaID}},
		"another user id":                            {inThread(obj{"user_id": adaID}, obj{"from": nil, "from_user_id": bobID}), contact.Person{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, test.body)
			if test.want.Known() {
				require.Equal(t, contact.Touches, e.Facts.Effect)
				require.Equal(t, test.want, e.Facts.Person)
			} else {
				require.Equal(t, contact.None, e.Facts.Effect)
				require.Equal(t, contact.Echo, e.Facts.Reason)
				require.Equal(t, "history.echo", e.Kind)
			}
		})
	}
}

func TestOldItemsThatAreNoMessages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		message obj
		effect  contact.Effect
		reason  contact.Reason
	}{
		"a reaction":         {message("wamid.1", "reaction", obj{"reaction": obj{"emoji": "x"}}), contact.None, contact.Reaction},
		"a change of number": {message("wamid.1", "system", obj{"system": obj{"type": "user_changed_number", "wa_id": bob}}), contact.None, contact.HistorySync},
		"in a group":         {text("wamid.1", obj{"group_id": "g"}), contact.None, contact.GroupMessage},
		"of an unknown type": {message("wamid.1", "hologram", nil), contact.Unjudged, contact.UnknownType},
		"without an id":      {text("", nil), contact.Unjudged, contact.MissingID},
		"without a time":     {text("wamid.1", obj{"timestamp": "x"}), contact.Unjudged, contact.BadTimestamp},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, chunk(thread(ada, test.message)))
			require.Equal(t, test.effect, e.Facts.Effect)
			require.Equal(t, test.reason, e.Facts.Reason)
			require.Nil(t, e.Facts.Message)
		})
	}
	t.Run("in a group's thread", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, contact.GroupMessage, one(t, chunk(thread("120363000@g.us", text("wamid.1", nil)))).Facts.Reason)
	})
	t.Run("a chunk that says why there are none", func(t *testing.T) {
		t.Parallel()
		e := one(t, body(change("history", value(obj{"history": arr{obj{"errors": arr{obj{"code": 2593109, "title": "History sharing is turned off"}}}}}))))
		require.Equal(t, contact.HistorySync, e.Facts.Reason)
		require.Equal(t, "no old messages: History sharing is turned off", e.Facts.Detail)
	})
}

func TestMediaOfOldMessages(t *testing.T) {
	t.Parallel()
	place := one(t, chunk(thread(ada, message("wamid.1", "media_placeholder", nil))))
	require.Equal(t, contact.Touches, place.Facts.Effect, "a person did send something")
	require.Equal(t, contact.MediaPlaceholder, place.Facts.Message.Type)
	media := one(t, body(change("history", value(obj{
		"contacts": arr{person(ada, "", "Ada")}, "messages": arr{message("wamid.1", "image", obj{"image": obj{"id": "1"}})},
	}))))
	require.Equal(t, "history.image", media.Kind)
	require.Equal(t, contact.Person{WaID: ada, ProfileName: "Ada"}, media.Facts.Person)
	require.NotEqual(t, place.DedupeKey, media.DedupeKey, "the media is not taken for the same once more")
}

func TestAddressBook(t *testing.T) {
	t.Parallel()
	entry := func(card, more obj) contact.Event {
		return one(t, body(change("smb_app_state_sync", value(obj{"state_sync": arr{with(obj{
			"type": "contact", "action": "add", "contact": card, "metadata": obj{"timestamp": noon},
		}, more)}}))))
	}
	e := entry(obj{"full_name": " Ada Lovelace ", "first_name": "Ada", "phone_number": "+60 12-345 6789"}, nil)
	require.Equal(t, contact.AddressBookSync, e.Facts.Reason, "nobody is imported whose channel does not say so")
	require.Equal(t, contact.None, e.Facts.Effect)
	require.Equal(t, contact.Bulk, e.Priority)
	require.Equal(t, contact.Person{WaID: ada, Unconfirmed: true}, e.Facts.Person)
	require.Equal(t, "Ada Lovelace", *e.Facts.Fields.DisplayName)
	require.Equal(t, time.Unix(1790000000, 0).UTC(), e.OccurredAt)

	require.Equal(t, "Ada L.", *entry(obj{"first_name": "Ada", "last_name": "L.", "phone_number": ada}, nil).Facts.Fields.DisplayName)
	require.Nil(t, entry(obj{"phone_number": ada}, nil).Facts.Fields.DisplayName, "a number alone has no name")
	require.Nil(t, entry(obj{"phone_number": ada}, obj{"action": "remove"}).Facts.Fields, "what is removed there is removed nowhere else")
	require.Nil(t, entry(obj{"phone_number": ada}, obj{"type": "label"}).Facts.Fields)
	require.NotEqual(t, entry(obj{"full_name": "A", "phone_number": ada}, nil).DedupeKey,
		entry(obj{"full_name": "A", "phone_number": ada}, obj{"metadata": obj{"timestamp": "1790000001"}}).DedupeKey, "an edit is news")
}
