package facebook

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// Kind says what is to be done about what the Graph API refused.
type Kind string

// The kinds of problems.
const (
	Unavailable Kind = "unavailable" // trying again soon mends it
	Limited     Kind = "limited"     // too much was asked for: trying again later mends it
	BadToken    Kind = "bad_token"   // a person has to give the page another token
	Refused     Kind = "refused"     // trying again does not mend it
)

// Problem is why the Graph API gave nothing. Its words are our own: they hold neither
// the token nor anything that the other side wrote.
type Problem struct {
	Kind Kind
	Why  string // in words, the end of a sentence
}

// Error implements error.
func (p *Problem) Error() string { return p.Why }

// The codes of the Graph API's errors, as Facebook documents them.
var (
	transient = []int{1, 2}
	limits    = []int{4, 17, 32, 341, 613, 80005}
	sessions  = []int{102, 190}
)

// problemOf judges an answer that is no success.
func problemOf(status int, body []byte) *Problem {
	var answer struct {
		Error struct {
			Code      int  `json:"code"`
			Transient bool `json:"is_transient"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &answer) // what is no such answer has no code
	code := answer.Error.Code
	said := fmt.Sprintf("(status %d, code %d)", status, code)
	switch {
	case slices.Contains(limits, code), status == http.StatusTooManyRequests:
		return &Problem{Limited, "Facebook takes no more requests for now; it is asked again in some minutes " + said}
	case slices.Contains(sessions, code):
		return &Problem{BadToken, "the page's token has expired or was revoked: give the page another one with PUT /v1/facebook/pages/{page_id} " + said}
	case code == 3, code == 10, code >= 200 && code < 300, status == http.StatusUnauthorized:
		return &Problem{BadToken, "the page's token may not read leads: make one with the permissions leads_retrieval, pages_show_list, pages_read_engagement and " +
			"pages_manage_ads, and give it to the page with PUT /v1/facebook/pages/{page_id} " + said}
	case code == 0 && status < http.StatusInternalServerError:
		return &Problem{Unavailable, "what answers is not the Graph API: see FACEBOOK_GRAPH_URL, and what stands between; it is asked again soon " + said}
	case status >= http.StatusInternalServerError, slices.Contains(transient, code), answer.Error.Transient:
		return &Problem{Unavailable, "Facebook has a problem of its own; it is asked again soon " + said}
	}
	return &Problem{Refused, "Facebook refuses it: it is deleted there, or the page's token belongs to another page " + said}
}
