package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// upgraded is a program that goes on with the database of an earlier version,
// and with none of its workflows: Temporal is new.
type upgraded struct {
	importer
	before  map[string]person // whom the earlier version showed, by id
	imports map[string]string // the status of each import then
}

// person is a contact as the API shows it, or as an earlier version's tables did.
type person struct {
	ID          string
	ChannelID   string         `json:"channel_id"`
	WaID        string         `json:"wa_id"`
	UserID      string         `json:"user_id"`
	DisplayName string         `json:"display_name"`
	NameSource  string         `json:"name_source"`
	Source      string         `json:"source"`
	Remarks     string         `json:"remarks"`
	Assignee    string         `json:"assignee"`
	OptedOutAt  *time.Time     `json:"opted_out_at"`
	Tags        []string       `json:"tags"`
	Attributes  map[string]any `json:"attributes"`
	Version     int            `json:"version"`
}

// upgrade restores a dump, migrates it by the program itself, and serves.
func upgrade(t *testing.T, dump string) upgraded {
	t.Helper()
	temporal := devtest.TemporalAddress(t)
	w := &world{
		t: t, database: storetest.Restore(t, dump), temporal: temporal, ahead: "on", namespace: devtest.Namespace(t, temporal),
		channel: "shop", phoneNumberID: "100000000000011", taskQueue: devtest.TaskQueue(t), lease: 2 * time.Second,
	}
	u := upgraded{importer: importer{world: w, db: w.db()}, before: map[string]person{}, imports: map[string]string{}}
	rows, err := u.db.Query(t.Context(), `
SELECT id::text, channel_id, coalesce(wa_id, ''), coalesce(user_id, ''), display_name, name_source, source, coalesce(remarks, ''),
       coalesce(assignee, ''), opted_out_at,
       ARRAY(SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.contact_id = c.id ORDER BY lower(t.name)),
       attributes, version
FROM contacts c WHERE NOT hidden`)
	require.NoError(t, err)
	people, err := pgx.CollectRows(rows, pgx.RowToStructByPos[person])
	require.NoError(t, err)
	require.Greater(t, len(people), 40)
	for _, p := range people {
		slices.Sort(p.Tags)
		p.OptedOutAt = utc(p.OptedOutAt)
		u.before[p.ID] = p
	}
	rows, err = u.db.Query(t.Context(), `SELECT id::text, status FROM imports`)
	require.NoError(t, err)
	var id, status string
	_, err = pgx.ForEachRow(rows, []any{&id, &status}, func() error { u.imports[id] = status; return nil })
	require.NoError(t, err)
	migrate := exec.Command(program, "migrate")
	migrate.Env = append(os.Environ(), "DATABASE_URL="+w.database)
	out, err := migrate.CombinedOutput()
	require.NoError(t, err, string(out))
	u.p = w.start("serve")
	return u
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	u := at.UTC()
	return &u
}

// read reads a path of the API into out.
func (u upgraded) read(path string, out any) {
	u.t.Helper()
	status, body := u.get(path)
	require.Equal(u.t, http.StatusOK, status, "%s: %s", path, body)
	require.NoError(u.t, json.Unmarshal(body, out))
}

// list reads every page of a list of the API.
func list[T any](u upgraded, name, query string) (all []T) {
	u.t.Helper()
	for cursor := ""; ; {
		var answer map[string]json.RawMessage
		u.read("/v1/"+name+"?limit=20&"+query+cursor, &answer)
		var page []T
		require.NoError(u.t, json.Unmarshal(answer[name], &page))
		all = append(all, page...)
		var next *string
		require.NoError(u.t, json.Unmarshal(answer["next_cursor"], &next))
		if next == nil {
			return all
		}
		cursor = "&cursor=" + url.QueryEscape(*next)
	}
}

// people lists contacts, by id.
func (u upgraded) people(query string) map[string]person {
	u.t.Helper()
	all := map[string]person{}
	for _, p := range list[person](u, "contacts", query) {
		slices.Sort(p.Tags)
		all[p.ID] = p
	}
	return all
}

// known is the one contact of the channel that has a number or user id.
func (u upgraded) known(identity string) (found person) {
	u.t.Helper()
	n := 0
	for _, p := range u.people("channel_id=" + u.channel + "&q=" + identity) {
		if p.WaID == identity || p.UserID == identity {
			found = p
			n++
		}
	}
	require.Equal(u.t, 1, n, identity)
	return found
}

// messages are the ids of a contact's messages.
func (u upgraded) messages(id string) (ids []string) {
	u.t.Helper()
	var answer struct{ Messages []struct{ ID string } }
	u.read("/v1/contacts/"+id+"/messages?limit=100", &answer)
	for _, m := range answer.Messages {
		ids = append(ids, m.ID)
	}
	return ids
}

// decided waits until every event is.
func (u upgraded) decided() {
	u.t.Helper()
	eventually(u.t, "every event is decided", func() bool {
		return !slices.ContainsFunc(list[client.Event](u, "events", ""), func(e client.Event) bool { return e.Decision == nil })
	})
}

// must asks for something that must be done, and waits for what it leads to: a
// busy server answers before that.
func (u upgraded) must(method, path string, body any, header ...string) map[string]any {
	u.t.Helper()
	status, answer := u.p.call(u.t, method, path, body, header...)
	require.Less(u.t, status, 300, "%s %s: %v", method, path, answer)
	u.decided()
	return answer
}

// mentions are the tables that hold what matches a pattern, whatever tables and
// columns there are.
func (u upgraded) mentions(pattern string) (tables []string) {
	u.t.Helper()
	ctx := context.Background()
	rows, err := u.db.Query(ctx, `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)
	require.NoError(u.t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(u.t, err)
	for _, table := range all {
		if count(u.t, u.db, `SELECT count(*) FROM `+table+` AS x WHERE x::text ~ $1`, pattern) > 0 {
			tables = append(tables, table)
		}
	}
	return tables
}
