package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/tabular"
)

// maxField is the longest text field beside a file, in bytes.
const maxField = 64 << 10

// upload is a multipart body: text fields in any order, and one file, which is
// set aside on disk.
type upload struct {
	fields   map[string]string
	file     *os.File
	filename string
	size     int64
	sum      []byte // SHA-256 of the file
}

func (u *upload) close() {
	if u.file != nil {
		_ = u.file.Close()
	}
}

// createImport takes a file in and starts its import. What can be seen at once
// is refused at once.
func (a *API) createImport(c *gin.Context) {
	u, err := a.readUpload(c)
	defer u.close()
	var tooLarge *http.MaxBytesError
	var unknown unknownField
	switch {
	case errors.As(err, &unknown):
		problem(c, http.StatusBadRequest, unknown.Error())
		return
	case errors.As(err, &tooLarge), errors.Is(err, store.ErrFileTooLarge):
		problem(c, http.StatusRequestEntityTooLarge, fmt.Sprintf("A file may be %d MB at most: split it.", a.ImportLimits.Bytes>>20))
		return
	case err != nil:
		problem(c, http.StatusBadRequest, "The body must be multipart/form-data with a file and channel_id: "+sentence(err))
		return
	}
	in, ok := a.importOfUpload(c, u)
	if !ok || !a.readable(c, u, in) {
		return
	}
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		a.fail(c, err)
		return
	}
	if in, err = a.identifyImport(c, in, u); err != nil {
		a.fail(c, err)
		return
	}
	v, created, err := a.keepImport(c, in, u)
	if err != nil {
		a.fail(c, err)
		return
	}
	if created {
		v = a.startImport(c, v)
	}
	c.JSON(http.StatusAccepted, gin.H{"import": a.importOf(v)})
}

// keepTimeout bounds how long the database may take with a whole file.
const keepTimeout = time.Minute

// keepImport keeps the file and the import. With an idempotency key that is
// known it returns that import, and created is false.
func (a *API) keepImport(c *gin.Context, in store.Import, u *upload) (v store.ImportView, created bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), keepTimeout)
	defer cancel()
	importID, created, err := a.Store.CreateImport(ctx, in, u.file, a.ImportLimits.Bytes)
	if err != nil {
		return store.ImportView{}, false, err
	}
	if v, err = a.Store.Import(ctx, importID); err != nil {
		err = fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, err) // it is kept, and must not be sent twice
	}
	return v, created, err
}

// identifyImport gives an import the key that only the same file with the same
// fields has, sent again by the same caller under the same Idempotency-Key.
// Neither the file's name nor how the parts are put together is part of it.
func (a *API) identifyImport(c *gin.Context, in store.Import, u *upload) (store.Import, error) {
	r, err := a.identify(c, c, tokenOwner(c), struct {
		File                             []byte
		Channel, Mode, Country, Callback string
		DryRun                           bool
		Mapping                          map[string]string
	}{u.sum, in.ChannelID, in.Mode, in.DefaultCountry, in.CallbackURL, in.DryRun, in.Mapping})
	in.ID, in.IdempotencyKey, in.Idempotency = r.id, r.once, r.terms
	r.repeatable(c, Problem{ImportID: &r.id})
	return in, err
}

// startImport starts an import that is kept, and returns what is known of it
// then. It is kept whatever happens here: a dispatcher starts it when Temporal is
// back, and a sender who is told otherwise would send it twice.
func (a *API) startImport(c *gin.Context, v store.ImportView) store.ImportView {
	detached := context.WithoutCancel(c.Request.Context())
	if err := a.Recorder.StartImport(detached, v.ID, v.ChannelID, v.DryRun); err != nil {
		a.Log.WarnContext(c, "the import is started later", "import_id", v.ID, "error", err)
	}
	// However long that took: this has a time of its own.
	ctx, cancel := recording(c)
	defer cancel()
	started, err := a.Store.Import(ctx, v.ID)
	if err != nil {
		a.Log.WarnContext(c, "the import is answered as it was kept", "import_id", v.ID, "error", err)
		return v
	}
	return started
}

func (a *API) readUpload(c *gin.Context) (*upload, error) {
	u := &upload{fields: map[string]string{}}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, a.ImportLimits.Bytes+maxBody)
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return u, errors.New("it is none")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return u, nil
		}
		if err == nil {
			err = u.take(part, a.ImportLimits.Bytes)
		}
		if err != nil {
			return u, err
		}
	}
}

// uploadFields are the parts that an upload may have beside its file.
var uploadFields = []string{"channel_id", "mode", "default_country", "dry_run", "mapping", "callback_url"}

// unknownField is a part that an upload has and no upload may have. What is
// misspelt must not be passed over: without dry_run a file is imported for real.
type unknownField string

func (f unknownField) Error() string {
	return fmt.Sprintf("There is no field %q here; there is: file, %s.", contact.Clean(string(f), 64), strings.Join(uploadFields, ", "))
}

// noFilename stands for the name of a file that has none.
const noFilename = "upload"

// baseName is the last part of a file's name, whatever system it comes from.
func baseName(given string) string {
	name := path.Base(strings.ReplaceAll(contact.Clean(given, contact.MaxText), `\`, "/"))
	if name = contact.Clean(name, 255); strings.Trim(name, "./ ") == "" {
		return noFilename
	}
	return name
}

func (u *upload) take(part *multipart.Part, limit int64) (err error) {
	if name := part.FormName(); name != "file" {
		if !slices.Contains(uploadFields, name) {
			return unknownField(name)
		}
		text, err := io.ReadAll(io.LimitReader(part, maxField+1))
		if len(text) > maxField {
			return fmt.Errorf("the field %.64q is too long", part.FormName())
		}
		u.fields[part.FormName()] = strings.TrimSpace(contact.Clean(string(text), maxField))
		return err
	}
	if u.file != nil {
		return errors.New("there is more than one file")
	}
	if u.file, err = tabular.TempFile("contacts-upload-"); err != nil {
		return err
	}
	u.filename = baseName(part.FileName())
	hash := sha256.New()
	u.size, err = io.Copy(io.MultiWriter(u.file, hash), io.LimitReader(part, limit+1))
	u.sum = hash.Sum(nil)
	if err == nil && u.size > limit {
		err = store.ErrFileTooLarge
	}
	return err
}

// importOfUpload reads what is asked for beside the file.
func (a *API) importOfUpload(c *gin.Context, u *upload) (in store.Import, ok bool) {
	refuse := func(why string) (store.Import, bool) {
		problem(c, http.StatusUnprocessableEntity, why)
		return store.Import{}, false
	}
	if u.file == nil {
		return refuse("There is no file: send one as the part named file.")
	}
	var err error
	in = store.Import{
		ChannelID: u.fields["channel_id"], Filename: u.filename, Mode: u.fields["mode"],
		DefaultCountry: strings.ToUpper(u.fields["default_country"]), CallbackURL: u.fields["callback_url"],
	}
	if in.Mode == "" {
		in.Mode = intake.ModeUpsert
	}
	if !slices.Contains(intake.Modes(), in.Mode) {
		return refuse("mode must be upsert, create_only or update_only.")
	}
	if in.DefaultCountry != "" && !intake.IsCountry(in.DefaultCountry) {
		return refuse(noCountry)
	}
	if given := u.fields["dry_run"]; given != "" {
		if in.DryRun, err = strconv.ParseBool(given); err != nil {
			return refuse("dry_run must be true or false.")
		}
	}
	if given := u.fields["mapping"]; given != "" {
		if json.Unmarshal([]byte(given), &in.Mapping) != nil {
			return refuse(`mapping must be a JSON object of columns and targets: {"Mobile": "phone"}.`)
		}
		for column, target := range in.Mapping {
			if strings.ContainsRune(column+target, 0) {
				return refuse("mapping holds a NUL character.")
			}
		}
	}
	if in.CallbackURL != "" {
		parsed, err := url.Parse(in.CallbackURL)
		if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
			return refuse("callback_url must be an http or https URL on a public address.")
		}
	}
	if _, err := a.Store.Channel(c, in.ChannelID); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			return refuse("channel_id must be a channel: GET /v1/channels lists them.")
		}
		a.fail(c, err)
		return store.Import{}, false
	}
	return in, true
}

// readable looks at the beginning of the file: what cannot be read at all is
// refused while its sender is there.
func (a *API) readable(c *gin.Context, u *upload, in store.Import) bool {
	reader, err := tabular.Open(u.file, u.size, u.filename, a.ImportLimits)
	if err == nil {
		_, err = tabular.Map(reader.Header(), in.Mapping)
		_ = reader.Close()
	}
	var fault *tabular.FileError
	switch {
	case errors.As(err, &fault):
		problem(c, http.StatusUnprocessableEntity, fault.Message)
	case err != nil:
		a.fail(c, err)
	}
	return err == nil
}
