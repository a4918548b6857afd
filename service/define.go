package service

import (
	"context"
	"strings"
)

// mayDefine refuses to have a dry run done that would define an attribute which
// somebody has meanwhile defined with another type: its rows are judged by types, and
// do not fit any more.
func (s *Service) mayDefine(ctx context.Context, who Caller, v Import) error {
	if len(v.DefinedAttributes) == 0 {
		return nil
	}
	known, err := s.settings(who).Definitions(ctx)
	if err != nil {
		return err
	}
	var others []string
	for _, name := range v.DefinedAttributes.Names() {
		if kind, there := known[name]; there && kind != v.DefinedAttributes[name] {
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return importStatus("Since the dry run somebody has defined %s with another type than this import would. Cancel it and upload the file again.",
		strings.Join(others, ", "))
}
