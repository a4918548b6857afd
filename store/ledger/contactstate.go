package ledger

import (
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// contactStateSQL reads and locks the contacts that a set of keys leads to.
var contactStateSQL = store.ContactSQL + `
WHERE id IN (SELECT contact_id FROM identities WHERE channel_id = @channel AND key = ANY(@keys))
ORDER BY id
FOR NO KEY UPDATE`

// contactByIDSQL reads and locks contacts, unless they are tombstones or part
// of another contact.
var contactByIDSQL = store.ContactSQL + `
WHERE id = ANY(@ids) AND channel_id = @channel AND NOT hidden
ORDER BY id
FOR NO KEY UPDATE`

// insertContact answers with the version of the row.
func (w *writer) insertContact(c contact.Contact) *pgx.QueuedQuery {
	return w.Queue(`
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, user_id, username, display_name, name_source,
                      whatsapp_name, whatsapp_name_at, username_at, version)
VALUES (@id, @channel, @event, @source, @wa_id, @user_id, @username, @display_name, @name_source,
        @whatsapp_name, @whatsapp_name_at, @username_at, @version)
RETURNING xmin`, contactArgs(c))
}

var updateContactSQL = `
UPDATE contacts
SET wa_id = @wa_id, user_id = @user_id, username = @username, display_name = @display_name,
    name_source = @name_source, whatsapp_name = @whatsapp_name, whatsapp_name_at = @whatsapp_name_at,
    username_at = @username_at,
    first_message_id = @first_message_id, first_message_at = @first_message_at,
    last_conversed_at = @last_conversed_at, referral = @referral, referral_at = @referral_at,
    opted_out_at = @opted_out_at, preference_at = @preference_at,
    preference_seq = @preference_seq, preference_personal = @preference_personal,
    attributes = @attributes, version = @version, ` + store.EachTextSQL("%s = @%s") + `
WHERE id = @id`

func (w *writer) updateContact(c contact.Contact) { w.Queue(updateContactSQL, contactArgs(c)) }

func contactArgs(c contact.Contact) store.Named {
	var first *uuid.UUID
	if c.FirstMessageID != uuid.Nil {
		first = &c.FirstMessageID
	}
	args := store.Named{
		"id": c.ID, "channel": c.ChannelID, "event": c.CreatedByEvent, "source": string(c.Source),
		"wa_id": store.Null(c.WaID), "user_id": store.Null(c.UserID), "username": store.Null(c.Username),
		"display_name": c.DisplayName, "name_source": string(c.NameSource),
		"username_at":   store.NullTime(c.UsernameAt),
		"whatsapp_name": store.Null(c.ProfileName), "whatsapp_name_at": store.NullTime(c.ProfileNameAt),
		"first_message_id": first, "first_message_at": store.NullTime(c.FirstMessageAt),
		"last_conversed_at": store.NullTime(c.LastConversedAt),
		"referral":          referralJSON(c.Referral), "referral_at": store.NullTime(c.ReferralAt),
		"opted_out_at": store.NullTime(c.OptedOutAt), "preference_at": store.NullTime(c.PreferenceAt),
		"preference_seq": store.NullSeq(c.PreferenceSeq), "preference_personal": c.PreferencePersonal,
		"attributes": attributesJSON(c.Attributes), "version": c.Version,
	}
	for _, f := range contact.ShownTexts() {
		args[f.Name] = *f.Text(&c.Texts)
	}
	return args
}

func attributesJSON(attributes map[string]json.RawMessage) string {
	if len(attributes) == 0 {
		return "{}"
	}
	b, err := json.Marshal(attributes)
	if err != nil {
		return "{}" // values are checked when they come in
	}
	return string(b)
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
