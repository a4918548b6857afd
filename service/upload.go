package service

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// Upload is a file of contacts, and how it is to be imported.
type Upload struct {
	File interface {
		io.ReaderAt
		io.Reader // of all of it, from the start
	}
	Filename       string
	Size           int64  // of the file, in bytes
	Sum            []byte // SHA-256 of the file
	ChannelID      string
	Mode           string // upsert, create_only or update_only; empty: upsert
	DefaultCountry string // two letters; empty: the channel's
	DryRun         bool
	Mapping        map[string]string // column → target; nil: by the header's words
	CallbackURL    string            // empty: nobody is told of the end
	// DefineAttributes has attributes defined that columns go to and nobody has defined.
	DefineAttributes bool
	Options          tabular.Options // how the file is to be read; its Mapping is not used
	Request          Request
}

// CreateImport takes a file in and starts its import. What can be seen at once is
// refused at once. The same upload sent again under the same key is the import
// that is there.
func (s *Service) CreateImport(ctx context.Context, who Caller, in Upload) (Import, error) {
	if err := who.May(contact.SourceImport.Scope()); err != nil {
		return Import{}, err
	}
	wanted, err := s.readUpload(ctx, who, in)
	if err != nil {
		return Import{}, err
	}
	// Neither the file's name nor how the parts were put together is part of what
	// the request asks for.
	r, err := s.identify(ctx, in.Request, who.owner(), struct {
		File                             []byte
		Channel, Mode, Country, Callback string
		DryRun                           bool
		Mapping                          map[string]string
		Options                          json.RawMessage `json:",omitempty"`
		DefineAttributes                 bool            `json:",omitempty"`
	}{in.Sum, wanted.ChannelID, wanted.Mode, strings.ToUpper(in.DefaultCountry), wanted.CallbackURL, wanted.DryRun, wanted.Mapping, wanted.Options,
		wanted.DefineAttributes})
	if err != nil {
		return Import{}, err
	}
	wanted.ID, wanted.IdempotencyKey, wanted.Idempotency = r.id, r.once, r.terms
	v, created, err := s.keepImport(ctx, who, wanted, in.File)
	if err != nil {
		return Import{}, r.imported(err)
	}
	if created {
		v = s.startImport(ctx, who, v)
	}
	return v, nil
}

// readUpload reads how a file is to be imported, and looks at the beginning of the
// file: what cannot be read at all is refused while its sender is there.
func (s *Service) readUpload(ctx context.Context, who Caller, in Upload) (imports.Import, error) {
	out, channel, err := s.readTerms(ctx, who, in)
	if err != nil {
		return out, err
	}
	out.DefaultCountry = cmp.Or(out.DefaultCountry, store.OrEmpty(channel.DefaultCountry))
	definitions, err := s.settings(itself).Definitions(ctx)
	if err != nil {
		return out, err
	}
	return out, s.readBeginning(in, definitions.Names(), &out)
}

// readTerms reads what is asked for beside the file, and for which channel.
func (s *Service) readTerms(ctx context.Context, who Caller, in Upload) (out imports.Import, channel Channel, err error) {
	out = imports.Import{
		ChannelID: in.ChannelID, Filename: in.Filename, Mode: in.Mode, DefaultCountry: strings.ToUpper(in.DefaultCountry),
		DryRun: in.DryRun, Mapping: in.Mapping, CallbackURL: in.CallbackURL, DefineAttributes: in.DefineAttributes,
	}
	if out.Mode == "" {
		out.Mode = intake.ModeUpsert
	}
	if !slices.Contains(intake.Modes(), out.Mode) {
		return out, channel, invalid("mode", "mode must be upsert, create_only or update_only.")
	}
	if out.DefaultCountry != "" && !intake.IsCountry(out.DefaultCountry) {
		return out, channel, noCountry()
	}
	for column, target := range out.Mapping {
		if strings.ContainsRune(column+target, 0) {
			return out, channel, invalid("mapping", "mapping holds a NUL character.")
		}
	}
	if out.CallbackURL != "" {
		parsed, err := url.Parse(out.CallbackURL)
		if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
			return out, channel, invalid("callback_url", "callback_url must be an http or https URL on a public address.")
		}
	}
	channel, err = s.mayTakeIn(ctx, who, out.ChannelID)
	return out, channel, err
}

// readBeginning looks at the beginning of the file, and notes what it was found to be.
func (s *Service) readBeginning(in Upload, attributes []string, out *imports.Import) (err error) {
	options := in.Options
	options.Mapping = out.Mapping
	reader, err := tabular.Open(in.File, in.Size, in.Filename, options, s.limits)
	if err == nil {
		var mapping tabular.Mapping
		mapping, err = tabular.Map(reader.Header(), out.Mapping, attributes...)
		if undefined := mapping.Undefined(attributes); err == nil && len(undefined) > 0 && !out.DefineAttributes {
			err = tabular.RefuseUndefined(undefined)
		}
		if err == nil {
			out.File, err = json.Marshal(reader.Format())
		}
		_ = reader.Close()
	}
	if err == nil && !in.Options.IsZero() {
		out.Options, err = json.Marshal(in.Options)
	}
	return unreadable(err)
}

// unreadable turns what is wrong with a file, or with an option that it is to be read
// with, into an error for the caller.
func unreadable(err error) error {
	var fault *tabular.FileError
	if !errors.As(err, &fault) {
		return err
	}
	e := &Error{Code: UnreadableFile, Field: "file", Message: fault.Message, Err: err}
	switch fault.Code {
	case tabular.BadOption:
		e.Code, e.Field = InvalidValue, fault.Option
	case tabular.UndefinedAttributes:
		e.Code, e.Field, e.Undefined = UndefinedAttributes, "mapping", fault.Undefined
	case tabular.WhichEncoding:
		e.Code, e.Field, e.Encodings = WhichEncoding, fault.Option, fault.Encodings
		var read []string
		for _, c := range fault.Encodings {
			read = append(read, "“"+c.Sample+"” in "+c.Name)
		}
		e.Message += " A cell reads " + strings.Join(read, ", ") + "."
	}
	return e
}

// keepTimeout bounds how long the database may take with a whole file.
const keepTimeout = time.Minute

// keepImport keeps the file and the import. With an idempotency key that is
// known it returns that import, and created is false.
func (s *Service) keepImport(ctx context.Context, who Caller, in imports.Import, file io.Reader) (v Import, created bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTimeout)
	defer cancel()
	id, created, err := s.imports(who).CreateImport(ctx, in, file, s.limits.Bytes)
	if err != nil {
		return Import{}, false, err
	}
	if v, err = s.imports(who).Import(ctx, id); err != nil {
		err = fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, err) // it is kept, and must not be sent twice
	}
	return v, created, err
}

// startImport starts an import that is kept, and returns what is known of it
// then. It is kept whatever happens here: a dispatcher starts it when Temporal is
// back, and a sender who is told otherwise would send it twice.
func (s *Service) startImport(ctx context.Context, who Caller, v Import) Import {
	if err := s.recorder.StartImport(context.WithoutCancel(ctx), v.ID, v.ChannelID, v.DryRun); err != nil {
		s.log.WarnContext(ctx, "the import is started later", "import_id", v.ID, "error", err)
	}
	// However long that took: this has a time of its own.
	within, cancel := recording(ctx)
	defer cancel()
	started, err := s.imports(who).Import(within, v.ID)
	if err != nil {
		s.log.WarnContext(ctx, "the import is answered as it was kept", "import_id", v.ID, "error", err)
		return v
	}
	return started
}
