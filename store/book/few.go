package book

import (
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
)

// gather says how those that match are found.
type gather struct {
	few    bool // there are few
	whole  bool // and no list need be looked at
	sorted bool // a page is gathered and sorted
}

func gatherFor(f ContactFilter) gather {
	q := contact.ReadQuery(f.Query)
	digits, asked := q.Digits(), len(q.Words)+len(q.Numbers) > 0
	return gather{few: digits >= fewDigits, whole: digits >= wholeDigits, sorted: digits >= fewDigits || asked && f.Sort == contact.ByName}
}

// gatheredSQL selects the ids of the first contacts of a part of a list. OFFSET 0 has
// PostgreSQL find those that match without a thought of the order.
func (n *narrowing) gatheredSQL(p part, args store.Named) string {
	matching, first := n.where(p.where...), `
    ORDER BY `+p.order+`
    LIMIT @limit`
	if n.whole {
		return `SELECT c.id FROM (SELECT c.* FROM contacts c WHERE ` + matching + ` OFFSET 0) AS c` + first
	}
	args["nearby"] = nearby
	return `WITH near AS MATERIALIZED (
    SELECT c.id
    FROM (SELECT c.* FROM contacts c WHERE ` + p.passed() + ` ORDER BY ` + p.order + ` LIMIT @nearby) AS c
    WHERE ` + n.where() + first + `
), far AS MATERIALIZED (
    SELECT c.id
    FROM (SELECT c.* FROM contacts c WHERE (SELECT count(*) FROM near) < @limit AND ` + matching + ` OFFSET 0) AS c` + first + `
)
SELECT id FROM near UNION SELECT id FROM far`
}

// passed is the condition on the contacts that a part of a list goes by.
func (p part) passed() string {
	n := narrowing{conditions: []string{"NOT c.hidden"}} // as the indexes of lists have it
	return n.where(p.where...)
}

// countedFewSQL counts those who match, up to a number. PostgreSQL finds what is
// materialized as if all were read, and reads no more than is counted.
func (n *narrowing) countedFewSQL() string {
	return `WITH found AS MATERIALIZED (SELECT c.id FROM contacts c WHERE ` + n.where() + `)
SELECT count(*) FROM (SELECT FROM found LIMIT @most::bigint + 1) AS counted`
}
