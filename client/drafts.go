package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/google/uuid"
)

// Inspection is what is in a file that was uploaded as a draft, and what would become
// of it.
type Inspection struct {
	UploadID            string            `json:"upload_id"` // of the draft, and of the import that it becomes
	Kind                string            `json:"kind"`      // csv, xlsx or vcard
	Encoding            *FoundEncoding    `json:"encoding"`
	Delimiter           *string           `json:"delimiter"`
	Sheets              []string          `json:"sheets"` // the one that is read first
	HeaderRow           *int              `json:"header_row"`
	Notes               []string          `json:"notes"`
	Columns             []InspectedColumn `json:"columns"`
	UndefinedAttributes []UndefinedColumn `json:"undefined_attributes"`
	DefaultCountry      *string           `json:"default_country"` // nil: numbers need their country code
	Failing             Failing           `json:"failing"`
	Import              Draft             `json:"import"`
}

// Draft is how a draft is to be imported.
type Draft struct {
	Filename string            `json:"filename"`
	Bytes    int64             `json:"bytes"`
	Mapping  map[string]string `json:"mapping"`
	Defines  bool              `json:"define_attributes"` // that columns go to and nobody has defined
}

// UndefinedColumn is a column that goes to an attribute which nobody has defined.
type UndefinedColumn struct {
	Name   string `json:"name"` // of the attribute
	Column string `json:"column"`
}

// FoundEncoding is the encoding in which a file is read. If it is in doubt, one of the
// candidates has to be chosen.
type FoundEncoding struct {
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"`
	Candidates []struct {
		Name   string `json:"name"`
		Sample string `json:"sample"` // how a text of the file reads in it
	} `json:"candidates"`
}

// InspectedColumn is a column of a file, and where it would go.
type InspectedColumn struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
	Target  *string  `json:"target"` // nil: it is passed over
	Why     string   `json:"why"`
}

// Failing is which of the first rows would be refused.
type Failing struct {
	Sampled int `json:"sampled"`
	Rows    int `json:"rows"`
	Reasons []struct {
		Error string `json:"error"`
		Rows  int    `json:"rows"`
		Row   int    `json:"row"` // the first of them
		Words string `json:"words"`
	} `json:"reasons"`
}

// InspectFile uploads a file as a draft, and tells what is in it.
func (c Client) InspectFile(ctx context.Context, u Upload) (Inspection, error) {
	return tryAgain(ctx, func() (seen Inspection, err error) {
		err = c.sendFile(ctx, "/v1/imports/inspect", u, "", func(req *http.Request) error {
			seen, err = c.inspectionOf(streamClient, req)
			return err
		})
		return seen, err
	})
}

// ChangeDraft corrects how a draft is to be imported. What change, by its JSON names, does
// not have stays as it is.
func (c Client) ChangeDraft(ctx context.Context, id string, change map[string]any) (Inspection, error) {
	return tryAgain(ctx, func() (Inspection, error) {
		req, err := c.jsonRequest(ctx, http.MethodPatch, importPath(id), change)
		if err != nil {
			return Inspection{}, err
		}
		return c.inspectionOf(longClient, req)
	})
}

// ImportDraft has a draft imported. However often it is sent, it is one import.
func (c Client) ImportDraft(ctx context.Context, id string) (Import, error) {
	key := uuid.NewString()
	return tryAgain(ctx, func() (Import, error) {
		req, err := c.jsonRequest(ctx, http.MethodPost, "/v1/imports", map[string]any{"upload_id": id})
		if err != nil {
			return Import{}, err
		}
		req.Header.Set("Idempotency-Key", key)
		return c.importOf(longClient, req)
	})
}

// DiscardDraft removes a draft.
func (c Client) DiscardDraft(ctx context.Context, id string) error {
	return c.Do(ctx, http.MethodDelete, importPath(id), nil, nil, nil)
}

func (c Client) jsonRequest(ctx context.Context, method, path string, in any) (*http.Request, error) {
	encoded, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("encode the body for %s: %w", path, err)
	}
	req, err := c.request(ctx, method, path, nil, bytes.NewReader(encoded))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, err
}

func (c Client) inspectionOf(client *http.Client, req *http.Request) (seen Inspection, err error) {
	if err := c.read(client, req, &seen); err != nil {
		return Inspection{}, err
	}
	if seen.UploadID == "" {
		return Inspection{}, fmt.Errorf("the answer of %s is no inspection: is it a server of contacts?", req.URL.Host)
	}
	return seen, nil
}
