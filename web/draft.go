package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/tabular"
)

// DraftPage is a file that waits to be imported, and how it would be.
type DraftPage struct {
	service.Inspection
	Columns []DraftColumn
	Targets []Option
	Save    string // where the form is sent
	Again   bool   // there was a dry run, and there will be another
}

// DraftColumn is a column of the file, and where it goes.
type DraftColumn struct {
	N                    int
	Header, Why          string
	Samples              []string
	Target               string
	New                  string // what an attribute is called that is defined for it, or could be
	Unnamed, Twice, Made bool   // Made: the target is an attribute that is defined with the import
}

// targetLabels are the targets of columns in words. Others are their own names.
var targetLabels = map[string]string{
	intake.TargetPhone: "Phone number", intake.TargetDisplayName: "Name", intake.TargetTags: "Tags", contact.FieldRemarks: "Remarks",
	intake.TargetUserID: "WhatsApp user id", intake.TargetCountryCode: "Country code of the number", contact.FieldConsent: "Agreed to marketing messages",
}

func targetLabel(target string) string {
	if label := targetLabels[target]; label != "" {
		return label
	}
	name, isAttribute := strings.CutPrefix(target, contact.AttributePrefix)
	if name = strings.ReplaceAll(name, "_", " "); isAttribute {
		return "Attribute " + name
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// draftTargets are the fields and attributes that columns can go to.
func (s *Site) draftTargets(v *Visit, columns []DraftColumn) (all []Option, err error) {
	add := func(target string) {
		if !slices.ContainsFunc(all, func(o Option) bool { return o.Value == target }) {
			all = append(all, Option{Value: target, Label: targetLabel(target)})
		}
	}
	for _, f := range contact.NamedFields(contact.SourceImport) {
		add(f.NameFor(contact.SourceImport))
	}
	if v.May(service.ContactsRead) {
		attributes, err := s.Service.ListAttributes(v.Context(), v.Who)
		if err != nil {
			return nil, err
		}
		for _, a := range attributes {
			add(contact.AttributePrefix + a.Name)
		}
	}
	for _, c := range columns {
		if c.Target != "" && !c.Made {
			add(c.Target)
		}
	}
	return all, nil
}

// NewAttributes are the attributes that the import defines.
func (p DraftPage) NewAttributes() (names []string) {
	for _, c := range p.Undefined {
		names = append(names, c.Name)
	}
	return names
}

func (s *Site) draftPage(v *Visit, seen service.Inspection) (page DraftPage, err error) {
	page.Inspection, page.Save = seen, s.url("/app/imports/"+seen.Draft.ID.String())
	if page.Again = seen.Draft.Status != contact.ImportIsDraft; page.Again {
		page.Save += "/columns"
	}
	names := map[string]bool{}
	for i, c := range seen.Columns {
		column := DraftColumn{N: i, Header: c.Header, Why: c.Why, Target: c.Target, Samples: seen.Seen.Columns[i].Samples}
		plain := strings.TrimSpace(c.Header)
		column.Unnamed, column.Twice = plain == "", names[plain]
		names[plain] = true
		if name, ok := strings.CutPrefix(c.Target, contact.AttributePrefix); ok && slices.ContainsFunc(seen.Undefined, func(a tabular.AttributeColumn) bool { return a.Name == name }) {
			column.Made, column.New = true, name
		} else {
			column.New = attributeName(plain)
		}
		page.Columns = append(page.Columns, column)
	}
	if page.Targets, err = s.draftTargets(v, page.Columns); err != nil {
		return page, err
	}
	for i, c := range page.Columns { // what there is already is no new one
		if !c.Made && slices.ContainsFunc(page.Targets, func(o Option) bool { return o.Value == contact.AttributePrefix+c.New }) {
			page.Columns[i].New = ""
		}
	}
	return page, nil
}

// Name is the file's.
func (p DraftPage) Name() string { return p.Draft.Filename }

// Remedy is where on the page something can be done about rows that would be refused.
func (p DraftPage) Remedy(why service.FailingReason) Option {
	if p.Country == "" && why.Error == "phone_"+string(intake.NoCountryCode) {
		return Option{Value: "f-default_country", Label: "Say of which country the numbers are"}
	}
	return Option{Value: "columns", Label: "Choose other columns"}
}

func (s *Site) showDraft(v *Visit, id uuid.UUID) error {
	seen, err := s.Service.InspectDraft(v.Context(), v.Who, id)
	if err != nil {
		return err
	}
	page, err := s.draftPage(v, seen)
	if err != nil {
		return err
	}
	return v.Show("draft", page.Name(), page)
}

// saveDraft keeps how a file is to be imported. If it is asked to, it begins with what
// would become of each row.
func (s *Site) saveDraft(v *Visit) error {
	id, err := importID(v)
	if err != nil {
		return err
	}
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	path := "/app/imports/" + id.String()
	if one, err := s.Service.GetImport(v.Context(), v.Who, id); err != nil || one.Status != contact.ImportIsDraft {
		if err != nil {
			return err
		}
		return v.Redirect(path, Flash{}) // the button was pressed twice
	}
	choices := columnChoices(posted)
	change, err := draftChange(v, choices)
	if err == nil {
		err = readOtherwise(v, &change)
	}
	if err == nil {
		_, err = s.Service.ChangeDraft(v.Context(), v.Who, id, change)
	}
	try := v.Value("do") == "try" && change.Mapping != nil // else other columns are to be seen first
	if err == nil && try {
		_, err = s.Service.ImportDraft(v.Context(), v.Who, id, service.DraftChange{}, service.Request{Route: "POST " + path})
	}
	if err != nil {
		return s.againDraft(v, id, choices, err)
	}
	if try {
		return v.Redirect(path, Flash{})
	}
	return v.Redirect(path, Flash{Text: "Saved."})
}

// againDraft shows the page anew with what was chosen on it.
func (s *Site) againDraft(v *Visit, id uuid.UUID, choices []columnChoice, wrong error) error {
	seen, err := s.Service.InspectDraft(v.Context(), v.Who, id)
	if err != nil {
		return err
	}
	page, err := s.draftPage(v, seen)
	if err != nil {
		return err
	}
	for _, c := range choices {
		for i, column := range page.Columns {
			if column.Header == c.Column && !column.Twice {
				page.Columns[i].Target, page.Columns[i].Made = c.Target, c.New
				if c.New {
					page.Columns[i].New = c.Name
				}
			}
		}
	}
	if e := service.ErrorOf(wrong); e.Code == service.UnreadableFile || e.Code == service.UndefinedAttributes {
		own := *e
		own.Field, wrong = "mapping", &own // there is no other file to choose here
	}
	return v.Again(wrong, "draft", page.Name(), page)
}

// Modes are the ways in which a file can be imported.
func (p *Page) Modes() []Option {
	return []Option{
		{Value: intake.ModeUpsert, Label: "Create contacts, and update those that are there"},
		{Value: intake.ModeCreateOnly, Label: "Create contacts, and leave those that are there"},
		{Value: intake.ModeUpdateOnly, Label: "Update contacts that are there, and create none"},
	}
}

// delimiterWords are what can stand between cells.
var delimiterWords = map[string]string{",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar |"}

// Delimiters are those to choose from.
func (p *Page) Delimiters() (all []Option) {
	for _, d := range slices.Sorted(maps.Keys(delimiterWords)) {
		all = append(all, Option{Value: d, Label: delimiterWords[d]})
	}
	return all
}
