//go:build long

package e2e

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// marry merges a couple. One of three is taken back, and of those one of three merged
// again, the other way round.
func (m *merging) marry(n int, one, two *someone) {
	event := m.merge(one, two)
	if n%3 == 0 && event != "" {
		m.undo(event, two)
	}
	if n%9 == 0 {
		m.merge(two, one)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case n%9 == 0:
		m.left = append(m.left, one)
	case n%3 == 0:
		m.parted = append(m.parted, two)
	default:
		m.left = append(m.left, two)
	}
}

// chain makes a part of b, and b of c. Merges are taken back from the last one on: of every
// second chain both, of the others the last one.
func (m *merging) chain(n int, a, b, c *someone) {
	first := m.merge(b, a)
	last := m.merge(c, b)
	status, answer := m.order("/v1/merges/"+first+"/undo", nil)
	m.ordered.Add(-1) // it is refused before it is an event
	detail, _ := answer["detail"].(string)
	if status != http.StatusConflict || !strings.Contains(detail, last) {
		m.t.Errorf("the undoing of a merge below another one is answered with %d: %v", status, answer)
	}
	m.undo(last, b)
	if n%2 == 0 {
		m.undo(first, a)
	}
}

// circle asks for a into b, b into c and c into a at the same moment. Two of it are done,
// whichever come first, and the third is refused: one contact is left.
func (m *merging) circle(a, b, c *someone) {
	var asked sync.WaitGroup
	var merged, recorded atomic.Int64
	for _, two := range [][2]*someone{{b, a}, {c, b}, {a, c}} {
		asked.Go(func() {
			status, answer := m.order("/v1/contacts/"+two[0].id+"/merge", map[string]any{"other": two[1].id})
			switch status {
			case http.StatusOK:
				merged.Add(1)
			case http.StatusConflict: // decided: one of them is gone
				recorded.Add(1)
			case http.StatusUnprocessableEntity: // both ids lead to one contact already
				m.ordered.Add(-1)
			default:
				m.t.Errorf("a merge of a circle is answered with %d: %v", status, answer)
			}
		})
	}
	asked.Wait()
	if merged.Load() != 2 {
		m.t.Errorf("of a circle %d merges were done", merged.Load())
	}
	_, answer := m.front.call(m.t, http.MethodGet, "/v1/contacts/"+a.id, nil)
	for _, one := range []*someone{a, b, c} {
		if one.id != answer["id"] {
			continue
		}
		for _, other := range []*someone{a, b, c} {
			if other != one {
				other.into = one
			}
		}
	}
}
