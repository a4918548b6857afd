package api

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
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
	sum      []byte    // SHA-256 of the file
	kept     io.Writer // counts what is set aside
}

func (u *upload) close() {
	if u.file != nil {
		_ = u.file.Close()
	}
}

// createImport takes a file in, or one that was uploaded before, and starts its import.
func (a *API) createImport(c *gin.Context) {
	if !strings.HasPrefix(c.ContentType(), "multipart/") {
		a.importDraft(c)
		return
	}
	a.withUpload(c, func(in service.Upload) {
		v, err := a.Service.CreateImport(c.Request.Context(), callerOf(c), in)
		a.showImport(c, http.StatusAccepted, v, err)
	})
}

// inspectUpload takes a file in, and tells what is in it.
func (a *API) inspectUpload(c *gin.Context) {
	a.withUpload(c, func(in service.Upload) {
		seen, err := a.Service.InspectUpload(c.Request.Context(), callerOf(c), in)
		a.showInspection(c, seen, err)
	})
}

// withUpload does something with a file that is sent, or answers with what is wrong
// with it.
func (a *API) withUpload(c *gin.Context, do func(service.Upload)) {
	limit := a.Service.ImportLimits().Bytes
	u, err := readUpload(c, limit)
	defer u.close()
	var tooLarge *http.MaxBytesError
	var unknown unknownField
	switch {
	case errors.As(err, &unknown):
		problem(c, http.StatusBadRequest, unknown.Error())
		return
	case errors.As(err, &tooLarge), errors.Is(err, gate.ErrTooLarge):
		unread(c, gate.ErrTooLarge, fmt.Sprintf("A file may be %d MB at most: split it.", limit>>20))
		return
	case errors.Is(err, gate.ErrLate), errors.Is(err, gate.ErrFull):
		unread(c, err, "")
		return
	case err != nil:
		problem(c, http.StatusBadRequest, "The body must be multipart/form-data with a file and channel_id: "+service.Sentence(err))
		return
	}
	in, ok := bindUpload(c, u)
	if !ok {
		return
	}
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		a.fail(c, err)
		return
	}
	do(in)
}

const noHeaderRow = "header_row must be the number of the row that names the columns, from 1 on."

// bindUpload reads what is asked for beside the file.
func bindUpload(c *gin.Context, u *upload) (in service.Upload, ok bool) {
	if u.file == nil {
		wrong(c, service.InvalidValue, "file", "There is no file: send one as the part named file.")
		return in, false
	}
	in = service.Upload{
		File: u.file, Filename: u.filename, Size: u.size, Sum: u.sum, ChannelID: u.fields["channel_id"], Mode: u.fields["mode"],
		DefaultCountry: u.fields["default_country"], CallbackURL: u.fields["callback_url"], Request: requestOf(c),
	}
	if given := u.fields["dry_run"]; given != "" {
		var err error
		if in.DryRun, err = strconv.ParseBool(given); err != nil {
			wrong(c, service.InvalidValue, "dry_run", "dry_run must be true or false.")
			return in, false
		}
	}
	if given := u.fields["define_attributes"]; given != "" {
		var err error
		if in.DefineAttributes, err = strconv.ParseBool(given); err != nil {
			problem(c, http.StatusUnprocessableEntity, "define_attributes must be true or false.")
			return in, false
		}
	}
	in.Options = tabular.Options{
		Encoding: u.fields["encoding"], Delimiter: u.fields["delimiter"], Sheet: u.fields["sheet"], HiddenRows: u.fields["hidden_rows"],
	}
	if given := u.fields["header_row"]; given != "" {
		var err error
		if in.Options.HeaderRow, err = strconv.Atoi(given); err != nil || in.Options.HeaderRow < 1 {
			wrong(c, service.InvalidValue, "header_row", noHeaderRow)
			return in, false
		}
	}
	if given := u.fields["mapping"]; given != "" && json.Unmarshal([]byte(given), &in.Mapping) != nil {
		wrong(c, service.InvalidValue, "mapping", `mapping must be a JSON object of columns and targets: {"Mobile": "phone"}.`)
		return in, false
	}
	return in, true
}

func readUpload(c *gin.Context, limit int64) (*upload, error) {
	u := &upload{fields: map[string]string{}, kept: gate.BodyOf(c).OfFile()}
	if c.Request.ContentLength > limit+maxBody {
		return u, gate.ErrTooLarge
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit+maxBody)
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return u, errors.New("its Content-Type is another, or names no boundary")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, c.Request.Body) // something may follow the last part
			return u, err
		}
		if err == nil {
			err = u.take(part, limit)
		}
		if err != nil {
			return u, err
		}
	}
}

// uploadFields are the parts that an upload may have beside its file.
var uploadFields = []string{
	"channel_id", "mode", "default_country", "dry_run", "mapping", "define_attributes", "callback_url",
	"encoding", "delimiter", "sheet", "header_row", "hidden_rows",
}

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
		value := contact.Clean(string(text), maxField)
		if name != "delimiter" || value != "\t" { // which is one
			value = strings.TrimSpace(value)
		}
		u.fields[name] = value
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
	u.size, err = io.Copy(io.MultiWriter(u.kept, u.file, hash), io.LimitReader(part, limit+1))
	u.sum = hash.Sum(nil)
	if err == nil && u.size > limit {
		err = gate.ErrTooLarge
	}
	return err
}
