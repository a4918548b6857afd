package store_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// plan is how PostgreSQL ran one statement.
type plan struct {
	SQL  string `json:"Query Text"`
	Root node   `json:"Plan"`
}

// node is a step of a plan. Rows are those of one loop.
type node struct {
	Type      string  `json:"Node Type"`
	Table     string  `json:"Relation Name"`
	Index     string  `json:"Index Name"`
	IndexCond string  `json:"Index Cond"`
	Rows      float64 `json:"Actual Rows"`
	Loops     float64 `json:"Actual Loops"`
	Filtered  float64 `json:"Rows Removed by Filter"`
	Rechecked float64 `json:"Rows Removed by Index Recheck"`
	Hit       int     `json:"Shared Hit Blocks"`
	Read      int     `json:"Shared Read Blocks"`
	Plans     []node  `json:"Plans"`
}

// each calls f for a step and for all below it.
func (n node) each(f func(node)) {
	f(n)
	for _, below := range n.Plans {
		below.each(f)
	}
}

// looked is how many rows a step looked at, in all its loops.
func (n node) looked() int { return int((n.Rows + n.Filtered + n.Rechecked) * n.Loops) }

// sorted is the most rows that any sort of the plan was given.
func (p plan) sorted() (rows int) {
	p.Root.each(func(n node) {
		if n.Type == "Sort" || n.Type == "Incremental Sort" {
			for _, below := range n.Plans {
				rows = max(rows, int(below.Rows*below.Loops))
			}
		}
	})
	return rows
}

// blocks is how many blocks of 8 KB were looked at: rows that an index walk
// passes over without showing them count here.
func (p plan) blocks() int { return p.Root.Hit + p.Root.Read }

// looked is the most rows of a large table that any step looked at.
func (p plan) looked() int { return p.rowsOf(largeTables...) }

// rowsOf is the most rows of some tables that any step looked at.
func (p plan) rowsOf(tables ...string) (rows int) {
	p.Root.each(func(n node) {
		if slices.Contains(tables, n.Table) {
			rows = max(rows, n.looked())
		}
	})
	return rows
}

// readWhole lists the large tables that the plan reads from end to end.
func (p plan) readWhole() (tables []string) {
	p.Root.each(func(n node) {
		if n.Type == "Seq Scan" && slices.Contains(largeTables, n.Table) {
			tables = append(tables, n.Table)
		}
	})
	return tables
}

// walked lists the indexes of large tables that the plan walks through without a
// key. An index's name begins with that of its table.
func (p plan) walked() (indexes []string) {
	p.Root.each(func(n node) {
		large := slices.ContainsFunc(largeTables, func(table string) bool { return strings.HasPrefix(n.Index, table+"_") })
		if large && n.IndexCond == "" {
			indexes = append(indexes, n.Index)
		}
	})
	return indexes
}

// String is the plan in short, for the message of a test that fails.
func (p plan) String() string {
	var b strings.Builder
	var tell func(n node, indent string)
	tell = func(n node, indent string) {
		b.WriteString(indent + n.Type + " " + n.Table + " " + n.Index + " " + n.IndexCond + "\n")
		for _, below := range n.Plans {
			tell(below, indent+"  ")
		}
	}
	tell(p.Root, "")
	return strings.TrimSpace(p.SQL) + "\n" + b.String()
}

// planReader collects the plans that PostgreSQL tells of.
type planReader struct {
	mu    sync.Mutex
	plans []plan
	err   error
}

func (r *planReader) notice(message string) {
	_, text, found := strings.Cut(message, "plan:\n")
	if !found {
		return
	}
	var p plan
	err := json.Unmarshal([]byte(text), &p)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plans = append(r.plans, p)
	if err != nil {
		r.err = err
	}
}

// of returns the plans of the statements that do sends.
func (r *planReader) of(t *testing.T, do func()) []plan {
	t.Helper()
	_, _ = r.take()
	do()
	plans, err := r.take()
	require.NoError(t, err)
	require.NotEmpty(t, plans, "PostgreSQL tells how it ran the statements")
	return plans
}

func (r *planReader) take() ([]plan, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	plans, err := r.plans, r.err
	r.plans, r.err = nil, nil
	return plans, err
}

// explaining returns the fixture with a store whose plans are read.
func (f fixture) explaining() (fixture, *planReader) {
	f.t.Helper()
	r := &planReader{}
	s, err := storetest.OpenExplaining(f.t.Context(), f.url, r.notice)
	require.NoError(f.t, err)
	f.t.Cleanup(s.Close)
	f.Store = s
	return f, r
}

// preview works out what a file about some of the people would do.
func (p planTest) preview(t *testing.T) {
	f := p.in(t)
	id := f.keepImport(imports.Import{}, "x")
	var rows []imports.StagedRow
	for n, waID := range column(f, `SELECT wa_id FROM contacts WHERE NOT hidden AND wa_id IS NOT NULL ORDER BY id LIMIT 20`) {
		rows = append(rows, stageRow(id, n+2, waID, "In the file"))
	}
	require.Len(t, rows, 20)
	require.NoError(t, f.StageRows(t.Context(), id, 0, rows, nil))
	preview, err := p.Preview(t.Context(), id)
	require.NoError(t, err)
	plans := p.plans(t, func(fixture) {
		page, err := preview.Page(t.Context(), 0, 100)
		require.NoError(t, err)
		require.Len(t, page, 20)
	})
	require.NotEmpty(t, plans)
	requireFew(t, plans, few)
}
