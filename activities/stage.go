package activities

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// The sizes of staging: rows that are written together, with the checkpoint,
// and rows that one child workflow sees through.
const (
	stageChunk = 2000
	pageRows   = 200
)

// StageImport reads the file of an import into rows: normalised, judged, those
// of one person merged. It resumes behind the last row that is staged. A file that
// cannot be read ends the import with the reason in words, which is no error here.
func (b *Bulk) StageImport(ctx context.Context, id uuid.UUID) (staged StagedImport, err error) {
	err = b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		staged, err = b.stage(ctx, h, id)
		return err
	})
	return staged, err
}

func (b *Bulk) stage(ctx context.Context, h *heartbeat, id uuid.UUID) (StagedImport, error) {
	view, err := b.Imports.Import(ctx, id)
	if err != nil {
		return StagedImport{}, err
	}
	if view.Status == contact.ImportIsFailed { // an earlier try has found out and could not say so
		return StagedImport{Failed: true}, nil
	}
	s := &staging{bulk: b, view: view, heartbeat: h, later: map[int][]contact.Fields{}}
	// It may have been cancelled before anybody could start it.
	if s.attempt, err = b.Imports.BeginStaging(ctx, id); err == nil {
		err = s.readFile(ctx, b.Limits)
		s.close()
	}
	if errors.Is(err, imports.ErrCancelled) {
		return StagedImport{Cancelled: true}, nil
	}
	var fault *tabular.FileError
	if errors.As(err, &fault) {
		// What was staged before the fault was found is not to be decided.
		if err = b.cancelRows(ctx, h, id); err == nil {
			err = b.Imports.SetImportStatus(ctx, id, contact.ImportIsFailed, fault.Message)
		}
		return StagedImport{Failed: err == nil}, err
	}
	if err != nil {
		return StagedImport{}, err
	}
	return StagedImport{Pages: s.pages()}, nil
}

// staging is the reading of one file.
type staging struct {
	bulk      *Bulk
	view      imports.ImportView
	attempt   int
	heartbeat *heartbeat
	file      *os.File
	reader    *tabular.Reader
	mapping   tabular.Mapping
	rules     intake.RowRules
	leaveOut  []string // refusals of rows that are left out

	staged  int            // the last row that is staged already
	first   map[string]int // the first row of each key
	pending int            // rows that are to be decided
	chunk   []imports.StagedRow
	later   map[int][]contact.Fields // fields of rows of the chunk, by the row that they were merged into
}

func (s *staging) readFile(ctx context.Context, limits tabular.Limits) (err error) {
	if s.file, err = tabular.TempFile("contacts-import-"); err != nil {
		return fmt.Errorf("make room for the file: %w", err)
	}
	if err = s.bulk.Imports.ImportFile(ctx, s.view.ID, heardWriter{s.file, s.heartbeat}); err != nil {
		return err
	}
	options, err := s.options()
	if err != nil {
		return err
	}
	s.leaveOut = options.LeaveOut
	if s.reader, err = tabular.Open(heardFile{s.file, s.heartbeat}, s.view.Bytes, s.view.Filename, options, limits); err != nil {
		return err
	}
	definitions, err := s.bulk.Settings.Definitions(ctx)
	if err != nil {
		return err
	}
	if s.mapping, err = tabular.Map(s.reader.Header(), s.view.Mapping, definitions.Names()...); err != nil {
		return err
	}
	if err = s.define(ctx, definitions, options, limits); err != nil {
		return err
	}
	s.rules = intake.RowRules{
		Import: s.view.ID, Mode: s.view.Mode, Country: store.OrEmpty(s.view.DefaultCountry), Definitions: definitions,
	}
	if s.staged, s.first, err = s.bulk.Imports.StagedRows(ctx, s.view.ID); err != nil {
		return err
	}
	s.pending = len(s.first)
	s.heartbeat.progress(s.staged)
	file, err := s.format()
	if err != nil {
		return err
	}
	if err = s.bulk.Imports.SetImportHeader(ctx, s.view.ID, cleanCells(s.reader.Header()), columnsOf(s.mapping), file); err != nil {
		return err
	}
	if err = s.run(ctx); err != nil {
		return err
	}
	if file, err = s.format(); err != nil {
		return err
	}
	return s.bulk.Imports.SetImportFile(ctx, s.view.ID, file) // now that hidden rows are counted
}

// options are how the import was told to read the file.
func (s *staging) options() (o tabular.Options, err error) {
	if len(s.view.Options) > 0 {
		if err = json.Unmarshal(s.view.Options, &o); err != nil {
			return o, fmt.Errorf("read the options of import %s: %w", s.view.ID, err)
		}
	}
	o.Mapping = s.view.Mapping
	return o, nil
}

// format is what the file has turned out to be so far.
func (s *staging) format() (json.RawMessage, error) {
	file, err := json.Marshal(s.reader.Format())
	if err != nil {
		return nil, fmt.Errorf("encode what the file of import %s is: %w", s.view.ID, err)
	}
	return file, nil
}

// lost is what a row has lost that is odd.
var lost = map[tabular.ProblemCode]string{tabular.SurplusCells: "cells", tabular.LostLetters: "letters", tabular.NoValue: "values"}

func (s *staging) close() {
	if s.reader != nil {
		_ = s.reader.Close()
	}
	if s.file != nil {
		_ = s.file.Close()
	}
}

func (s *staging) pages() int { return (s.pending + pageRows - 1) / pageRows }

func (s *staging) run(ctx context.Context) error {
	last := s.staged
	for {
		row, err := s.reader.Next()
		if errors.Is(err, io.EOF) {
			return s.flush(ctx, last)
		}
		if err != nil {
			return err
		}
		if row.Number <= s.staged {
			continue
		}
		if err := s.add(ctx, row); err != nil {
			return err
		}
		last = row.Number
		if len(s.chunk) == stageChunk {
			if err := s.flush(ctx, last); err != nil {
				return err
			}
		}
	}
}

// add judges one row.
func (s *staging) add(ctx context.Context, row tabular.Row) error {
	staged := imports.StagedRow{N: row.Number, Cells: cleanCells(row.Cells), Status: "pending"}
	judged, err := s.mapping.Judge(row, s.rules, func(digits string) (known bool, err error) {
		if known, err = s.bulk.Ledger.KnownNumber(ctx, s.view.ChannelID, digits); err == nil {
			s.heartbeat.progress(row.Number)
		}
		return known, err
	})
	if err != nil {
		return err
	}
	if why := judged.Refusal; why.Code != "" {
		staged.Status, staged.Error, staged.SuggestedFix = "failed", why.Code, why.Fix
		if slices.Contains(s.leaveOut, why.Code) {
			staged.Status = "cancelled"
		}
		s.chunk = append(s.chunk, staged)
		return nil
	}
	facts := intake.WithNumber(intake.RowFacts(row.Number, judged.Person, s.cells(row.Cells), s.rules), judged.Number, judged.Cell.Column)
	if odd := row.Problem; odd.Code != "" {
		facts.Fields.Skipped = append(facts.Fields.Skipped, contact.Skipped{Name: fmt.Sprintf("%s of row %d", lost[odd.Code], row.Number), Why: odd.Words})
		facts.Detail = contact.Report(facts.Fields.Skipped)
	}
	staged.Key = facts.Key()
	if first, seen := s.first[staged.Key]; seen {
		staged.Status, staged.MergedInto = "merged", &first
		// Its fields become part of the first row; how it was read stays its own.
		staged.Facts = &contact.Facts{Understood: facts.Understood, Detail: facts.Detail}
		s.later[first] = append(s.later[first], *facts.Fields)
	} else {
		page := s.pending / pageRows
		s.first[staged.Key] = row.Number
		s.pending++
		staged.Facts, staged.Page = &facts, &page
	}
	s.chunk = append(s.chunk, staged)
	return nil
}

// cells are what a row says for each target.
func (s *staging) cells(row []string) (cells []intake.RowCell) {
	for _, target := range s.mapping.Targets() {
		if text := s.mapping.Value(row, target); text != "" {
			cells = append(cells, intake.RowCell{Column: s.mapping.Header(target), Target: target, Text: text})
		}
	}
	return cells
}

// ignoredColumn is what a column was taken for that is not used.
const ignoredColumn = "ignored"

// columnsOf is what each column of a file was taken for. Of several that have one
// name it is what the first one that is used was taken for.
func columnsOf(m tabular.Mapping) map[string]string {
	columns := make(map[string]string, len(m.Columns))
	for _, column := range m.Columns {
		name := contact.Clean(column.Header, contact.MaxName)
		switch known := columns[name]; {
		case column.Target != "" && (known == "" || known == ignoredColumn):
			columns[name] = column.Target
		case column.Target == "" && known == "" && name != "":
			columns[name] = ignoredColumn
		}
	}
	return columns
}

// flush writes the chunk. last, the row of the file that it ends with, is what an
// operator sees.
func (s *staging) flush(ctx context.Context, last int) error {
	if err := s.bulk.Imports.StageRows(ctx, s.view.ID, s.attempt, s.chunk, s.later); err != nil {
		return err
	}
	s.heartbeat.progress(last)
	s.bulk.counts.note(s.view.ID)
	s.chunk, s.later = s.chunk[:0], map[int][]contact.Fields{}
	return nil
}

func cleanCells(cells []string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = contact.Clean(cell, contact.MaxText)
	}
	return out
}
