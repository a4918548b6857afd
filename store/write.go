package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// writer collects the statements of a deciding transaction, so that they cross
// the wire together.
type writer struct {
	*pgx.Batch
	ChannelID string
}

func (w *writer) send(ctx context.Context, tx pgx.Tx) error {
	if w.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, w.Batch).Close()
}

func (w *writer) insertContact(c contact.Contact) {
	w.Queue(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, user_id, username, display_name, name_source,
                      whatsapp_name, whatsapp_name_at, version)
VALUES (@id, @channel, @event, @source, @wa_id, @user_id, @username, @display_name, @name_source,
        @whatsapp_name, @whatsapp_name_at, @version)`, contactArgs(c))
}

func (w *writer) updateContact(c contact.Contact) {
	w.Queue(`
UPDATE contacts
SET wa_id = @wa_id, user_id = @user_id, username = @username, display_name = @display_name,
    name_source = @name_source, whatsapp_name = @whatsapp_name, whatsapp_name_at = @whatsapp_name_at,
    first_message_id = @first_message_id, first_message_at = @first_message_at,
    last_conversed_at = @last_conversed_at, referral = @referral, referral_at = @referral_at,
    opted_out_at = @opted_out_at, preference_at = @preference_at, version = @version
WHERE id = @id`, contactArgs(c))
}

func contactArgs(c contact.Contact) pgx.NamedArgs {
	var first *uuid.UUID
	if c.FirstMessageID != uuid.Nil {
		first = &c.FirstMessageID
	}
	return pgx.NamedArgs{
		"id": c.ID, "channel": c.ChannelID, "event": c.CreatedByEvent, "source": string(c.Source),
		"wa_id": nullable(c.WaID), "user_id": nullable(c.UserID), "username": nullable(c.Username),
		"display_name": c.DisplayName, "name_source": string(c.NameSource),
		"whatsapp_name": nullable(c.ProfileName), "whatsapp_name_at": nullableTime(c.ProfileNameAt),
		"first_message_id": first, "first_message_at": nullableTime(c.FirstMessageAt),
		"last_conversed_at": nullableTime(c.LastConversedAt),
		"referral":          referralJSON(c.Referral), "referral_at": nullableTime(c.ReferralAt),
		"opted_out_at": nullableTime(c.OptedOutAt), "preference_at": nullableTime(c.PreferenceAt),
		"version": c.Version,
	}
}

func referralJSON(r *contact.Referral) *string {
	if r == nil {
		return nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // a struct of strings always encodes
	}
	s := string(b)
	return &s
}

// claimName keeps where the WhatsApp profile name came from.
func (w *writer) claimName(c contact.Contact, ev contact.Event) {
	if c.ProfileName == "" {
		return
	}
	w.Queue(`
INSERT INTO claims (contact_id, field, source, value, event_id, at)
VALUES (@contact, 'display_name', 'profile', @value, @event, @at)
ON CONFLICT (contact_id, field, source) DO UPDATE
SET value = excluded.value, event_id = excluded.event_id, at = excluded.at
WHERE claims.at <= excluded.at`,
		pgx.NamedArgs{"contact": c.ID, "value": c.ProfileName, "event": ev.ID, "at": ev.OccurredAt})
}

func (w *writer) insertIdentity(contactID uuid.UUID, i contact.Identity) {
	w.Queue(`
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
VALUES (@channel, @key, @kind, @value, @contact, @confirmed, @from)`,
		pgx.NamedArgs{
			"channel": w.ChannelID, "key": i.Key(), "kind": string(i.Kind), "value": i.Value,
			"contact": contactID, "confirmed": i.Confirmed, "from": i.ValidFrom,
		})
}

// changeIdentities adds, ends and respells identities and keeps conflicts.
func (w *writer) changeIdentities(c *contact.Contact, ev contact.Event, ch contact.Changes) {
	const one = `channel_id = @channel AND key = @key AND kind = @kind AND value = @value AND valid_to = 'infinity'`
	args := func(i contact.Identity) pgx.NamedArgs {
		return pgx.NamedArgs{
			"channel": w.ChannelID, "key": i.Key(), "kind": string(i.Kind), "value": i.Value,
			"end": ch.EndAt, "wa_id": ev.Facts.Person.WaID,
		}
	}
	for _, i := range ch.End {
		w.Queue(`UPDATE identities SET valid_to = @end WHERE `+one, args(i))
	}
	for _, i := range ch.Respell {
		w.Queue(`UPDATE identities SET value = @wa_id, confirmed = true WHERE `+one, args(i))
	}
	for _, i := range ch.Add {
		w.insertIdentity(c.ID, i)
	}
	for _, other := range ch.Conflicts {
		w.Queue(`
INSERT INTO conflicts (channel_id, contact_a, contact_b, event_id)
VALUES (@channel, least(@one::uuid, @other::uuid), greatest(@one::uuid, @other::uuid), @event)
ON CONFLICT DO NOTHING`,
			pgx.NamedArgs{"channel": w.ChannelID, "one": c.ID, "other": other, "event": ev.ID})
	}
}

func (w *writer) message(contactID uuid.UUID, ev contact.Event) {
	m := ev.Facts.Message
	w.Queue(`
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, referral, sent_at)
VALUES (@event, @channel, @contact, @external_id, @type, @text, @referral, @sent_at)
ON CONFLICT (channel_id, external_id) DO NOTHING`,
		pgx.NamedArgs{
			"event": ev.ID, "channel": w.ChannelID, "contact": contactID, "external_id": m.ID, "type": m.Type,
			"text": nullable(m.Text), "referral": referralJSON(m.Referral), "sent_at": ev.OccurredAt,
		})
}

// settle writes the decisions and ends the debts. The event rows are locked in
// the order in which Record locks them, so that a redelivered batch and a run
// of decisions cannot lock each other out.
func (w *writer) settle(t Task, outcomes []Outcome) {
	if len(outcomes) == 0 {
		return
	}
	var ids, contacts []*uuid.UUID
	var decisions, reasons []string
	for _, o := range outcomes {
		id, c := o.EventID, o.ContactID
		ids = append(ids, &id)
		decisions, reasons = append(decisions, string(o.Decision)), append(reasons, string(o.Reason))
		if c == uuid.Nil {
			contacts = append(contacts, nil)
		} else {
			contacts = append(contacts, &c)
		}
	}
	if len(ids) > 1 {
		w.Queue(`SELECT id FROM events WHERE id = ANY(@ids::uuid[]) ORDER BY dedupe_key FOR NO KEY UPDATE`,
			pgx.NamedArgs{"ids": ids})
	}
	w.Queue(`
UPDATE events e
SET decision = d.decision, reason = d.reason, contact_id = d.contact_id, decided_at = now(),
    workflow_id = @workflow, run_id = @run
FROM unnest(@ids::uuid[], @decisions::text[], @reasons::text[], @contacts::uuid[])
     AS d (id, decision, reason, contact_id)
WHERE e.id = d.id`,
		pgx.NamedArgs{
			"ids": ids, "decisions": decisions, "reasons": reasons, "contacts": contacts,
			"workflow": nullable(t.Run.WorkflowID), "run": nullable(t.Run.RunID),
		})
	w.Queue(`DELETE FROM owed WHERE channel_id = @channel AND key = ANY(@keys) AND event_id = ANY(@ids::uuid[])`,
		pgx.NamedArgs{"channel": t.ChannelID, "keys": t.Keys, "ids": ids})
}

func (w *writer) askMore(t Task, more *bool) {
	w.Queue(`SELECT EXISTS (SELECT FROM owed WHERE channel_id = @channel AND key = @key)`,
		pgx.NamedArgs{"channel": t.ChannelID, "key": t.Key}).QueryRow(func(row pgx.Row) error {
		return row.Scan(more)
	})
}

const contactStateSQL = `
SELECT id, channel_id, source, created_by_event, wa_id, user_id, username, display_name, name_source, whatsapp_name,
       whatsapp_name_at, first_message_id, first_message_at, last_conversed_at, referral, referral_at, opted_out_at,
       preference_at, version
FROM contacts
WHERE id IN (SELECT contact_id FROM identities WHERE channel_id = @channel AND key = ANY(@keys))
ORDER BY id
FOR NO KEY UPDATE`

func scanContactState(row pgx.CollectableRow) (c contact.Contact, err error) {
	var (
		waID, userID, username, profile                         *string
		profileAt, firstAt, lastAt, referralAt, optedOut, prefs *time.Time
		first                                                   *uuid.UUID
	)
	err = row.Scan(&c.ID, &c.ChannelID, &c.Source, &c.CreatedByEvent, &waID, &userID, &username, &c.DisplayName,
		&c.NameSource, &profile, &profileAt, &first, &firstAt, &lastAt, &c.Referral, &referralAt, &optedOut, &prefs,
		&c.Version)
	c.WaID, c.UserID, c.Username, c.ProfileName = orEmpty(waID), orEmpty(userID), orEmpty(username), orEmpty(profile)
	c.ProfileNameAt, c.FirstMessageAt, c.LastConversedAt = orZero(profileAt), orZero(firstAt), orZero(lastAt)
	c.ReferralAt, c.OptedOutAt, c.PreferenceAt = orZero(referralAt), orZero(optedOut), orZero(prefs)
	if first != nil {
		c.FirstMessageID = *first
	}
	return c, err
}
