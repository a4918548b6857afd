package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// draftKept is how long a file is kept that nobody has told to be imported.
const draftKept = 7 * 24 * time.Hour

// InspectUpload takes a file in and tells what is in it. Nothing is imported: the file
// is a draft, for whoever looks at that.
func (s *Service) InspectUpload(ctx context.Context, who Caller, in Upload) (Inspection, error) {
	if err := who.May(contact.SourceImport.Scope()); err != nil {
		return Inspection{}, err
	}
	out, channel, err := s.readTerms(ctx, who, in)
	if err != nil {
		return Inspection{}, err
	}
	whose := givenMapping
	if in.Mapping == nil {
		whose = offeredMapping
	}
	seen, err := s.inspected(ctx, who, in, whose, channel, &out)
	if err != nil {
		return Inspection{}, err
	}
	if out.ID, err = uuid.NewV7(); err != nil {
		return Inspection{}, err
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTimeout)
	defer cancel()
	if err := s.imports(who).CreateDraft(within, out, in.File, s.limits.Bytes, draftKept); err != nil {
		return Inspection{}, err
	}
	seen.Draft, err = s.imports(who).Import(within, out.ID)
	return seen, err
}

// InspectDraft tells what is in the file of a draft, or of an import that waits for a
// person, as it is to be imported.
func (s *Service) InspectDraft(ctx context.Context, who Caller, id uuid.UUID) (Inspection, error) {
	if err := who.May(Imports); err != nil {
		return Inspection{}, err
	}
	return s.reinspect(ctx, who, id, DraftChange{}, false)
}

// ChangeDraft keeps how a draft is to be imported, and tells what is in its file then.
func (s *Service) ChangeDraft(ctx context.Context, who Caller, id uuid.UUID, change DraftChange) (Inspection, error) {
	if err := who.May(Imports); err != nil {
		return Inspection{}, err
	}
	return s.reinspect(ctx, who, id, change, true)
}

func (s *Service) reinspect(ctx context.Context, who Caller, id uuid.UUID, change DraftChange, keep bool) (seen Inspection, err error) {
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return Inspection{}, err
	}
	with := s.withDraft
	if !keep && v.Status == contact.ImportAwaits { // RerunImport takes a change of it
		with = s.withFile
	}
	err = with(ctx, who, v, change, func(ctx context.Context, in Upload) error {
		out, channel, err := s.readTerms(ctx, who, in)
		if err != nil {
			return err
		}
		whose := keptMapping
		if change.Mapping != nil {
			whose = givenMapping
		}
		if seen, err = s.inspected(ctx, who, in, whose, channel, &out); err != nil || !keep {
			return err
		}
		out.ID = id
		return noUpload(asItIs(s.imports(who).ChangeDraft(ctx, out)))
	})
	if err != nil {
		return Inspection{}, err
	}
	seen.Draft, err = s.imports(who).Import(ctx, id)
	return seen, err
}

// ImportDraft starts the import of a file that was uploaded before. Sent again as it
// is, the request is answered with the import that it made.
func (s *Service) ImportDraft(ctx context.Context, who Caller, id uuid.UUID, change DraftChange, request Request) (Import, error) {
	if err := who.May(contact.SourceImport.Scope()); err != nil {
		return Import{}, err
	}
	keyed := request.Key != ""
	if !keyed {
		request.Key = id.String() // a draft is imported once
	}
	r, err := s.identify(ctx, request, who.owner(), asked{ID: id.String(), Body: change})
	if err != nil {
		return Import{}, err
	}
	if !keyed {
		r.terms = nil
	}
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return Import{}, noUpload(err)
	}
	wanted := imports.Import{}
	if v.Status == contact.ImportIsDraft {
		err = s.withDraft(ctx, who, v, change, func(ctx context.Context, in Upload) (err error) {
			wanted, err = s.readUpload(ctx, who, in)
			return err
		})
		if err != nil {
			return Import{}, err
		}
	}
	wanted.ID, wanted.IdempotencyKey, wanted.Idempotency = id, r.once, r.terms
	started, err := s.imports(who).StartDraft(ctx, wanted)
	if err != nil {
		return Import{}, noUpload(asItIs(err))
	}
	if v, err = s.imports(who).Import(ctx, id); err == nil && started {
		v = s.startImport(ctx, who, v)
	}
	return v, err
}

// noUpload says why a draft cannot be had.
func noUpload(err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return &Error{Code: NotFound, Field: "upload_id", Err: err, Message: fmt.Sprintf(
			"There is no upload with this id. One that is not imported is kept for %d days: send the file again.", int(draftKept.Hours()/24))}
	case errors.Is(err, imports.ErrStarted):
		return &Error{Code: ImportStatusWrong, Field: "upload_id", Err: err,
			Message: "This upload became an import before. To import its file once more, send the file again."}
	}
	return err
}

// withDraft does something with the file of a draft, and how it is to be imported.
func (s *Service) withDraft(ctx context.Context, who Caller, v Import, change DraftChange, do func(context.Context, Upload) error) error {
	if v.Status != contact.ImportIsDraft {
		return noUpload(imports.ErrStarted)
	}
	return s.withFile(ctx, who, v, change, do)
}

// withFile does something with the file of an import that has not ended, and how it is to
// be imported.
func (s *Service) withFile(ctx context.Context, who Caller, v Import, change DraftChange, do func(context.Context, Upload) error) error {
	in, err := uploadOf(v)
	if err != nil {
		return err
	}
	if err := change.apply(&in); err != nil {
		return err
	}
	ctx, release, err := s.drafts.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	file, err := tabular.TempFile("contacts-draft-")
	if err != nil {
		return fmt.Errorf("make room for the file: %w", err)
	}
	defer func() { _ = file.Close() }()
	if err := s.imports(who).ImportFile(ctx, v.ID, file); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the file anew: %w", err)
	}
	in.File = file
	return do(ctx, in)
}
