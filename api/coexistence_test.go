package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

// synced is the webhook of an address book with one entry.
func synced(number, name, action string, seconds int) string {
	return body(shopNumber, change("smb_app_state_sync", object{"state_sync": list{object{
		"type": "contact", "action": action, "contact": object{"full_name": name, "phone_number": number},
		"metadata": object{"timestamp": at(seconds)},
	}}}))
}

// history is the webhook of one thread of old messages.
func history(person string, messages ...any) string {
	return body(shopNumber, change("history", object{"history": list{object{
		"metadata": object{"phase": 0}, "threads": list{object{"id": person, "messages": messages}},
	}}}))
}

func (s server) asks(settings string) {
	s.t.Helper()
	a := s.put("/v1/channels/"+shop, fmt.Sprintf(`{"phone_number_id":%q%s}`, shopNumber, settings))
	require.Equal(s.t, http.StatusOK, a.status, a.body)
}

func TestWhatAChannelWantsOfWhatIsSynchronised(t *testing.T) {
	t.Parallel()
	s := setup(t)
	wants := func() []any {
		c := s.read("/v1/channels/" + shop)
		return []any{c["address_book"], c["history"]}
	}
	require.Equal(t, []any{"ignore", "attach"}, wants())
	s.asks(`,"address_book":"import"`)
	require.Equal(t, []any{"import", "attach"}, wants())
	s.asks(`,"history":"import"`)
	require.Equal(t, []any{"import", "import"}, wants(), "what a PUT leaves out stays")
	s.asks(``)
	require.Equal(t, []any{"import", "import"}, wants())
	s.asks(`,"address_book":"ignore","history":"attach"`)
	require.Equal(t, []any{"ignore", "attach"}, wants())
	for _, wrong := range []string{`"address_book":"attach"`, `"history":"ignore"`, `"history":"IMPORT"`} {
		s.put("/v1/channels/"+shop, fmt.Sprintf(`{"phone_number_id":%q,%s}`, shopNumber, wrong)).problem(t, http.StatusUnprocessableEntity)
	}
	s.put("/v1/channels/"+shop, fmt.Sprintf(`{"phone_number_id":%q,"history":5}`, shopNumber)).problem(t, http.StatusBadRequest)
}

func TestAnAddressBookThatIsImported(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(synced("60123456701", "Before", "add", 0))
	s.asks(`,"address_book":"import"`)
	s.receive(synced("60123456701", "Ada", "add", 1))
	s.receive(synced("60123456701", "Ada Lovelace", "add", 2))
	s.receive(synced("60123456701", "Ada Lovelace", "add", 2)) // a redelivery
	s.receive(synced("60123456701", "", "remove", 3))
	s.receive(synced("", "Nobody", "add", 4))
	s.decide()

	c := s.read("/v1/contacts?q=Ada")["contacts"].([]any)[0].(object)
	require.Equal(t, []any{"Ada Lovelace", "import", "import", "60123456701"}, []any{c["display_name"], c["name_source"], c["source"], c["wa_id"]})
	said := s.explain("phone=%2B60123456701")
	require.Contains(t, said["summary"], "an entry of the phone's address book")
	var decisions []string
	for _, e := range s.read("/v1/contacts/" + c["id"].(string) + "/timeline")["events"].([]any) {
		e := e.(object)
		decisions = append(decisions, fmt.Sprint(e["decision"], "/", e["origin"], "/", e["redeliveries"]))
		require.Contains(t, e["detail"], "an entry of the phone's address book")
	}
	require.Equal(t, []string{"updated/address_book/shop/1", "created/address_book/shop/0"}, decisions)

	ignored := s.read("/v1/events?decision=ignored")["events"].([]any)
	require.Len(t, ignored, 2, "what came before, and what was removed")
	require.Contains(t, ignored[0].(object)["detail"], "which removes nobody here")
	require.Contains(t, ignored[1].(object)["detail"], "unless the channel says address_book: import")
	nameless := s.read("/v1/events?decision=quarantined")["events"].([]any)[0].(object)
	require.Equal(t, "no_phone", nameless["reason"])
	require.Contains(t, nameless["detail"], "give it one on the phone")
}

func TestOldMessagesThatAreSynchronised(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(one("60123456701", "wamid.now", 100))
	s.receive(history("60123456701", text("60123456701", "wamid.old.1", 1), object{
		"from": "60300000001", "to": "60123456701", "id": "wamid.ours", "timestamp": at(2), "type": "text", "text": object{"body": "x"},
	}))
	s.receive(history("60123456702", text("60123456702", "wamid.old.2", 1), text("60123456702", "wamid.old.3", 2)))
	s.decide()
	require.Equal(t, "0", s.metrics()[`contacts_pending_events{priority="bulk"}`])

	c := s.read("/v1/contacts?q=60123456701")["contacts"].([]any)[0].(object)
	require.Equal(t, "wamid.old.1", c["first_message"].(object)["id"], "the first message moves back")
	stranger := s.explain("phone=60123456702")
	require.Nil(t, stranger["contact"])
	require.Contains(t, stranger["summary"], "an old message from before the number was connected")
	ours := s.explain("message_id=wamid.ours")["events"].([]any)[0].(object)
	require.Equal(t, []any{"ignored", "echo", "history.echo"}, []any{ours["decision"], ours["reason"], ours["kind"]})

	s.receive(one("60123456702", "wamid.later", 200))
	s.decide()
	c = s.read("/v1/contacts?q=60123456702")["contacts"].([]any)[0].(object)
	require.Equal(t, "wamid.old.2", c["first_message"].(object)["id"], "what was filed with nobody is found again")
	require.Len(t, s.read("/v1/contacts/" + c["id"].(string) + "/messages")["messages"], 3)

	s.asks(`,"history":"import"`)
	s.receive(history("60123456703", text("60123456703", "wamid.old.4", 1)))
	s.decide()
	require.Contains(t, s.explain("phone=60123456703")["summary"], "an old WhatsApp message, from before the number was connected")
}

// TestWhatHadToBeUnderstoodIsSaid looks at events as explain and the timeline show them.
func TestWhatHadToBeUnderstoodIsSaid(t *testing.T) {
	t.Parallel()
	s := setup(t)
	late := text("60123456701", "wamid.late", 0)
	late["timestamp"] = "99999999999"
	card := object{"from_user_id": "MY.ada", "id": "wamid.card", "timestamp": at(1), "type": "contacts", "contacts": list{
		object{"origin": "contact_request", "phones": list{object{"phone": "+60 12-345 6703", "wa_id": "60123456703"}}},
	}}
	unnamed := messages(nil, text("60123456702", "wamid.unnamed", 0)).(object)
	delete(unnamed, "field")
	s.receive(body(shopNumber, messages(nil, late, card), unnamed))
	s.decide()
	for id, note := range map[string]string{
		"wamid.late":    "lies in the future: the time of receipt was taken instead",
		"wamid.card":    "the person shared their own number, +60123456703",
		"wamid.unnamed": "by what it holds it was read as messages",
	} {
		e := s.explain("message_id=" + id)["events"].([]any)[0].(object)
		require.Equal(t, "created", e["decision"], id)
		require.Contains(t, e["detail"], note)
		require.Contains(t, e["detail"], "it is the first message", "the reason is said as well")
		line := s.read("/v1/contacts/" + e["contact_id"].(string) + "/timeline")
		require.Contains(t, line["events"].([]any)[0].(object)["detail"], note)
	}
	require.Equal(t, "60123456703", s.explain("user_id=MY.ada")["contact"].(object)["wa_id"])
	require.Equal(t, "60123456703", s.explain("phone=60123456703")["contact"].(object)["wa_id"], "and is found by the number")
}

// serveSecrets serves a database of the test's own with these settings.
func serveSecrets(t *testing.T, appSecret, verifyToken string) server {
	t.Helper()
	quiet, db := slog.New(slog.DiscardHandler), storetest.Open(t, storetest.URL(t))
	recorder := starter.NewRecorder(db.Ledger, db.Imports, starter.New(nil, "nobody"), starter.NewHub(), quiet)
	a := &api.API{
		Service:     service.New(service.Dependencies{DB: db.DB, Ledger: db.Ledger, Recorder: recorder, Log: quiet, Token: apiToken, AppSecret: appSecret}),
		VerifyToken: verifyToken, DB: db.DB, Ledger: db.Ledger, Erasures: db.Erasures, Log: quiet,
	}
	s := server{Server: httptest.NewServer(a.Handler()), t: t, store: db}
	t.Cleanup(s.Close)
	return s
}

// TestSecretsMayBeSeveral rotates the app secret and the verify token.
func TestSecretsMayBeSeveral(t *testing.T) {
	t.Parallel()
	s := serveSecrets(t, appSecret+", the-new-secret", "former,"+verifyToken)
	payload := body(shopNumber, change("account_update", object{}))
	for _, secret := range []string{"the-new-secret", appSecret, "the-new-secret"} {
		a := s.do(http.MethodPost, "/webhooks/whatsapp", payload, http.Header{whatsapp.SignatureHeader: {whatsapp.Sign(secret, []byte(payload))}})
		require.Equal(t, http.StatusOK, a.status, a.body)
	}
	for _, secret := range []string{"", ",", "the-new-secret,", appSecret + ", the-new-secret"} {
		s.do(http.MethodPost, "/webhooks/whatsapp", payload, http.Header{whatsapp.SignatureHeader: {whatsapp.Sign(secret, []byte(payload))}}).problem(t, http.StatusUnauthorized)
	}
	for token, status := range map[string]int{"former": 200, verifyToken: 200, "former," + verifyToken: 403, "": 403} {
		q := url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {token}, "hub.challenge": {"7"}}
		require.Equal(t, status, s.do(http.MethodGet, "/webhooks/whatsapp?"+q.Encode(), "", nil).status, token)
	}
	var matches []string
	for series, n := range s.metrics() {
		if strings.HasPrefix(series, "contacts_webhook_secret_matches_total") {
			matches = append(matches, series+" "+n)
			require.NotContains(t, series, "secret=", "never the value")
		}
	}
	slices.Sort(matches)
	require.Equal(t, []string{
		`contacts_webhook_secret_matches_total{position="1",setting="WHATSAPP_APP_SECRET"} 1`,
		`contacts_webhook_secret_matches_total{position="1",setting="WHATSAPP_VERIFY_TOKEN"} 1`,
		`contacts_webhook_secret_matches_total{position="2",setting="WHATSAPP_APP_SECRET"} 2`,
		`contacts_webhook_secret_matches_total{position="2",setting="WHATSAPP_VERIFY_TOKEN"} 1`,
	}, matches)
}
