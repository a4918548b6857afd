package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Import is the part of an import that is shown.
type Import struct {
	ID       string            `json:"id"`
	Filename string            `json:"filename"`
	Status   string            `json:"status"`
	Counts   ImportCounts      `json:"counts"`
	Columns  map[string]string `json:"columns"`
	Preview  *ImportPreview    `json:"preview"`
	Undo     *ImportUndo       `json:"undo"`
	Error    *string           `json:"error"`
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
}

// RefusedError is an answer of the server other than success.
type RefusedError struct {
	Status int
	Detail string // for a person; empty if the answer had none
}

func (e *RefusedError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("the server answers %d %s", e.Status, http.StatusText(e.Status))
	}
	return e.Detail
}

// Passing reports whether what failed may succeed when it is tried again: the
// server is away, or asks for patience.
func Passing(err error) bool {
	var refused *RefusedError
	if errors.As(err, &refused) {
		switch refused.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	var transport *url.Error
	return errors.As(err, &transport) && !errors.Is(err, context.Canceled)
}

// streamClient is for bodies of any length. With Expect: 100-continue a refusal
// arrives before the file is sent.
var streamClient = &http.Client{Transport: streamTransport()}

func streamTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ExpectContinueTimeout = 5 * time.Second
	t.ResponseHeaderTimeout = 2 * time.Minute // once the body is sent
	return t
}

// tellClient has the patience of the server, which waits for Temporal.
var tellClient = &http.Client{Timeout: time.Minute}

// The waits between tries.
var waits = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// tryAgain tries what may be done twice until it is done. It does not wait for a
// server that is not there to begin with.
func tryAgain(ctx context.Context, do func() (Import, error)) (Import, error) {
	for try := 0; ; try++ {
		im, err := do()
		var dial *net.OpError
		absent := try == 0 && errors.As(err, &dial) && dial.Op == "dial"
		if err == nil || absent || !Passing(err) || try == len(waits) {
			return im, err
		}
		select {
		case <-ctx.Done():
			return Import{}, ctx.Err()
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

func (c Client) upload(ctx context.Context, u Upload, key string) (Import, error) {
	file, err := os.Open(u.Path)
	if err != nil {
		return Import{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return Import{}, err
	}
	before, after, kind, err := u.frame()
	if err != nil {
		return Import{}, err
	}
	// The length is known, so nothing need be buffered or sent in chunks.
	body := io.MultiReader(bytes.NewReader(before), io.LimitReader(file, info.Size()), bytes.NewReader(after))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/v1/imports", body)
	if err != nil {
		return Import{}, err
	}
	req.ContentLength = int64(len(before)) + info.Size() + int64(len(after))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Expect", "100-continue")
	return c.importOf(streamClient, req)
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
	for _, field := range [][2]string{
		{"channel_id", u.ChannelID}, {"mode", u.Mode}, {"default_country", u.DefaultCountry},
		{"mapping", mapping}, {"callback_url", u.CallbackURL}, {"dry_run", strconv.FormatBool(u.DryRun)},
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
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+"/v1/imports/"+url.PathEscape(id), http.NoBody)
	if err != nil {
		return Import{}, err
	}
	return c.importOf(httpClient, req)
}

// TellImport tells an import to confirm, pause, resume, cancel or undo. Each may
// be told twice.
func (c Client) TellImport(ctx context.Context, id, what string) (Import, error) {
	return tryAgain(ctx, func() (Import, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/v1/imports/"+url.PathEscape(id)+"/"+what, http.NoBody)
		if err != nil {
			return Import{}, err
		}
		return c.importOf(tellClient, req)
	})
}

func (c Client) importOf(client *http.Client, req *http.Request) (Import, error) {
	resp, err := c.answer(client, req)
	if err != nil {
		return Import{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	var out struct{ Import *Import }
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || out.Import == nil {
		return Import{}, fmt.Errorf("the answer of %s is no import: is it a server of contacts?", req.URL.Host)
	}
	return *out.Import, nil
}

// Download writes what a route of the API streams to w.
func (c Client) Download(ctx context.Context, path string, query url.Values, w io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := c.answer(streamClient, req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, err = io.Copy(w, resp.Body)
	var local *fs.PathError
	if err == nil || errors.As(err, &local) || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("the server broke off (%w): what arrived is not complete, please try again", err)
}

// answer sends a request with the token and returns the answer if it is
// success, with its body open.
func (c Client) answer(client *http.Client, req *http.Request) (*http.Response, error) {
	req.Header.Set("Authorization", "Bearer "+c.Token)
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < http.StatusMultipleChoices {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	var problem struct{ Detail string }
	_ = json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(&problem) // an answer that is no problem has no detail
	return nil, &RefusedError{Status: resp.StatusCode, Detail: problem.Detail}
}
