package service

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// MergePreview is what a merge would make of two contacts.
type MergePreview struct {
	Into, Other uuid.UUID
	Fields      []MergedField
	Moves       Moves
}

// MergedField is a field that one of two contacts has, and what it becomes. Values are
// texts, numbers, lists of tags, a *contact.Consent, or nil.
type MergedField struct {
	Field                string
	Into, Other, Becomes any
}

// Changes reports whether the contact that is left has another value then.
func (f MergedField) Changes() bool { return !reflect.DeepEqual(f.Into, f.Becomes) }

// Moves is what the contact that is left gets of the other one.
type Moves struct {
	Identities []Identity
	Messages   int64
	Tags       []string
}

// PreviewMerge tells what MergeContacts would do, by the rules that it goes by, and does
// nothing.
func (s *Service) PreviewMerge(ctx context.Context, who Caller, id, other uuid.UUID) (MergePreview, error) {
	if err := who.May(ContactsWrite); err != nil {
		return MergePreview{}, err
	}
	into, absorbed, err := s.pair(ctx, who, id, other)
	if err != nil {
		return MergePreview{}, err
	}
	if into.ID == absorbed.ID {
		return MergePreview{}, invalid("other", "other must be another contact: both ids lead to contact %s.", into.ID)
	}
	winner, err := s.book(who).Ruled(ctx, into.ID)
	if err != nil {
		return MergePreview{}, err
	}
	loser, err := s.book(who).Ruled(ctx, absorbed.ID)
	if err != nil {
		return MergePreview{}, err
	}
	known, err := s.book(who).Provenance(ctx, absorbed.ID)
	if err != nil {
		return MergePreview{}, err
	}
	out := MergePreview{Into: into.ID, Other: absorbed.ID, Moves: Moves{Identities: known.Identities}}
	if out.Moves.Messages, err = s.book(who).CountMessages(ctx, absorbed.ID); err != nil {
		return MergePreview{}, err
	}
	out.Moves.Tags = slices.DeleteFunc(slices.Clone(loser.Tags), func(tag string) bool { return contact.HasTag(winner.Tags, tag) })
	out.Fields = mergedFields(winner, loser)
	return out, nil
}

// mergedFields lists the fields that one of two contacts has.
func mergedFields(winner, loser contact.Contact) (fields []MergedField) {
	merged := winner
	merged.Claims = append(slices.Clone(winner.Claims), loser.Claims...)
	merged.Absorb(loser)
	merged.Tags = contact.CleanTags(append(slices.Clone(winner.Tags), loser.Tags...))
	into, other, becomes := valuesOf(winner), valuesOf(loser), valuesOf(merged)
	names := maps.Clone(into)
	maps.Copy(names, other)
	maps.Copy(names, becomes)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		fields = append(fields, MergedField{name, into[name], other[name], becomes[name]})
	}
	return fields
}

// valuesOf are the values that a contact shows, by field; what it has not is not there.
func valuesOf(c contact.Contact) map[string]any {
	values := map[string]any{}
	text := func(name, value string) {
		if value != "" {
			values[name] = value
		}
	}
	at := func(name string, t time.Time) {
		if !t.IsZero() {
			values[name] = t.UTC().Format(time.RFC3339Nano)
		}
	}
	text("wa_id", c.WaID)
	text("user_id", c.UserID)
	text("username", c.Username)
	text("whatsapp_name", c.ProfileName)
	text(contact.FieldDisplayName, c.DisplayName)
	text("name_source", string(c.NameSource))
	for _, f := range contact.ShownTexts() {
		if value := *f.Text(&c.Texts); value != nil {
			text(f.Name, *value)
		}
	}
	for name, value := range c.Attributes {
		values[contact.AttributePrefix+name] = value
	}
	if len(c.Tags) > 0 {
		values["tags"] = slices.Sorted(slices.Values(c.Tags))
	}
	if c.Consent != nil {
		values[contact.FieldConsent] = c.Consent
	}
	if c.Referral != nil {
		text("referral.source_id", c.Referral.SourceID)
	}
	at("opted_out_at", c.OptedOutAt)
	at("first_message_at", c.FirstMessageAt)
	at("last_conversed_at", c.LastConversedAt)
	return values
}
