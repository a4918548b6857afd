package facebook

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// patience bounds one request, its answer included.
const patience = 20 * time.Second

// maxAnswer is the longest answer that is read, in bytes.
const maxAnswer = 8 << 20

// perPage is how many leads or forms are asked for at once.
const perPage = "100"

// Graph asks the Graph API. Every error of its methods is a *Problem.
type Graph struct {
	base string
	http *http.Client
}

// NewGraph returns what asks the Graph API at an address, which is the operator's
// own. The token travels in a header: no address that is logged anywhere has it.
func NewGraph(base string) *Graph {
	return &Graph{base: strings.TrimRight(base, "/"), http: &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Lead returns a lead's answers.
func (g *Graph) Lead(ctx context.Context, token, lead string) (Answered, error) {
	body, err := g.get(ctx, token, lead, url.Values{
		"fields": {"id,created_time,form_id,field_data,ad_id,ad_name,adset_name,campaign_name,platform"},
	})
	if err != nil {
		return Answered{}, err
	}
	out, err := ReadLead(body, time.Now())
	if err != nil {
		return Answered{}, &Problem{Unavailable, "Facebook answers with something that is no lead; it is asked again soon"}
	}
	return out, nil
}

// Forms returns the ids of a page's forms, archived ones too.
func (g *Graph) Forms(ctx context.Context, token, page string) (forms []string, err error) {
	err = g.each(ctx, token, page+"/leadgen_forms", url.Values{"fields": {"id"}}, func(form found) error {
		forms = append(forms, form.id)
		return nil
	})
	return forms, err
}

// Leads gives each the leads of a form that came after a time, a page of the answer
// at a time, and stops at its first error.
func (g *Graph) Leads(ctx context.Context, token, page, form string, since time.Time, each func([]Lead) error) error {
	filter, err := json.Marshal([]map[string]any{{"field": "time_created", "operator": "GREATER_THAN", "value": since.Unix()}})
	if err != nil {
		return fmt.Errorf("encode the filter: %w", err)
	}
	var leads []Lead
	query := url.Values{"fields": {"id,created_time"}, "filtering": {string(filter)}}
	return g.pages(ctx, token, form+"/leads", query, func(all []found) error {
		leads = leads[:0]
		for _, one := range all {
			leads = append(leads, Lead{ID: one.id, PageID: page, FormID: form, CreatedAt: believed(one.created, time.Now())})
		}
		return each(leads)
	})
}

// found is a thing in a list.
type found struct{ id, created string }

func (g *Graph) each(ctx context.Context, token, path string, query url.Values, one func(found) error) error {
	return g.pages(ctx, token, path, query, func(all []found) error {
		for _, f := range all {
			if err := one(f); err != nil {
				return err
			}
		}
		return nil
	})
}

// pages reads a list to its end. The address of the next page that Facebook gives
// holds the token, so that only its cursor is used.
func (g *Graph) pages(ctx context.Context, token, path string, query url.Values, each func([]found) error) error {
	query.Set("limit", perPage)
	for after := ""; ; {
		body, err := g.get(ctx, token, path, query)
		if err != nil {
			return err
		}
		var answer struct {
			Data []struct {
				ID          loose `json:"id"`
				CreatedTime loose `json:"created_time"`
			} `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"`
			} `json:"paging"`
		}
		if json.Unmarshal(body, &answer) != nil {
			return &Problem{Unavailable, "Facebook answers with something that is no list; it is asked again soon"}
		}
		var all []found
		for _, one := range answer.Data {
			if IsID(string(one.ID)) {
				all = append(all, found{string(one.ID), string(one.CreatedTime)})
			}
		}
		if err := each(all); err != nil {
			return err
		}
		next := answer.Paging.Cursors.After
		if answer.Paging.Next == "" || next == "" || next == after {
			return nil
		}
		after = next
		query.Set("after", after)
	}
}

// get asks for one thing.
func (g *Graph) get(ctx context.Context, token, path string, query url.Values) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.base+"/"+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, &Problem{Refused, "FACEBOOK_GRAPH_URL is no address"}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := g.http.Do(req)
	if err != nil {
		return nil, &Problem{Unavailable, "Facebook cannot be reached, or does not answer within " + strconv.Itoa(int(patience.Seconds())) + " seconds"}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	switch {
	case err != nil:
		return nil, &Problem{Unavailable, "Facebook's answer breaks off; it is asked again soon"}
	case resp.StatusCode != http.StatusOK:
		return nil, problemOf(resp.StatusCode, body)
	}
	return body, nil
}
