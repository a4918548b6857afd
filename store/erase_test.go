package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// TestADeletedPersonIsHiddenAtOnce reads everything between the decision and the
// end of the erasure, and then once more.
func TestADeletedPersonIsHiddenAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who := contact.Person{WaID: "6071000001", UserID: "MY.secret"}
	bare := touch("call", 1, who) // decided as it is recorded, and filed with nobody
	bare.Facts.Effect, bare.Facts.Reason = contact.None, contact.Call
	f.record(bare)
	lost := from("499999999999999", text("lost", 1, number("6071000001"))) // its channel is unknown
	f.record(lost)
	id := f.happen(text("hello", 2, called(who, "Secret Ada")))[0].ContactID
	f.happen(touch("reaction", 3, who))
	done, cancelled := f.keepImport(imports.Import{}, "x"), f.keepImport(imports.Import{}, "x")
	f.recordRows(done, stageRow(done, 2, who.WaID, "Secret Import"))
	main, same := 2, stageRow(done, 3, who.WaID, "Secret Twin")
	same.Status, same.MergedInto, same.Page, same.Facts = "merged", &main, nil, nil
	require.NoError(t, f.StageRows(t.Context(), done, 0, []imports.StagedRow{same}, nil))
	f.decide(shop, who.WaID)
	require.NoError(t, f.StageRows(t.Context(), cancelled, 0, []imports.StagedRow{stageRow(cancelled, 2, who.WaID, "Secret Row")}, nil))
	_, err := f.CancelRows(t.Context(), cancelled)
	require.NoError(t, err)
	bystander := f.happen(text("other", 2, number("6071000002")))[0].ContactID
	poison := f.record(text("poison", 4, who))[0].ID
	_, task := f.next(who.WaID)
	_, err = f.Quarantine(t.Context(), task, contact.Failed, "Secret detail")
	require.NoError(t, err)

	for _, table := range []string{"import_rows", "events"} { // how the number was read
		f.exec(`UPDATE ` + table + ` SET facts = jsonb_set(facts::jsonb, '{understood}', '{"number": "+6071000001"}')::text WHERE facts LIKE '%6071000001%'`)
	}
	f.commandRemoval(5, id, who)
	count, err := f.PendingErasures(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, count.Pending)
	require.NotEmpty(t, storetest.Search(t, f.db, "Secret"), "it is only hidden")
	for _, state := range []string{"hidden", "erased"} {
		t.Run(state, func(t *testing.T) {
			f := f.in(t)
			_, err := f.Contact(t.Context(), id)
			require.ErrorIs(t, err, book.ErrDeleted)
			for _, q := range []book.Question{{Phone: who.WaID}, {UserID: who.UserID}, {ContactID: id}, {MessageID: "hello"}, {MessageID: "call"}, {MessageID: "poison"}} {
				trail := f.explain(q)
				require.Empty(t, trail.Events, "%+v", q)
				require.Empty(t, trail.Contacts)
				require.Empty(t, trail.Statuses)
			}
			events, _, err := f.Events(t.Context(), book.EventFilter{}, uuid.Nil, 100)
			require.NoError(t, err)
			require.Len(t, events, 8)
			for _, e := range events {
				if e.ContactID == nil || *e.ContactID != bystander {
					require.Equal(t, []*string{nil, nil, nil, nil}, []*string{e.ExternalID, e.Key, e.Detail, e.WorkflowID}, e.Kind)
					require.Nil(t, e.Understood(), e.Kind)
					continue
				}
				require.NotNil(t, e.Key)
			}
			for importID, rows := range map[uuid.UUID]int{done: 2, cancelled: 1} {
				listed, err := f.ImportRows(t.Context(), importID, "", 0, 10)
				require.NoError(t, err)
				require.Len(t, listed, rows)
				for _, r := range listed {
					require.Empty(t, r.Cells)
					require.Nil(t, r.Detail)
					require.Nil(t, r.Understood)
				}
			}
			raw, err := f.RawEvent(t.Context(), poison)
			require.NoError(t, err)
			require.True(t, raw.Erased)
		})
		if state == "hidden" {
			f.erase(id)
		}
	}
	require.Empty(t, storetest.Search(t, f.db, "Secret", "6071000001", "MY.secret"))
	require.NotEmpty(t, storetest.Search(t, f.db, "6071000002"), "of others nothing is gone")
	count, err = f.PendingErasures(t.Context())
	require.NoError(t, err)
	require.Zero(t, count)
}

// TestAnErasureLeavesWhatComesAfter lets the person write again while the old
// words are still there, and an opt-out that had overtaken the first message.
func TestAnErasureLeavesWhatComesAfter(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who := number("6071000011")
	id := f.happen(preference("stop", 9, number("6071000012"), true), text("hello", 2, who))[1].ContactID
	f.happen(change("moved", 3, who, number("6071000012")))
	f.record(preference("pending", 4, number("6071000012"), true))
	f.exec(`DELETE FROM queue WHERE event_id = (SELECT id FROM events WHERE external_id = 'stop')`)
	f.exec(`
UPDATE events SET reason = 'no_contact', decision = 'ignored', contact_id = NULL, decided_at = received_at
WHERE external_id = 'stop'`) // as if the change had not named its key
	order := touch("delete", 5, who)
	order.Source, order.ChannelID, order.Kind = contact.SourceManual, shop, "delete"
	order.Facts.Command = &contact.Command{Contact: id, Delete: true}
	f.happen(order)

	again := f.happen(text("again", 20, number("6071000012")))[0]
	require.NotEqual(t, id, again.ContactID)
	require.Equal(t, "ignored", read[string](f, `SELECT decision FROM events WHERE external_id = 'stop'`), "it is the deleted person's")
	f.erase(id)
	require.Zero(t, read[int](f, `SELECT count(*) FROM events WHERE external_id = 'stop'`))
	require.NotEqual(t, "{}", read[string](f, `SELECT raw FROM events WHERE external_id = 'again'`))
	require.NotEqual(t, "{}", read[string](f, `SELECT raw FROM events WHERE external_id = 'pending'`), "it is decided about whoever writes next")
	require.Equal(t, "again", *f.get(again.ContactID).FirstMessageWaID)
}

// TestErasingAfterAMergeWasTakenBack files what came between with whom it is
// about, and takes the number out of the orders that named both.
func TestErasingAfterAMergeWasTakenBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a, b := number("6071000021"), number("6071000022")
	one, two := f.happen(text("a", 1, called(a, "Ada")))[0].ContactID, f.happen(text("b", 1, called(b, "Secret")))[0].ContactID
	order := func(id string, n int, o contact.Command) {
		ev := touch(id, n, a)
		ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, shop, id
		o.Contact, o.Others = one, []contact.Person{b}
		ev.Facts.Command = &o
		f.happen(ev)
	}
	order("merge", 2, contact.Command{Absorb: two})
	f.happen(text("meanwhile", 3, b), touch("reaction", 4, b))
	order("unmerge", 5, contact.Command{Restore: two})
	require.Equal(t, 3, read[int](f, `SELECT count(*)::int FROM events WHERE contact_id = $1`, two))
	f.remove(6, two, b)
	require.Empty(t, storetest.Search(t, f.db, "6071000022", "Secret", "Text of meanwhile"))
	require.Equal(t, []string{"Text of a"}, column(f, `SELECT text FROM messages WHERE contact_id = $1`, one))
	require.Equal(t, 3, read[int](f, `SELECT count(*)::int FROM events WHERE key = $1`, a.WaID), "Ada's record is whole")
}

// TestAnErasureGoesOnWhereItStopped removes more than one batch, and is asked
// again after its end.
func TestAnErasureGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who := number("6071000031")
	id := f.happen(text("first", 1, who))[0].ContactID
	f.exec(`
WITH e AS (
    INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, facts, raw, decision, reason, contact_id, decided_at)
    SELECT gen_random_uuid(), 'shop', '', 'message', 'text', 'm' || n, 'm' || n, '6071000031', now(), '{"x":1}', '{"x":1}', 'attached', 'known_contact', $1, now()
    FROM generate_series(1, 700) AS n RETURNING id, external_id)
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, sent_at)
SELECT id, 'shop', $1, external_id, 'text', 'Secret', now() FROM e`, id)
	f.commandRemoval(2, id, who)
	removed, err := f.EraseMessages(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 500, removed)
	f.erase(id)
	f.erase(id)
	require.Zero(t, read[int](f, `SELECT count(*) FROM messages`))
	require.Zero(t, read[int](f, `SELECT count(*) FROM events WHERE raw <> '{}'`))
	unstarted, err := f.UnstartedErasures(t.Context())
	require.NoError(t, err)
	require.Empty(t, unstarted)
}

func TestErasuresAreStartedUntilTheyAreDone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who := number("6071000041")
	id := f.happen(text("first", 1, who))[0].ContactID
	f.commandRemoval(2, id, who)
	unstarted := func() int {
		t.Helper()
		all, err := f.UnstartedErasures(t.Context())
		require.NoError(t, err)
		return len(all)
	}
	require.Equal(t, 1, unstarted())
	require.NoError(t, f.ErasureStarted(t.Context(), id))
	require.Zero(t, unstarted())
	f.exec(`UPDATE erasures SET started_at = now() - interval '2 minutes'`)
	require.Equal(t, 1, unstarted(), "its workflow may have been ended from outside")
	f.erase(id)
	require.Zero(t, unstarted())
}

// TestUndoRemovesTheWordsToo undoes an import: of whom it removes nothing stays,
// in the file's rows and in the ledger; of others all does.
func TestUndoRemovesTheWordsToo(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.keepImport(imports.Import{}, "x")
	known := f.happen(text("known", 1, number("6071000052")))[0].ContactID
	f.recordRows(id, stageRow(id, 2, "6071000051", "Secret"), stageRow(id, 3, "6071000052", "Kept"))
	main, same := 2, stageRow(id, 4, "6071000051", "Secret Twin")
	same.Status, same.MergedInto, same.Page, same.Facts = "merged", &main, nil, nil
	require.NoError(t, f.StageRows(t.Context(), id, 0, []imports.StagedRow{same}, nil))
	f.decide(shop, "6071000051")
	f.decide(shop, "6071000052")
	gone := read[uuid.UUID](f, `SELECT contact_id FROM import_rows WHERE n = 2`)
	require.Equal(t, []string{"updated/import_undone"}, f.undo(5, id, gone, number("6071000051")))
	require.Empty(t, storetest.Search(t, f.db, "Secret", "6071000051"))
	require.Equal(t, "removed", read[string](f, `SELECT undone FROM import_rows WHERE n = 2`))
	f.exec(`DELETE FROM events WHERE kind = 'undo'`)
	require.Equal(t, []string{"updated/import_undone"}, f.undo(6, id, known, number("6071000052")))
	require.Equal(t, []string{"6071000052"}, column(f, `SELECT cells[1] FROM import_rows WHERE n = 3`), "the contact is still there")
	require.NoError(t, f.FinishUndo(t.Context(), id))
}

func TestDeletingAnImport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.keepImport(imports.Import{Filename: "secret.csv"}, "secret bytes")
	require.ErrorIs(t, f.DeleteImport(t.Context(), id), imports.ErrNotEnded)
	f.recordRows(id, stageRow(id, 2, "6071000061", "Ada"), stageRow(id, 3, "6071000062", "Secret"))
	failed := imports.StagedRow{N: 4, Cells: []string{"no number", "Secret"}, Status: "failed", Error: "phone_missing"}
	require.NoError(t, f.StageRows(t.Context(), id, 0, []imports.StagedRow{failed}, nil))
	f.decide(shop, "6071000061")
	require.NoError(t, f.SetImportStatus(t.Context(), id, "failed", "ended from outside"))
	require.ErrorIs(t, f.DeleteImport(t.Context(), id), imports.ErrNotEnded, "a row is still to be decided")
	_, task := f.next("6071000062")
	_, err := f.Quarantine(t.Context(), task, contact.Failed, "Secret")
	require.NoError(t, err)
	require.NoError(t, f.DeleteImport(t.Context(), id))
	require.Empty(t, storetest.Search(t, f.db, "Secret", "no number"))
	require.ErrorIs(t, f.DeleteImport(t.Context(), id), store.ErrNotFound)

	ada := read[uuid.UUID](f, `SELECT id FROM contacts`)
	require.Equal(t, "Ada", f.get(ada).DisplayName, "what it did to contacts stays")
	origin, err := f.Provenance(t.Context(), ada)
	require.NoError(t, err)
	event, err := f.Event(t.Context(), origin.Claims[0].EventID)
	require.NoError(t, err)
	require.Equal(t, []string{"import", id.String(), "2", "created"}, []string{event.Source, event.Origin, *event.ExternalID, *event.Decision},
		"and where its values came from can be told")
	require.Len(t, f.explain(book.Question{Phone: "6071000061"}).Events, 1)
	f.remove(9, ada, number("6071000061"))
	require.Empty(t, storetest.Search(t, f.db, "6071000061", "Ada"))
}

func TestErasingAQuarantinedEvent(t *testing.T) {
	t.Parallel()
	f := setup(t)
	bad := touch("submission", 1, contact.Person{})
	bad.Source, bad.ChannelID, bad.Facts.Reason = contact.SourceForm, shop, contact.NoPhone
	bad.Facts.Effect, bad.Facts.Detail, bad.Raw = contact.Unjudged, "Secret detail", []byte(`{"name":"Secret"}`)
	fine := text("fine", 2, number("6071000071"))
	recorded := f.record(bad, fine)
	require.NoError(t, f.EraseEvent(t.Context(), recorded[0].ID))
	require.NoError(t, f.EraseEvent(t.Context(), recorded[0].ID), "it may be asked twice")
	require.Empty(t, storetest.Search(t, f.db, "Secret"))
	require.Equal(t, "quarantined/no_phone", read[string](f, `SELECT decision || '/' || reason FROM events WHERE id = $1`, recorded[0].ID))
	require.ErrorIs(t, f.Replay(t.Context(), recorded[0].ID, bad), store.ErrNotQuarantined)
	require.ErrorIs(t, f.EraseEvent(t.Context(), recorded[1].ID), store.ErrNotQuarantined, "it waits")
	f.decide(shop, "6071000071")
	require.ErrorIs(t, f.EraseEvent(t.Context(), recorded[1].ID), store.ErrNotQuarantined, "it belongs to a contact")
	require.ErrorIs(t, f.EraseEvent(t.Context(), uuid.New()), store.ErrNotFound)

	id := f.keepImport(imports.Import{}, "x")
	f.recordRows(id, stageRow(id, 2, "6071000072", "Secret"))
	next, task := f.next("6071000072")
	_, err := f.Quarantine(t.Context(), task, contact.Failed, "Secret")
	require.NoError(t, err)
	require.NoError(t, f.EraseEvent(t.Context(), next.EventID))
	require.Empty(t, storetest.Search(t, f.db, "Secret", "6071000072"))
}

// TestPlansOfAnErasure deletes one of many people who have written very much:
// neither the decision nor a batch reads what is others'.
func TestPlansOfAnErasure(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fillLarge()
	importID := f.keepImport(imports.Import{}, "x")
	for _, sql := range []string{
		`INSERT INTO import_rows (import_id, n, cells, key, event_id, status, contact_id)
SELECT $1::uuid, row_number() OVER (), ARRAY[wa_id], wa_id, created_by_event, 'created', id FROM contacts`,
		`INSERT INTO import_rows (import_id, n, cells, key, status, merged_into)
SELECT $1::uuid, 100000 + n, cells, key, 'merged', n FROM import_rows WHERE n % 2 = 0`,
		`INSERT INTO import_rows (import_id, n, cells, key, status) SELECT $1::uuid, 200000 + n, cells, key, 'cancelled' FROM import_rows WHERE n < 20000`,
	} {
		f.exec(sql, importID)
	}
	f.exec(`
INSERT INTO delivery_statuses (origin, recipient, key, message_id, status, rank, at, received)
SELECT $1, wa_id, wa_id, 'm', 'read', 1, now(), 1 FROM contacts`, shopNumber)
	f.exec(`ANALYZE import_rows, delivery_statuses`)
	id := read[uuid.UUID](f, `SELECT contact_id FROM messages GROUP BY contact_id ORDER BY count(*) DESC LIMIT 1`)
	waID := read[string](f, `SELECT wa_id FROM contacts WHERE id = $1`, id)
	large := append([]string{"import_rows", "delivery_statuses", "merges"}, largeTables...)
	indexed := func(t *testing.T, plans []plan, rows int) {
		t.Helper()
		for _, p := range plans {
			require.LessOrEqual(t, p.rowsOf(large...), rows, "rows that a step looked at:\n%s", p)
			p.Root.each(func(n node) {
				if n.Type == "Seq Scan" {
					require.NotContains(t, large, n.Table, "read from end to end:\n%s", p)
				}
			})
		}
	}
	f, r := f.explaining()
	t.Run("its decision", func(t *testing.T) {
		f := f.in(t)
		plans := r.of(t, func() { f.commandRemoval(1, id, number(waID)) })
		indexed(t, plans, few/10)
	})
	for name, part := range map[string]func(f fixture) (int, error){
		"messages": func(f fixture) (int, error) { return f.EraseMessages(f.t.Context(), id) },
		"events":   func(f fixture) (int, error) { return f.EraseEvents(f.t.Context(), id) },
		"rows":     func(f fixture) (int, error) { return f.EraseRows(f.t.Context(), id) },
	} {
		t.Run("a batch of "+name, func(t *testing.T) {
			f := f.in(t)
			plans := r.of(t, func() {
				removed, err := part(f)
				require.NoError(t, err)
				require.NotZero(t, removed)
			})
			indexed(t, plans, chattyMessages+few)
		})
	}
	t.Run("lists meanwhile", func(t *testing.T) {
		f := f.in(t)
		plans := r.of(t, func() {
			_, _, err := f.Events(t.Context(), book.EventFilter{}, uuid.Nil, pageSize)
			require.NoError(t, err)
			f.explain(book.Question{Phone: "4915120012345"})
			_, err = f.ImportRows(t.Context(), importID, "", 0, pageSize)
			require.NoError(t, err)
		})
		indexed(t, plans, chattyMessages+few)
	})
	f.erase(id)
	require.Empty(t, storetest.Search(t, f.db, waID))
}
