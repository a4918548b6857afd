package book

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// A search for a long part of a number finds few. PostgreSQL cannot tell: where one of the
// hundred contacts by which it reckons is among them, it expects one in a hundred. So it
// follows the list until the page is full, and of numbers that came together long ago it
// passes all that came since. In a list by name all who have a name come together. So these
// are gathered, by trigrams, and sorted.
const (
	// fewDigits are so many that few contacts have them: a number has 13 digits at most,
	// but for some, and 100,000 begin alike.
	fewDigits = 8
	// wholeDigits are most of a number, or all of it.
	wholeDigits = 11
	// nearby is how many contacts of a list are looked at before those that match are
	// gathered: a page that begins among them is full at once.
	nearby = 2000
	// nearbyFiltered is the same where several filters narrow. PostgreSQL takes it for chance
	// that somebody passes one and another one, too: where the same people pass both it
	// expects few, and sorts all of them.
	nearbyFiltered = 5000
)

// gather says how those that match are found.
type gather struct {
	few    bool // there are few
	whole  bool // and no list need be looked at
	sorted bool // a page is gathered and sorted
	near   bool // a page begins where the list does, unless that does not fill it
}

func gatherFor(f ContactFilter) gather {
	q := contact.ReadQuery(f.Query)
	digits, asked := q.Digits(), len(q.Words)+len(q.Numbers) > 0
	return gather{
		few: digits >= fewDigits, whole: digits >= wholeDigits, sorted: digits >= fewDigits || asked && f.Sort == contact.ByName,
		near: !asked && f.Import == uuid.Nil && f.Job == uuid.Nil && f.Only == nil && len(f.Narrowing().Given()) > 1,
	}
}

// gatheredSQL selects the ids of the first contacts of a part of a list: those that match
// near its beginning, and if they are too few, of all. OFFSET 0 has PostgreSQL find few
// without a thought of the order.
func (n *narrowing) gatheredSQL(p part, args store.Named) string {
	first := `
    ORDER BY ` + p.order + `
    LIMIT @limit`
	if n.whole {
		return `SELECT c.id FROM (SELECT c.* FROM contacts c WHERE ` + n.where(p.where...) + ` OFFSET 0) AS c` + first
	}
	args["nearby"] = nearby
	unless := `(SELECT count(*) FROM near) < @limit`
	far := `SELECT c.id FROM (SELECT c.* FROM contacts c WHERE ` + n.where(slices.Concat(p.where, []string{unless})...) + ` OFFSET 0) AS c`
	if !n.sorted {
		args["nearby"] = nearbyFiltered
		far = `SELECT c.id FROM ` + n.from + ` WHERE ` + n.where(slices.Concat(p.where, []string{unless})...)
	}
	return `WITH near AS MATERIALIZED (
    SELECT c.id
    FROM (SELECT ` + n.lead.name + `.* FROM ` + n.lead.table + ` WHERE ` + n.passed(p) + ` ORDER BY ` + p.order + ` LIMIT @nearby) AS ` +
		strings.Replace(n.from, n.lead.table, n.lead.name, 1) + `
    WHERE ` + n.where() + first + `
), far AS MATERIALIZED (
    ` + far + first + `
)
SELECT id FROM near UNION SELECT id FROM far`
}

// passed is the condition on what a part of a list goes by.
func (n *narrowing) passed(p part) string {
	alone := narrowing{conditions: []string{n.lead.condition}}
	return alone.where(p.where...)
}
