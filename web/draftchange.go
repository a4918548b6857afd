package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// toDefine is the target of a column for which an attribute is to be defined, whose name
// stands beside it.
const toDefine = "new:"

// columnChoice is where a column of a file is to go, as it was chosen on its page.
type columnChoice struct {
	Column, Target string
	New            bool   // an attribute is to be defined for it
	Name           string // of that attribute, as it was typed
}

// columnChoices reads what was chosen for each column. What did not arrive whole is left
// out, and missed by draftChange.
func columnChoices(posted url.Values) (all []columnChoice) {
	targets, names := posted["target"], posted["new"]
	for i, column := range posted["column"] {
		if i >= len(targets) || i >= len(names) {
			return nil
		}
		c := columnChoice{Column: column, Target: targets[i], New: targets[i] == toDefine, Name: strings.TrimSpace(names[i])}
		if name := attributeName(c.Name); c.New && name != "" {
			c.Target = contact.AttributePrefix + name
		}
		all = append(all, c)
	}
	return all
}

// draftChange is what was chosen on a draft's page.
func draftChange(v *Visit, choices []columnChoice) (service.DraftChange, error) {
	if len(choices) == 0 {
		return service.DraftChange{}, &service.Error{Code: service.Malformed, Message: "The form did not arrive whole. Go back and send it again."}
	}
	mapping, define, dry := map[string]string{}, false, true
	for _, c := range choices {
		if c.Target == toDefine {
			return service.DraftChange{}, &service.Error{Code: service.InvalidValue, Field: "mapping", Message: fmt.Sprintf(
				"Write beside the column “%s” what its new attribute is called: letters from a to z, digits and _, such as town.", c.Column)}
		}
		define = define || c.New
		mapping[c.Column] = c.Target
	}
	text := func(name string) *string {
		value := v.Value(name)
		return &value
	}
	country := countryOf(v.Value("default_country"))
	return service.DraftChange{
		Mapping: &mapping, DefineAttributes: &define, DryRun: &dry, Mode: text("mode"), DefaultCountry: &country,
	}, nil
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

// attributeName is what an attribute may be called, by what somebody calls it; empty if
// nothing of that would do, as of a name in Chinese.
func attributeName(given string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, strings.TrimSpace(given)), "_")
	if len(name) > 64 || intake.CheckAttributeName(name) != nil {
		return ""
	}
	return name
}
