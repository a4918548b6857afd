package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// theirs are numbers as people of a country write them to each other, and whose
// they are. Each is valid as somebody else's, too, if its first digits are taken
// for a country code.
var theirs = []struct{ country, written, right, how, of string }{
	{"BR", "51 98765-4321", "5551987654321", "national", "BR"},
	{"BR", "34 98765-4322", "5534987654322", "national", "BR"},
	{"BR", "84 98765-4323", "5584987654323", "national", "BR"},
	{"BR", "66 98765-4324", "5566987654324", "national", "BR"},
	{"BR", "5511987654325", "5511987654325", "international", "BR"},
	{"US", "479-312-4567", "14793124567", "national", "US"},
	{"US", "(659) 812 3456", "16598123456", "national", "US"},
	{"US", "011 44 20 7946 0957", "442079460957", "international", "GB"},
	{"US", "+47 931 24 568", "4793124568", "international", "NO"},
	{"US", "0047 931 24 569", "4793124569", "international", "NO"},
	{"ID", "81234567890", "6281234567890", "national", "ID"},
	{"ID", "85298765432", "6285298765432", "national", "ID"},
	{"DE", "15223456789", "4915223456789", "national", "DE"},
	{"DE", "4915223456780", "4915223456780", "international", "DE"},
	{"MX", "477 123 4567", "524771234567", "national", "MX"},
	{"TR", "532 123 45 67", "905321234567", "national", "TR"},
	{"IT", "328 123 4567", "393281234567", "national", "IT"},
	{"CO", "321 234 5678", "573212345678", "national", "CO"},
	{"IN", "65912 34567", "916591234567", "national", "IN"},
	{"MY", "6591234568", "6591234568", "international", "SG"},
	{"", "6591234560", "6591234560", "international", "SG"},
	{"", "4793124560", "4793124560", "international", "NO"},
}

// understood is what is said of a number.
func understood(number, country, how string) object {
	o := object{"number": "+" + number, "country": country, "how": how}
	if country == "" {
		o["country"] = nil
	}
	return o
}

// enter posts an entry that must make or find a contact.
func (w *world) enter(status int, entry object) object {
	w.t.Helper()
	a := w.insist(http.MethodPost, "/v1/contacts", encode(with(object{"channel_id": w.channel}, entry)), bearer(apiToken))
	require.Equal(w.t, status, a.status, a.body)
	return a.object(w.t)
}

// refuse posts an entry that must not be taken, and returns what is said of it.
func (w *world) refuse(entry object) string {
	w.t.Helper()
	a := w.insist(http.MethodPost, "/v1/contacts", encode(with(object{"channel_id": w.channel}, entry)), bearer(apiToken))
	return a.problem(w.t, http.StatusUnprocessableEntity)
}

// workbook is a file of numbers that are numbers for the spreadsheet, too.
func workbook(t *testing.T, header string, cells ...any) string {
	t.Helper()
	f := excelize.NewFile()
	require.NoError(t, f.SetCellValue("Sheet1", "A1", header))
	for i, cell := range cells {
		require.NoError(t, f.SetCellValue("Sheet1", fmt.Sprint("A", i+2), cell))
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	require.NoError(t, f.Close())
	return b.String()
}

// rows are those of an import, in order.
func (w *world) rows(id string) []object {
	w.t.Helper()
	var all []object
	for _, row := range w.read("/v1/imports/" + id + "/rows?limit=100")["rows"].(list) {
		all = append(all, row.(object))
	}
	return all
}

// numberOf is the number of a row's contact.
func (w *world) numberOf(row object) any {
	w.t.Helper()
	require.NotNil(w.t, row["contact_id"], "%v", row)
	return w.read("/v1/contacts/" + row["contact_id"].(string))["wa_id"]
}

// TestNumbersOfTheirCountry enters and imports each of them, as text and as what
// a spreadsheet takes for a quantity.
func TestNumbersOfTheirCountry(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	w := newWorld(t, "numbers-api")
	files := newWorld(t, "numbers-files")
	sheets := newWorld(t, "numbers-sheets")
	byCountry := map[string][]int{}
	for n, line := range theirs {
		byCountry[line.country] = append(byCountry[line.country], n)
		got := w.enter(http.StatusCreated, object{"phone": line.written, "default_country": line.country})
		require.Equal(t, line.right, got["contact"].(object)["wa_id"], "%s %s", line.country, line.written)
		require.Equal(t, understood(line.right, line.of, line.how), got["understood"])
	}
	for country, lines := range byCountry {
		more := object{}
		if country != "" {
			more["default_country"] = country
		}
		var written []string
		var cells []any
		for _, n := range lines {
			written = append(written, theirs[n].written)
			bare := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(theirs[n].written)
			if digits, err := strconv.ParseFloat(bare, 64); err == nil && bare[0] != '0' && bare[0] != '+' {
				cells = append(cells, digits)
			} else {
				cells = append(cells, bare)
			}
		}
		for kind, in := range map[string]struct {
			w    *world
			file string
		}{"CSV": {files, leads(written...)}, "XLSX": {sheets, workbook(t, "phone", cells...)}} {
			rows := in.w.rows(in.w.ended(in.w.imported(in.file, more)))
			require.Len(t, rows, len(lines))
			for i, n := range lines {
				require.Equal(t, "created", rows[i]["status"], "%s %s %s", kind, country, theirs[n].written)
				require.Equal(t, theirs[n].right, in.w.numberOf(rows[i]), "%s %s %s", kind, country, theirs[n].written)
				require.Equal(t, understood(theirs[n].right, theirs[n].of, theirs[n].how), rows[i]["understood"])
			}
		}
	}
}

// TestAFileOfACountryLeavesOthersAlone imports a number of the United States
// whose digits are those of a Norwegian who is a contact, and the Norwegian's.
func TestAFileOfACountryLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "numbers-apart")
	w.receive(body(shopNumber, messages(map[string]string{"4793124567": "Nora"}, text("4793124567", "wamid.nora", 0))))
	w.decide()
	nora := w.contactOf("4793124567")

	file := "phone,name,tags\n479-312-4567,Ann,american\n+47 931 24 567,,norwegian\n(479) 312 4567,Ann B,\n479-312-4567,479-312-4567,\nnone,X,\n"
	rows := w.rows(w.ended(w.imported(file, object{"default_country": "US"})))
	require.Equal(t, []any{"created", "updated", "merged", "merged", "failed"},
		[]any{rows[0]["status"], rows[1]["status"], rows[2]["status"], rows[3]["status"], rows[4]["status"]})
	require.Equal(t, nora, rows[1]["contact_id"])
	require.Equal(t, "14793124567", w.numberOf(rows[0]))
	require.Equal(t, understood("4793124567", "NO", "international"), rows[1]["understood"])
	require.Equal(t, understood("14793124567", "US", "national"), rows[2]["understood"], "a row that became part of another")
	require.Nil(t, rows[2]["event_id"])
	require.Nil(t, rows[4]["understood"], "a row that cannot be used")

	ann := w.read("/v1/contacts/" + rows[0]["contact_id"].(string))
	require.Equal(t, "Ann B", ann["display_name"], "her own number is no name")
	require.Equal(t, list{"american"}, ann["tags"])
	norwegian := w.read("/v1/contacts/" + nora)
	require.Equal(t, "Nora", norwegian["display_name"])
	require.Equal(t, list{"norwegian"}, norwegian["tags"])

	bob := w.enter(http.StatusCreated, object{"phone": "479-312-4568", "default_country": "us", "display_name": "Bob"})
	require.Equal(t, "14793124568", bob["contact"].(object)["wa_id"])
	again := w.enter(http.StatusOK, object{"phone": "479-312-4567", "default_country": "US"})
	require.Equal(t, ann["id"], again["contact"].(object)["id"])
	for _, ev := range w.read("/v1/events?source=import")["events"].(list) {
		require.NotNil(t, ev.(object)["understood"])
	}
}

func TestAWaIDIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "numbers-exact")
	for _, exact := range []string{"5215531601020", "554181601021", "4793124567", "12345", "999123456789012"} {
		got := w.enter(http.StatusCreated, object{"wa_id": exact, "default_country": "US"})
		require.Equal(t, exact, got["contact"].(object)["wa_id"])
		require.Equal(t, understood(exact, "", "exact"), got["understood"])
		require.Equal(t, got["contact"].(object)["id"], w.enter(http.StatusOK, object{"wa_id": exact, "phone": ""})["contact"].(object)["id"])
	}
	require.Equal(t, understood("5215531601020", "MX", "international"), w.enter(http.StatusOK, object{"phone": "+52 1 55 3160 1020"})["understood"],
		"WhatsApp writes it so")
	require.Equal(t, understood("999123456789012", "", "known"), w.enter(http.StatusOK, object{"phone": "+999 123 456 789 012"})["understood"],
		"it is known now")
	ev := w.enter(http.StatusOK, object{"wa_id": "4793124567", "display_name": "Nora"})["outcome"].(object)["event_id"]
	require.Equal(t, understood("4793124567", "", "exact"), w.read("/v1/events")["events"].(list)[0].(object)["understood"], ev)

	for name, given := range map[string]string{
		"with a plus": "+60123456789", "with 00": "0060123456789", "with spaces": "60 123456789", "with a space behind": "60123456789 ",
		"with letters": "6012345678x", "too short": "1234", "too long": "1234567890123456", "of another script": "٦٠١٢٣٤٥٦٧٨٩",
		"a user id": "MY.13491208655302741918", "a chat's address": "60123456789@c.us",
	} {
		require.Contains(t, w.refuse(object{"wa_id": given}), "wa_id must be", name)
	}
	require.Contains(t, w.refuse(object{"wa_id": 60123456789}), "wa_id must be")
	require.Contains(t, w.refuse(object{"wa_id": "60123456789", "phone": "+60123456789"}), "not both")
	require.Contains(t, w.refuse(object{}), "phone cannot be used: it is missing")
	require.Contains(t, w.refuse(object{"wa_id": nil, "phone": nil}), "phone cannot be used: it is missing")
	for _, country := range []any{"USA", "XX", "UK", "1", "ZZ", "001", 1, true} {
		require.Contains(t, w.refuse(object{"phone": "+60123456789", "default_country": country}), "default_country must be", country)
	}
	require.Equal(t, understood("60123456789", "MY", "international"),
		w.enter(http.StatusCreated, object{"phone": "+60123456789", "default_country": nil})["understood"])
}

// TestAnExportIsOfNoCountry imports an export again, in files that name another
// country: everybody is found, also whom WhatsApp spells as no library does.
func TestAnExportIsOfNoCountry(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	w := newWorld(t, "numbers-export")
	people := []string{"5215531601020", "554181601021", "5511987654325", "4793124567", "6591234567", "15223456789", "51987654321", "60123456789"}
	var all []any
	for n, waID := range people {
		all = append(all, text(waID, fmt.Sprint("wamid.export.", n), 0))
	}
	w.receive(body(shopNumber, messages(nil, all...)))
	w.decide()
	for _, kind := range []string{"csv", "xlsx"} {
		export := w.get("/v1/contacts/export." + kind)
		var numbers []string
		for _, row := range exported(t, export, "contacts."+kind) {
			numbers = append(numbers, row["phone"])
		}
		want := make([]string, len(people))
		for i, waID := range people {
			want[i] = "+" + waID
		}
		require.ElementsMatch(t, want, numbers)
		for _, country := range []string{"BR", "US", "DE", "IN"} {
			for _, row := range w.rows(w.ended(w.imported(export.body, object{"default_country": country}))) {
				require.Equal(t, "unchanged", row["status"], "%s %s %v", kind, country, row)
				number := w.numberOf(row)
				require.Equal(t, "+"+number.(string), row["understood"].(object)["number"])
				require.Equal(t, "international", row["understood"].(object)["how"])
			}
		}
	}
	require.Len(t, w.read("/v1/contacts")["contacts"].(list), len(people))
}

// TestSubmissionsSayHowTheirNumberWasRead has a form and a trigger, which have no
// default country.
func TestSubmissionsSayHowTheirNumberWasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "numbers-forms")
	w.made(http.MethodPut, "/v1/forms/lead", object{"channel_id": w.channel, "fields": object{"mobile": "phone"}})
	w.made(http.MethodPut, "/v1/triggers/crm", object{"channel_id": w.channel})
	w.made(http.MethodPost, "/forms/lead/submissions", object{"mobile": "4793124567"})
	w.made(http.MethodPost, "/v1/triggers/crm", object{"contact_number": "+44 (0) 20 7946 0957"})
	w.made(http.MethodPost, "/forms/lead/submissions", object{"mobile": "479 312 456"})
	w.decide()
	said := list{}
	for _, ev := range w.read("/v1/events")["events"].(list) {
		said = append(said, ev.(object)["understood"])
	}
	require.Equal(t, list{nil, understood("442079460957", "GB", "international"), understood("4793124567", "NO", "international")}, said)
	found := w.read("/v1/explain?phone=%2B44%20(0)%2020%207946%200957")
	require.Equal(t, true, found["found"], "explain reads a number as everybody does")
}
