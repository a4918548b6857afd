package book

import (
	"fmt"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// searchedSQL is what a search looks into. A contact that is not folded yet is found
// as it is written, but for case.
const searchedSQL = `coalesce(c.folded, c.search)`

// sortNameSQL is what a list by name goes by: what is searched begins with the name.
const sortNameSQL = `left(` + searchedSQL + `, 60)`

// searched is the condition of what somebody searches for, empty if they search for
// nothing.
func searched(f ContactFilter, args store.Named) string {
	q := contact.ReadQuery(f.Query)
	var words, any []string
	for i, word := range q.Words {
		words = append(words, has(args, fmt.Sprint("word", i), word))
	}
	if len(words) > 0 {
		any = append(any, strings.Join(words, " AND "))
	}
	for i, number := range q.Numbers {
		any = append(any, has(args, fmt.Sprint("number", i), number))
	}
	if len(any) == 0 {
		return ""
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// has is the condition that something stands in what is searched; of one or two letters,
// that a word begins with them. No index finds these anywhere else.
func has(args store.Named, name, part string) string {
	if tail := tellingTail(part); tail != part {
		// Of <> PostgreSQL expects that nearly all pass, so that an estimate is that of the tail.
		args[name+"_tail"], args[name] = "%"+tail+"%", part
		return "(" + searchedSQL + " LIKE @" + name + "_tail AND position(@" + name + " IN " + searchedSQL + ") <> 0)"
	}
	escaped := likeEscaper.Replace(part)
	if !contact.IsBeginning(part) {
		args[name] = "%" + escaped + "%"
		return searchedSQL + " LIKE @" + name
	}
	args[name], args[name+"_later"], args[name+"_joined"] = escaped+"%", "% "+escaped+"%", "%-"+escaped+"%"
	return "(" + searchedSQL + " LIKE @" + name + " OR " + searchedSQL + " LIKE @" + name + "_later OR " + searchedSQL + " LIKE @" + name + "_joined)"
}

// The last digits of a number tell most: many begin alike. An index is asked for some of
// them alone, since each three digits that half of all contacts have make it slower.
const (
	tailDigits   = 6
	tailTrigrams = 4 // at least, or 000000 would be found in everybody who has 000
)

// tellingTail is the end of a long number by which it is looked up; the whole of anything
// else.
func tellingTail(part string) string {
	if digits, ok := contact.Digits(part); !ok || digits != part {
		return part
	}
	for from := len(part) - tailDigits; from > 0; from-- {
		trigrams := map[string]bool{}
		for i := from; i+3 <= len(part); i++ {
			trigrams[part[i:i+3]] = true
		}
		if len(trigrams) >= tailTrigrams {
			return part[from:]
		}
	}
	return part
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
