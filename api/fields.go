package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// fields reads the values of an entry. A caller is a program that waits: what
// does not fit is refused as a whole, by name, and nothing is recorded.
func (a *API) fields(c *gin.Context, in entry) (*contact.Fields, bool) {
	f := &contact.Fields{}
	for name, target := range map[string]struct {
		value **string
		max   int
	}{
		contact.FieldDisplayName: {&f.DisplayName, intake.MaxValue},
		contact.FieldRemarks:     {&f.Remarks, intake.MaxRemarks},
		contact.FieldAssignee:    {&f.Assignee, intake.MaxValue},
	} {
		given, there := in[name]
		if !there {
			continue
		}
		var value *string
		if json.Unmarshal(given, &value) != nil || (value != nil && utf8.RuneCountInString(*value) > target.max) {
			problem(c, http.StatusUnprocessableEntity, fmt.Sprintf("%s must be a string of up to %d characters, or null.", name, target.max))
			return nil, false
		}
		if value == nil || strings.TrimSpace(*value) == "" {
			f.Clear = append(f.Clear, name)
			continue
		}
		clean := strings.TrimSpace(contact.Clean(*value, target.max))
		*target.value = &clean
	}
	slices.Sort(f.Clear)
	return f, tags(c, in, f) && a.attributes(c, in, f)
}

// tags reads tags to add, as a list, or to add and to remove, as an object.
func tags(c *gin.Context, in entry, f *contact.Fields) bool {
	given, there := in["tags"]
	if !there || string(given) == "null" {
		return true
	}
	var both struct{ Add, Remove []string }
	if json.Unmarshal(given, &both.Add) != nil {
		if json.Unmarshal(given, &both) != nil {
			problem(c, http.StatusUnprocessableEntity, `tags must be a list of strings, or {"add": […], "remove": […]}.`)
			return false
		}
	}
	if n := len(both.Add) + len(both.Remove); n > contact.MaxNewTags {
		problem(c, http.StatusUnprocessableEntity, fmt.Sprintf("tags has %d tags, and %d is the most: send the others in further requests.", n, contact.MaxNewTags))
		return false
	}
	for _, tag := range both.Add {
		if n := utf8.RuneCountInString(strings.TrimSpace(tag)); n > contact.MaxTag {
			problem(c, http.StatusUnprocessableEntity, fmt.Sprintf("A tag has %d characters, and %d is the most.", n, contact.MaxTag))
			return false
		}
	}
	f.AddTags, f.RemoveTags = contact.CleanTags(both.Add), contact.NamedTags(both.Remove)
	return true
}

func (a *API) attributes(c *gin.Context, in entry, f *contact.Fields) bool {
	given, there := in["attributes"]
	if !there || string(given) == "null" {
		return true
	}
	read, err := intake.ReadJSON(given)
	if err != nil {
		problem(c, http.StatusUnprocessableEntity, "attributes must be an object of names and values.")
		return false
	}
	known, err := a.definitions(c)
	if err != nil {
		a.fail(c, err)
		return false
	}
	f.Attributes = map[string]json.RawMessage{}
	for _, name := range slices.Sorted(maps.Keys(read.Values)) {
		if _, defined := known[name]; !defined {
			problem(c, http.StatusUnprocessableEntity, fmt.Sprintf("There is no attribute %q: PUT /v1/attributes/{name} defines one.", contact.Clean(name, 64)))
			return false
		}
		if read.Values[name] == nil {
			f.Attributes[name] = json.RawMessage("null")
			continue
		}
		value, why := known.Value(name, read.Values[name])
		if why != "" {
			problem(c, http.StatusUnprocessableEntity, fmt.Sprintf("The attribute %s does not fit: %s.", name, why))
			return false
		}
		if value != nil {
			f.Attributes[name] = value
		}
	}
	return true
}

// texts reads members that must be strings; absent ones stay empty.
func (in entry) texts(c *gin.Context, targets map[string]*string) bool {
	for name, target := range targets {
		given, there := in[name]
		if !there {
			continue
		}
		if json.Unmarshal(given, target) != nil {
			problem(c, http.StatusUnprocessableEntity, name+" must be a string.")
			return false
		}
	}
	return true
}
