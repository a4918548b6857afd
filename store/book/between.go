package book

import (
	"context"
	"slices"
	"strings"
)

// fewValues are so many that to sort them takes less time than to follow the list.
const fewValues = 40_000

// fewBetween reports whether few values are between what a filter says. Then these lead.
func (b *Book) fewBetween(ctx context.Context, n *narrowing) (bool, error) {
	if n.between.table == "" {
		return false, nil
	}
	expected, err := b.plan(ctx, "SELECT FROM "+n.between.table+" WHERE "+n.between.condition, n.args)
	return expected.Rows <= fewValues, err
}

// betweenSQL has such values lead: they are sorted by an index alone, and only the contacts
// of the page are looked at. PostgreSQL would look at all of them, and sort then.
func (n *narrowing) betweenSQL(p part) string {
	values := n.between
	own := strings.NewReplacer("c.created_at", values.name+".created_at", "c.id", values.name+".contact_id")
	led := narrowing{conditions: []string{values.condition}}
	rest := narrowing{conditions: slices.DeleteFunc(slices.Clone(n.conditions), func(c string) bool { return c == values.exists() })}
	order := own.Replace(p.order)
	return `SELECT c.id
FROM (SELECT ` + values.name + `.* FROM ` + values.table + ` WHERE ` + own.Replace(led.where(p.where...)) + ` ORDER BY ` + order + ` OFFSET 0) AS ` + values.name + `
JOIN contacts c ON c.id = ` + values.name + `.contact_id
WHERE ` + rest.where() + `
ORDER BY ` + order + `
LIMIT @limit`
}

// lead is what a list goes by: contacts, or the contacts of a value.
type lead struct{ table, name, condition string }

// exists is the condition that a contact has such a value.
func (l lead) exists() string {
	return "EXISTS (SELECT FROM " + l.table + " WHERE " + l.name + ".contact_id = c.id AND " + l.condition + ")"
}
