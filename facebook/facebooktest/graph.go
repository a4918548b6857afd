// Package facebooktest is a stand-in for Facebook's Graph API, for tests.
package facebooktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Graph answers as the Graph API does, for one page and whoever has its token.
type Graph struct {
	URL string

	mu      sync.Mutex
	page    string
	token   string
	leads   []Lead
	refuse  map[string][]Refusal // by the path that is asked for
	asked   map[string]int
	perPage int
}

// Lead is a lead as Facebook has it.
type Lead struct {
	ID, Form string
	At       time.Time
	Answers  [][2]string // question, answer
}

// Refusal is an answer that is none.
type Refusal struct {
	Status int
	Code   int           // of Facebook's error
	Body   string        // instead of an error in JSON
	Slow   time.Duration // before it answers
	Hang   bool          // it hangs up
}

// Version is the one of the Graph API that addresses begin with.
const Version = "/v23.0"

// NewGraph starts one, for the length of the test.
func NewGraph(t testing.TB, page, token string) *Graph {
	g := New(page, token)
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.URL = server.URL + Version
	return g
}

// New returns one for whoever serves it.
func New(page, token string) *Graph {
	return &Graph{page: page, token: token, refuse: map[string][]Refusal{}, asked: map[string]int{}, perPage: 2}
}

// Token makes another token the right one.
func (g *Graph) Token(token string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.token = token
}

// Add has a person send a lead.
func (g *Graph) Add(leads ...Lead) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leads = append(g.leads, leads...)
}

// Refuse has the next requests for a path answered in these ways, one after the other.
func (g *Graph) Refuse(path string, refusals ...Refusal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refuse[path] = append(g.refuse[path], refusals...)
}

// Asked returns how often a path was asked for.
func (g *Graph) Asked(path string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked[path]
}

// ServeHTTP answers whoever asks.
func (g *Graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, Version+"/")
	if refusal, refused := g.refusal(path); refused {
		answer(w, refusal)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer "+g.token {
		answer(w, Refusal{Status: http.StatusBadRequest, Code: 190})
		return
	}
	switch parts := strings.Split(path, "/"); {
	case path == g.page+"/leadgen_forms":
		g.list(w, r, g.forms())
	case len(parts) == 2 && parts[1] == "leads":
		g.list(w, r, g.of(parts[0], since(r)))
	default:
		g.one(w, path)
	}
}

func (g *Graph) refusal(path string) (Refusal, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked[path]++
	left := g.refuse[path]
	if len(left) == 0 {
		return Refusal{}, false
	}
	g.refuse[path] = left[1:]
	return left[0], true
}

func answer(w http.ResponseWriter, r Refusal) {
	time.Sleep(r.Slow)
	if r.Hang {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.Status)
	if r.Body != "" {
		_, _ = fmt.Fprint(w, r.Body)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
		"message": "Words of Facebook", "type": "OAuthException", "code": r.Code, "fbtrace_id": "A",
	}})
}

func (g *Graph) one(w http.ResponseWriter, id string) {
	for _, lead := range g.leads {
		if lead.ID != id {
			continue
		}
		fields := make([]map[string]any, len(lead.Answers))
		for i, a := range lead.Answers {
			fields[i] = map[string]any{"name": a[0], "values": []string{a[1]}}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": lead.ID, "form_id": lead.Form, "created_time": lead.At.UTC().Format("2006-01-02T15:04:05-0700"),
			"platform": "ig", "field_data": fields,
		})
		return
	}
	answer(w, Refusal{Status: http.StatusBadRequest, Code: 100})
}

func (g *Graph) forms() (all []map[string]any) {
	seen := map[string]bool{}
	for _, lead := range g.leads {
		if !seen[lead.Form] {
			seen[lead.Form] = true
			all = append(all, map[string]any{"id": lead.Form})
		}
	}
	return all
}

func (g *Graph) of(form string, since int64) (all []map[string]any) {
	for _, lead := range g.leads {
		if lead.Form == form && lead.At.Unix() > since {
			all = append(all, map[string]any{"id": lead.ID, "created_time": lead.At.UTC().Format("2006-01-02T15:04:05-0700")})
		}
	}
	return all
}

// since reads the filter by the time of creation.
func since(r *http.Request) int64 {
	var filters []struct {
		Field, Operator string
		Value           int64
	}
	if json.Unmarshal([]byte(r.URL.Query().Get("filtering")), &filters) != nil || len(filters) != 1 || filters[0].Field != "time_created" {
		return 0
	}
	return filters[0].Value
}

// list answers with a part of a list, and where the next begins.
func (g *Graph) list(w http.ResponseWriter, r *http.Request, all []map[string]any) {
	from := 0
	_, _ = fmt.Sscan(r.URL.Query().Get("after"), &from)
	to := min(from+g.perPage, len(all))
	paging := map[string]any{"cursors": map[string]any{"after": fmt.Sprint(to)}}
	if to < len(all) {
		paging["next"] = "https://graph.facebook.com/next?access_token=" + g.token
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": append([]map[string]any{}, all[from:to]...), "paging": paging})
}
