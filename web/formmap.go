package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// Pair is an answer of a form and where it goes.
type Pair struct {
	Answer, Target string
	Targets        []Option
}

// emptyPairs is how many are there to be filled in, besides those that a form has.
const emptyPairs = 3

// pairs are those of a form, and some to fill in.
func (s *Site) pairs(v *Visit, fields map[string]string) []Pair {
	var all []Pair
	for _, answer := range slices.Sorted(maps.Keys(fields)) {
		all = append(all, Pair{Answer: answer, Target: fields[answer]})
	}
	return s.withTargets(v, append(all, make([]Pair, emptyPairs)...))
}

// postedPairs are those that were sent, in their order.
func (s *Site) postedPairs(v *Visit) []Pair {
	posted, err := v.Posted()
	if err != nil {
		return nil
	}
	answers, targets := posted["answer"], posted["target"]
	all := make([]Pair, min(len(answers), len(targets)))
	for i := range all {
		all[i] = Pair{Answer: contact.Line(answers[i], contact.MaxName), Target: targets[i]}
	}
	return s.withTargets(v, all)
}

// withTargets gives each the targets to choose from.
func (s *Site) withTargets(v *Visit, all []Pair) []Pair {
	targets := []Option{
		{Value: "", Label: "Goes nowhere"}, {Value: intake.TargetPhone, Label: "Phone number"}, {Value: contact.FieldDisplayName, Label: "Name"},
		{Value: contact.FieldRemarks, Label: "Remarks"}, {Value: intake.TargetTags, Label: "Tags"},
		{Value: contact.FieldConsent, Label: "Consent to marketing"}, {Value: contact.FieldConsentText, Label: "Wording of the consent"},
	}
	known := map[string]bool{}
	for _, o := range targets {
		known[o.Value] = true
	}
	add := func(target, label string) {
		if !known[target] {
			known[target] = true
			targets = append(targets, Option{Value: target, Label: label})
		}
	}
	for _, f := range contact.NamedFields(contact.SourceForm) {
		add(f.NameFor(contact.SourceForm), spaced(f.NameFor(contact.SourceForm)))
	}
	if defined, err := s.Service.ListAttributes(v.Context(), v.Who); err == nil {
		for _, a := range defined {
			add(contact.AttributePrefix+a.Name, "Attribute "+a.Name)
		}
	}
	for _, pair := range all { // also one that is not defined any more
		add(pair.Target, pair.Target)
	}
	for i := range all {
		all[i].Targets = slices.Clone(targets)
		for o := range all[i].Targets {
			all[i].Targets[o].Chosen = all[i].Targets[o].Value == all[i].Target
		}
	}
	return all
}

// Goes is what people read for where an answer goes.
func (p Pair) Goes() string {
	for _, o := range p.Targets {
		if o.Chosen {
			return o.Label
		}
	}
	return p.Target
}

// Shapes are how services write submissions.
func (p *Page) Shapes() []Option {
	words := map[string]string{
		"flat": "An HTML form, or JSON with an answer for each name", "typeform": "Typeform", "tally": "Tally", "jotform": "Jotform",
		"google": "A script of a Google form", "elementor": "Elementor",
		intake.ShapeFacebook: "Lead ads of Facebook and Instagram",
	}
	var all []Option
	for _, name := range append(intake.ShapeNames(), intake.ShapeFacebook) {
		label, known := words[name]
		if !known {
			label = name
		}
		all = append(all, Option{Value: name, Label: label})
	}
	return all
}

// FormWays are the ways in which a form takes submissions, to be copied.
type FormWays struct {
	Signed   string // the address for who signs
	Curl     string
	Keyed    string // the address with the submit key; empty for who may not see it
	Public   string // the page; empty: the form has none
	HTML     string // for a page of another site
	Sendable bool   // an answer goes to phone
}

func (s *Site) waysOf(f service.Form) FormWays {
	w := FormWays{Signed: s.PublicURL + "/forms/" + f.ID + "/submissions"}
	w.Curl = curlOf(w.Signed, f)
	if f.SubmitKey != "" {
		w.Keyed = w.Signed + "/" + f.SubmitKey
	}
	if f.IsPublic() {
		w.Public = s.PublicURL + publicForms + f.ID
		w.HTML = htmlOf(w.Public, f)
	}
	for _, target := range f.Fields {
		w.Sendable = w.Sendable || target == intake.TargetPhone
	}
	return w
}

// Target is what people read for where an answer goes.
func (p *Page) Target(target string) string {
	switch target {
	case contact.FieldDisplayName:
		return "Name"
	case contact.FieldRemarks:
		return "Remarks"
	case intake.TargetTags:
		return "Tags"
	}
	return spaced(strings.TrimPrefix(target, contact.AttributePrefix))
}
