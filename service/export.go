package service

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// ExportContacts writes the contacts that a filter finds row by row, the header
// first. What it writes can be imported again: the columns have the names that
// an import knows.
func (s *Service) ExportContacts(ctx context.Context, who Caller, f ContactFilter, write func(cells []string) error) error {
	if err := who.May(ContactsRead); err != nil {
		return err
	}
	ctx, release, err := s.exports.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	definitions, err := s.store.Definitions(ctx)
	if err != nil {
		return err
	}
	attributes := slices.Sorted(maps.Keys(definitions))
	if err := write(exportHeader(attributes)); err != nil {
		return err
	}
	return s.store.EachContact(ctx, f, func(c Contact) error { return write(exportRow(c, attributes)) })
}

func exportHeader(attributes []string) []string {
	header := []string{
		"phone", "display_name", "tags", "remarks", "channel", "user_id", "username", "whatsapp_name", "source", "created_at",
		"first_message_at", "last_conversed_at", "opted_out_at", "ad_id",
	}
	for _, name := range attributes {
		header = append(header, "attributes."+name)
	}
	return header
}

func exportRow(c Contact, attributes []string) []string {
	phone, ad := "", ""
	if c.WaID != nil {
		phone = "+" + *c.WaID
	}
	if c.Referral != nil {
		ad = c.Referral.SourceID
	}
	row := []string{
		phone, intake.Literal(ownName(c)), intake.JoinTags(c.Tags), intake.Literal(orEmpty(c.Remarks)), c.ChannelID, orEmpty(c.UserID), orEmpty(c.Username),
		orEmpty(c.WhatsAppName), c.Source, stamp(&c.CreatedAt), stamp(c.FirstMessageAt), stamp(c.LastConversedAt),
		stamp(c.OptedOutAt), ad,
	}
	for _, name := range attributes {
		row = append(row, intake.Literal(cellOf(c.Attributes[name])))
	}
	return row
}

// ownName is the name that somebody gave the contact. The number or username
// that is shown while nobody did has its own column, and imported as a name it
// would stay one.
func ownName(c Contact) string {
	if contact.NameSource(c.NameSource).Fallback() {
		return ""
	}
	return c.DisplayName
}

// cellOf is an attribute's value as a cell, digit for digit.
func cellOf(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
