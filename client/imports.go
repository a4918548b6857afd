package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// Import is the part of an import that is shown.
type Import struct {
	ID       string               `json:"id"`
	Filename string               `json:"filename"`
	Status   contact.ImportStatus `json:"status"`
	Counts   ImportCounts         `json:"counts"`
	File     *ImportFile          `json:"file"`
	Columns  map[string]string    `json:"columns"`
	Defined  map[string]string    `json:"defined_attributes"` // by name, with their types; nil: it defines none
	Preview  *ImportPreview       `json:"preview"`
	Undo     *ImportUndo          `json:"undo"`
	Error    *string              `json:"error"`
}

// Wait is why an import does not move.
type Wait struct {
	Cause   string `json:"cause"`
	Message string `json:"message"`
}

// Known reports whether something that can be named keeps the import from moving.
func (w Wait) Known() bool {
	return w.Message != "" && w.Cause != "none" && w.Cause != "working" && w.Cause != "unknown"
}

// WhyImportWaits says why an import does not move.
func (c Client) WhyImportWaits(ctx context.Context, id string) (Wait, error) {
	var out struct{ Wait Wait }
	err := c.Get(ctx, "/v1/imports/"+url.PathEscape(id)+"/wait", nil, &out)
	return out.Wait, err
}

// ImportCounts are the rows of an import by what became of them.
type ImportCounts struct {
	Total     int64 `json:"total"`
	Pending   int64 `json:"pending"`
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	Merged    int64 `json:"merged"`
	Failed    int64 `json:"failed"`
	Cancelled int64 `json:"cancelled"`
}

// ImportPreview is what a dry run would do.
type ImportPreview struct {
	Create    int64 `json:"create"`
	Update    int64 `json:"update"`
	Unchanged int64 `json:"unchanged"`
	Reject    int64 `json:"reject"`
	Merged    int64 `json:"merged"`
}

// ImportSamples are the first rows of each outcome that a dry run found.
type ImportSamples struct {
	Create    []ImportSample `json:"create"`
	Update    []ImportSample `json:"update"`
	Unchanged []ImportSample `json:"unchanged"`
	Reject    []ImportSample `json:"reject"`
}

// ImportSample is a row that shows what would become of others like it.
type ImportSample struct {
	Row        int                      `json:"row"`
	Name       *string                  `json:"name"`
	Phone      *string                  `json:"phone"`
	Understood *struct{ Number string } `json:"understood"`
	Changes    []struct {
		Field string  `json:"field"`
		Was   *string `json:"was"`
		Value *string `json:"value"`
	} `json:"changes"`
	Words        *string `json:"words"`
	SuggestedFix *string `json:"suggested_fix"`
}

// ImportUndo is what undoing an import did.
type ImportUndo struct {
	Removed  int64 `json:"removed"`
	Restored int64 `json:"restored"`
	Left     int64 `json:"left"`
}

// Upload is a file to import, and how.
type Upload struct {
	Path           string // of a regular file
	ChannelID      string
	Mode           string // empty: the server's default
	DefaultCountry string
	Mapping        map[string]string
	CallbackURL    string
	DryRun         bool
	// DefineAttributes has attributes defined that columns go to and nobody has defined.
	DefineAttributes bool

	// How the file is to be read; what is empty the server finds out.
	Encoding   string
	Delimiter  string
	Sheet      string
	HeaderRow  int
	HiddenRows string
}

// ImportFile is what an import's file was found to be.
type ImportFile struct {
	Kind        string   `json:"kind"`
	Encoding    *string  `json:"encoding"`
	Confidence  *float64 `json:"confidence"`
	Delimiter   *string  `json:"delimiter"`
	Sheet       *string  `json:"sheet"`
	OtherSheets []string `json:"other_sheets"`
	HeaderRow   *int     `json:"header_row"`
	HiddenRows  int      `json:"hidden_rows"`
	Notes       []string `json:"notes"`
}

// The waits between tries.
var waits = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// tryAgain tries what may be done twice until it is done. It does not wait for a
// server that is not there to begin with.
func tryAgain[T any](ctx context.Context, do func() (T, error)) (T, error) {
	for try := 0; ; try++ {
		im, err := do()
		var dial *net.OpError
		absent := try == 0 && errors.As(err, &dial) && dial.Op == "dial"
		if err == nil || absent || !Passing(err) || try == len(waits) {
			return im, err
		}
		select {
		case <-ctx.Done():
			return im, ctx.Err()
		case <-time.After(waits[try]):
		}
	}
}

// StartImport sends the file. However often it is sent, its key makes it one
// import.
func (c Client) StartImport(ctx context.Context, u Upload) (Import, error) {
	key := uuid.NewString()
	return tryAgain(ctx, func() (Import, error) { return c.upload(ctx, u, key) })
}

func (c Client) upload(ctx context.Context, u Upload, key string) (im Import, err error) {
	err = c.sendFile(ctx, "/v1/imports", u, key, func(req *http.Request) error {
		im, err = c.importOf(streamClient, req)
		return err
	})
	return im, err
}

// sendFile makes the request that sends a file to a route, and has it sent.
func (c Client) sendFile(ctx context.Context, path string, u Upload, key string, send func(*http.Request) error) error {
	file, err := os.Open(u.Path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	before, after, kind, err := u.frame()
	if err != nil {
		return err
	}
	// The length is known, so nothing need be buffered or sent in chunks.
	body := io.MultiReader(bytes.NewReader(before), io.LimitReader(file, info.Size()), bytes.NewReader(after))
	req, err := c.request(ctx, http.MethodPost, path, nil, body)
	if err != nil {
		return err
	}
	req.ContentLength = int64(len(before)) + info.Size() + int64(len(after))
	req.Header.Set("Content-Type", kind)
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	req.Header.Set("Expect", "100-continue")
	return send(req)
}

// frame returns what a multipart body has before and after the file.
func (u Upload) frame() (before, after []byte, kind string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	mapping := ""
	if len(u.Mapping) > 0 {
		encoded, err := json.Marshal(u.Mapping)
		if err != nil {
			return nil, nil, "", err
		}
		mapping = string(encoded)
	}
	headerRow, define := "", ""
	if u.DefineAttributes {
		define = "true"
	}
	if u.HeaderRow != 0 {
		headerRow = strconv.Itoa(u.HeaderRow)
	}
	for _, field := range [][2]string{
		{"channel_id", u.ChannelID}, {"mode", u.Mode}, {"default_country", u.DefaultCountry},
		{"mapping", mapping}, {"define_attributes", define}, {"callback_url", u.CallbackURL}, {"dry_run", strconv.FormatBool(u.DryRun)},
		{"encoding", u.Encoding}, {"delimiter", u.Delimiter}, {"sheet", u.Sheet}, {"header_row", headerRow}, {"hidden_rows", u.HiddenRows},
	} {
		if field[1] == "" {
			continue
		}
		if err := w.WriteField(field[0], field[1]); err != nil {
			return nil, nil, "", err
		}
	}
	if _, err := w.CreateFormFile("file", filepath.Base(u.Path)); err != nil {
		return nil, nil, "", err
	}
	split := b.Len()
	if err := w.Close(); err != nil {
		return nil, nil, "", err
	}
	return b.Bytes()[:split], b.Bytes()[split:], w.FormDataContentType(), nil
}

// Import tells how far an import is.
func (c Client) Import(ctx context.Context, id string) (Import, error) {
	req, err := c.request(ctx, http.MethodGet, importPath(id), nil, http.NoBody)
	if err != nil {
		return Import{}, err
	}
	return c.importOf(httpClient, req)
}

// ImportSamples returns samples of a dry run that waits.
func (c Client) ImportSamples(ctx context.Context, id string) (ImportSamples, error) {
	var out struct{ Samples ImportSamples }
	err := c.Get(ctx, importPath(id)+"/samples", nil, &out)
	return out.Samples, err
}

// CommandImport has an import confirm, pause, resume, cancel or undo. Each may be
// sent twice.
func (c Client) CommandImport(ctx context.Context, id, command string) (Import, error) {
	return tryAgain(ctx, func() (Import, error) {
		req, err := c.request(ctx, http.MethodPost, importPath(id)+"/"+command, nil, http.NoBody)
		if err != nil {
			return Import{}, err
		}
		return c.importOf(longClient, req)
	})
}

func importPath(id string) string { return "/v1/imports/" + url.PathEscape(id) }

func (c Client) importOf(client *http.Client, req *http.Request) (Import, error) {
	var out struct{ Import *Import }
	if err := c.read(client, req, &out); err != nil {
		return Import{}, err
	}
	if out.Import == nil {
		return Import{}, fmt.Errorf("the answer of %s is no import: is it a server of contacts?", req.URL.Host)
	}
	return *out.Import, nil
}
