package web

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/luluchat/contacts/service"
)

// problems are what errors of use cases are shown as: the title of the page, and its
// status. What is not here is 422, with the error's own words.
var problems = map[service.Code]struct {
	status int
	title  string
}{
	service.Unauthenticated:     {http.StatusUnauthorized, "You are signed out"},
	service.InvalidToken:        {http.StatusUnauthorized, "That did not let you in"},
	service.InsufficientScope:   {http.StatusForbidden, "You may not do this"},
	service.Malformed:           {http.StatusBadRequest, "This could not be read"},
	service.InvalidParameter:    {http.StatusBadRequest, "This address says something that does not fit"},
	service.NotFound:            {http.StatusNotFound, "There is nothing here"},
	service.Deleted:             {http.StatusGone, "This contact was deleted"},
	service.ContactGone:         {http.StatusConflict, "This contact is gone"},
	service.VersionConflict:     {http.StatusPreconditionFailed, "Somebody changed this meanwhile"},
	service.Disabled:            {http.StatusConflict, "This is closed"},
	service.RateLimited:         {http.StatusTooManyRequests, "Too many tries"},
	service.OutcomeUnknown:      {http.StatusServiceUnavailable, "Nobody knows whether this was done"},
	service.Busy:                {http.StatusServiceUnavailable, "Too much is going on"},
	service.Slow:                {http.StatusServiceUnavailable, "This took too long"},
	service.DatabaseUnavailable: {http.StatusServiceUnavailable, "The database cannot be reached"},
	service.TemporalUnavailable: {http.StatusServiceUnavailable, "It could not be done just now"},
	service.Internal:            {http.StatusInternalServerError, "Something went wrong here"},
}

// end answers for an error of a handler, as a page in words. What went wrong here is
// logged with its inner detail, which the page does not have.
func (v *Visit) end(err error) {
	if err == nil {
		return
	}
	e := service.ErrorOf(err)
	if e.Code == service.Internal || e.Code == service.DatabaseUnavailable && v.Context().Err() == nil {
		v.site.Log.ErrorContext(v.Context(), "a page failed", "page", v.Pattern, "error", e.Err)
	}
	p, ok := problems[e.Code]
	if !ok {
		p.status, p.title = http.StatusUnprocessableEntity, "This was not done"
	}
	v.retryAfter(e.RetryAfter)
	said := e.Message
	if e.Code == service.InsufficientScope {
		said = "This needs the scope " + e.Scope + ", which you do not have. Ask an admin of yours for it."
	}
	if e.Code == service.Internal {
		said = "Try it again in a moment. If it comes back, tell whoever runs this program: the log says what is wrong."
	}
	v.fail(p.status, p.title, said)
}

// retryAfter says when trying again may help; zero: it will not.
func (v *Visit) retryAfter(d time.Duration) {
	if d > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(max(int(math.Ceil(d.Seconds())), 1)))
	}
}

// fail answers with a page that says what is wrong.
func (v *Visit) fail(status int, title, said string) {
	if err := v.show(status, "problem", title, said); err != nil {
		v.site.Log.ErrorContext(v.Context(), "a page of a problem failed", "error", err)
		http.Error(v.w, title+". "+said, status)
	}
}
