package web

import (
	"maps"
	"slices"
	"strconv"
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
}

// DraftColumn is a column of the file, and where it goes.
type DraftColumn struct {
	N                    int
	Header, Why          string
	Samples              []string
	Target               string
	New                  string // an attribute that could be defined for it
	Unnamed, Twice, Made bool   // Made: the target is an attribute that is defined with the import
}

// toDefine stands before the target of a column for which an attribute is to be defined.
const toDefine = "new:"

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
	page.Inspection = seen
	names := map[string]bool{}
	for i, c := range seen.Columns {
		column := DraftColumn{N: i, Header: c.Header, Why: c.Why, Target: c.Target, Samples: seen.Seen.Columns[i].Samples}
		plain := strings.TrimSpace(c.Header)
		column.Unnamed, column.Twice = plain == "", names[plain]
		names[plain] = true
		if name, ok := strings.CutPrefix(c.Target, contact.AttributePrefix); ok && slices.ContainsFunc(seen.Undefined, func(a tabular.AttributeColumn) bool { return a.Name == name }) {
			column.Made, column.New = true, c.Target
		} else if name := attributeName(plain); name != "" {
			column.New = contact.AttributePrefix + name
		}
		page.Columns = append(page.Columns, column)
	}
	if page.Targets, err = s.draftTargets(v, page.Columns); err != nil {
		return page, err
	}
	for i, c := range page.Columns {
		if !c.Made && slices.ContainsFunc(page.Targets, func(o Option) bool { return o.Value == c.New }) {
			page.Columns[i].New = ""
		}
	}
	return page, nil
}

// attributeName is what an attribute may be called that a column's values go to; empty if
// nothing of the column's name would do.
func attributeName(header string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, header), "_")
	if len(name) > 64 || intake.CheckAttributeName(name) != nil {
		return ""
	}
	return name
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
	change, err := draftChange(v, posted["column"], posted["target"])
	if err == nil {
		_, err = s.Service.ChangeDraft(v.Context(), v.Who, id, change)
	}
	try := v.Value("do") == "try" && change.Mapping != nil // else other columns are to be seen first
	if err == nil && try {
		_, err = s.Service.ImportDraft(v.Context(), v.Who, id, service.DraftChange{}, service.Request{Route: "POST " + path})
	}
	if err != nil {
		return s.againDraft(v, id, change, err)
	}
	if try {
		return v.Redirect(path, Flash{})
	}
	return v.Redirect(path, Flash{Text: "Saved."})
}

// againDraft shows the page anew with what was chosen on it.
func (s *Site) againDraft(v *Visit, id uuid.UUID, change service.DraftChange, wrong error) error {
	seen, err := s.Service.InspectDraft(v.Context(), v.Who, id)
	if err != nil {
		return err
	}
	page, err := s.draftPage(v, seen)
	if err != nil {
		return err
	}
	if change.Mapping != nil {
		for i, c := range page.Columns {
			if target, ok := (*change.Mapping)[c.Header]; ok && !c.Twice {
				page.Columns[i].Target = target
				page.Columns[i].Made = change.DefineAttributes != nil && *change.DefineAttributes && target == c.New
			}
		}
	}
	if e := service.ErrorOf(wrong); e.Code == service.UnreadableFile || e.Code == service.UndefinedAttributes {
		own := *e
		own.Field, wrong = "mapping", &own // there is no other file to choose here
	}
	return v.Again(wrong, "draft", page.Name(), page)
}

// draftChange is what was chosen on a draft's page.
func draftChange(v *Visit, columns, targets []string) (service.DraftChange, error) {
	mapping, define, dry := map[string]string{}, false, true
	for i, column := range columns {
		if i >= len(targets) {
			return service.DraftChange{}, &service.Error{Code: service.Malformed, Message: "The form did not arrive whole. Go back and send it again."}
		}
		target, isNew := strings.CutPrefix(targets[i], toDefine)
		define = define || isNew
		mapping[column] = target
	}
	text := func(name string) *string {
		value := v.Value(name)
		return &value
	}
	change := service.DraftChange{
		Mapping: &mapping, DefineAttributes: &define, DryRun: &dry, Mode: text("mode"), DefaultCountry: text("default_country"),
	}
	return change, readOtherwise(v, &change)
}

// readOtherwise notes how the file is to be read other than it was. Where columns go is
// then seen anew, since they may be others.
func readOtherwise(v *Visit, change *service.DraftChange) error {
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	if posted.Has("encoding") { // there was something to choose from
		given := posted.Get("encoding")
		change.Encoding = &given
	}
	differs := func(name string) bool { return posted.Has(name) && posted.Get(name) != posted.Get(name+"_was") }
	for name, to := range map[string]**string{"delimiter": &change.Delimiter, "sheet": &change.Sheet} {
		if differs(name) {
			given := posted.Get(name)
			*to, change.Mapping = &given, nil
		}
	}
	if differs("header_row") {
		row, err := strconv.Atoi(v.Value("header_row"))
		if err != nil || row < 1 {
			return &service.Error{Code: service.InvalidValue, Field: "header_row", Message: "Write the number of the row that names the columns, from 1 on."}
		}
		change.HeaderRow, change.Mapping = &row, nil
	}
	if posted.Has("encoding_was") && posted.Get("encoding") != posted.Get("encoding_was") {
		change.Mapping = nil
	}
	return nil
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
