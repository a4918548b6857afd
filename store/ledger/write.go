package ledger

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// writer collects the statements of a deciding transaction, so that they cross
// the wire together.
type writer struct {
	*pgx.Batch
	ChannelID string
	after     []func()  // what is queued once the decisions are
	named     []string  // keys that lead to a contact from now on
	since     time.Time // from when on, if not from the event's own time
	// hashes are Ledger.hashes, where somebody may be erased.
	hashes func(channelID string, keys []string) [][]byte
}

func (w *writer) send(ctx context.Context, tx session) error {
	if w.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, w.Batch).Close()
}

// commit sends what is collected and ends the transaction with it.
func (w *writer) commit(ctx context.Context, tx *deciding) error {
	w.Queue(`COMMIT`)
	return w.send(ctx, tx)
}

// create adds a contact with what its event says. It returns the statement that
// adds the row, which answers with the row's version.
func (w *writer) create(c contact.Contact, ev contact.Event) *pgx.QueuedQuery {
	row := w.insertContact(c, ev)
	w.claimName(c, ev)
	for _, i := range ev.Identities() {
		w.insertIdentity(c.ID, i)
	}
	return row
}

// claimName keeps where the WhatsApp profile name came from.
func (w *writer) claimName(c contact.Contact, ev contact.Event) {
	w.claim(c.ID, c.ProfileClaims(ev)...)
}

func (w *writer) claim(contactID uuid.UUID, claims ...contact.Claim) {
	if len(claims) == 0 {
		return
	}
	var fields, sources []string
	var values []*string
	var events []uuid.UUID
	var at []time.Time
	var seqs []*int64
	for _, k := range claims {
		fields, sources, values = append(fields, k.Field), append(sources, string(k.Source)), append(values, k.Value)
		events, at, seqs = append(events, k.EventID), append(at, k.At), append(seqs, store.NullSeq(k.Seq))
	}
	w.Queue(`
INSERT INTO claims (contact_id, field, source, value, event_id, at, seq)
SELECT @contact, * FROM unnest(@fields::text[], @sources::text[], @values::text[], @events::uuid[], @at::timestamptz[], @seqs::bigint[])
ON CONFLICT (contact_id, field, source) DO UPDATE
SET value = excluded.value, event_id = excluded.event_id, at = excluded.at, seq = excluded.seq
WHERE (coalesce(claims.seq, 0), claims.at) <= (coalesce(excluded.seq, 0), excluded.at)`,
		store.Named{
			"contact": contactID, "fields": fields, "sources": sources, "values": values, "events": events, "at": at, "seqs": seqs,
		})
}

// changeFields keeps claims and tags. Tags are taken in a fixed order, so that
// two events that bring the same new ones cannot lock each other out.
func (w *writer) changeFields(contactID uuid.UUID, ch contact.Changes) {
	for _, k := range ch.Withdraw {
		w.Queue(`
DELETE FROM claims
WHERE contact_id IN (SELECT contact_family(@contact)) AND field = @field AND source = @source
  AND (coalesce(seq, 0), at) <= (@seq::bigint, @at)`,
			store.Named{"contact": contactID, "field": k.Field, "source": string(k.Source), "at": k.At, "seq": k.Seq})
	}
	w.claim(contactID, ch.Claims...)
	if len(ch.AddTags) > 0 {
		args := store.Named{"contact": contactID, "tags": store.SortedUnique(ch.AddTags)}
		w.Queue(store.TagNamesSQL)
		w.Queue(`INSERT INTO tags (name) SELECT t FROM unnest(@tags::text[]) AS t ON CONFLICT (lower(name)) DO NOTHING`, args)
		w.Queue(`
INSERT INTO contact_tags (contact_id, tag_id)
SELECT @contact, coalesce(merged_into, id) FROM tags WHERE lower(name) = ANY(ARRAY(SELECT lower(t) FROM unnest(@tags::text[]) AS t))
ON CONFLICT DO NOTHING`, args)
	}
	if len(ch.RemoveTags) > 0 {
		w.Queue(`
DELETE FROM contact_tags
WHERE contact_id = @contact AND tag_id IN (SELECT id FROM tags WHERE lower(name) IN (SELECT lower(t) FROM unnest(@tags::text[]) t))`,
			store.Named{"contact": contactID, "tags": ch.RemoveTags})
	}
}

func (w *writer) insertIdentity(contactID uuid.UUID, i contact.Identity) {
	w.Queue(`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
VALUES (@channel, @key, @kind, @value, @contact, @confirmed, @from)`,
		store.Named{
			"channel": w.ChannelID, "key": i.Key(), "kind": string(i.Kind), "value": i.Value,
			"contact": contactID, "confirmed": i.Confirmed, "from": i.ValidFrom,
		})
}

// changeIdentities adds, ends and respells identities and keeps conflicts.
func (w *writer) changeIdentities(c *contact.Contact, ev contact.Event, ch contact.Changes) {
	const one = `channel_id = @channel AND key = @key AND kind = @kind AND value = @value AND valid_to = 'infinity'`
	args := func(i contact.Identity) store.Named {
		return store.Named{
			"channel": w.ChannelID, "key": i.Key(), "kind": string(i.Kind), "value": i.Value,
			"end": ch.EndAt, "wa_id": ev.Facts.Spelling(i),
		}
	}
	for _, i := range ch.End {
		w.Queue(`UPDATE identities SET valid_to = @end WHERE `+one, args(i))
	}
	for _, i := range ch.Respell {
		w.Queue(`UPDATE identities SET value = @wa_id, confirmed = true WHERE `+one, args(i))
	}
	for _, i := range ch.Revive {
		args := args(i)
		args["ended"] = i.ValidTo
		w.Queue(`
UPDATE identities SET valid_to = 'infinity'
WHERE channel_id = @channel AND key = @key AND kind = @kind AND value = @value AND valid_to = @ended`, args)
		w.named = append(w.named, i.Key())
	}
	for _, i := range ch.Add {
		w.addIdentity(c.ID, i, ev)
		w.named = append(w.named, i.Key())
	}
	for _, other := range ch.Conflicts {
		w.Queue(`
INSERT INTO conflicts (channel_id, contact_a, contact_b, event_id)
SELECT @channel, least(@one::uuid, @other::uuid), greatest(@one::uuid, @other::uuid), @event
WHERE NOT EXISTS (SELECT FROM conflicts -- what a person has resolved is not asked again
                  WHERE contact_a = least(@one::uuid, @other::uuid) AND contact_b = greatest(@one::uuid, @other::uuid)
                    AND resolution = 'keep_both')
ON CONFLICT DO NOTHING`,
			store.Named{"channel": w.ChannelID, "one": c.ID, "other": other, "event": ev.ID})
	}
}

// message files a message. The media of an old one may come after what stood for it.
func (w *writer) message(contactID uuid.UUID, ev contact.Event) {
	m := ev.Facts.Message
	w.Queue(`
INSERT INTO messages AS m (event_id, channel_id, contact_id, external_id, type, text, referral, sent_at)
VALUES (@event, @channel, @contact, @external_id, @type, @text, @referral, @sent_at)
ON CONFLICT (channel_id, external_id) DO UPDATE
SET type = excluded.type, text = excluded.text
WHERE m.type = @placeholder AND m.contact_id = excluded.contact_id`,
		store.Named{
			"placeholder": contact.MediaPlaceholder,
			"event":       ev.ID, "channel": w.ChannelID, "contact": contactID, "external_id": m.ID, "type": m.Type,
			"text": store.Null(m.Text), "referral": referralJSON(m.Referral), "sent_at": ev.OccurredAt,
		})
}

// end writes the decisions, ends the entries and sees whether more is pending for
// the workflow's key. The event rows are locked in the order in which Record
// locks them, so that a redelivered batch and a run of decisions cannot lock each
// other out.
func (w *writer) end(t Task, decisions []contact.Decision, more *bool) {
	if len(decisions) == 0 {
		w.readMore(t, more)
		return
	}
	var ids, contacts []*uuid.UUID
	var kinds, reasons []string
	for _, d := range decisions {
		id, c := d.EventID, d.ContactID
		ids = append(ids, &id)
		kinds, reasons = append(kinds, string(d.Kind)), append(reasons, string(d.Reason))
		if c == uuid.Nil {
			contacts = append(contacts, nil)
		} else {
			contacts = append(contacts, &c)
		}
	}
	if len(ids) > 1 {
		w.Queue(`SELECT id FROM events WHERE id = ANY(@ids::uuid[]) ORDER BY dedupe_key FOR NO KEY UPDATE`,
			store.Named{"ids": ids})
	}
	w.Queue(`
WITH decided AS (
    UPDATE events e
    SET decision = d.decision, reason = d.reason, contact_id = d.contact_id, decided_at = now(),
        workflow_id = @workflow, run_id = @run
    FROM unnest(@ids::uuid[], @decisions::text[], @reasons::text[], @contacts::uuid[])
         AS d (id, decision, reason, contact_id)
    WHERE e.id = d.id
), ended AS (
    DELETE FROM queue WHERE channel_id = @channel AND key = ANY(@keys) AND event_id = ANY(@ids::uuid[])
)
SELECT EXISTS (SELECT FROM queue WHERE channel_id = @channel AND key = @key AND event_id <> ALL(@ids::uuid[]))`,
		store.Named{
			"ids": ids, "decisions": kinds, "reasons": reasons, "contacts": contacts,
			"workflow": store.Null(t.Run.WorkflowID), "run": store.Null(t.Run.RunID),
			"channel": t.ChannelID, "key": t.Key, "keys": t.Keys,
		}).QueryRow(func(row pgx.Row) error { return row.Scan(more) })
	for _, queue := range w.after {
		queue()
	}
}

// readMore sees whether anything is pending for the workflow's key.
func (w *writer) readMore(t Task, more *bool) {
	w.Queue(`SELECT EXISTS (SELECT FROM queue WHERE channel_id = @channel AND key = @key)`,
		store.Named{"channel": t.ChannelID, "key": t.Key}).QueryRow(func(row pgx.Row) error { return row.Scan(more) })
}

// changes queues what an event changes about a contact, the contact's own row aside.
func (w *writer) changes(c *contact.Contact, ev contact.Event, ch contact.Changes, d contact.Decision) {
	w.changeIdentities(c, ev, ch)
	w.changeFields(c.ID, ch)
	w.reportSkipped(ev, ch.Skipped)
	if ev.Facts.Message != nil {
		w.message(c.ID, ev)
	}
	w.decided(ev, d, beforeOf(ch, ev.Facts.Fields))
	w.ofJob(ev, d, jobBeforeOf(ch))
}

// decided lists an event that is quarantined, and writes into an import's row what
// became of it: what is counted of an import is what was committed.
func (w *writer) decided(ev contact.Event, d contact.Decision, before *rowBefore) {
	if d.Kind == contact.Quarantined {
		w.Queue(`INSERT INTO quarantine (event_id, origin, reason) VALUES (@id, @origin, @reason)`,
			store.Named{"id": ev.ID, "origin": ev.Origin, "reason": string(d.Reason)})
	}
	row := ev.Facts.Row
	if row == nil {
		return
	}
	status, why, fix := contact.RowStatus(d, ev.Facts.Person)
	var kept any
	if before != nil {
		encoded, err := json.Marshal(before)
		if err == nil {
			kept = string(encoded)
		}
	}
	var owner any
	if d.ContactID != uuid.Nil {
		owner = d.ContactID
	}
	w.Queue(`
UPDATE import_rows
SET status = @status, error = @error, suggested_fix = @fix, contact_id = @contact, before = @before
WHERE import_id = @id AND n = @n`, store.Named{
		"id": row.Import, "n": row.N, "status": status, "error": store.Null(why), "fix": store.Null(fix), "contact": owner,
		"before": kept,
	})
}

// reportSkipped adds to the detail of an event, and of the row that it stands
// for, what the contact had no room for.
func (w *writer) reportSkipped(ev contact.Event, skipped []contact.Skipped) {
	if len(skipped) == 0 {
		return
	}
	args := store.Named{"id": ev.ID, "detail": contact.Report(append(slices.Clone(ev.Facts.Fields.Skipped), skipped...))}
	// Event rows are locked when they are decided, in an order.
	w.after = append(w.after, func() { w.Queue(`UPDATE events SET detail = @detail WHERE id = @id`, args) })
	if row := ev.Facts.Row; row != nil {
		args["import"], args["n"] = row.Import, row.N
		w.Queue(`
UPDATE import_rows
SET facts = (facts::jsonb || jsonb_build_object('detail', @detail::text))::text
WHERE import_id = @import AND n = @n AND facts IS NOT NULL`, args)
	}
}

// rowBefore is what undoing a row brings back.
type rowBefore struct {
	Created bool            `json:"created,omitempty"`
	Claims  []contact.Claim `json:"claims,omitempty"` // of an earlier import, by field
	Fields  []string        `json:"fields,omitempty"` // that this row claimed
	Tags    []string        `json:"tags,omitempty"`   // that it added
}

func beforeOf(ch contact.Changes, f *contact.Fields) *rowBefore {
	b := &rowBefore{Created: ch.Decision.Kind == contact.Created, Claims: ch.Replaced, Tags: ch.AddTags}
	for _, k := range ch.Claims {
		b.Fields = append(b.Fields, k.Field)
	}
	gave := f != nil && len(f.AddTags) > 0 && ch.Decision.Kind != contact.Ignored
	if !b.Created && len(b.Fields) == 0 && !gave {
		return nil // there is nothing to take back
	}
	return b
}

func referralJSON(r *contact.Referral) *string {
	if r == nil {
		return nil
	}
	return jsonText(r)
}

// jsonText encodes a struct of texts, which always can be.
func jsonText(of any) *string {
	b, err := json.Marshal(of)
	if err != nil {
		panic(err)
	}
	s := string(b)
	return &s
}
