package activities

import (
	"context"
	"errors"
	"io"
	"maps"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/tabular"
)

// define has the attributes that columns go to and nobody has defined. An import that
// may not define any fails with their list. A dry run defines nothing yet: its rows are
// judged as if it had, and the attributes are defined once it is confirmed.
func (s *staging) define(ctx context.Context, definitions intake.Definitions, options tabular.Options, limits tabular.Limits) error {
	// What an earlier attempt found out holds: rows are judged by it already.
	for name, kind := range s.view.DefinedAttributes {
		if _, there := definitions[name]; !there {
			definitions[name] = kind
		}
	}
	undefined := s.mapping.Undefined(definitions.Names())
	if len(undefined) == 0 {
		return nil
	}
	if !s.view.DefineAttributes {
		return tabular.RefuseUndefined(undefined)
	}
	found, err := s.infer(undefined, options, limits)
	if err != nil {
		return err
	}
	if err := s.bulk.Imports.SetDefined(ctx, s.view.ID, found); err != nil {
		return err
	}
	if !s.view.DryRun {
		if found, err = s.bulk.Settings.DefineAttributes(ctx, found); err != nil {
			return err
		}
	}
	maps.Copy(definitions, found)
	return nil
}

// infer reads the file once for the types that the values of some columns have.
func (s *staging) infer(columns []tabular.AttributeColumn, options tabular.Options, limits tabular.Limits) (_ intake.Definitions, err error) {
	reader, err := tabular.Open(heardFile{s.file, s.heartbeat}, s.view.Bytes, s.view.Filename, options, limits)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	seen := make([]intake.Inference, len(columns))
	for {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		for i, column := range columns {
			seen[i].See(s.mapping.Value(row.Cells, contact.AttributePrefix+column.Name))
		}
	}
	found := make(intake.Definitions, len(columns))
	for i, column := range columns {
		found[column.Name] = seen[i].Type()
	}
	return found, nil
}
