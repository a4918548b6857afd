package service

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/store/facebook"
)

// FacebookPage is a Facebook page whose leads are fetched. Nobody is told its token.
type FacebookPage = facebook.Page

// maxPageToken is the longest token of a page, in bytes. Facebook's have some 200.
const maxPageToken = 4096

// ListFacebookPages returns every page.
func (s *Service) ListFacebookPages(ctx context.Context, who Caller) ([]FacebookPage, error) {
	if err := who.May(Admin); err != nil {
		return nil, err
	}
	return s.facebook.Pages(ctx)
}

// GetFacebookPage returns one page.
func (s *Service) GetFacebookPage(ctx context.Context, who Caller, id string) (FacebookPage, error) {
	if err := who.May(Admin); err != nil {
		return FacebookPage{}, err
	}
	if !graph.IsID(id) {
		return FacebookPage{}, errNoID
	}
	return s.facebook.Page(ctx, id)
}

// PutFacebookPage creates a page or changes it, and reports whether it is new. A token
// that is not given stays.
func (s *Service) PutFacebookPage(ctx context.Context, who Caller, id, name, token string) (p FacebookPage, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return FacebookPage{}, false, err
	}
	if !graph.IsID(id) {
		return FacebookPage{}, false, parameter("page_id", "page_id must be the page's number: Facebook shows it under About, Page transparency.")
	}
	token = strings.TrimSpace(token)
	if len(token) > maxPageToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf }) {
		return FacebookPage{}, false, invalid("token", "token must be a page access token as Facebook shows it, without spaces, of at most %d bytes.", maxPageToken)
	}
	p, created, err = s.facebook.PutPage(ctx, id, nameOr(name, id), token)
	if errors.Is(err, facebook.ErrNoToken) {
		err = invalid("token", "A page that is new needs a token: a page access token that may read leads (leads_retrieval).")
	}
	return p, created, err
}

// FetchFacebookLeads looks for leads of a page that no webhook has told of, and returns
// the id of the workflow that does. since is from when on; zero: from where it was read
// up to.
func (s *Service) FetchFacebookLeads(ctx context.Context, who Caller, id string, since time.Time) (workflowID string, err error) {
	if err := who.May(Admin); err != nil {
		return "", err
	}
	if !graph.IsID(id) {
		return "", errNoID
	}
	if _, err := s.facebook.Page(ctx, id); err != nil {
		return "", err
	}
	workflowID, err = s.leads.Read(ctx, id, since)
	if err != nil {
		return "", &Error{Code: TemporalUnavailable, RetryAfter: retryAfter, Err: err,
			Message: "Temporal cannot be reached, so that nothing was begun. Please try again; it is done every hour besides."}
	}
	return workflowID, nil
}
