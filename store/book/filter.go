package book

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ContactFilter narrows a list of contacts. Empty fields do not.
type ContactFilter = contact.Filter

// narrowing is a filter as a statement has it: conditions on contacts c, and what they
// are read from.
type narrowing struct {
	from          string
	conditions    []string
	args          store.Named
	createdAt, id string // the columns that newest first goes by
	everybody     bool   // nothing but a channel narrows it
	channelAlone  bool   // a channel does, and nothing else
	neverWrote    bool   // nobody who wrote is meant
	lead          lead   // what the list goes by
	between       lead   // values between two others, by which it could; none: empty
	gather
}

func (n *narrowing) add(condition, name string, value any) {
	n.conditions = append(n.conditions, condition)
	n.args[name] = value
}

func (n *narrowing) where(more ...string) string {
	return strings.Join(slices.Concat(n.conditions, more), "\n  AND ")
}

// narrow turns a filter into conditions. It looks up what the filter names.
func (b *Book) narrow(ctx context.Context, f ContactFilter) (*narrowing, error) {
	return b.narrowing(ctx, f, gatherFor(f))
}

func (b *Book) narrowing(ctx context.Context, f ContactFilter, g gather) (*narrowing, error) {
	if err := b.prepared(ctx, f); err != nil {
		return nil, err
	}
	tags, err := b.findTags(ctx, f)
	if err != nil {
		return nil, err
	}
	n := &narrowing{
		from: "contacts c", args: store.Named{}, createdAt: "c.created_at", id: "c.id", gather: g,
		lead: lead{"contacts c", "c", "NOT c.hidden"}, // as the indexes of lists have it
	}
	n.everybody = reflect.DeepEqual(f, ContactFilter{ChannelID: f.ChannelID, Sort: f.Sort})
	n.conditions = []string{shownSQL, b.in.Narrow(f.ChannelID).Where("c.channel_id", n.args)}
	_, one := n.args["seen"].(string)
	n.channelAlone = n.everybody && one
	if condition := searched(f, n.args); condition != "" {
		n.conditions = append(n.conditions, condition)
	}
	n.tagged(f, tags)
	n.without(f)
	n.attributes(f)
	n.columns(f)
	n.times(f)
	return n, nil
}

// prepared looks whether every contact has what a filter goes by. Those from before
// migration 30 are filled while the program serves: until then a list would leave them
// out.
func (b *Book) prepared(ctx context.Context, f ContactFilter) error {
	if !f.NeedsConversed() && !f.NeedsAttributes() {
		return nil
	}
	unfilled, err := store.List(ctx, b.db, `SELECT EXISTS (SELECT FROM contacts WHERE conversed_hour IS NULL)`, store.Named{},
		pgx.RowTo[bool], "see whether contacts are prepared")
	if err == nil && unfilled[0] {
		err = store.ErrPreparing
	}
	return err
}

// shownSQL holds for contacts c that lists show: not those that are gone or part of another
// one, which no index of a list has, nor those that are half.
const shownSQL = "NOT c.hidden AND NOT c.half"

// columns are the conditions on columns that contacts have.
func (n *narrowing) columns(f ContactFilter) {
	if f.Source != "" {
		n.add("c.source = @source", "source", f.Source)
	}
	if f.Assignee != "" {
		n.add("lower(c.assignee) = lower(@assignee)", "assignee", f.Assignee)
	}
	if f.AdID != "" {
		n.add("c.ad_id = @ad", "ad", f.AdID)
	}
	if f.OptedOut != nil {
		n.conditions = append(n.conditions, isOrNot(*f.OptedOut, "c.opted_out_at IS NOT NULL", "c.opted_out_at IS NULL"))
	}
	if f.Wrote != nil { // the hour is what indexes have
		n.conditions, n.neverWrote = append(n.conditions, isOrNot(*f.Wrote, wroteSQL, neverWroteSQL)), !*f.Wrote
	}
	if f.Import != uuid.Nil {
		outcomes := []string{"created", "updated", "unchanged"}
		if f.Outcome != "" {
			outcomes = []string{f.Outcome}
		}
		n.add(importedSQL, "import", f.Import)
		n.args["outcomes"] = outcomes
	}
	if f.Job != uuid.Nil {
		n.add(ofJobSQL, "job", f.Job)
		n.args["outcome"] = f.Outcome
	}
	if f.Only != nil {
		n.add("c.id = ANY(@only::uuid[])", "only", f.Only)
	}
	if len(f.Except) > 0 {
		n.add("c.id <> ALL(@except::uuid[])", "except", f.Except)
	}
}

const (
	wroteSQL      = "c.first_message_id IS NOT NULL AND c.conversed_hour > '-infinity'"
	neverWroteSQL = "c.first_message_id IS NULL AND c.conversed_hour = '-infinity'"
)

// importedSQL holds for contacts that a row of an import is about, and for those that
// such a contact became part of.
const importedSQL = `c.id IN (
      SELECT CASE WHEN x.merged_into IS NULL THEN x.id ELSE live_contact(x.id) END
      FROM import_rows r JOIN contacts x ON x.id = r.contact_id
      WHERE r.import_id = @import AND r.status = ANY(@outcomes::text[]))`

// ofJobSQL is the same for the contacts of a job.
const ofJobSQL = `c.id IN (
      SELECT CASE WHEN x.merged_into IS NULL THEN x.id ELSE live_contact(x.id) END
      FROM job_items i JOIN contacts x ON x.id = i.contact_id
      WHERE i.job_id = @job AND (@outcome::text = '' OR i.status = @outcome))`

func isOrNot(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// without are the conditions on what a contact has none of.
func (n *narrowing) without(f ContactFilter) {
	none := map[string]string{
		contact.NoAssignee: "c.assignee IS NULL",
		contact.NoTag:      "NOT EXISTS (SELECT FROM contact_tags ct WHERE ct.contact_id = c.id)",
		contact.NoName:     "c.name_source IN ('phone', 'username', 'user_id', 'none')",
		contact.NoNumber:   "c.wa_id IS NULL",
	}
	for i, what := range f.Without {
		if attribute, ok := strings.CutPrefix(what, contact.AttributeFilterPrefix); ok {
			name := fmt.Sprint("without", i)
			n.add("NOT c.attributes ? @"+name+"::text", name, attribute)
			continue
		}
		n.conditions = append(n.conditions, none[what])
	}
}

// times are the conditions on when a contact was created and wrote last. The hours are
// what an index has.
func (n *narrowing) times(f ContactFilter) {
	for _, t := range []struct {
		at        time.Time
		name, sql string
	}{
		{f.CreatedAfter, "created_after", n.createdAt + " > @created_after"},
		{f.CreatedBefore, "created_before", n.createdAt + " < @created_before"},
		{f.ConversedAfter, "conversed_after", "c.last_conversed_at > @conversed_after AND c.conversed_hour >= @conversed_after_hour"},
		{f.ConversedBefore, "conversed_before", "c.last_conversed_at < @conversed_before AND c.conversed_hour <= @conversed_before_hour"},
	} {
		if !t.at.IsZero() {
			n.add(t.sql, t.name, t.at)
			if byCreation(f.Sort) && strings.HasPrefix(t.sql, n.createdAt) { // where the list begins, and ends
				n.lead.condition += " AND " + t.sql
			}
			n.args[t.name+"_hour"] = t.at.UTC().Truncate(time.Hour)
		}
	}
	if !f.ConversedAfter.IsZero() || !f.ConversedBefore.IsZero() {
		n.conditions = append(n.conditions, "c.conversed_hour > '-infinity'")
	}
}

// foundTags are the ids of a filter's tags by their names in lower case.
type foundTags map[string]int64

// findTags looks up the ids of a filter's tags. PostgreSQL knows how many contacts a tag
// has by its id only: by its name it would follow the whole list for a rare one.
func (b *Book) findTags(ctx context.Context, f ContactFilter) (foundTags, error) {
	var names []string
	for _, name := range slices.Concat(f.Tags, f.AnyTags, f.NotTags) {
		names = append(names, norm.NFC.String(name))
	}
	if len(names) == 0 {
		return nil, nil
	}
	found := foundTags{}
	type tag struct {
		Asked string
		ID    int64
	}
	rows, err := store.List(ctx, b.db, `
SELECT asked, t.id FROM unnest(@names::text[]) AS asked JOIN tags t ON lower(t.name) = lower(asked)`,
		store.Named{"names": names}, pgx.RowToStructByName[tag], "find tags")
	for _, t := range rows {
		found[t.Asked] = t.ID
	}
	return found, err
}

// of returns the ids of the tags that there are.
func (t foundTags) of(names []string) (ids []int64) {
	for _, name := range names {
		if id, ok := t[norm.NFC.String(name)]; ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// tagged are the conditions on tags.
func (n *narrowing) tagged(f ContactFilter, tags foundTags) {
	const has = `EXISTS (SELECT FROM contact_tags ct WHERE ct.contact_id = c.id AND ct.tag_id = `
	all, some, none := tags.of(f.Tags), tags.of(f.AnyTags), tags.of(f.NotTags)
	if len(all) < len(f.Tags) || len(f.AnyTags) > 0 && len(some) == 0 {
		n.conditions = append(n.conditions, "false") // nobody has a tag that is not there
	}
	for i, id := range all {
		name := fmt.Sprint("tag", i)
		n.add(has+"@"+name+")", name, id)
	}
	if len(some) > 0 {
		n.add(has+"ANY(@any_tags::bigint[]))", "any_tags", some)
	}
	if len(none) > 0 {
		n.add("NOT "+has+"ANY(@not_tags::bigint[]))", "not_tags", none)
	}
}

// attributes are the conditions on attributes. A value that must be exactly so leads the
// list: its contacts are in an index in the order of the list. Where few are gathered no
// index leads.
func (n *narrowing) attributes(f ContactFilter) {
	for i, a := range f.Attributes {
		row := fmt.Sprint("a", i)
		conditions := []string{row + ".name = @" + row}
		for _, b := range []struct{ op, suffix, value string }{{"=", "is", a.Is}, {">=", "from", a.From}, {"<=", "to", a.To}} {
			if b.value == "" {
				continue
			}
			column, value := row+".value", fmt.Sprintf("left(lower(@%s%s), 255)", row, b.suffix)
			if a.Number {
				column, value = row+".number", fmt.Sprintf("@%s%s::text::numeric", row, b.suffix)
			}
			conditions = append(conditions, column+" "+b.op+" "+value)
			n.args[row+b.suffix] = b.value
		}
		n.args[row] = a.Name
		values := lead{"contact_attributes " + row, row, strings.Join(conditions, " AND ")}
		byTime := n.from == "contacts c" && byCreation(f.Sort)
		if a.Is != "" && !n.few && byTime {
			n.from = values.table + " JOIN contacts c ON c.id = " + row + ".contact_id"
			n.createdAt, n.id, n.lead, n.between = row+".created_at", row+".contact_id", values, lead{}
			n.conditions = append(n.conditions, values.condition)
			continue
		}
		if a.Is == "" && byTime && n.near {
			n.between = values
		}
		n.conditions = append(n.conditions, values.exists())
	}
}

// byCreation reports whether a list is newest first.
func byCreation(sort contact.Sort) bool { return sort != contact.ByConversed && sort != contact.ByName }
