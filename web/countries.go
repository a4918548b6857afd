package web

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Countries are those of which numbers can be, by their names.
func (p *Page) Countries() []Option { return countries() }

var countries = sync.OnceValue(func() (all []Option) {
	for code := range phonenumbers.GetSupportedRegions() {
		all = append(all, Option{Value: code, Label: countryName(code)})
	}
	slices.SortFunc(all, func(a, b Option) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
	return all
})

// countryName is the name of a country by its two letters.
func countryName(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.English.Regions().Name(region)
}

// countryOf is the two letters of a country that somebody wrote by its name. What is no
// name stays as it is.
func countryOf(typed string) string {
	for _, c := range countries() {
		if strings.EqualFold(c.Label, typed) {
			return c.Value
		}
	}
	return typed
}
