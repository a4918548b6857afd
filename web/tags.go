package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/luluchat/contacts/service"
)

// TagPage is a tag that is renamed or merged.
type TagPage struct {
	Tag    service.Tag
	Others []Option          // that it can be merged into
	Merge  *service.TagMerge // what merging it into the chosen one does
}

func (s *Site) showTags(v *Visit) error {
	tags, err := s.Service.ListTags(v.Context(), v.Who)
	if err != nil {
		return err
	}
	return v.Show("tags", "Tags", tags)
}

// showTag shows a tag, and with ?into= what merging it would do.
func (s *Site) showTag(v *Visit) error {
	page, err := s.tagPage(v)
	if err != nil {
		return err
	}
	into := v.URL.Query().Get("into")
	v.Fill(url.Values{"name": {page.Tag.Name}, "into": {into}})
	if into == "" {
		return v.Show("tag", page.Tag.Name, page)
	}
	merge, err := s.Service.MergeTag(v.Context(), v.Who, page.Tag.Name, into, service.Removal{DryRun: true})
	if err != nil {
		return v.Again(err, "tag", page.Tag.Name, page, v.form.Values)
	}
	page.Merge = &merge
	return v.Show("tag", page.Tag.Name, page)
}

func (s *Site) tagPage(v *Visit) (TagPage, error) {
	tag, err := s.Service.GetTag(v.Context(), v.Who, v.URL.Query().Get("tag"))
	if err != nil {
		return TagPage{}, err
	}
	tags, err := s.Service.ListTags(v.Context(), v.Who)
	page := TagPage{Tag: tag}
	for _, t := range tags {
		if t.Name != tag.Name {
			page.Others = append(page.Others, Option{Value: t.Name, Label: t.Name + " (" + count(t.Contacts, "contact", "contacts") + ")"})
		}
	}
	return page, err
}

func (s *Site) renameTag(v *Visit) error {
	page, err := s.tagPage(v)
	if err != nil {
		return err
	}
	tag, err := s.Service.RenameTag(v.Context(), v.Who, page.Tag.Name, v.Value("name"))
	if err != nil {
		if service.ErrorOf(err).Code == service.Taken {
			v.Wrong("name", "There is a tag of this name already. To make one of both, merge this one into it.")
			err = nil
		}
		return v.Again(err, "tag", page.Tag.Name, page)
	}
	return v.Redirect("/app/tags", Flash{Text: page.Tag.Name + " is called " + tag.Name + " now."})
}

func (s *Site) mergeTag(v *Visit) error {
	how := service.Removal{}
	if n, err := strconv.ParseInt(v.Value("expected"), 10, 64); err == nil {
		how.Expected = &n
	}
	name := v.URL.Query().Get("tag")
	out, err := s.Service.MergeTag(v.Context(), v.Who, name, v.Value("into"), how)
	if err != nil {
		page, failed := s.tagPage(v)
		if failed != nil || !slices.Contains([]service.Code{service.CountChanged, service.InUse}, service.ErrorOf(err).Code) {
			return err
		}
		v.Wrong("into", "Somebody got or lost the tag meanwhile. Nothing was done: look at the number again.")
		return v.Again(nil, "tag", page.Tag.Name, page, url.Values{"name": {page.Tag.Name}, "into": {v.Value("into")}})
	}
	return v.Redirect("/app/tags", Flash{Text: name + " is part of " + out.Tag.Name + " now. " +
		count(out.Contacts, "contact gets", "contacts get") + " that tag in its place."})
}
