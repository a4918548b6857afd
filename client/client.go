package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"time"
)

// Client talks to a server: as a reader and writer to its API, and as Meta does
// to its webhook.
type Client struct {
	URL    string // of the server, without a slash at the end: http://127.0.0.1:8080
	Token  string // an access token, sent as Authorization: Bearer
	Secret string // WHATSAPP_APP_SECRET, which signs webhooks; only PostWebhook needs it
}

// How long an answer may take.
const (
	patience     = 10 * time.Second
	longPatience = time.Minute // of commands to an import: the server waits for Temporal itself
)

var (
	httpClient = &http.Client{Timeout: patience}
	longClient = &http.Client{Timeout: longPatience}
	// streamClient is for bodies of any length. With Expect: 100-continue a refusal
	// arrives before the file is sent.
	streamClient = &http.Client{Transport: streamTransport()}
)

func streamTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ExpectContinueTimeout = 5 * time.Second
	t.ResponseHeaderTimeout = 2 * time.Minute // once the body is sent
	return t
}

// Get reads a route of the API, such as /v1/contacts, into out.
func (c Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	return c.Do(ctx, http.MethodGet, path, query, nil, out)
}

// Do sends in as JSON, unless it is nil, and reads the answer into out, unless
// that is nil.
func (c Client) Do(ctx context.Context, method, path string, query url.Values, in, out any) error {
	return c.do(ctx, method, path, query, in, out, "")
}

// do is Do with an Idempotency-Key, unless that is empty.
func (c Client) do(ctx context.Context, method, path string, query url.Values, in, out any, key string) error {
	var body io.Reader = http.NoBody
	if in != nil {
		encoded, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode the body for %s: %w", path, err)
		}
		body = bytes.NewReader(encoded)
	}
	req, err := c.request(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	return c.read(httpClient, req, out)
}

// Download writes what a route of the API streams, such as an export, to w.
func (c Client) Download(ctx context.Context, path string, query url.Values, w io.Writer) error {
	req, err := c.request(ctx, http.MethodGet, path, query, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := answer(streamClient, req)
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

func (c Client) request(ctx context.Context, method, path string, query url.Values, body io.Reader) (*http.Request, error) {
	address := c.URL + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	return req, nil
}

// read sends a request and reads its answer into out, unless that is nil.
func (c Client) read(client *http.Client, req *http.Request, out any) error {
	resp, err := answer(client, req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if out == nil {
		_, err = io.Copy(io.Discard, resp.Body) // so that the connection is used again
		return err
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("the answer of %s%s cannot be read (%w): is it a server of contacts?", req.URL.Host, req.URL.Path, err)
	}
	return nil
}

// answer sends a request and returns the answer if it is success, with its body
// open.
func answer(client *http.Client, req *http.Request) (*http.Response, error) {
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < http.StatusMultipleChoices {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	return nil, refused(resp)
}
