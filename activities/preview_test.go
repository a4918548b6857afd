package activities_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/tabular"
)

// There are few people and few values, so that rows meet: some of the numbers are
// national variants of one another, and who wrote with a user id can be named by it.
var (
	bookNumbers = []string{"60177000001", "60177000001", "5215512345678", "525512345678"}
	bookUserIDs = []string{"MY.A1", "MY.A1", "MY.ENT.C3"}
)

// book is a channel with people, and the random choices of one check.
type book struct {
	bench
	*rapid.T
	channel, number string
	events          int
	began           time.Time
}

// TestThePreviewSaysWhatTheImportDoes previews random files for random people, and
// imports them: what was said of each row is what becomes of it.
func TestThePreviewSaysWhatTheImportDoes(t *testing.T) {
	t.Parallel()
	bench := newBench(t, tabular.Limits{})
	for name, kind := range map[string]intake.AttributeType{"city": "string", "size": "number"} {
		_, _, err := bench.Settings.PutAttribute(t.Context(), name, kind)
		require.NoError(t, err)
	}
	channels := 0
	rapid.Check(t, func(rt *rapid.T) {
		channels++
		b := &book{bench: bench, T: rt, channel: fmt.Sprint("shop", channels), number: fmt.Sprint("42", channels), began: time.Now().Add(-time.Hour)}
		_, _, err := b.Settings.PutChannel(t.Context(), b.channel, b.channel, b.number)
		require.NoError(rt, err)
		for range rapid.IntRange(1, 8).Draw(rt, "events") {
			b.something()
		}
		for range rapid.IntRange(1, 2).Draw(rt, "files") { // the second one meets what the first has left
			b.previewAndImport()
		}
	})
}

// pick draws one of some.
func pick[V any](b *book, label string, from ...V) V { return rapid.SampledFrom(from).Draw(b.T, label) }

// something happens to somebody.
func (b *book) something() {
	ev := contact.Event{
		ChannelID: b.channel, Origin: "test", Source: contact.SourceMessage, Kind: "text",
		Facts: contact.Facts{Effect: contact.Creates, Person: contact.Person{WaID: pick(b, "number", bookNumbers...)}},
	}
	does := pick(b, "does", "writes", "writes", "writes", "is entered", "is entered", "fills a form in", "has many tags", "merges", "moves", "goes")
	switch does {
	case "writes":
		ev.Facts.Person.UserID = pick(b, "user id", "", "MY.A1", "MY.A1", "MY.A1", "MY.B2")
		ev.Facts.Person.ProfileName = pick(b, "profile", "", "Ann", "Bob")
		ev.Facts.Message = &contact.Message{ID: uuid.NewString(), Type: "text"}
	case "is entered", "fills a form in", "has many tags":
		ev.Source, ev.Kind, ev.Facts.Person.Unconfirmed = contact.SourceAPI, "entry", true
		ev.Facts.Fields = b.fields()
		if does == "fills a form in" {
			ev.Source, ev.Kind = contact.SourceForm, "form"
		}
		if does == "has many tags" {
			ev.Facts.Fields.AddTags = manyTags("had", 195)
		}
	case "merges", "goes":
		people := b.people()
		if len(people) < 2 {
			return
		}
		ev.Source, ev.Kind, ev.Facts.Effect = contact.SourceManual, "edit", contact.Touches
		ev.Facts.Command = &contact.Command{Contact: pick(b, "contact", people...), Delete: does == "goes"}
		if other := pick(b, "other", people...); does == "merges" && other != ev.Facts.Command.Contact {
			ev.Facts.Command.Absorb = other
		}
	case "moves":
		ev.Source, ev.Kind, ev.Facts.Effect = contact.SourceSystem, "number_change", contact.Touches
		ev.Facts.Change = &contact.IdentityChange{To: contact.Person{WaID: pick(b, "new number", bookNumbers...)}}
	}
	b.happen(ev)
}

// happen records an event and decides it.
func (b *book) happen(ev contact.Event) {
	b.events++
	ev.OccurredAt = b.began.Add(time.Duration(b.events) * time.Second)
	ev.DedupeKey, ev.Raw = fmt.Sprint(b.channel, "/", b.events), []byte(`{}`)
	_, err := b.Ledger.Record(b.t.Context(), ledger.Batch{Events: []contact.Event{ev}}, 0)
	require.NoError(b.T, err)
	b.decideOn(b.channel, ev.Facts.Key())
}

func (b *book) people() (ids []uuid.UUID) {
	rows, err := b.db.Query(b.t.Context(), `SELECT id FROM contacts WHERE channel_id = $1 AND NOT hidden ORDER BY id`, b.channel)
	require.NoError(b.T, err)
	for rows.Next() {
		var id uuid.UUID
		require.NoError(b.T, rows.Scan(&id))
		ids = append(ids, id)
	}
	require.NoError(b.T, rows.Err())
	return ids
}

// fields are some that a person or a form gives.
func (b *book) fields() *contact.Fields {
	f := &contact.Fields{}
	if name := pick(b, "name", "", "Ann", "Bob"); name != "" {
		f.DisplayName = &name
	}
	if remarks := pick(b, "remarks", "", "R", "S"); remarks != "" {
		f.Remarks = &remarks
	}
	if tag := pick(b, "tag", "", "vip", "Lead"); tag != "" {
		f.AddTags = []string{tag}
	}
	f.Attributes = map[string]json.RawMessage{}
	if city := pick(b, "city", "", `"\u003cIpoh\u003e"`, `"Melaka"`, "null"); city != "" {
		f.Attributes["city"] = json.RawMessage(city)
	}
	if size := pick(b, "size", "", "1", "1.0", "2"); size != "" {
		f.Attributes["size"] = json.RawMessage(size)
	}
	return f
}

func manyTags(prefix string, n int) (tags []string) {
	for i := range n {
		tags = append(tags, fmt.Sprint(prefix, i))
	}
	return tags
}

// columns are those of a file, with what may be in their cells.
var columns = map[string][]string{
	"name":            {"", "Ann", "Cat", "--"},
	"tags":            {"", "VIP", "lead;new", strings.Join(manyTags("file", 60), ";")},
	"remarks":         {"", "R", "T", "--"},
	"attributes.city": {"", "<Ipoh>", "Penang", "--"},
	"attributes.size": {"", "1", "1.00", "3", "big", "--"},
}

// file is one of up to ten rows, which say one or two things of a person: so they
// often say the same as another row, or as is known.
func (b *book) file() string {
	one, two := pick(b, "column", slices.Sorted(maps.Keys(columns))...), pick(b, "column", slices.Sorted(maps.Keys(columns))...)
	header := []string{"phone", "user id", one}
	if two != one {
		header = append(header, two)
	}
	lines := []string{strings.Join(header, ",")}
	for range rapid.IntRange(1, 10).Draw(b.T, "rows") {
		row := []string{"", ""}
		switch pick(b, "named by", "number", "number", "user id", "user id", "nothing") {
		case "number":
			row[0] = "+" + pick(b, "phone", bookNumbers...)
		case "user id":
			row[1] = pick(b, "user", bookUserIDs...)
		case "nothing":
			row[0] = "12"
		}
		for _, column := range header[2:] {
			row = append(row, pick(b, column, columns[column]...))
		}
		lines = append(lines, strings.Join(row, ","))
	}
	return strings.Join(lines, "\n")
}

// previewAndImport compares what a preview says of a random file, in pages of any
// size, with what its import then does.
func (b *book) previewAndImport() {
	ctx, file := b.t.Context(), b.file()
	in := imports.Import{
		ID: uuid.Must(uuid.NewV7()), ChannelID: b.channel, Filename: "people.csv", DryRun: true,
		Mode: pick(b, "mode", intake.ModeUpsert, intake.ModeUpsert, intake.ModeCreateOnly, intake.ModeUpdateOnly),
	}
	id, _, err := b.Imports.CreateImport(ctx, in, strings.NewReader(file), 1<<20)
	require.NoError(b.T, err)
	_, err = b.stage(id)
	require.NoError(b.T, err)

	preview, err := b.Imports.Preview(ctx, id)
	require.NoError(b.T, err)
	said := map[int]string{}
	var counts imports.ImportPreview
	size := pick(b, "page", 1, 1, 2, 20)
	for after := 0; ; {
		page, err := preview.Page(ctx, after, size, &counts)
		require.NoError(b.T, err)
		if len(page) == 0 {
			break
		}
		for _, row := range page {
			said[row.N], after = row.Status, row.N
			if row.Rejected != nil {
				require.Contains(b.T, contact.RowRejections(), row.Rejected.Reason)
			}
		}
		require.NoError(b.T, b.Imports.KeepRejections(ctx, id, page))
	}
	require.NoError(b.T, b.Imports.SetImportStatus(ctx, id, contact.ImportAwaits, ""))
	require.Equal(b.T, counts.Reject, b.view(id).Counts.Failed, "while it waits")
	require.NoError(b.T, b.Imports.SetImportStatus(ctx, id, contact.ImportIsRunning, ""))

	_, err = b.Imports.RecordPage(ctx, id, 0)
	require.NoError(b.T, err)
	for _, row := range b.rowsOf(id) {
		if row.Status == "pending" {
			b.decideOn(b.channel, b.keyOf(id, row.N))
		}
	}
	done := map[int]string{}
	for _, row := range b.rowsOf(id) {
		done[row.N] = row.Status
	}
	require.Equal(b.T, done, said, file)
	c := b.view(id).Counts
	require.Equal(b.T, imports.ImportPreview{
		Create: c.Created, Update: c.Updated, Unchanged: c.Unchanged, Reject: c.Failed, Merged: c.Merged,
	}, counts)
}

func (b *book) rowsOf(id uuid.UUID) []imports.ImportRowView {
	rows, err := b.Imports.ImportRows(b.t.Context(), id, "", 0, 100)
	require.NoError(b.T, err)
	return rows
}

func (b *book) keyOf(id uuid.UUID, n int) (key string) {
	err := b.db.QueryRow(b.t.Context(), `SELECT key FROM import_rows WHERE import_id = $1 AND n = $2`, id, n).Scan(&key)
	require.NoError(b.T, err)
	return key
}

// TestAPreviewGoesOn breaks a preview off. Another attempt counts what is left, and
// what was counted stays counted.
func TestAPreviewGoesOn(t *testing.T) {
	t.Parallel()
	const size = 2500
	b := newBench(t, tabular.Limits{})
	file := []string{"phone"}
	for n := range size {
		file = append(file, fmt.Sprintf("+60177%06d", n))
	}
	id := b.keep(strings.Join(file, "\n"), imports.Import{DryRun: true})
	_, err := b.stage(id)
	require.NoError(t, err)

	var row map[string]any // what the last heartbeat told
	b.env.SetOnActivityHeartbeatListener(func(_ *activity.Info, details converter.EncodedValues) {
		_ = details.Get(&row)
	})
	b.exec(`UPDATE import_rows SET facts = '!' WHERE n > 2000`)
	_, err = b.env.ExecuteActivity(b.PreviewImport, id)
	require.Error(t, err)
	require.EqualValues(t, 1001, row["row"])
	require.Nil(t, b.view(id).Preview)

	b.exec(`UPDATE import_rows SET facts = '{}', status = CASE WHEN n <= 1001 THEN 'pending' ELSE 'failed' END`)
	b.env.SetHeartbeatDetails(row)
	_, err = b.env.ExecuteActivity(b.PreviewImport, id)
	require.NoError(t, err)
	var counts imports.ImportPreview
	require.NoError(t, json.Unmarshal(b.view(id).Preview, &counts))
	require.Equal(t, imports.ImportPreview{Create: 1000, Reject: size - 1000}, counts)

	b.env.SetHeartbeatDetails(2000) // as another release told it
	_, err = b.env.ExecuteActivity(b.PreviewImport, id)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b.view(id).Preview, &counts))
	require.Equal(t, imports.ImportPreview{Reject: size}, counts, "it begins anew: facts that say nothing create nobody")
}
