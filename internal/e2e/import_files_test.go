package e2e

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/store/imports"
)

// TestImportReadsWhatPeopleSend walks through what a file may say and how an
// import may be asked for. Each subtest has people of its own.
func TestImportReadsWhatPeopleSend(t *testing.T) {
	t.Parallel()
	all := newImporter(t)
	all.attribute("city")
	run := func(name string, test func(t *testing.T, i importer)) {
		t.Run(name, func(t *testing.T) {
			w := *all.world
			w.t = t
			test(t, importer{&w, all.p, all.db})
		})
	}

	run("rows of one person are one: the last value wins per field, tags add up", func(t *testing.T, i importer) {
		done := i.run(lines("phone,name,tags,remarks,attributes.city",
			"+60132000001,First,\"a, b\",kept,Ipoh",
			"+60 13-200 0001,Second,\"B,c\",,",
			"60132000001,,,,Melaka"), nil)
		require.Equal(t, imports.ImportCounts{Total: 3, Created: 1, Merged: 2}, i.requireCounted(done.ID))
		s := i.whois("60132000001")
		s.ID = ""
		require.Equal(t, somebody{Name: "Second", Owner: "import", Remarks: "kept", City: "Melaka", Tags: []string{"a", "b", "c"}}, s)
		require.Equal(t, 2, i.rows(done.ID, "merged")[1].MergedInto)
	})
	run("-- clears and a blank keeps", func(t *testing.T, i importer) {
		i.writes("60132000002", "60132000003")
		i.run(lines("phone,name,tags,remarks,attributes.city",
			"+60132000002,Import,vip,its remarks,Ipoh", "+60132000003,Import,vip,its remarks,Ipoh"), nil)
		done := i.run(lines("phone,name,tags,remarks,attributes.city", "+60132000002,--,--,--,--", "+60132000003,,,,"), nil)
		require.Equal(t, imports.ImportCounts{Total: 2, Updated: 1, Unchanged: 1}, i.requireCounted(done.ID))
		s := i.whois("60132000002")
		require.Equal(t, "Name of 60132000002", s.Name)
		require.Empty(t, s.Remarks+s.City)
		require.Equal(t, []string{"vip"}, s.Tags, "tags are only ever added")
		require.Equal(t, "its remarks", i.whois("60132000003").Remarks)
	})
	run("-- in the last of several rows clears", func(t *testing.T, i importer) {
		i.run(lines("phone,name,remarks,attributes.city", "+60132000004,Import,old,Ipoh"), nil)
		i.run(lines("phone,name,remarks,attributes.city", "+60132000004,,new,Melaka", "+60132000004,,--,--"), nil)
		s := i.whois("60132000004")
		require.Empty(t, s.City)
		require.Empty(t, s.Remarks, "the last value wins per field")
	})
	run("-- in the columns of a first and a last name", func(t *testing.T, i importer) {
		i.run(lines("phone,first name,last name", "+60132000005,Ann,Lee", "+60132000006,Ann,Lee", "+60132000007,,Lee"), nil)
		require.Equal(t, "Ann Lee", i.whois("60132000005").Name)
		require.Equal(t, "Lee", i.whois("60132000007").Name)
		i.run(lines("phone,first name,last name", "+60132000005,--,--", "+60132000006,Bea,--"), nil)
		require.Equal(t, "60132000005", i.whois("60132000005").Name)
		require.Equal(t, "Bea", i.whois("60132000006").Name)
	})
	run("create_only leaves who is there, update_only creates nobody", func(t *testing.T, i importer) {
		i.writes("60132000010")
		file := lines("phone,name", "+60132000010,Import", "+60132000011,New")
		only := i.run(file, map[string]string{"mode": "create_only"})
		require.Equal(t, imports.ImportCounts{Total: 2, Created: 1, Unchanged: 1}, i.requireCounted(only.ID))
		require.Equal(t, "Name of 60132000010", i.whois("60132000010").Name)

		update := i.run(lines("phone,name", "+60132000010,Import", "+60132000012,Nobody"), map[string]string{"mode": "update_only"})
		require.Equal(t, imports.ImportCounts{Total: 2, Updated: 1, Failed: 1}, i.requireCounted(update.ID))
		require.Equal(t, "Import", i.whois("60132000010").Name)
		_, found := i.find("60132000012")
		require.False(t, found)
		failed := i.rows(update.ID, "failed")
		require.Equal(t, "not_a_contact", failed[0].Error)
		require.NotEmpty(t, failed[0].SuggestedFix)
	})
	run("numbers need their country code or a default", func(t *testing.T, i importer) {
		file := lines("phone", "011-1234 5678", "+6591234567", "6.0123E+10", "12ab")
		without := i.run(file, nil)
		require.Equal(t, imports.ImportCounts{Total: 4, Created: 1, Failed: 3}, i.requireCounted(without.ID))
		why := map[int]string{}
		for _, r := range i.rows(without.ID, "failed") {
			why[r.Row] = r.Error
		}
		require.Equal(t, map[int]string{2: "phone_no_country_code", 4: "lossy_number", 5: "phone_letters"}, why)
		with := i.run(file, map[string]string{"default_country": "my"})
		require.Equal(t, imports.ImportCounts{Total: 4, Created: 1, Unchanged: 1, Failed: 2}, i.requireCounted(with.ID))
		i.whois("601112345678")
	})
	run("a mapping says what columns are", func(t *testing.T, i importer) {
		done := i.run(lines("Who,Nickname,phone,Where,Also", "+60132000020,Nick,not a number,Ipoh,x"), map[string]string{
			"mapping": `{"Who": "phone", "nickname": "display_name", "Where": "attributes.city", "phone": "", "Also": "tags"}`,
		})
		require.Equal(t, imports.ImportCounts{Total: 1, Created: 1}, i.requireCounted(done.ID))
		s := i.whois("60132000020")
		s.ID = ""
		require.Equal(t, somebody{Name: "Nick", Owner: "import", City: "Ipoh", Tags: []string{"x"}}, s)
		require.Equal(t, map[string]string{
			"Who": "phone", "Nickname": "display_name", "Where": "attributes.city", "Also": "tags", "phone": "ignored",
		}, done.Columns)
	})
	run("a Facebook Lead Ads file", func(t *testing.T, i importer) {
		done := i.run(utf16LE("id\tcreated_time\tad_id\tad_name\tform_name\tplatform\tfull_name\tphone_number\tlead_status\n"+
			"l:1\t2026-10-01T10:00:00+08:00\tag:1\tAd\tForm\tfb\tAisyah Ångström\tp:+60132000030\tCREATED\n"+
			"l:2\t2026-10-01T10:00:00+08:00\tag:1\tAd\tForm\tig\t李小龍\tp:+60132000031\tCREATED\n"), nil)
		require.Equal(t, imports.ImportCounts{Total: 2, Created: 2}, i.requireCounted(done.ID))
		require.Equal(t, "Aisyah Ångström", i.whois("60132000030").Name)
		require.Equal(t, "李小龍", i.whois("60132000031").Name)
	})
	run("the error file is mended and uploaded again", func(t *testing.T, i importer) {
		done := i.run("\ufeff"+lines("Name;Phone;Remarks", "=Ann;0132000040;\"a;b\"", "Bea;+60132000041;", "Cat;12;-"), nil)
		require.Equal(t, imports.ImportCounts{Total: 3, Created: 1, Failed: 2}, i.requireCounted(done.ID))
		file, records := i.errorsCSV(done.ID)
		require.Equal(t, []string{"Name", "Phone", "Remarks", "row", "error", "suggested_fix"}, records[0])
		require.Equal(t, []string{"'=Ann", "0132000040", "a;b", "2", "phone_no_country_code"}, records[1][:5])
		require.NotEmpty(t, records[1][5])
		require.Equal(t, []string{"Cat", "12", "'-", "4", "phone_too_short"}, records[2][:5])

		mended := i.run(file, map[string]string{"default_country": "MY"})
		require.Equal(t, imports.ImportCounts{Total: 2, Created: 1, Failed: 1}, i.requireCounted(mended.ID))
		s := i.whois("60132000040")
		require.Equal(t, "=Ann", s.Name)
		require.Equal(t, "a;b", s.Remarks)
	})
	run("the same file again changes nothing", func(t *testing.T, i importer) {
		i.attribute("city")
		file := lines("phone,name,tags,remarks,attributes.city", "+60132000050,A,\"x,y\",r,Ipoh", "+60132000051,B,,,", "+60132000052,,x,,")
		i.writes("60132000052")
		first := i.run(file, nil)
		require.Equal(t, imports.ImportCounts{Total: 3, Created: 2, Updated: 1}, i.requireCounted(first.ID))
		versions := `SELECT coalesce(sum(version), 0) FROM contacts`
		before := count(t, i.db, versions)
		again := i.run(file, nil)
		require.Equal(t, imports.ImportCounts{Total: 3, Unchanged: 3}, i.requireCounted(again.ID))
		require.Equal(t, before, count(t, i.db, versions))
	})
	run("nobody is subscribed again", func(t *testing.T, i importer) {
		i.writes("60132000060")
		i.mustPost(i.p, i.optOut("60132000060", time.Now()))
		i.decided(i.db)
		require.True(t, i.whois("60132000060").OptedOut)
		done := i.run(lines("phone,name,opted_out_at,opted_out", "+60132000060,Import,,false"), nil)
		require.EqualValues(t, 1, done.Counts.Updated)
		require.True(t, i.whois("60132000060").OptedOut)
	})
	run("somebody without a number is found by the user id", func(t *testing.T, i importer) {
		for _, who := range []string{"MY.shy1", "MY.shy2"} {
			i.mustPost(i.p, demo.Webhook(i.phoneNumberID, demo.Message{
				From: demo.Sender{UserID: who}, ID: "wamid." + who, At: time.Now(), Type: "text", Body: demo.Text("hi"),
			}))
		}
		i.decided(i.db)
		file := lines("phone,user_id,name", ",MY.shy1,Shy", ",MY.shy2,Shyer", ",MY.nobody,Nobody", ",4711,Other", "+60132000090,MY.shy1,Numbered")
		dry := i.until(i.begin(file, map[string]string{"dry_run": "true"}), "awaiting_confirmation")
		require.Equal(t, previewView{Create: 1, Update: 2, Reject: 2}, *dry.Preview)
		done := i.run(file, nil)
		require.Equal(t, imports.ImportCounts{Total: 5, Created: 1, Updated: 2, Failed: 2}, i.requireCounted(done.ID))
		for who, name := range map[string]string{"MY.shy1": "Shy", "MY.shy2": "Shyer"} {
			require.Equal(t, 1, count(t, i.db, `SELECT count(*) FROM contacts WHERE user_id = $1 AND display_name = $2`, who, name), who)
		}
		failed := i.rows(done.ID, "failed")
		require.Equal(t, "not_a_contact", failed[0].Error)
		require.Contains(t, failed[0].SuggestedFix, "add the person's phone number")
		require.Equal(t, "phone_missing", failed[1].Error, "no user id of WhatsApp's")
	})
	run("an attribute that does not fit is skipped and reported", func(t *testing.T, i importer) {
		status, _ := i.p.call(t, http.MethodPut, "/v1/attributes/age", map[string]any{"type": "number"})
		require.Less(t, status, 300)
		refused, _, detail := i.send(lines("phone,name,attributes.age,attributes.nobody", "+60132000070,A,forty,x"), nil)
		require.Equal(t, http.StatusUnprocessableEntity, refused)
		require.Contains(t, detail, "nobody (column attributes.nobody)")
		done := i.run(lines("phone,name,attributes.age", "+60132000070,A,forty"), nil)
		require.Equal(t, imports.ImportCounts{Total: 1, Created: 1}, i.requireCounted(done.ID))
		require.Equal(t, 1, count(t, i.db, `
SELECT count(*) FROM events WHERE origin = $1 AND detail LIKE 'skipped: attributes.age%'`, done.ID))
		status, answer := i.p.call(t, http.MethodGet, "/v1/imports/"+done.ID+"/rows", nil)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, answer["rows"].([]any)[0].(map[string]any)["detail"], "skipped: attributes.age")
	})
	run("an idempotency key makes one import", func(t *testing.T, i importer) {
		file := lines("phone", "+60132000080")
		fields := map[string]string{"header:Idempotency-Key": "k1"}
		first, second := i.begin(file, fields), i.begin(file, fields)
		require.Equal(t, first, second)
		other := i.begin(file, map[string]string{"header:Idempotency-Key": "k2"})
		require.NotEqual(t, first, other)
		before := count(t, i.db, `SELECT count(*) FROM imports`)
		i.until(first, "completed")
		require.Equal(t, first, i.begin(file, fields), "also when it has ended")
		require.Equal(t, before, count(t, i.db, `SELECT count(*) FROM imports`))
	})
	run("numbers go out and come in again as they are", func(t *testing.T, i importer) {
		status, _ := i.p.call(t, http.MethodPut, "/v1/attributes/amount", map[string]any{"type": "number"})
		require.Less(t, status, 300)
		i.run(lines("phone,attributes.amount",
			"+60132000100,12345678901234567", "+60132000101,1.50", "+60132000102,1e3", "+60132000103,-0.1"), nil)
		_, file := i.get("/v1/contacts/export.csv?q=601320001&channel_id=" + i.channel)
		require.Contains(t, string(file), ",12345678901234567,")
		done := i.run(string(file), nil)
		require.Equal(t, imports.ImportCounts{Total: 4, Unchanged: 4}, i.requireCounted(done.ID), "%+v", i.rows(done.ID, "updated"))
	})
	run("a callback never goes to an address that is not public", func(t *testing.T, i importer) {
		var called atomic.Int32
		private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Add(1) }))
		defer private.Close()
		done := i.run(lines("phone", "+60132000095"), map[string]string{"callback_url": private.URL + "/done"})
		require.EqualValues(t, 1, done.Counts.Created, "it ends all the same")
		i.closed("import/" + done.ID)
		require.Zero(t, called.Load())
	})
}

// closed waits until a workflow has ended.
func (i importer) closed(workflowID string) {
	i.t.Helper()
	c := i.client()
	eventually(i.t, workflowID+" has ended", func() bool {
		d, err := c.DescribeWorkflowExecution(i.t.Context(), workflowID, "")
		return err == nil && d.GetWorkflowExecutionInfo().GetCloseTime() != nil
	})
}

// utf16LE is a text as Windows writes it.
func utf16LE(s string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

// TestImportOfAnExport exports a channel with people of all kinds and imports
// it again, as CSV and as XLSX: no value changes. What the file said of a name is
// the import's from then on, and a profile name that comes later does not show.
func TestImportOfAnExport(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.attribute("city")
	status, _ := i.p.call(t, http.MethodPut, "/v1/attributes/score", map[string]any{"type": "number"})
	require.Less(t, status, 300)
	status, _ = i.p.call(t, http.MethodPut, "/v1/forms/"+i.channel, map[string]any{
		"channel_id": i.channel, "fields": map[string]string{
			"phone": "phone", "name": "display_name", "remarks": "remarks", "score": "attributes.score",
		},
	})
	require.Less(t, status, 300)

	i.writes("60123000001", "60123000002", "5215512345678", "5511987654321")
	i.mustPost(i.p, demo.Webhook(i.phoneNumberID, demo.Message{
		From: demo.Sender{UserID: "MY.hidden", Name: "Hidden"}, ID: "wamid.hidden", At: time.Now(), Type: "text", Body: demo.Text("hi"),
	}))
	i.mustPost(i.p, i.optOut("60123000002", time.Now()))
	i.edit("60123000002", map[string]any{
		"display_name": "--", "remarks": "'--", "tags": []string{"fair, KL", `"quoted"`, "--"}, "attributes": map[string]any{"city": "--"},
	})
	i.edit("60123000001", map[string]any{
		"display_name": "=HYPERLINK(\"http://x\")", "remarks": "two\nlines, \"quoted\"; and\ttab", "tags": []string{"a b", "ü", "+1"},
		"attributes": map[string]any{"city": "-1+2", "score": 12.50},
	})
	status, _ = i.p.call(t, http.MethodPost, "/forms/"+i.channel+"/submissions", map[string]any{
		"phone": "+60123000003", "name": "'quoted", "remarks": "@mention", "score": "1000000",
	})
	require.Equal(t, http.StatusAccepted, status)
	i.decided(i.db)
	i.run(lines("phone,name,tags,remarks", "+60123000004,Import,x,r", "+6591234567,,,"), nil)
	people := count(t, i.db, `SELECT count(*) FROM contacts`)
	require.Equal(t, 8, people)
	// Who owns a name that is repeated may change, and with it the version.
	state := `SELECT md5(string_agg((to_jsonb(c) - '{name_source,version}'::text[])::text || coalesce((SELECT string_agg(k::text, '' ORDER BY field, source)
    FROM claims k WHERE k.contact_id = c.id AND k.source <> 'import'), ''), '' ORDER BY c.id)) FROM contacts c`
	var before, after string
	require.NoError(t, i.db.QueryRow(t.Context(), state).Scan(&before))

	for _, kind := range []string{"csv", "xlsx"} {
		status, file := i.get("/v1/contacts/export." + kind + "?channel_id=" + i.channel)
		require.Equal(t, http.StatusOK, status)
		if kind == "csv" {
			require.NotContains(t, string(file), ",=HYPERLINK")
			require.NotRegexp(t, `(?m)(^|,)"?[=+@-]`, string(file), "a cell that starts a formula")
		}
		done := i.run(string(file), nil)
		require.Equal(t, imports.ImportCounts{Total: int64(people), Unchanged: int64(people)}, i.requireCounted(done.ID), "%s: %+v", kind, i.rows(done.ID, ""))
		require.NoError(t, i.db.QueryRow(t.Context(), state).Scan(&after))
		require.Equal(t, before, after, kind)
	}
	require.True(t, i.whois("60123000002").OptedOut)

	require.Equal(t, "import", i.whois("5215512345678").Owner)
	require.Equal(t, "manual", i.whois("60123000001").Owner)
	require.Equal(t, 1, count(t, i.db, `SELECT count(*) FROM contacts WHERE user_id = 'MY.hidden' AND name_source = 'import'`))
	require.Equal(t, "phone", i.whois("6591234567").Owner, "a number is nobody's name")
	for _, who := range []string{"5215512345678", "6591234567"} {
		i.mustPost(i.p, demo.Webhook(i.phoneNumberID, demo.Message{
			From: demo.Sender{WaID: who, Name: "Renamed " + who}, ID: "wamid.new." + who, At: time.Now(), Type: "text", Body: demo.Text("hi"),
		}))
	}
	i.decided(i.db)
	require.Equal(t, "Name of 5215512345678", i.whois("5215512345678").Name)
	require.Equal(t, "Renamed 6591234567", i.whois("6591234567").Name)
}
