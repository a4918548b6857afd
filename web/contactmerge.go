package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// MergePage is two contacts side by side, and what they become; without another contact
// it finds one.
type MergePage struct {
	service.Contact
	Back, Here string
	Query      string
	Found      []FoundLine
	Searched   bool

	Other   *service.Contact
	Rows    []MergeRow
	Moves   service.Moves
	Stays   string // what the page calls the two
	Joins   string
	Instead string // leads to the merge the other way round
	Again   string // leads to the search for another one
}

// FoundLine is a contact that may be the other one.
type FoundLine struct {
	service.Contact
	Href string
}

// MergeRow is a field of two contacts, and what it becomes.
type MergeRow struct {
	Label                string
	Into, Other, Becomes MergeValue
	Changes              bool
}

// MergeValue is a value as people read it: a text, or a time.
type MergeValue struct {
	Text  string
	Phone bool
	At    any
}

// Empty reports whether there is nothing.
func (s MergeValue) Empty() bool { return s.Text == "" && s.At == nil }

func (s *Site) showMerge(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	page := s.mergePage(v, c)
	given := v.URL.Query().Get("other")
	if given == "" {
		return s.findOther(v, page)
	}
	other, err := uuid.Parse(given)
	if err != nil {
		return &service.Error{Code: service.NotFound, Message: "There is no such contact: the address is not whole."}
	}
	preview, err := s.Service.PreviewMerge(v.Context(), v.Who, c.ID, other)
	if err != nil {
		return err
	}
	row, err := s.Service.GetContact(v.Context(), v.Who, preview.Other)
	if err != nil {
		return err
	}
	page.Other, page.Moves = &row, preview.Moves
	page.Stays, page.Joins = toldApart(c, row)
	query := v.own()
	query.Set("other", c.ID.String())
	page.Instead = s.address("/app/contacts/"+row.ID.String()+"/merge", query)
	slices.SortStableFunc(preview.Fields, func(a, b service.MergedField) int { return mergePlace(a.Field) - mergePlace(b.Field) })
	for _, f := range preview.Fields {
		if f.Field == "name_source" {
			continue // which says where the name comes from
		}
		one := MergeRow{Label: mergeLabel(f.Field), Into: v.merged(f.Field, f.Into), Other: v.merged(f.Field, f.Other), Becomes: v.merged(f.Field, f.Becomes)}
		one.Changes = f.Changes() && !sameMinute(one.Into, one.Becomes) // which nobody would see
		page.Rows = append(page.Rows, one)
	}
	return v.Show("contact-merge", fmt.Sprintf("Merge %s into %s", page.Joins, page.Stays), page)
}

// toldApart names two contacts so that they can be told apart: by their numbers too, where
// they have one name.
func toldApart(one, other service.Contact) (first, second string) {
	if one.DisplayName != other.DisplayName {
		return one.DisplayName, other.DisplayName
	}
	named := func(c service.Contact) string {
		if c.WaID == nil {
			return c.DisplayName + " without a number"
		}
		return c.DisplayName + " " + phone(*c.WaID)
	}
	return named(one), named(other)
}

// sameMinute reports whether two values are times that read the same.
func sameMinute(a, b MergeValue) bool {
	one, isOne := a.At.(time.Time)
	other, isOther := b.At.(time.Time)
	return isOne && isOther && one.Truncate(time.Minute).Equal(other.Truncate(time.Minute))
}

func (s *Site) mergePage(v *Visit, c service.Contact) MergePage {
	path := "/app/contacts/" + c.ID.String()
	here := s.address(path+"/merge", v.own())
	return MergePage{Contact: c, Back: s.address(path, v.own()), Here: here, Again: here, Query: strings.TrimSpace(v.URL.Query().Get("q"))}
}

// foundAtOnce is how many contacts a search for the other one shows.
const foundAtOnce = 10

// findOther shows a search for the contact to merge with, among those of the channel.
func (s *Site) findOther(v *Visit, page MergePage) error {
	if page.Query != "" {
		page.Searched = true
		found, err := s.Service.ListContacts(v.Context(), v.Who, service.ContactFilter{Query: page.Query, ChannelID: page.ChannelID}, service.Paging{Limit: foundAtOnce + 1})
		if err != nil {
			return err
		}
		for _, one := range found.Rows {
			if one.ID == page.ID || len(page.Found) == foundAtOnce {
				continue
			}
			query := v.own()
			query.Set("other", one.ID.String())
			page.Found = append(page.Found, FoundLine{one, s.address("/app/contacts/"+page.ID.String()+"/merge", query)})
		}
	}
	return v.Show("contact-merge", "Merge "+page.DisplayName+" with another contact", page)
}

// mergeContact makes one contact of two.
func (s *Site) mergeContact(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	other, err := uuid.Parse(v.Value("other"))
	if err != nil {
		return &service.Error{Code: service.Malformed, Message: "Choose the contact to merge with first."}
	}
	applied, err := s.Service.MergeContacts(v.Context(), v.Who, c.ID, other, v.Asked())
	if err != nil {
		return err
	}
	said := Flash{Text: "The two are one contact now."}
	if applied.Decision.Kind != contact.Pending {
		said.Undo = s.address(fmt.Sprintf("/app/contacts/%s/merges/%s/undo", c.ID, applied.Decision.EventID), v.own())
		said.Label = "Take it back"
	}
	return v.backTo(c, applied.Decision, said)
}

// undoMerge makes two contacts of one again.
func (s *Site) undoMerge(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	event, err := uuid.Parse(v.PathValue("event"))
	if err != nil {
		return &service.Error{Code: service.NotFound, Message: "There is no such merge: the address is not whole."}
	}
	applied, err := s.Service.UndoMerge(v.Context(), v.Who, event, v.Asked())
	switch {
	case err == nil:
	case service.ErrorOf(err).Code != service.AlreadyResolved:
		return err
	}
	return v.backTo(c, applied.Decision, Flash{Text: "The other one is a contact of its own again."})
}

// mergeLabels are what fields are called that nobody edits.
var mergeLabels = map[string]string{
	"wa_id": "Number", "user_id": "User id", "username": "Username", "whatsapp_name": "WhatsApp name", "tags": "Tags", "consent": "Consent",
	"referral.source_id": "Ad", "opted_out_at": "Opted out", "first_message_at": "First message", "last_conversed_at": "Last conversed",
}

// mergeOrder are the fields that stand first; what is not here, such as attributes, stands
// before what has a time.
var mergeOrder = []string{contact.FieldDisplayName, "wa_id", "user_id", "username", "whatsapp_name", contact.FieldRemarks, contact.FieldAssignee, "tags"}

func mergePlace(field string) int {
	switch place := slices.Index(mergeOrder, field); {
	case place >= 0:
		return place
	case strings.HasSuffix(field, "_at"):
		return len(mergeOrder) + 1
	}
	return len(mergeOrder)
}

func mergeLabel(field string) string {
	if label, ok := mergeLabels[field]; ok {
		return label
	}
	return fieldLabel(field)
}

// merged is a value of a preview as people read it.
func (v *Visit) merged(field string, value any) MergeValue {
	switch value := value.(type) {
	case nil:
		return MergeValue{}
	case []string:
		return MergeValue{Text: strings.Join(value, ", ")}
	case *contact.Consent:
		said := choiceOf(value.Given, "Given", "Not given")
		if value.Text != "" {
			said += ": “" + value.Text + "”"
		}
		return MergeValue{Text: said}
	case json.RawMessage:
		return MergeValue{Text: contact.ValueText(value)}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil && strings.HasSuffix(field, "_at") {
			return MergeValue{At: at}
		}
		return MergeValue{Text: v.shownValue(field, value), Phone: field == "wa_id"}
	}
	return MergeValue{Text: fmt.Sprint(value)}
}
