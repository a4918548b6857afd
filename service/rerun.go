package service

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// RerunImport has the file of an import that waits for a person imported otherwise: a new
// import of it begins with a dry run, and the one that waits is cancelled.
func (s *Service) RerunImport(ctx context.Context, who Caller, id uuid.UUID, change DraftChange, request Request) (Import, error) {
	if err := who.May(contact.SourceImport.Scope()); err != nil {
		return Import{}, err
	}
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return Import{}, err
	}
	dry := true
	change.DryRun = &dry
	r, err := s.identify(ctx, request, who.owner(), asked{ID: id.String(), Body: change})
	if err != nil {
		return Import{}, err
	}
	begun, err := s.imports(who).ByKey(ctx, r.once)
	if errors.Is(err, store.ErrNotFound) {
		begun, err = s.rerun(ctx, who, v, change, r)
	}
	if err != nil {
		return Import{}, err
	}
	s.replaced(ctx, who, v)
	return begun, nil
}

// rerun begins the new import.
func (s *Service) rerun(ctx context.Context, who Caller, v Import, change DraftChange, r identity) (again Import, err error) {
	switch {
	case v.Status == contact.ImportIsDraft:
		return Import{}, notStarted()
	case v.Status != contact.ImportAwaits:
		return Import{}, importStatus("The import is %s. Only the file of one that waits for you after its dry run can be imported otherwise: send the file again.", v.Status)
	}
	var created bool
	err = s.withFile(ctx, who, v, change, func(ctx context.Context, in Upload) error {
		wanted, err := s.readUpload(ctx, who, in)
		if err != nil {
			return err
		}
		wanted.ID, wanted.IdempotencyKey, wanted.Idempotency = r.id, r.once, r.terms
		again, created, err = s.keepImport(ctx, who, wanted, in.File)
		return r.imported(err)
	})
	if err == nil && created {
		again = s.startImport(ctx, who, again)
	}
	return again, err
}

// replaced cancels an import whose file is imported otherwise, unless somebody has
// confirmed it meanwhile. If nobody can tell it so, it waits on, and does no harm.
func (s *Service) replaced(ctx context.Context, who Caller, v Import) {
	now, err := s.imports(who).Import(ctx, v.ID)
	if err == nil && now.Status == contact.ImportAwaits {
		err = s.sendImport(ctx, now, contact.CancelImport)
	}
	if err != nil {
		s.log.WarnContext(ctx, "an import that was begun anew still waits", "import_id", v.ID, "error", err)
	}
}
