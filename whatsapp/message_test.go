package whatsapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestTextOfAMessage(t *testing.T) {
	t.Parallel()
	reply := func(kind string, members any) obj { return obj{"type": kind, kind: members} }
	for name, test := range map[string]struct {
		kind string
		body any
		want string
	}{
		"a text's body":                            {"text", obj{"body": "hello <b>"}, "hello <b>"},
		"a text of a wrong type":                   {"text", "hello", ""},
		"a text with NULs":                         {"text", obj{"body": "a\x00b"}, "ab"},
		"a text that is too long":                  {"text", obj{"body": strings.Repeat("é", contact.MaxText+1)}, strings.Repeat("é", contact.MaxText)},
		"an image's caption":                       {"image", obj{"caption": "a cat", "id": "1"}, "a cat"},
		"a video's caption":                        {"video", obj{"caption": "a cat"}, "a cat"},
		"a document's caption":                     {"document", obj{"caption": "a list", "filename": "list.pdf"}, "a list"},
		"an image without one":                     {"image", obj{"id": "1"}, ""},
		"a button's text":                          {"button", obj{"text": "Yes", "payload": "y"}, "Yes"},
		"a button reply's title":                   {"interactive", reply("button_reply", obj{"id": "y", "title": "Yes"}), "Yes"},
		"a list reply's title":                     {"interactive", reply("list_reply", obj{"title": "Two", "description": "2"}), "Two"},
		"a flow reply's body":                      {"interactive", reply("nfm_reply", obj{"name": "flow", "body": "Sent", "response_json": `{"flow_token":"t"}`}), "Sent"},
		"a flow reply of malformed JSON":           {"interactive", reply("nfm_reply", obj{"body": "Sent", "response_json": `{"flow_to`}), "Sent"},
		"a flow reply of no object":                {"interactive", reply("nfm_reply", obj{"response_json": `[]`}), ""},
		"a flow reply of an object for its string": {"interactive", reply("nfm_reply", obj{"response_json": obj{}}), ""},
		"a flow reply that is a string":            {"interactive", reply("nfm_reply", "x"), ""},
		"a place and its address":                  {"location", obj{"name": "Museum", "address": "1 Road", "latitude": 1.5}, "Museum, 1 Road"},
		"an address alone":                         {"location", obj{"address": "1 Road"}, "1 Road"},
		"a pin on the map":                         {"location", obj{"latitude": 1.5}, ""},
		"a sticker":                                {"sticker", obj{"id": "1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, messages(message("wamid.1", test.kind, obj{test.kind: test.body})))
			require.Equal(t, contact.Creates, e.Facts.Effect)
			require.Equal(t, &contact.Message{ID: "wamid.1", Type: test.kind, Text: test.want}, e.Facts.Message)
		})
	}
}

func TestReferral(t *testing.T) {
	t.Parallel()
	full := obj{
		"source_url": "https://fb.me/x", "source_id": "12021", "source_type": "ad", "headline": "Cats",
		"body": "b", "media_type": "image", "image_url": "https://x", "ctwa_clid": "ARAk",
	}
	for name, test := range map[string]struct {
		referral any
		want     *contact.Referral
	}{
		"an ad with its click id":        {full, &contact.Referral{SourceID: "12021", SourceType: "ad", SourceURL: "https://fb.me/x", Headline: "Cats", CtwaClid: "ARAk"}},
		"an ad without one gets none":    {with(full, obj{"ctwa_clid": nil}), &contact.Referral{SourceID: "12021", SourceType: "ad", SourceURL: "https://fb.me/x", Headline: "Cats"}},
		"an ad whose id is a number":     {obj{"source_id": 12021}, &contact.Referral{SourceID: "12021"}},
		"an ad of nothing that is known": {obj{"tomorrow": 1}, &contact.Referral{}},
		"an empty referral is none":      {obj{}, nil},
		"a string is none":               {"ad", nil},
		"a list is none":                 {arr{full}, nil},
		"no referral":                    {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, messages(text("wamid.1", obj{"referral": test.referral})))
			require.Equal(t, test.want, e.Facts.Message.Referral)
		})
	}
}

func TestStandby(t *testing.T) {
	t.Parallel()
	inner := obj{"contacts": arr{person(ada, "", "Ada")}, "messages": arr{text("wamid.1", nil)}}
	plain := one(t, messages(text("wamid.1", nil)))
	for name, value := range map[string]obj{
		"metadata beside it":          {"metadata": metadata(), "standby": inner},
		"metadata inside":             {"standby": with(inner, obj{"metadata": metadata()})},
		"metadata in both":            {"metadata": metadata(), "standby": with(inner, obj{"metadata": obj{}})},
		"contacts outside":            {"metadata": metadata(), "contacts": inner["contacts"], "standby": with(inner, obj{"contacts": nil})},
		"messages where they used to": with(inner, obj{"metadata": metadata()}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, body(change("standby", value)))
			require.Equal(t, contact.Creates, e.Facts.Effect)
			require.Equal(t, plain.Facts, e.Facts)
			require.Equal(t, plain.DedupeKey, e.DedupeKey, "one message, whichever way it came")
		})
	}
}

func TestDedupeKeys(t *testing.T) {
	t.Parallel()
	keys := func(body any) []string {
		var all []string
		for _, e := range parse(t, body).Events {
			all = append(all, e.DedupeKey)
		}
		return all
	}
	t.Run("a message that is delivered again is the same, whatever is around it", func(t *testing.T) {
		t.Parallel()
		twice := keys(messages(text("wamid.1", nil), text("wamid.1", obj{"timestamp": "1790000001"})))
		require.Equal(t, twice[0], twice[1])
		require.Equal(t, twice[:1], keys(body(change("messages", value(obj{"messages": arr{text("wamid.1", nil)}})))))
	})
	t.Run("the same id on another channel is another message", func(t *testing.T) {
		t.Parallel()
		other := body(change("messages", value(obj{"metadata": obj{"phone_number_id": "2"}, "messages": arr{text("wamid.1", nil)}})))
		require.NotEqual(t, keys(messages(text("wamid.1", nil))), keys(other))
	})
	t.Run("ids that would be cleaned or cut to the same stay apart", func(t *testing.T) {
		t.Parallel()
		long := strings.Repeat("x", contact.MaxTextID)
		all := keys(messages(text("ab", nil), text("a\x00b", nil), text(long+"1", nil), text(long+"2", nil)))
		seen := map[string]bool{}
		for _, k := range all {
			require.False(t, seen[k], k)
			seen[k] = true
		}
	})
	t.Run("the start and the end of a call are two events", func(t *testing.T) {
		t.Parallel()
		call := func(event string) obj {
			return obj{"id": "wacid.1", "from": ada, "timestamp": noon, "event": event}
		}
		all := keys(body(change("calls", value(obj{"calls": arr{call("connect"), call("terminate"), call("connect")}}))))
		require.NotEqual(t, all[0], all[1])
		require.Equal(t, all[0], all[2])
	})
	t.Run("the classes are told apart", func(t *testing.T) {
		t.Parallel()
		for want, b := range map[string]obj{
			"message/" + channel + "/id:1":                 messages(message("1", "reaction", nil)),
			"echo/" + channel + "/id:1":                    body(change("message_echoes", value(obj{"message_echoes": arr{text("1", obj{"to": bob})}}))),
			"call/" + channel + "/id:1/connect":            body(change("calls", value(obj{"calls": arr{text("1", obj{"event": "connect"})}}))),
			"preference/" + channel + "/sha256:":           body(change("user_preferences", value(obj{"user_preferences": arr{obj{"wa_id": ada, "value": "stop", "timestamp": noon}}}))),
			"history/" + channel + "/sha256:":              body(change("history", value(obj{"history": arr{obj{}}}))),
			"address_book/" + channel + "/sha256:":         body(change("smb_app_state_sync", value(obj{"state_sync": arr{obj{}}}))),
			"error/" + channel + "/sha256:":                body(change("messages", value(obj{"errors": arr{obj{"code": 1}}}))),
			"field:account_update/" + account + "/sha256:": body(change("account_update", obj{"event": "X"})),
			"malformed/" + channel + "/sha256:":            messages(5),
			"malformed/" + account + "/sha256:":            body(5),
			"field:flows/" + account + "/sha256:":          body(change("flows", 5)),
			"field:messages/" + channel + "/sha256:":       body(change("messages", value(nil))),
		} {
			got := keys(b)
			require.Len(t, got, 1)
			require.True(t, strings.HasPrefix(got[0], want), "%s does not start with %s", got[0], want)
		}
	})
}

func TestRawIsVerbatim(t *testing.T) {
	t.Parallel()
	const (
		metadata = `{ "phone_number_id" : "4100" }`
		entry    = `{"wa_id":"60123456789",  "profile":{"name":"A\u0064a <&>"}}`
		item     = "{\"id\":\"wamid.1\",\n \"from\":\"60123456789\", \"type\":\"text\",\"timestamp\":\"1790000000\",\"text\":{\"body\":\"<b>\\u0000\\/\u2028 \xff\"}}"
	)
	body := `{"object" : "whatsapp_business_account", "entry":[{"id": "5200" ,"changes":[{"value":{"messages":[ ` + item +
		` ],"contacts":[` + entry + `],"metadata":` + metadata + `},"field":"messages"}]}]}`
	b, err := Parse([]byte(body))
	require.NoError(t, err)
	require.Len(t, b.Events, 1)
	checkEvent(t, b.Events[0])
	want := `{"at":"messages[]","field":"messages","object":"whatsapp_business_account","entry_id":"5200","metadata":` + metadata +
		`,"contact":` + entry + `,"item":` + strings.ReplaceAll(item, "\xff", "\uFFFD") + `}`
	require.Equal(t, want, string(b.Events[0].Raw))
	require.Equal(t, "<b>/\u2028 \uFFFD", b.Events[0].Facts.Message.Text)
	require.Equal(t, "Ada <&>", b.Events[0].Facts.Person.ProfileName)
}
