package contact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// filterPart is one part of a filter: how it is read and written.
type filterPart struct {
	name    string
	many    bool // it may be given several times
	narrows bool
	// read takes what was given, of which nothing is empty, and says what is wrong with it.
	read  func(f *Filter, given []string) (wrong string)
	write func(f *Filter) []string // nothing where it is not given
}

// filterParts has every part of a filter but attributes, the zone first, which says what
// dates mean.
var filterParts = []filterPart{
	{name: "zone", read: readZone, write: func(f *Filter) []string { return given(f.Zone) }},
	{name: "sort", read: readSort, write: func(f *Filter) []string { return given(string(f.Sort)) }},
	word("channel_id", func(f *Filter) *string { return &f.ChannelID }),
	word("q", func(f *Filter) *string { return &f.Query }),
	tags("tag", func(f *Filter) *[]string { return &f.Tags }),
	tags("tag_any", func(f *Filter) *[]string { return &f.AnyTags }),
	tags("not_tag", func(f *Filter) *[]string { return &f.NotTags }),
	{name: "without", many: true, narrows: true, read: readWithout, write: func(f *Filter) []string { return f.Without }},
	oneOf("source", sourceWords(), func(f *Filter) *string { return &f.Source }),
	word("assignee", func(f *Filter) *string { return &f.Assignee }),
	word("ad_id", func(f *Filter) *string { return &f.AdID }),
	idPart("import", "an import", func(f *Filter) *uuid.UUID { return &f.Import }),
	idPart("job", "a job", func(f *Filter) *uuid.UUID { return &f.Job }),
	oneOf("outcome", outcomes(), func(f *Filter) *string { return &f.Outcome }),
	flag("opted_out", func(f *Filter) **bool { return &f.OptedOut }),
	flag("wrote", func(f *Filter) **bool { return &f.Wrote }),
	moment("created_after", func(f *Filter) *time.Time { return &f.CreatedAfter }),
	moment("created_before", func(f *Filter) *time.Time { return &f.CreatedBefore }),
	moment("conversed_after", func(f *Filter) *time.Time { return &f.ConversedAfter }),
	moment("conversed_before", func(f *Filter) *time.Time { return &f.ConversedBefore }),
}

func given(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// word is a part that is a text.
func word(name string, of func(*Filter) *string) filterPart {
	return filterPart{name: name, narrows: true,
		read: func(f *Filter, values []string) string {
			*of(f) = Clean(values[0], MaxName)
			return ""
		},
		write: func(f *Filter) []string { return given(*of(f)) },
	}
}

// oneOf is a part that is one of some words.
func oneOf(name string, words []string, of func(*Filter) *string) filterPart {
	p := word(name, of)
	p.read = func(f *Filter, values []string) string {
		if !slices.Contains(words, values[0]) {
			return fmt.Sprintf("%s must be one of %s.", name, strings.Join(words, ", "))
		}
		*of(f) = values[0]
		return ""
	}
	return p
}

func sourceWords() (words []string) {
	for _, s := range Sources() {
		words = append(words, string(s))
	}
	return words
}

// tags is a part that is some tags.
func tags(name string, of func(*Filter) *[]string) filterPart {
	return filterPart{name: name, many: true, narrows: true,
		read: func(f *Filter, values []string) string {
			*of(f) = NamedTags(values)
			return ""
		},
		write: func(f *Filter) []string { return *of(f) },
	}
}

// flag is a part that is true or false.
func flag(name string, of func(*Filter) **bool) filterPart {
	return filterPart{name: name, narrows: true,
		read: func(f *Filter, values []string) string {
			is := values[0] == "true"
			if !is && values[0] != "false" {
				return name + " must be true or false."
			}
			*of(f) = &is
			return ""
		},
		write: func(f *Filter) []string {
			if *of(f) == nil {
				return nil
			}
			return []string{strconv.FormatBool(**of(f))}
		},
	}
}

// moment is a part that is a time. It is written as a date where it is one in the zone of
// the filter, so that what a person chose can be shown to them.
func moment(name string, of func(*Filter) *time.Time) filterPart {
	return filterPart{name: name, narrows: true,
		read: func(f *Filter, values []string) string {
			at, err := time.Parse(time.RFC3339Nano, values[0])
			if err != nil {
				at, err = time.ParseInLocation(time.DateOnly, values[0], f.location())
			}
			if at = at.UTC(); err != nil || at.IsZero() || at.Year() < 1 || at.Year() > 9999 {
				return name + " must be a time such as 2025-10-09T09:08:20Z, or a date such as 2025-10-09."
			}
			*of(f) = at
			return ""
		},
		write: func(f *Filter) []string {
			at := *of(f)
			if at.IsZero() {
				return nil
			}
			if date := at.In(f.location()).Format(time.DateOnly); f.begins(date).Equal(at) {
				return []string{date}
			}
			return []string{at.Format(time.RFC3339Nano)}
		},
	}
}

func (f *Filter) location() *time.Location {
	if zone, err := time.LoadLocation(f.Zone); err == nil {
		return zone
	}
	return time.UTC // the zone was read before
}

// begins returns when a date begins in the zone of the filter.
func (f *Filter) begins(date string) time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, date, f.location()) // it was made from a time
	return at
}

func readZone(f *Filter, values []string) string {
	if _, err := time.LoadLocation(values[0]); err != nil || values[0] == "Local" {
		return "zone must be the name of a time zone, such as Asia/Kuala_Lumpur."
	}
	f.Zone = values[0]
	return ""
}

func readSort(f *Filter, values []string) string {
	if !slices.Contains(Sorts(), Sort(values[0])) {
		return fmt.Sprintf("sort must be one of %s, %s, %s.", ByCreated, ByConversed, ByName)
	}
	f.Sort = Sort(values[0])
	return ""
}

func readWithout(f *Filter, values []string) string {
	for _, none := range values {
		name, attribute := strings.CutPrefix(none, AttributeFilterPrefix)
		if !slices.Contains(withouts, none) && (!attribute || !isAttributeName(name)) {
			return fmt.Sprintf("without must be one of %s, or attr. and the name of an attribute.", strings.Join(withouts, ", "))
		}
		if !slices.Contains(f.Without, none) {
			f.Without = append(f.Without, none)
		}
	}
	return ""
}

// idPart is a part that is the id of something.
func idPart(name, of string, at func(*Filter) *uuid.UUID) filterPart {
	return filterPart{name: name, narrows: true,
		read: func(f *Filter, values []string) string {
			id, err := uuid.Parse(values[0])
			if err != nil || id == uuid.Nil {
				return name + " must be the id of " + of + "."
			}
			*at(f) = id
			return ""
		},
		write: func(f *Filter) []string {
			if *at(f) == uuid.Nil {
				return nil
			}
			return []string{at(f).String()}
		},
	}
}

// outcomes are all words of outcome, each once.
func outcomes() (words []string) {
	for _, word := range slices.Concat(importOutcomes, jobOutcomes) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// wrongOutcome says what is wrong with the outcome of a filter, beside what it is of;
// empty if nothing is.
func (f *Filter) wrongOutcome() string {
	imported, job := f.Import != uuid.Nil, f.Job != uuid.Nil
	switch {
	case f.Outcome == "":
	case imported && job:
		return "outcome is that of an import or of a job: leave one of the two out."
	case imported && !slices.Contains(importOutcomes, f.Outcome):
		return fmt.Sprintf("With import, outcome must be one of %s.", strings.Join(importOutcomes, ", "))
	case job && !slices.Contains(jobOutcomes, f.Outcome):
		return fmt.Sprintf("With job, outcome must be one of %s.", strings.Join(jobOutcomes, ", "))
	}
	return ""
}
