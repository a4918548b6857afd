package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
)

// GetImport returns one import.
func (s *Service) GetImport(ctx context.Context, who Caller, id uuid.UUID) (Import, error) {
	if err := who.May(Imports); err != nil {
		return Import{}, err
	}
	return s.imports(who).Import(ctx, id)
}

// ListImports returns the imports that have a status, newest first; without one, all
// but drafts, which are none yet.
func (s *Service) ListImports(ctx context.Context, who Caller, status contact.ImportStatus, p Paging) (Page[Import], error) {
	if err := who.May(Imports); err != nil {
		return Page[Import]{}, err
	}
	size, after, err := p.read()
	if err != nil {
		return Page[Import]{}, err
	}
	if status != "" && status != contact.ImportIsDraft && !slices.Contains(contact.ImportStatuses(), status) {
		return Page[Import]{}, parameter("status", "status must be draft, or one of the statuses of an import: %s.", statusWords())
	}
	rows, err := s.imports(who).List(ctx, status, after, size+1)
	if err != nil {
		return Page[Import]{}, err
	}
	return cut(rows, size, func(v Import) string { return cursorOf(v.CreatedAt, v.ID) }), nil
}

// CommandImport has an import do what a person wants of it: to confirm, pause,
// resume or cancel. It returns the import as it is then. What the import has done
// already, or is past, it need not be told again.
func (s *Service) CommandImport(ctx context.Context, who Caller, id uuid.UUID, command contact.ImportCommand) (Import, error) {
	if err := who.May(Imports); err != nil {
		return Import{}, err
	}
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return Import{}, err
	}
	switch v.Status.Takes(command) {
	case contact.Stays:
		return v, nil
	case contact.Refuses:
		if v.Status == contact.ImportIsDraft {
			return Import{}, notStarted()
		}
		return Import{}, importStatus("The import is %s: it cannot %s.", v.Status, command)
	case contact.Obeys:
	}
	if command == contact.ConfirmImport {
		if err := s.mayDefine(ctx, who, v); err != nil {
			return Import{}, err
		}
		if _, err := s.mayTakeIn(ctx, who, v.ChannelID); err != nil {
			return Import{}, err
		}
	}
	err = s.sendImport(ctx, v, command)
	switch {
	case errors.Is(err, starter.ErrEnded):
		return Import{}, importStatus("The import has ended.")
	case err != nil:
		return Import{}, s.unheard(ctx, err)
	}
	return s.imports(who).Import(ctx, id)
}

// importStatus says that an import cannot do something as it is.
func importStatus(format string, args ...any) error {
	return &Error{Code: ImportStatusWrong, Message: fmt.Sprintf(format, args...)}
}

// notStarted says what can be done with a draft.
func notStarted() error {
	return importStatus("This is a draft, and nothing of it is imported: POST /v1/imports with its upload_id starts it, and DELETE discards it.")
}

// statusWords are the statuses of imports in a row.
func statusWords() string {
	var words []string
	for _, status := range contact.ImportStatuses() {
		words = append(words, string(status))
	}
	return strings.Join(words, ", ")
}

// sendImport has the import's workflow do something. It starts the workflow if
// nobody could before.
func (s *Service) sendImport(ctx context.Context, v Import, command contact.ImportCommand) error {
	if command == contact.CancelImport {
		return s.recorder.CancelImport(ctx, v)
	}
	if v.StartedAt == nil {
		if err := s.recorder.StartImport(ctx, v.ID, v.ChannelID, v.DryRun); err != nil {
			return err
		}
	}
	return s.recorder.CommandImport(ctx, v.ID, string(command))
}

// UndoImport takes an import back that does not run: also one that was ended from
// outside when some of its rows were in. begun is false if it is taken back
// already, or is being.
func (s *Service) UndoImport(ctx context.Context, who Caller, id uuid.UUID) (v Import, begun bool, err error) {
	if err := who.May(Imports); err != nil {
		return Import{}, false, err
	}
	v, hears, err := s.mayUndo(ctx, who, id)
	if err != nil || hears == contact.Stays {
		return v, false, err
	}
	if err := s.recorder.StartUndo(ctx, v.ID, v.ChannelID); err != nil {
		return Import{}, false, s.unheard(ctx, err)
	}
	v.Status = contact.ImportIsUndoing
	return v, true, nil
}

// undoCounted is how many rows are looked at to say what undoing would do.
const undoCounted = 20_000

// AskUndoImport says what undoing an import would do, and does nothing.
func (s *Service) AskUndoImport(ctx context.Context, who Caller, id uuid.UUID) (v Import, would ImportUndoing, err error) {
	if err := who.May(Imports); err != nil {
		return Import{}, ImportUndoing{}, err
	}
	if v, _, err = s.mayUndo(ctx, who, id); err != nil {
		return Import{}, ImportUndoing{}, err
	}
	would, err = s.imports(who).Undo(ctx, id, undoCounted)
	return v, would, err
}

// mayUndo returns an import that can be taken back, and how it hears that it is to be.
func (s *Service) mayUndo(ctx context.Context, who Caller, id uuid.UUID) (v Import, hears contact.Hearing, err error) {
	if v, err = s.imports(who).Import(ctx, id); err != nil {
		return Import{}, hears, err
	}
	applied := v.Counts.Created + v.Counts.Updated + v.Counts.Unchanged + v.Counts.Pending // what is recorded will be
	hears = v.Status.Takes(contact.UndoImport)
	switch {
	case hears == contact.Stays:
		return v, hears, nil
	case v.Status == contact.ImportIsDraft:
		return Import{}, hears, notStarted()
	case hears == contact.Refuses:
		return Import{}, hears, importStatus("The import is %s: cancel it first, or wait for its end.", v.Status)
	case v.Status == contact.ImportIsFailed && applied == 0:
		return Import{}, hears, importStatus("The import has failed before any of its rows was in: there is nothing to undo.")
	}
	return v, hears, nil
}

// DeleteImport removes a draft, or an import that has ended, with its file and its
// rows. What it did to contacts stays.
func (s *Service) DeleteImport(ctx context.Context, who Caller, id uuid.UUID) error {
	if err := who.May(Imports); err != nil {
		return err
	}
	err := s.imports(who).DeleteImport(ctx, id)
	if errors.Is(err, imports.ErrNotEnded) {
		return importStatus("The import has not ended, or rows of it are still to be decided: cancel it first, or wait for its end.")
	}
	return err
}

var rowStatuses = []string{"", "pending", "created", "updated", "unchanged", "merged", "failed", "cancelled"}

// ImportRows is a page of an import's rows, under the header of its file.
type ImportRows struct {
	Header []string
	Page[ImportRow]
}

// ListImportRows returns the rows of an import that have a status, or all.
func (s *Service) ListImportRows(ctx context.Context, who Caller, id uuid.UUID, status string, p Paging) (ImportRows, error) {
	if err := who.May(Imports); err != nil {
		return ImportRows{}, err
	}
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return ImportRows{}, err
	}
	size, after, err := p.readNumber(32) // of import_rows.n
	if err != nil {
		return ImportRows{}, err
	}
	if !slices.Contains(rowStatuses, status) {
		return ImportRows{}, parameter("status", "status must be pending, created, updated, unchanged, merged, failed or cancelled.")
	}
	rows, err := s.imports(who).ImportRows(ctx, v.ID, status, int(after), size+1)
	if err != nil {
		return ImportRows{}, err
	}
	return ImportRows{v.Header, cut(rows, size, func(r ImportRow) string { return strconv.Itoa(r.N) })}, nil
}

// ExportRefusals writes the rows of an import that failed, with the file's own
// columns and what is wrong with each, the header first. They can be mended and
// uploaded again as they are.
func (s *Service) ExportRefusals(ctx context.Context, who Caller, id uuid.UUID, write func(cells []string) error) error {
	if err := who.May(Imports); err != nil {
		return err
	}
	ctx, release, err := s.refusals.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return err
	}
	if err := write(append(slices.Clone(v.Header), "row", "error", "suggested_fix")); err != nil {
		return err
	}
	for after := 0; ; {
		rows, err := s.imports(who).ImportRows(ctx, v.ID, "failed", after, maxLimit)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			cells := make([]string, len(v.Header), len(v.Header)+3)
			copy(cells, r.Cells)
			if err := write(append(cells, strconv.Itoa(r.N), store.OrEmpty(r.Error), store.OrEmpty(r.SuggestedFix))); err != nil {
				return err
			}
			after = r.N
		}
	}
}
