package erasure_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// TestADeletedPersonIsHiddenAtOnce reads everything between the decision and the
// end of the erasure, and then once more.
func TestADeletedPersonIsHiddenAtOnce(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contact.Person{WaID: "6071000001", UserID: "MY.secret"}
	bare := contacttest.Touch("call", 1, who) // decided as it is recorded, and filed with nobody
	bare.Facts.Effect, bare.Facts.Reason = contact.None, contact.Call
	f.Record(bare)
	lost := contacttest.From("499999999999999", contacttest.Text("lost", 1, contacttest.Number("6071000001"))) // its channel is unknown
	f.Record(lost)
	id := f.Happen(contacttest.Text("hello", 2, contacttest.Called(who, "Secret Ada")))[0].ContactID
	f.Happen(contacttest.Touch("reaction", 3, who))
	done, cancelled := f.KeepImport(imports.Import{}, "x"), f.KeepImport(imports.Import{}, "x")
	f.RecordRows(done, storetest.StageRow(done, 2, who.WaID, "Secret Import"))
	main, same := 2, storetest.StageRow(done, 3, who.WaID, "Secret Twin")
	same.Status, same.MergedInto, same.Page, same.Facts = "merged", &main, nil, nil
	require.NoError(t, f.Imports.StageRows(t.Context(), done, 0, []imports.StagedRow{same}, nil))
	f.Decide(contacttest.Shop, who.WaID)
	require.NoError(t, f.Imports.StageRows(t.Context(), cancelled, 0, []imports.StagedRow{storetest.StageRow(cancelled, 2, who.WaID, "Secret Row")}, nil))
	_, err := f.Imports.CancelRows(t.Context(), cancelled)
	require.NoError(t, err)
	bystander := f.Happen(contacttest.Text("other", 2, contacttest.Number("6071000002")))[0].ContactID
	poison := f.Record(contacttest.Text("poison", 4, who))[0].ID
	_, task := f.Next(who.WaID)
	_, err = f.Ledger.Quarantine(t.Context(), task, contact.Failed, "Secret detail")
	require.NoError(t, err)

	spam := f.Record(contacttest.Text("spam", 4, who))[0].ID
	_, task = f.Next(who.WaID)
	_, err = f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
	require.NoError(t, err)
	dismissed, err := f.Ledger.Dismiss(t.Context(), []uuid.UUID{spam}, "Secret spam", "somebody")
	require.NoError(t, err)
	require.Equal(t, 1, dismissed)

	for _, table := range []string{"import_rows", "events"} { // how the number was read
		f.Exec(`UPDATE ` + table + ` SET facts = jsonb_set(facts::jsonb, '{understood}', '{"number": "+6071000001"}')::text WHERE facts LIKE '%6071000001%'`)
	}
	f.CommandRemoval(5, id, who)
	count, err := f.Erasures.PendingErasures(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, count.Pending)
	require.NotEmpty(t, storetest.Search(t, f.Pool, "Secret"), "it is only hidden")
	for _, state := range []string{"hidden", "erased"} {
		t.Run(state, func(t *testing.T) {
			f := f.In(t)
			_, err := f.Book.Contact(t.Context(), id)
			require.ErrorIs(t, err, book.ErrDeleted)
			for _, q := range []book.Question{{Phone: who.WaID}, {UserID: who.UserID}, {ContactID: id}, {MessageID: "hello"}, {MessageID: "call"}, {MessageID: "poison"}} {
				trail := f.Explain(q)
				require.Empty(t, trail.Events, "%+v", q)
				require.Empty(t, trail.Contacts)
				require.Empty(t, trail.Statuses)
			}
			events, _, err := f.Book.Events(t.Context(), book.EventFilter{}, uuid.Nil, 100)
			require.NoError(t, err)
			require.Len(t, events, 9)
			for _, e := range events {
				if e.ContactID == nil || *e.ContactID != bystander {
					require.Equal(t, []*string{nil, nil, nil, nil}, []*string{e.ExternalID, e.Key, e.Detail, e.WorkflowID}, e.Kind)
					require.Nil(t, e.Understood(), e.Kind)
					continue
				}
				require.NotNil(t, e.Key)
			}
			for importID, rows := range map[uuid.UUID]int{done: 2, cancelled: 1} {
				listed, err := f.Imports.ImportRows(t.Context(), importID, "", 0, 10)
				require.NoError(t, err)
				require.Len(t, listed, rows)
				for _, r := range listed {
					require.Empty(t, r.Cells)
					require.Nil(t, r.Detail)
					require.Nil(t, r.Understood)
				}
			}
			raw, err := f.Ledger.RawEvent(t.Context(), poison)
			require.NoError(t, err)
			require.True(t, raw.Erased)
		})
		if state == "hidden" {
			f.Erase(id)
		}
	}
	require.Empty(t, storetest.Search(t, f.Pool, "Secret", "6071000001", "MY.secret"))
	require.NotEmpty(t, storetest.Search(t, f.Pool, "6071000002"), "of others nothing is gone")
	count, err = f.Erasures.PendingErasures(t.Context())
	require.NoError(t, err)
	require.Zero(t, count)
}

// TestAnErasureLeavesWhatComesAfter lets the person write again while the old
// words are still there, and an opt-out that had overtaken the first message.
func TestAnErasureLeavesWhatComesAfter(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contacttest.Number("6071000011")
	id := f.Happen(contacttest.Preference("stop", 9, contacttest.Number("6071000012"), true), contacttest.Text("hello", 2, who))[1].ContactID
	f.Happen(contacttest.Change("moved", 3, who, contacttest.Number("6071000012")))
	f.Record(contacttest.Preference("pending", 4, contacttest.Number("6071000012"), true))
	f.Exec(`DELETE FROM queue WHERE event_id = (SELECT id FROM events WHERE external_id = 'stop')`)
	f.Exec(`
UPDATE events SET reason = 'no_contact', decision = 'ignored', contact_id = NULL, decided_at = received_at
WHERE external_id = 'stop'`) // as if the change had not named its key
	order := contacttest.Touch("delete", 5, who)
	order.Source, order.ChannelID, order.Kind = contact.SourceManual, contacttest.Shop, "delete"
	order.Facts.Command = &contact.Command{Contact: id, Delete: true}
	f.Happen(order)

	again := f.Happen(contacttest.Text("again", 20, contacttest.Number("6071000012")))[0]
	require.NotEqual(t, id, again.ContactID)
	require.Equal(t, "ignored", storetest.Read[string](f, `SELECT decision FROM events WHERE external_id = 'stop'`), "it is the deleted person's")
	f.Erase(id)
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM events WHERE external_id = 'stop'`))
	require.NotEqual(t, "{}", storetest.Read[string](f, `SELECT raw FROM events WHERE external_id = 'again'`))
	require.NotEqual(t, "{}", storetest.Read[string](f, `SELECT raw FROM events WHERE external_id = 'pending'`), "it is decided about whoever writes next")
	require.Equal(t, "again", *f.Get(again.ContactID).FirstMessageWaID)
}

// TestErasingAfterAMergeWasTakenBack files what came between with whom it is
// about, and takes the number out of the orders that named both.
func TestErasingAfterAMergeWasTakenBack(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	a, b := contacttest.Number("6071000021"), contacttest.Number("6071000022")
	one, two := f.Happen(contacttest.Text("a", 1, contacttest.Called(a, "Ada")))[0].ContactID, f.Happen(contacttest.Text("b", 1, contacttest.Called(b, "Secret")))[0].ContactID
	order := func(id string, n int, o contact.Command) {
		ev := contacttest.Touch(id, n, a)
		ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, id
		o.Contact, o.Others = one, []contact.Person{b}
		ev.Facts.Command = &o
		f.Happen(ev)
	}
	order("merge", 2, contact.Command{Absorb: two})
	f.Happen(contacttest.Text("meanwhile", 3, b), contacttest.Touch("reaction", 4, b))
	order("unmerge", 5, contact.Command{Restore: two})
	require.Equal(t, 3, storetest.Read[int](f, `SELECT count(*)::int FROM events WHERE contact_id = $1`, two))
	f.Remove(6, two, b)
	require.Empty(t, storetest.Search(t, f.Pool, "6071000022", "Secret", "Text of meanwhile"))
	require.Equal(t, []string{"Text of a"}, storetest.Column(f, `SELECT text FROM messages WHERE contact_id = $1`, one))
	require.Equal(t, 3, storetest.Read[int](f, `SELECT count(*)::int FROM events WHERE key = $1`, a.WaID), "Ada's record is whole")
}

// TestAnErasureGoesOnWhereItStopped removes more than one batch, and is asked
// again after its end.
func TestAnErasureGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contacttest.Number("6071000031")
	id := f.Happen(contacttest.Text("first", 1, who))[0].ContactID
	f.Exec(`
WITH e AS (
    INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, facts, raw, decision, reason, contact_id, decided_at)
    SELECT gen_random_uuid(), 'shop', '', 'message', 'text', 'm' || n, 'm' || n, '6071000031', now(), '{"x":1}', '{"x":1}', 'attached', 'known_contact', $1, now()
    FROM generate_series(1, 700) AS n RETURNING id, external_id)
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, sent_at)
SELECT id, 'shop', $1, external_id, 'text', 'Secret', now() FROM e`, id)
	f.CommandRemoval(2, id, who)
	removed, err := f.Erasures.EraseMessages(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 500, removed)
	f.Erase(id)
	f.Erase(id)
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM messages`))
	require.Zero(t, storetest.Read[int](f, `SELECT count(*) FROM events WHERE raw <> '{}'`))
	unstarted, err := f.Erasures.UnstartedErasures(t.Context())
	require.NoError(t, err)
	require.Empty(t, unstarted)
}

func TestErasuresAreStartedUntilTheyAreDone(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contacttest.Number("6071000041")
	id := f.Happen(contacttest.Text("first", 1, who))[0].ContactID
	f.CommandRemoval(2, id, who)
	unstarted := func() int {
		t.Helper()
		all, err := f.Erasures.UnstartedErasures(t.Context())
		require.NoError(t, err)
		return len(all)
	}
	require.Equal(t, 1, unstarted())
	require.NoError(t, f.Erasures.ErasureStarted(t.Context(), id))
	require.Zero(t, unstarted())
	f.Exec(`UPDATE erasures SET started_at = now() - interval '2 minutes'`)
	require.Equal(t, 1, unstarted(), "its workflow may have been ended from outside")
	f.Erase(id)
	require.Zero(t, unstarted())
}

// TestUndoRemovesTheWordsToo undoes an import: of whom it removes nothing stays,
// in the file's rows and in the ledger; of others all does.
func TestUndoRemovesTheWordsToo(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{}, "x")
	known := f.Happen(contacttest.Text("known", 1, contacttest.Number("6071000052")))[0].ContactID
	f.RecordRows(id, storetest.StageRow(id, 2, "6071000051", "Secret"), storetest.StageRow(id, 3, "6071000052", "Kept"))
	main, same := 2, storetest.StageRow(id, 4, "6071000051", "Secret Twin")
	same.Status, same.MergedInto, same.Page, same.Facts = "merged", &main, nil, nil
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, []imports.StagedRow{same}, nil))
	f.Decide(contacttest.Shop, "6071000051")
	f.Decide(contacttest.Shop, "6071000052")
	gone := storetest.Read[uuid.UUID](f, `SELECT contact_id FROM import_rows WHERE n = 2`)
	require.Equal(t, []string{"updated/import_undone"}, f.Undo(5, id, gone, contacttest.Number("6071000051")))
	require.Empty(t, storetest.Search(t, f.Pool, "Secret", "6071000051"))
	require.Equal(t, "removed", storetest.Read[string](f, `SELECT undone FROM import_rows WHERE n = 2`))
	f.Exec(`DELETE FROM events WHERE kind = 'undo'`)
	require.Equal(t, []string{"updated/import_undone"}, f.Undo(6, id, known, contacttest.Number("6071000052")))
	require.Equal(t, []string{"6071000052"}, storetest.Column(f, `SELECT cells[1] FROM import_rows WHERE n = 3`), "the contact is still there")
	require.NoError(t, f.Imports.FinishUndo(t.Context(), id))
}

func TestDeletingAnImport(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	id := f.KeepImport(imports.Import{Filename: "secret.csv"}, "secret bytes")
	require.ErrorIs(t, f.Imports.DeleteImport(t.Context(), id), imports.ErrNotEnded)
	f.RecordRows(id, storetest.StageRow(id, 2, "6071000061", "Wren"), storetest.StageRow(id, 3, "6071000062", "Secret"))
	failed := imports.StagedRow{N: 4, Cells: []string{"no number", "Secret"}, Status: "failed", Error: "phone_missing"}
	require.NoError(t, f.Imports.StageRows(t.Context(), id, 0, []imports.StagedRow{failed}, nil))
	f.Decide(contacttest.Shop, "6071000061")
	require.NoError(t, f.Imports.SetImportStatus(t.Context(), id, "failed", "ended from outside"))
	require.ErrorIs(t, f.Imports.DeleteImport(t.Context(), id), imports.ErrNotEnded, "a row is still to be decided")
	_, task := f.Next("6071000062")
	_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "Secret")
	require.NoError(t, err)
	require.NoError(t, f.Imports.DeleteImport(t.Context(), id))
	require.Empty(t, storetest.Search(t, f.Pool, "Secret", "no number"))
	require.ErrorIs(t, f.Imports.DeleteImport(t.Context(), id), store.ErrNotFound)

	ada := storetest.Read[uuid.UUID](f, `SELECT id FROM contacts`)
	require.Equal(t, "Wren", f.Get(ada).DisplayName, "what it did to contacts stays")
	origin, err := f.Book.Provenance(t.Context(), ada)
	require.NoError(t, err)
	event, err := f.Book.Event(t.Context(), origin.Claims[0].EventID)
	require.NoError(t, err)
	require.Equal(t, []string{"import", id.String(), "2", "created"}, []string{event.Source, event.Origin, *event.ExternalID, *event.Decision},
		"and where its values came from can be told")
	require.Len(t, f.Explain(book.Question{Phone: "6071000061"}).Events, 1)
	f.Remove(9, ada, contacttest.Number("6071000061"))
	require.Empty(t, storetest.Search(t, f.Pool, "6071000061", "Wren"))
}

func TestErasingAQuarantinedEvent(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	bad := contacttest.Touch("submission", 1, contact.Person{})
	bad.Source, bad.ChannelID, bad.Facts.Reason = contact.SourceForm, contacttest.Shop, contact.NoPhone
	bad.Facts.Effect, bad.Facts.Detail, bad.Raw = contact.Unjudged, "Secret detail", []byte(`{"name":"Secret"}`)
	fine := contacttest.Text("fine", 2, contacttest.Number("6071000071"))
	recorded := f.Record(bad, fine)
	require.NoError(t, f.Erasures.EraseEvent(t.Context(), recorded[0].ID))
	require.NoError(t, f.Erasures.EraseEvent(t.Context(), recorded[0].ID), "it may be asked twice")
	require.Empty(t, storetest.Search(t, f.Pool, "Secret"))
	require.Equal(t, "quarantined/no_phone", storetest.Read[string](f, `SELECT decision || '/' || reason FROM events WHERE id = $1`, recorded[0].ID))
	require.ErrorIs(t, f.Ledger.Replay(t.Context(), recorded[0].ID, bad), store.ErrNotQuarantined)
	require.ErrorIs(t, f.Erasures.EraseEvent(t.Context(), recorded[1].ID), store.ErrNotQuarantined, "it waits")
	f.Decide(contacttest.Shop, "6071000071")
	require.ErrorIs(t, f.Erasures.EraseEvent(t.Context(), recorded[1].ID), store.ErrNotQuarantined, "it belongs to a contact")
	require.ErrorIs(t, f.Erasures.EraseEvent(t.Context(), uuid.New()), store.ErrNotFound)

	id := f.KeepImport(imports.Import{}, "x")
	f.RecordRows(id, storetest.StageRow(id, 2, "6071000072", "Secret"))
	next, task := f.Next("6071000072")
	_, err := f.Ledger.Quarantine(t.Context(), task, contact.Failed, "Secret")
	require.NoError(t, err)
	require.NoError(t, f.Erasures.EraseEvent(t.Context(), next.EventID))
	require.Empty(t, storetest.Search(t, f.Pool, "Secret", "6071000072"))
}

// TestPlansOfAnErasure deletes one of many people who have written very much:
// neither the decision nor a batch reads what is others'.
func TestPlansOfAnErasure(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	f := storetest.Setup(t)
	f.FillLarge()
	importID := f.KeepImport(imports.Import{}, "x")
	for _, sql := range []string{
		`INSERT INTO import_rows (import_id, n, cells, key, event_id, status, contact_id)
SELECT $1::uuid, row_number() OVER (), ARRAY[wa_id], wa_id, created_by_event, 'created', id FROM contacts`,
		`INSERT INTO import_rows (import_id, n, cells, key, status, merged_into)
SELECT $1::uuid, 100000 + n, cells, key, 'merged', n FROM import_rows WHERE import_id = $1 AND n % 2 = 0`,
		`INSERT INTO import_rows (import_id, n, cells, key, status) SELECT $1::uuid, 200000 + n, cells, key, 'cancelled' FROM import_rows WHERE import_id = $1 AND n < 20000`,
	} {
		f.Exec(sql, importID)
	}
	f.Exec(`
INSERT INTO delivery_statuses (origin, recipient, key, message_id, status, rank, at, received)
SELECT $1, wa_id, wa_id, 'm', 'read', 1, now(), 1 FROM contacts`, contacttest.ShopNumber)
	f.Exec(`ANALYZE import_rows, delivery_statuses`)
	id := storetest.Read[uuid.UUID](f, `SELECT contact_id FROM messages GROUP BY contact_id ORDER BY count(*) DESC LIMIT 1`)
	waID := storetest.Read[string](f, `SELECT wa_id FROM contacts WHERE id = $1`, id)
	large := append([]string{"import_rows", "delivery_statuses", "merges"}, storetest.LargeTables...)
	indexed := func(t *testing.T, plans []storetest.Plan, rows int) {
		t.Helper()
		for _, p := range plans {
			require.LessOrEqual(t, p.RowsOf(large...), rows, "rows that a step looked at:\n%s", p)
			p.Root.Each(func(n storetest.Node) {
				if n.Type == "Seq Scan" {
					require.NotContains(t, large, n.Table, "read from end to end:\n%s", p)
				}
			})
		}
	}
	f, r := f.Explaining()
	t.Run("its decision", func(t *testing.T) {
		f := f.In(t)
		plans := r.Of(t, func() { f.CommandRemoval(1, id, contacttest.Number(waID)) })
		indexed(t, plans, storetest.Few/10)
	})
	for name, part := range map[string]func(f storetest.Fixture) (int, error){
		"messages": func(f storetest.Fixture) (int, error) { return f.Erasures.EraseMessages(f.T.Context(), id) },
		"events":   func(f storetest.Fixture) (int, error) { return f.Erasures.EraseEvents(f.T.Context(), id) },
		"rows":     func(f storetest.Fixture) (int, error) { return f.Erasures.EraseRows(f.T.Context(), id) },
	} {
		t.Run("a batch of "+name, func(t *testing.T) {
			f := f.In(t)
			plans := r.Of(t, func() {
				removed, err := part(f)
				require.NoError(t, err)
				require.NotZero(t, removed)
			})
			indexed(t, plans, storetest.ChattyMessages+storetest.Few)
		})
	}
	t.Run("lists meanwhile", func(t *testing.T) {
		f := f.In(t)
		plans := r.Of(t, func() {
			_, _, err := f.Book.Events(t.Context(), book.EventFilter{}, uuid.Nil, storetest.PageSize)
			require.NoError(t, err)
			f.Explain(book.Question{Phone: "4915120012345"})
			_, err = f.Imports.ImportRows(t.Context(), importID, "", 0, storetest.PageSize)
			require.NoError(t, err)
		})
		indexed(t, plans, storetest.ChattyMessages+storetest.Few)
	})
	f.Erase(id)
	require.Empty(t, storetest.Search(t, f.Pool, waID))
}
