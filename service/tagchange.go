package service

import (
	"context"
	"errors"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// TagMerge is what merging a tag does.
type TagMerge struct {
	Tag      Tag   // that is left, as it was before
	Contacts int64 // that have the other one, and get this one in its place
}

// GetTag returns one tag, in whatever case it is named.
func (s *Service) GetTag(ctx context.Context, who Caller, name string) (Tag, error) {
	if err := who.May(Admin); err != nil {
		return Tag{}, err
	}
	given := contact.NamedTags([]string{name})
	if len(given) == 0 {
		return Tag{}, errNoTag
	}
	tag, err := s.settings(who).TagOf(ctx, given[0])
	if errors.Is(err, store.ErrNotFound) {
		err = errNoTag
	}
	return tag, err
}

var errNoTag = &Error{Code: NotFound, Message: "There is no tag of this name: GET /v1/tags lists those that there are."}

// RenameTag gives a tag another name, for everybody who has it. What still gives the former
// name makes it anew.
func (s *Service) RenameTag(ctx context.Context, who Caller, name, to string) (Tag, error) {
	if err := who.May(Admin); err != nil {
		return Tag{}, err
	}
	tag, err := s.GetTag(ctx, who, name)
	if err != nil {
		return Tag{}, err
	}
	named := contact.NamedTags([]string{to})
	if len(named) == 0 || len([]rune(named[0])) > contact.MaxTag {
		return Tag{}, invalid("name", "name must have 1 to %d characters.", contact.MaxTag)
	}
	err = s.settings(who).RenameTag(ctx, tag.Name, named[0])
	switch {
	case errors.Is(err, settings.ErrTaken):
		return Tag{}, &Error{Code: Taken, Field: "name", Message: "There is a tag of this name already. To make one of both, merge this tag into that one: POST /v1/tags/{tag}/merge."}
	case err != nil:
		return Tag{}, err
	}
	tag.Name = named[0]
	return tag, nil
}

// MergeTag has a tag become another one: whoever has it gets the other one in its place. This
// cannot be undone. The tag is gone at once, and contacts follow a thousand at a time.
func (s *Service) MergeTag(ctx context.Context, who Caller, name, into string, how Removal) (TagMerge, error) {
	if err := who.May(Admin); err != nil {
		return TagMerge{}, err
	}
	from, err := s.GetTag(ctx, who, name)
	if err != nil {
		return TagMerge{}, err
	}
	left, err := s.GetTag(ctx, who, into)
	switch {
	case errors.Is(err, errNoTag):
		return TagMerge{}, invalid("into", "into must be a tag: GET /v1/tags lists those that there are. To give this tag another name, rename it.")
	case err != nil:
		return TagMerge{}, err
	case left.Name == from.Name:
		return TagMerge{}, invalid("into", "into must be another tag.")
	}
	out := TagMerge{left, from.Contacts}
	if how.DryRun {
		return out, nil
	}
	if err := how.check(from.Contacts, ""); err != nil {
		return out, err
	}
	err = s.settings(who).BeginTagMerge(ctx, from.Name, left.Name)
	if errors.Is(err, store.ErrNotFound) { // somebody else was faster
		return out, errNoTag
	}
	if err == nil {
		s.begin(ctx, s.settings(who).MoveTags)
	}
	return out, err
}
