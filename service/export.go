package service

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// ExportContacts writes the contacts that a filter finds row by row, the header
// first; write must not keep the cells. What it writes can be imported again: the columns have the names that
// an import knows.
func (s *Service) ExportContacts(ctx context.Context, who Caller, f ContactFilter, write func(cells []string) error) error {
	return s.ExportColumns(ctx, who, f, nil, write)
}

// ExportColumns is ExportContacts with certain columns, by their headings, in their
// order; nil: all.
func (s *Service) ExportColumns(ctx context.Context, who Caller, f ContactFilter, chosen []string, write func(cells []string) error) error {
	if err := who.May(ContactsRead); err != nil {
		return err
	}
	ctx, release, err := s.exports.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	if f, err = s.findable(ctx, f); err != nil {
		return err
	}
	definitions, err := s.settings(itself).Definitions(ctx)
	if err != nil {
		return err
	}
	columns := columnsOf(slices.Sorted(maps.Keys(definitions)), chosen != nil)
	if chosen != nil {
		if columns, err = choose(columns, chosen); err != nil {
			return err
		}
	}
	cells := make([]string, len(columns)) // write does not keep them
	for i, column := range columns {
		cells[i] = column.heading
	}
	if err := write(cells); err != nil {
		return err
	}
	err = s.book(who).EachContact(ctx, f, func(c Contact) error {
		for i, column := range columns {
			cells[i] = column.cell(c)
		}
		return write(cells)
	})
	return tooWide(f, err)
}

// exportCells are the cells of the fields that are no texts, by their names.
var exportCells = map[string]func(Contact) string{
	"wa_id": func(c Contact) string {
		if c.WaID == nil {
			return ""
		}
		return "+" + *c.WaID
	},
	contact.FieldDisplayName: func(c Contact) string { return intake.Literal(ownName(c)) },
	"tags":                   func(c Contact) string { return intake.JoinTags(c.Tags) },
	"channel_id":             func(c Contact) string { return c.ChannelID },
	"user_id":                func(c Contact) string { return store.OrEmpty(c.UserID) },
	"username":               func(c Contact) string { return store.OrEmpty(c.Username) },
	"whatsapp_name":          func(c Contact) string { return store.OrEmpty(c.WhatsAppName) },
	"source":                 func(c Contact) string { return c.Source },
	"created_at":             func(c Contact) string { return stamp(&c.CreatedAt) },
	"first_message_at":       func(c Contact) string { return stamp(c.FirstMessageAt) },
	"last_conversed_at":      func(c Contact) string { return stamp(c.LastConversedAt) },
	"opted_out_at":           func(c Contact) string { return stamp(c.OptedOutAt) },
	contact.FieldConsent: func(c Contact) string {
		switch {
		case c.Consent == nil:
			return ""
		case c.Consent.Given:
			return "yes"
		}
		return "no"
	},
	contact.FieldConsentAt:     ofConsent(func(s contact.Consent) string { return stamp(&s.At) }),
	contact.FieldConsentSource: ofConsent(func(s contact.Consent) string { return intake.Literal(s.Source) }),
	contact.FieldConsentText:   ofConsent(func(s contact.Consent) string { return intake.Literal(s.Text) }),
	"referral": func(c Contact) string {
		if c.Referral == nil {
			return ""
		}
		return c.Referral.SourceID
	},
}

// ofConsent is a cell of what is known of a contact's consent, blank if nothing is.
func ofConsent(cell func(contact.Consent) string) func(Contact) string {
	return func(c Contact) string {
		if c.Consent == nil {
			return ""
		}
		return cell(*c.Consent)
	}
}

// column is one column of an export.
type column struct {
	heading string
	cell    func(Contact) string
}

// choose returns the columns with certain headings.
func choose(columns []column, headings []string) ([]column, error) {
	chosen := make([]column, len(headings))
	for i, heading := range headings {
		at := slices.IndexFunc(columns, func(c column) bool { return c.heading == heading })
		if at < 0 {
			return nil, parameter("columns", "There is no column %q: an export without columns has all of them.", contact.Clean(heading, contact.MaxValue))
		}
		chosen[i] = columns[at]
	}
	return chosen, nil
}

// columnsOf are the columns of the fields that are exported; where columns are chosen
// also of texts that no import takes.
func columnsOf(attributes []string, chosen bool) (columns []column) {
	for _, f := range contact.AllFields() {
		switch {
		case !f.Exported && (!chosen || !f.IsShownText()):
		case f.Kind == contact.IsAttributes:
			for _, name := range attributes {
				columns = append(columns, column{contact.AttributePrefix + name, func(c Contact) string {
					return intake.Literal(cellOf(c.Attributes[name]))
				}})
			}
		case f.IsShownText():
			columns = append(columns, column{f.Title(), func(c Contact) string {
				return intake.Literal(store.OrEmpty(*f.Text(&c.Texts)))
			}})
		default:
			columns = append(columns, column{f.Title(), exportCells[f.Name]})
		}
	}
	return columns
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
	return contact.ValueText(value)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
