package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
)

// The validator decodes forms by the properties that a schema lists, and drops
// or refuses any other. Ours take every field, as the program does. Of files and
// events it knows nothing.
func init() {
	openapi3filter.RegisterBodyDecoder("text/event-stream", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("multipart/form-data", decodeMultipart)
	openapi3filter.RegisterBodyDecoder("application/x-www-form-urlencoded", decodeForm)
}

func decodeForm(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	read, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	fields, err := url.ParseQuery(string(read))
	decoded := object{}
	for name, values := range fields {
		decoded[name] = strings.Join(values, ", ")
	}
	return decoded, err
}

func decodeMultipart(body io.Reader, header http.Header, schema *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	_, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	decoded := object{}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return decoded, nil
		}
		if err != nil {
			return nil, err
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		decoded[part.FormName()], err = decodePart(string(value), schema.Value.Properties[part.FormName()])
		if err != nil {
			return nil, err
		}
	}
}

func decodePart(value string, schema *openapi3.SchemaRef) (decoded any, err error) {
	switch {
	case schema == nil:
	case schema.Value.Type.Includes(openapi3.TypeBoolean):
		return strconv.ParseBool(value)
	case schema.Value.Type.Includes(openapi3.TypeInteger):
		n, err := strconv.Atoi(value)
		return float64(n), err
	case schema.Value.Type.Includes(openapi3.TypeObject):
		err = json.Unmarshal([]byte(value), &decoded)
		return decoded, err
	}
	return value, nil
}

// contract is the document, by operation id.
type contract struct {
	doc        *openapi3.T
	operations map[string]routers.Route
}

// readContract reads the document as the program serves it.
func readContract(t *testing.T) contract {
	t.Helper()
	c, err := documented()
	require.NoError(t, err)
	return c
}

// documented reads the document once for all tests, which do not change it: that takes
// longer than most of them.
var documented = sync.OnceValues(func() (contract, error) {
	w := httptest.NewRecorder()
	(&api.API{}).Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/openapi.yaml", nil))
	if w.Code != http.StatusOK {
		return contract{}, fmt.Errorf("the document is answered with %d", w.Code)
	}
	doc, err := openapi3.NewLoader().LoadFromData(w.Body.Bytes())
	if err != nil {
		return contract{}, err
	}
	c := contract{doc, map[string]routers.Route{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if _, twice := c.operations[op.OperationID]; twice || op.OperationID == "" {
				return contract{}, fmt.Errorf("%s %s: an operation needs an id of its own, not %q", method, path, op.OperationID)
			}
			c.operations[op.OperationID] = routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op}
		}
	}
	return c, nil
})

// parameters lists an operation's parameters, those of its path included.
func parameters(r routers.Route) (all openapi3.Parameters) {
	return append(append(all, r.PathItem.Parameters...), r.Operation.Parameters...)
}

// scope is the scope that an operation's bearer token needs, empty if it takes
// no token.
func scope(r routers.Route) string {
	for _, alternative := range *r.Operation.Security {
		if scopes, ok := alternative["bearer"]; ok && len(scopes) == 1 {
			return scopes[0]
		}
	}
	return ""
}

// request is one request of an operation.
type request struct {
	op     string
	path   map[string]string
	query  url.Values
	header http.Header
	body   string
}

func (c contract) url(t *testing.T, r request) string {
	t.Helper()
	op, ok := c.operations[r.op]
	require.True(t, ok, "there is an operation %s", r.op)
	path := op.Path
	for name, value := range r.path {
		require.Contains(t, path, "{"+name+"}")
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	require.NotContains(t, path, "{")
	if len(r.query) > 0 {
		path += "?" + r.query.Encode()
	}
	return path
}

// input is a request as the validator takes it.
func (c contract) input(t *testing.T, r request) *openapi3filter.RequestValidationInput {
	t.Helper()
	req := httptest.NewRequest(c.operations[r.op].Method, c.url(t, r), strings.NewReader(r.body))
	if r.body == "" {
		req.Body = http.NoBody
	}
	req.Header = r.header.Clone()
	route := c.operations[r.op]
	return &openapi3filter.RequestValidationInput{
		Request: req, PathParams: r.path, Route: &route,
		Options: &openapi3filter.Options{
			AuthenticationFunc: credentialPresent, RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true,
			SchemaValidationOptions: formats(func(string) error { return nil }),
		},
	}
}

// allows returns why the document does not allow a request, or nil.
func (c contract) allows(t *testing.T, r request) error {
	t.Helper()
	in := c.input(t, r)
	for name := range in.Request.URL.Query() {
		if strings.HasPrefix(name, "attr.") {
			name = "attr" // whose parts stand in the query by themselves
		}
		if parameters(*in.Route).GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			return fmt.Errorf("there is no query parameter %s", name)
		}
	}
	return openapi3filter.ValidateRequest(context.Background(), in)
}

// credentialPresent is satisfied by any credential: what it is worth is judged
// by its answer.
func credentialPresent(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	req, scheme := in.RequestValidationInput.Request, in.SecurityScheme
	given := req.Header.Get(scheme.Name)
	switch {
	case scheme.Type == "http":
		given = req.Header.Get("Authorization")
	case scheme.In == openapi3.ParameterInQuery:
		given = req.URL.Query().Get(scheme.Name)
	}
	if given == "" {
		return in.NewError(errors.New("no credential of this kind"))
	}
	return nil
}

// formats are the formats that the validator does not know, or not so exactly.
func formats(utc func(string) error) []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{
		openapi3.WithStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC9562)),
		openapi3.WithStringFormatValidator("date-time", openapi3.NewCallbackValidator(func(s string) error {
			if _, err := time.Parse(time.RFC3339, s); err != nil {
				return err
			}
			return utc(s)
		})),
	}
}

func inUTC(s string) error {
	if !strings.HasSuffix(s, "Z") {
		return errors.New("times are in UTC")
	}
	return nil
}

// headers that an answer may have only if they are documented.
var documentedHeaders = []string{"ETag", "Retry-After", "WWW-Authenticate", "Cache-Control", "Location", "Content-Disposition"}

// answers returns what is wrong with an answer, or nil: its status, content
// type, headers and body must be those that the document tells of.
func (c contract) answers(t *testing.T, r request, a answer) error {
	t.Helper()
	response := c.operations[r.op].Operation.Responses.Status(a.status)
	if response == nil {
		return fmt.Errorf("the status %d is not documented: %s", a.status, a.body)
	}
	if len(response.Value.Content) == 0 && a.body != "" {
		return fmt.Errorf("no body is documented: %s", a.body)
	}
	for _, name := range documentedHeaders {
		if a.header.Get(name) != "" && response.Value.Headers[name] == nil {
			return fmt.Errorf("the header %s is not documented for %d", name, a.status)
		}
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: c.input(t, r), Status: a.status, Header: a.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, SchemaValidationOptions: formats(inUTC)},
	}
	out.SetBodyBytes(bytes.Clone([]byte(a.body)))
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		return err
	}
	if kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type")); kind == "text/event-stream" {
		return c.follows(t, r, a.body)
	}
	return nil
}

// follows returns what is wrong with an import's events, or nil: the data of
// each must be an import, as getImport answers it.
func (c contract) follows(t *testing.T, r request, stream string) error {
	t.Helper()
	events, ended := strings.CutSuffix(stream, "\n\n")
	if !ended {
		return fmt.Errorf("the last event has no end: %s", stream)
	}
	for _, event := range strings.Split(events, "\n\n") {
		data, ok := strings.CutPrefix(event, "event:import\ndata:")
		if !ok || strings.Contains(data, "\n") {
			return fmt.Errorf("no event named import with one line of data: %s", event)
		}
		shown := request{op: "getImport", path: r.path}
		err := c.answers(t, shown, answer{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, `{"import": ` + data + `}`})
		if err != nil {
			return err
		}
	}
	return nil
}
