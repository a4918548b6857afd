package activities

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/activity"

	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/store/facebook"
)

// ReadPage names a page whose forms are to be read. Since, if it is given, is from when
// on; else it is from where they were read up to.
type ReadPage struct {
	Page  string    `json:"page"`
	Since time.Time `json:"since,omitzero"`
}

// ReadLeads is what was found among the leads of a page's forms.
type ReadLeads struct {
	Forms int `json:"forms"`
	Found int `json:"found"` // all
	New   int `json:"new"`   // that no webhook has told of
	// Refused counts the forms that Facebook does not give. They keep no other from
	// being read.
	Refused int `json:"refused,omitempty"`
}

// ListPages returns the ids of all pages.
func (l *Leads) ListPages(ctx context.Context) ([]string, error) {
	pages, err := l.Facebook.Pages(ctx)
	if err != nil {
		return nil, l.failed(ctx, err)
	}
	ids := make([]string, len(pages))
	for i, page := range pages {
		ids[i] = page.ID
	}
	return ids, nil
}

// readOverlap is how much earlier than where it ended a form is read again: Facebook
// may show a lead some time after it was sent.
const readOverlap = time.Hour

// ReadMissed looks through the leads of a page's forms and keeps those that no webhook
// has told of. Each is then fetched as if one had.
func (l *Leads) ReadMissed(ctx context.Context, in ReadPage) (out ReadLeads, err error) {
	token, err := l.token(ctx, in.Page)
	var forms []string
	if err == nil {
		forms, err = l.Graph.Forms(ctx, token, in.Page)
	}
	for _, form := range forms {
		if err != nil {
			break
		}
		activity.RecordHeartbeat(ctx)
		err = l.readForm(ctx, token, form, in, &out)
		if refused(err) {
			l.Log.WarnContext(ctx, "Facebook does not give the leads of a form", "page", in.Page, "form", form, "error", err)
			out.Refused++
			err = nil
		}
	}
	if err == nil {
		err = l.Facebook.PageRead(ctx, in.Page)
	}
	if out.New > 0 {
		l.Found()
	}
	if err != nil {
		return out, l.unread(ctx, in.Page, err)
	}
	return out, nil
}

// refused reports whether trying again is no use.
func refused(err error) bool {
	var problem *graph.Problem
	return errors.As(err, &problem) && problem.Kind == graph.Refused
}

// readForm looks through the leads of one form.
func (l *Leads) readForm(ctx context.Context, token, form string, in ReadPage, out *ReadLeads) error {
	began, since := time.Now(), in.Since
	if since.IsZero() {
		upto, err := l.Facebook.ReadFrom(ctx, in.Page, form)
		if err != nil {
			return err
		}
		since = upto.Add(-readOverlap)
	}
	err := l.Graph.Leads(ctx, token, in.Page, form, since, func(found []graph.Lead) error {
		activity.RecordHeartbeat(ctx)
		fresh, err := l.Facebook.Record(ctx, told(found), true)
		out.Found, out.New = out.Found+len(found), out.New+fresh
		return err
	})
	if err != nil {
		return err
	}
	out.Forms++
	return l.Facebook.ReadUpto(ctx, in.Page, form, began)
}

// unread notes at a page why it cannot be read, if waiting does not mend that.
func (l *Leads) unread(ctx context.Context, page string, err error) error {
	var problem *graph.Problem
	if errors.As(err, &problem) && (problem.Kind == graph.BadToken || problem.Kind == graph.Refused) {
		if noted := l.Facebook.PageProblem(ctx, page, problem.Why); noted != nil {
			return l.failed(ctx, noted)
		}
	}
	return l.failed(ctx, err)
}

// told is what was found, as it is kept.
func told(found []graph.Lead) []facebook.Told {
	out := make([]facebook.Told, len(found))
	for i, lead := range found {
		out[i] = facebook.Told(lead)
	}
	return out
}
