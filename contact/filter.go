package contact

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Filter narrows a list of contacts, and says in which order it is. What is empty does
// not narrow. ReadFilter reads it from the query of an address or from JSON, and Values
// writes it: lists, counts, exports and whatever else takes a filter take this one.
type Filter struct {
	ChannelID string
	Query     string   // words of a name, or a number or user id or part of one
	Tags      []string // all of them
	AnyTags   []string // one of them
	NotTags   []string // none of them
	Without   []string // what a contact has none of: assignee, tag, name, number, attr.<name>
	Source    string
	Assignee  string
	AdID      string
	Import    uuid.UUID // a row of this import is about the contact
	Job       uuid.UUID // the contact is one of this job's
	Outcome   string    // of that row, or of the job for the contact
	OptedOut  *bool
	Wrote     *bool // there is a message of theirs

	CreatedAfter    time.Time
	CreatedBefore   time.Time
	ConversedAfter  time.Time
	ConversedBefore time.Time

	Attributes []AttributeFilter // by name, one for each

	Zone string // in which a date begins at midnight; UTC if empty
	Sort Sort

	// Only and Except are contacts that somebody picked one by one. They stand in no
	// address and in no JSON: whoever has picked them adds them.
	Only   []uuid.UUID // nil: all
	Except []uuid.UUID
}

// AttributeFilter narrows by the value of one attribute.
type AttributeFilter struct {
	Name     string
	Is       string // exactly, but for case
	From, To string // both included; of numbers and dates alone
	// Number is set by whoever knows how the attribute is defined.
	Number bool
}

// Sort is the order of a list.
type Sort string

// The orders of a list. The empty one is ByCreated.
const (
	ByCreated   Sort = "-created"   // newest first
	ByConversed Sort = "-conversed" // who wrote last first, and who never wrote last, newest first
	ByName      Sort = "name"
)

// Sorts returns every order.
func Sorts() []Sort { return []Sort{ByCreated, ByConversed, ByName} }

// What a contact may have none of, and attr.<name> besides.
const (
	NoAssignee = "assignee"
	NoTag      = "tag"
	NoName     = "name" // that somebody gave: a number or username stands in for it
	NoNumber   = "number"
)

// AttributeFilterPrefix is what the name of an attribute's filter begins with.
const AttributeFilterPrefix = "attr."

var withouts = []string{NoAssignee, NoTag, NoName, NoNumber}

// What became of a contact in an import or a job.
var (
	importOutcomes = []string{"created", "updated", "unchanged"} // statuses of rows that are about a contact
	jobOutcomes    = []string{"changed", "unchanged", "failed", "cancelled"}
)

// Narrowing is the filter without its channel and its order, for who keeps these beside it.
func (f Filter) Narrowing() Filter {
	f.ChannelID, f.Sort = "", ""
	return f
}

// Given returns the names of the filters that narrow, in the order of the documents.
func (f Filter) Given() (names []string) {
	for _, p := range filterParts {
		if p.narrows && len(p.write(&f)) > 0 {
			names = append(names, p.name)
		}
	}
	for _, a := range f.Attributes {
		for _, b := range a.bounds() {
			if *b.value != "" {
				names = append(names, AttributeFilterPrefix+a.Name+b.suffix)
			}
		}
	}
	return names
}

// costly are the filters for which contacts are looked at one by one, the dearest
// first. The others find contacts by an index.
var costly = []string{"not_tag", "without", "tag_any", "q", "import", "job", "conversed_before", "conversed_after", "opted_out", "wrote"}

// Costly returns the one of several filters that is most likely to blame if a list takes
// too long; empty if none is given.
func (f Filter) Costly() string {
	given := f.Given()
	for _, name := range costly {
		if slices.Contains(given, name) {
			return name
		}
	}
	for _, name := range given { // a range of values
		if strings.HasPrefix(name, AttributeFilterPrefix) && strings.Count(name, ".") > 1 {
			return name
		}
	}
	if len(given) == 0 {
		return ""
	}
	return given[len(given)-1]
}

// NeedsConversed reports whether a list needs to know of each contact when they wrote
// last, and NeedsAttributes whether it looks into the table of attributes.
func (f Filter) NeedsConversed() bool {
	return f.Sort == ByConversed || f.Wrote != nil || !f.ConversedAfter.IsZero() || !f.ConversedBefore.IsZero()
}

// NeedsAttributes reports whether a list looks into the table of attributes.
func (f Filter) NeedsAttributes() bool { return len(f.Attributes) > 0 }

// AttributesWithout returns the names of the attributes that contacts have none of.
func (f Filter) AttributesWithout() (names []string) {
	for _, what := range f.Without {
		if name, ok := strings.CutPrefix(what, AttributeFilterPrefix); ok {
			names = append(names, name)
		}
	}
	return names
}

// bound is one of the conditions on an attribute.
type bound struct {
	suffix string // of its name
	value  *string
}

func (a *AttributeFilter) bounds() []bound {
	return []bound{{"", &a.Is}, {".gte", &a.From}, {".lte", &a.To}}
}
