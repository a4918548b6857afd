package service

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// View is a list of contacts that somebody keeps under a name: a filter with its order
// and channel, and columns.
type View struct {
	Owner   string // the name of the caller whose it is
	Slug    string
	Name    string
	Filter  ContactFilter
	Columns []string // none: the usual ones
	Shared  bool     // others see it, too
	Mine    bool     // it is of who asks

	CreatedAt time.Time
	UpdatedAt time.Time
}

const (
	maxViewName    = 100 // runes
	maxViewColumns = 100
	maxViews       = 200 // of one owner
)

// ListViews returns the views that the caller sees: their own, and those that others
// share.
func (s *Service) ListViews(ctx context.Context, who Caller) ([]View, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	rows, err := s.settings(who).Views(ctx, who.Name)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(rows))
	for _, row := range rows {
		v, err := who.viewOf(row)
		if err != nil { // a later version has kept it
			s.log.WarnContext(ctx, "a view cannot be read", "error", err)
			continue
		}
		views = append(views, v)
	}
	return views, nil
}

// GetView returns one view: the caller's own, or one that is shared. owner says whose,
// where several have one of that name.
func (s *Service) GetView(ctx context.Context, who Caller, id, owner string) (View, error) {
	if err := who.May(ContactsRead); err != nil {
		return View{}, err
	}
	if !slug.MatchString(id) {
		return View{}, errNoID
	}
	row, err := s.settings(who).View(ctx, who.Name, id, owner)
	if err != nil {
		return View{}, err
	}
	return who.viewOf(row)
}

// PutView keeps a view of the caller's, or changes it, and reports whether it is new. A
// view of somebody else's is never changed: that one stays beside it.
func (s *Service) PutView(ctx context.Context, who Caller, in View) (v View, created bool, err error) {
	if err := who.May(ContactsRead); err != nil {
		return View{}, false, err
	}
	if in.Shared {
		if err := who.May(ContactsWrite); err != nil {
			return View{}, false, err
		}
	}
	if err := checkID(in.Slug, "view"); err != nil {
		return View{}, false, err
	}
	row, err := s.checkView(ctx, who, in)
	if err != nil {
		return View{}, false, err
	}
	own, err := s.settings(who).Views(ctx, who.Name)
	if err != nil {
		return View{}, false, err
	}
	own = slices.DeleteFunc(own, func(v settings.View) bool { return v.Owner != who.Name || v.Slug == in.Slug })
	if len(own) >= maxViews {
		return View{}, false, invalid("slug", "You have %d views, as many as may be. Delete one that you do not need.", maxViews)
	}
	if row, created, err = s.settings(who).PutView(ctx, row); err != nil {
		return View{}, false, err
	}
	v, err = who.viewOf(row)
	return v, created, err
}

// DeleteView removes a view of the caller's. An admin may remove one that somebody else
// shares.
func (s *Service) DeleteView(ctx context.Context, who Caller, id, owner string) error {
	if err := who.May(ContactsRead); err != nil {
		return err
	}
	v, err := s.GetView(ctx, who, id, owner)
	if err != nil {
		return err
	}
	if !v.Mine {
		if err := who.May(Admin); err != nil {
			return err
		}
	}
	return s.settings(who).DeleteView(ctx, v.Owner, v.Slug)
}

// checkView is a view as it is kept.
func (s *Service) checkView(ctx context.Context, who Caller, in View) (row settings.View, err error) {
	name := contact.Line(in.Name, maxViewName+1)
	if name == "" || utf8.RuneCountInString(name) > maxViewName {
		return row, invalid("name", "name must have 1 to %d characters.", maxViewName)
	}
	if len(in.Columns) > maxViewColumns {
		return row, invalid("columns", "columns may name %d columns at most.", maxViewColumns)
	}
	for _, column := range in.Columns {
		if column == "" || strings.TrimSpace(column) != column || len(column) > contact.MaxName || contact.Clean(column, contact.MaxName) != column {
			return row, invalid("columns", "columns must be names of columns, such as phone or attributes.city.")
		}
	}
	if in.Filter.ChannelID != "" {
		if _, err := s.mayMakeIn(ctx, who, in.Filter.ChannelID); err != nil {
			return row, err
		}
	}
	if _, err := s.findable(ctx, in.Filter); err != nil {
		return row, err
	}
	row = settings.View{
		Owner: who.Name, Slug: in.Slug, Name: name, Sort: string(in.Filter.Sort), Columns: in.Columns,
		ChannelID: store.Null(in.Filter.ChannelID), Shared: in.Shared,
	}
	row.Filter, err = json.Marshal(in.Filter.Narrowing())
	return row, err
}

// viewOf is a view as the caller sees it.
func (who Caller) viewOf(row settings.View) (View, error) {
	v := View{
		Owner: row.Owner, Slug: row.Slug, Name: row.Name, Columns: row.Columns, Shared: row.Shared, Mine: row.Owner == who.Name,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
	if err := json.Unmarshal(row.Filter, &v.Filter); err != nil {
		return View{}, errors.Join(errors.New("read the filter of a view"), err)
	}
	v.Filter.Sort, v.Filter.ChannelID = contact.Sort(row.Sort), store.OrEmpty(row.ChannelID)
	return v, nil
}
