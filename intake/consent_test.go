package intake_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

var agreeing = intake.Form{ID: "lead", ChannelID: "shop", Fields: map[string]string{"tel": "phone", "ok": "consent", "wording": "consent_text"}}

// answered is what a form's submission says of consent, and what was left out of it.
func answered(t require.TestingT, body string) (*contact.Consent, []contact.Skipped) {
	a, err := intake.ReadJSON([]byte(body))
	require.NoError(t, err)
	ev, err := intake.FormSubmission(agreeing, intake.Submission{Answers: a, Number: agreeing.Number(a), Hash: "x", Once: "y"}, nil)
	require.NoError(t, err)
	return ev.Facts.Fields.Consent, ev.Facts.Fields.Skipped
}

func TestAnswersThatAreAYesOrANo(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`true`: "yes", `false`: "no", `1`: "yes", `0`: "no", `"1"`: "yes", `"on"`: "yes", `"off"`: "no", `null`: "", `""`: "", `"  "`: "", `"-"`: "", `"N/A"`: "",
		`[]`: "", `["yes"]`: "yes", `[true]`: "yes", `"TRUE"`: "yes", `" Yes. "`: "yes", `"YES"`: "yes", `"No"`: "no", `"n"`: "no", `"y"`: "yes",
		`"Sí"`: "yes", `"si"`: "yes", `"Não"`: "no", `"nein"`: "no", `"Ja"`: "yes", `"ya"`: "yes", `"setuju"`: "yes", `"tidak"`: "no", `"是"`: "yes", `"否"`: "no",
		`"不同意"`: "no", `"同意"`: "yes", `"はい"`: "yes", `"いいえ"`: "no", `"да"`: "yes", `"нет"`: "no", `"✓"`: "yes", `"❌"`: "no", `"نعم"`: "yes", `"لا"`: "no",
		`"checked"`: "yes", `"Opted-in"`: "yes", `"opted out"`: "no", `"Unsubscribed"`: "no",
		`"I agree to receive offers by WhatsApp"`: "yes", `"Yes, send me offers"`: "yes", `"Saya setuju menerima tawaran"`: "yes", `"同意接收优惠信息"`: "yes",
		`"Acepto recibir ofertas"`: "yes", `"J'accepte de recevoir des offres"`: "yes", `"Ich stimme zu, Angebote zu erhalten"`: "yes",
		`"I do not agree to receive offers"`: "no", `"No, thank you"`: "no", `"Don’t contact me"`: "no", `"No more than once a week"`: "no", `"Tidak, terima kasih"`: "no",
		`"我不同意接收"`: "no",
		// What may be either is neither.
		`"Yes, please do not contact me"`: "?", `"maybe"`: "?", `"2"`: "?", `2`: "?", `"Norway"`: "?", `"Yesterday"`: "?", `"tak"`: "?", `"x"`: "?",
		`"Tick here if you do not wish to receive offers"`: "?", `["yes","no"]`: "?", `{"a":1}`: "?", `"同意，但不要打电话"`: "?", `"+60123456789"`: "?",
	} {
		said, skipped := answered(t, `{"tel":"+60123456789","ok":`+answer+`}`)
		switch want {
		case "?":
			require.Nil(t, said, answer)
			require.Len(t, skipped, 1, answer)
			require.Equal(t, "ok", skipped[0].Name)
		case "":
			require.Nil(t, said, answer)
			require.Empty(t, skipped, answer)
		default:
			require.NotNil(t, said, answer)
			require.Equal(t, want == "yes", said.Given, answer)
			require.Empty(t, skipped, answer)
		}
	}
}

// TestADoubtfulAnswerIsNoYes holds of whatever somebody writes behind a yes.
func TestADoubtfulAnswerIsNoYes(t *testing.T) {
	t.Parallel()
	words := rapid.SliceOf(rapid.SampledFrom([]string{"receive", "offers", "please", "me", "WhatsApp", "on", "ok", "yes", ",", "."}))
	rapid.Check(t, func(t *rapid.T) {
		said := append(words.Draw(t, "before"), rapid.SampledFrom([]string{"not", "don't", "Don’t", "no", "never", "nicht", "tidak", "pas"}).Draw(t, "negation"))
		text := strings.Join(append(said, words.Draw(t, "behind")...), " ")
		body, err := json.Marshal(map[string]string{"tel": "+60123456789", "ok": text})
		require.NoError(t, err)
		consent, _ := answered(t, string(body))
		require.False(t, consent != nil && consent.Given, text)
	})
}

func TestWhatIsKnownOfAConsent(t *testing.T) {
	t.Parallel()
	said, _ := answered(t, `{"tel":"+60123456789","ok":"I agree to receive  offers"}`)
	require.Equal(t, &contact.Consent{Given: true, Text: "I agree to receive offers"}, said, "the answer is what was agreed to")
	said, _ = answered(t, `{"tel":"+60123456789","ok":"on","wording":"Offers\nby WhatsApp"}`)
	require.Equal(t, &contact.Consent{Given: true, Text: "Offers by WhatsApp"}, said)
	said, _ = answered(t, `{"tel":"+60123456789","wording":"Offers by WhatsApp"}`)
	require.Nil(t, said, "a hidden text beside a box that is not ticked")

	a, err := intake.ReadJSON([]byte(`{"contact_number":"+60123456789","consent":true,"consent_text":"Offers"}`))
	require.NoError(t, err)
	trigger := intake.Trigger{ID: "till", ChannelID: "shop"}
	ev, err := intake.TriggerCall(trigger, intake.Call{Fields: a, Number: trigger.CallNumber(a), Once: "x"}, nil)
	require.NoError(t, err)
	require.Equal(t, &contact.Consent{Given: true, Text: "Offers"}, ev.Facts.Fields.Consent)
	require.ErrorContains(t, intake.CheckAttributeName("consent"), "means something else")
}

func TestTheConsentOfARow(t *testing.T) {
	t.Parallel()
	may := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		cells   []string // target and text
		want    *contact.Consent
		skipped string
	}{
		"nothing":                      {},
		"a yes":                        {cells: []string{"consent", "yes"}, want: &contact.Consent{Given: true}},
		"a no":                         {cells: []string{"consent", "FALSE"}, want: &contact.Consent{}},
		"all of an export":             {cells: []string{"consent", "yes", "consent_at", "2026-05-01T00:00:00Z", "consent_source", "form", "consent_text", "Offers"}, want: &contact.Consent{Given: true, At: may, Source: "form", Text: "Offers"}},
		"a date":                       {cells: []string{"consent_at", "2026-05-01", "consent", "1"}, want: &contact.Consent{Given: true, At: may}},
		"a date with a time":           {cells: []string{"consent_at", "2026-05-01 00:00", "consent", "1"}, want: &contact.Consent{Given: true, At: may}},
		"a date that is none":          {cells: []string{"consent", "yes", "consent_at", "in May"}, want: &contact.Consent{Given: true}, skipped: "it is no time"},
		"a date without a yes":         {cells: []string{"consent_at", "2026-05-01"}},
		"what empties a field":         {cells: []string{"consent", "--"}, skipped: "a file withdraws no consent"},
		"a text that reads like empty": {cells: []string{"consent", "yes", "consent_text", "'--"}, want: &contact.Consent{Given: true, Text: "--"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cells []intake.RowCell
			for i := 0; i < len(test.cells); i += 2 {
				cells = append(cells, intake.RowCell{Column: test.cells[i], Target: test.cells[i], Text: test.cells[i+1]})
			}
			facts := intake.RowFacts(2, contact.Person{WaID: "60123456789"}, cells, intake.RowRules{Import: uuid.New()})
			require.Equal(t, test.want, facts.Fields.Consent)
			require.Equal(t, test.skipped == "", facts.Detail == "", facts.Detail)
			require.Contains(t, facts.Detail, test.skipped)
			require.Empty(t, facts.Fields.Clear)
		})
	}
}
