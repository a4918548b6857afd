package api_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// TestTheDocumentIsValid includes its examples, which must fit their schemas.
func TestTheDocumentIsValid(t *testing.T) {
	t.Parallel()
	c := readContract(t)
	require.NoError(t, c.doc.Validate(context.Background(), openapi3.EnableExamplesValidation(),
		openapi3.EnableSchemaFormatValidation(), openapi3.EnableSchemaPatternValidation()))
	for id, op := range c.operations {
		require.NotEmpty(t, op.Operation.Summary, id)
		require.NotNil(t, op.Operation.Security, "%s says who may call it", id)
		for _, tag := range op.Operation.Tags {
			require.NotNil(t, c.doc.Tags.Get(tag), "%s: the tag %s is described", id, tag)
		}
		for _, p := range parameters(op) {
			require.NotEmpty(t, p.Value.Description, "%s: %s", id, p.Value.Name)
			if p.Value.In == openapi3.ParameterInPath {
				require.NotNil(t, p.Value.Example, "%s: %s", id, p.Value.Name)
			}
		}
		if op.Operation.RequestBody != nil {
			for kind, media := range op.Operation.RequestBody.Value.Content {
				require.True(t, media.Example != nil || len(media.Examples) > 0, "%s: %s has an example", id, kind)
			}
		}
	}
}

func TestTheDocumentIsServedToAnybody(t *testing.T) {
	t.Parallel()
	s := unreachable(t)
	a := s.do(http.MethodGet, "/openapi.yaml", "", nil)
	require.Equal(t, http.StatusOK, a.status)
	require.Equal(t, "application/yaml", a.header.Get("Content-Type"))
	require.True(t, strings.HasPrefix(a.body, "#") || strings.HasPrefix(a.body, "openapi:"))
}

// TestTheDocumentHasEveryRoute compares the router with the document, both ways.
func TestTheDocumentHasEveryRoute(t *testing.T) {
	t.Parallel()
	router, ok := (&api.API{}).Handler().(*gin.Engine)
	require.True(t, ok)
	parameter := regexp.MustCompile(`[:*]([a-z_]+)`)
	var served, documented []string
	for _, route := range router.Routes() {
		served = append(served, route.Method+" "+parameter.ReplaceAllString(route.Path, "{$1}"))
	}
	for path, item := range readContract(t).doc.Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(documented)
	require.Equal(t, served, documented)
}

// mayBeMissing are the properties of answers that are not always there. All
// others are: an absent value is null, not missing.
var mayBeMissing = []string{
	"/Form/health", "/Form/public_url", "/Form/submit_key", "/Form/submit_url", "/Form/weak_secret", "/FormWithSecret/public_url", "/FormWithSecret/secret",
	"/FormWithSecret/submit_key", "/FormWithSecret/submit_url", "/FormWithSecret/weak_secret", // nobody posts to a form of leads
	"/Health/dispatcher", "/Problem/contact_id", "/Problem/encodings", "/Problem/event_id", "/Problem/import_id", "/Problem/undefined_attributes", "/Readiness/dispatcher", "/Readiness/pending",
	"/forms/items/health", "/forms/items/public_url", "/forms/items/submit_key", "/forms/items/submit_url", "/forms/items/weak_secret",
}

// TestAnswersAreClosed makes sure that an answer with a property that the
// document does not know, or without one that it knows, is found out.
func TestAnswersAreClosed(t *testing.T) {
	t.Parallel()
	c := readContract(t)
	var missing []string
	for id, op := range c.operations {
		for status, response := range op.Operation.Responses.Map() {
			for kind, media := range response.Value.Content {
				if kind == "application/yaml" {
					continue // the document itself
				}
				require.NoError(t, media.Schema.WalkSubtree(func(at string, ref *openapi3.SchemaRef) error {
					s := ref.Value
					if !s.Type.Includes(openapi3.TypeObject) {
						return nil
					}
					require.True(t, s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has ||
						s.AdditionalProperties.Schema != nil, "%s %s: %s%s is closed", id, status, ref.Ref, at)
					for name := range s.Properties {
						if !slices.Contains(s.Required, name) {
							missing = append(missing, strings.TrimPrefix(media.Schema.Ref, "#/components/schemas")+strings.TrimPrefix(at, "/properties")+"/"+name)
						}
					}
					return nil
				}))
			}
		}
	}
	slices.Sort(missing)
	require.Equal(t, mayBeMissing, slices.Compact(missing))
}

// TestTheDocumentHasEveryWord compares the words that programs may rely on with
// those of the code.
func TestTheDocumentHasEveryWord(t *testing.T) {
	t.Parallel()
	schemas := readContract(t).doc.Components.Schemas
	words := func(name string) (all []string) {
		for _, word := range schemas[name].Value.Enum {
			all = append(all, word.(string))
		}
		return all
	}
	reasons := constants(t, "../contact/reason.go", "Reason")
	require.ElementsMatch(t, reasons, words("Reason"))
	said := schemas["Reason"].Value.Extensions["x-enumDescriptions"].(map[string]any)
	for _, reason := range reasons {
		require.Equal(t, contact.Reason(reason).Words(), said[reason], "what %s means", reason)
	}
	require.Len(t, said, len(reasons))

	require.ElementsMatch(t, constants(t, "../contact/source.go", "Source"), words("EventSource"))
	decisions := slices.DeleteFunc(constants(t, "../contact/decision.go", "DecisionKind"), func(d string) bool { return d == "" })
	require.ElementsMatch(t, decisions, words("Decision"))
	require.ElementsMatch(t, decisions,
		slices.Collect(maps.Keys(schemas["Decision"].Value.Extensions["x-enumDescriptions"].(map[string]any))))
	require.ElementsMatch(t, constants(t, "../contact/understood.go", "How"), words("How"))
	require.ElementsMatch(t, append(constants(t, "problem.go", "Code"), constants(t, "../service/error.go", "Code")...), words("ProblemCode"))
	require.ElementsMatch(t, intake.Modes(), words("ImportMode"))
	require.Equal(t, append(intake.ShapeNames(), intake.ShapeFacebook), words("FormShape"))
	require.Equal(t, constants(t, "../service/formhealth.go", "Refusal"), words("FormRefusal"))
	unfit := []string{"cell_too_long", "lossy_number"}
	for _, problem := range constants(t, "../intake/number.go", "Problem") {
		if problem != string(intake.Nested) && problem != string(intake.Rounded) { // a cell has no lists, and what is lossy says so
			unfit = append(unfit, "phone_"+problem)
		}
	}
	require.ElementsMatch(t, unfit, words("ImportRowError"))
	for _, name := range []string{"How", "ImportMode", "ImportStatus", "ImportRowStatus"} {
		require.ElementsMatch(t, words(name),
			slices.Collect(maps.Keys(schemas[name].Value.Extensions["x-enumDescriptions"].(map[string]any))))
	}
	for _, status := range schemas["Job"].Value.Properties["status"].Value.Enum {
		require.Contains(t, contact.JobStatuses(), contact.JobStatus(status.(string)))
	}
	require.Len(t, schemas["Job"].Value.Properties["status"].Value.Enum, len(contact.JobStatuses()))
	causes := []string{}
	for _, cause := range schemas["Wait"].Value.Properties["cause"].Value.Enum {
		causes = append(causes, cause.(string))
	}
	require.ElementsMatch(t, constants(t, "../service/wait.go", "WaitCause"), causes)
	require.ElementsMatch(t, contact.Scopes(), words("Scope"))
	for _, word := range contact.Scopes() {
		require.Contains(t, readContract(t).doc.Components.SecuritySchemes["bearer"].Value.Description, "`"+word+"`")
	}
}

// constants lists the constants of a type that a file declares.
func constants(t *testing.T, file, typeName string) (values []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == typeName {
			for _, value := range spec.Values {
				word, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				require.NoError(t, err)
				values = append(values, word)
			}
		}
		return true
	})
	require.NotEmpty(t, values)
	return values
}

// TestTheCheckCanFail checks the checker: of an answer that is right, each
// change must be found out.
func TestTheCheckCanFail(t *testing.T) {
	t.Parallel()
	c := readContract(t)
	r := request{op: "getContact", path: map[string]string{"id": "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c11"}}
	example := c.doc.Components.Schemas["Contact"].Value.Example.(map[string]any)
	right := func() (map[string]any, answer) {
		encoded, err := json.Marshal(example)
		require.NoError(t, err)
		var body map[string]any
		require.NoError(t, json.Unmarshal(encoded, &body))
		return body, answer{http.StatusOK, http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Etag": {`"3"`}}, ""}
	}
	check := func(change func(body map[string]any, a *answer)) error {
		body, a := right()
		change(body, &a)
		if a.body == "" {
			a.body = encode(body)
		}
		return c.answers(t, r, a)
	}
	require.NoError(t, check(func(map[string]any, *answer) {}))
	for name, change := range map[string]func(map[string]any, *answer){
		"one more property":         func(b map[string]any, _ *answer) { b["nickname"] = "Ai" },
		"one deep inside":           func(b map[string]any, _ *answer) { b["referral"].(map[string]any)["body"] = "…" },
		"one property less":         func(b map[string]any, _ *answer) { delete(b, "remarks") },
		"null where a value is due": func(b map[string]any, _ *answer) { b["display_name"] = nil },
		"another type":              func(b map[string]any, _ *answer) { b["version"] = "3" },
		"another word":              func(b map[string]any, _ *answer) { b["source"] = "fax" },
		"no UUID":                   func(b map[string]any, _ *answer) { b["id"] = "7" },
		"no time":                   func(b map[string]any, _ *answer) { b["created_at"] = "yesterday" },
		"a time elsewhere":          func(b map[string]any, _ *answer) { b["created_at"] = "2025-10-09T17:08:20+08:00" },
		"a list that is null":       func(b map[string]any, _ *answer) { b["tags"] = nil },
		"an attribute that is null": func(b map[string]any, _ *answer) { b["attributes"].(map[string]any)["city"] = nil },
		"a status of its own":       func(_ map[string]any, a *answer) { a.status = http.StatusTeapot },
		"another content type":      func(_ map[string]any, a *answer) { a.header.Set("Content-Type", "text/html") },
		"no content type":           func(_ map[string]any, a *answer) { a.header.Del("Content-Type") },
		"a header that is missing":  func(_ map[string]any, a *answer) { a.header.Del("ETag") },
		"a header of another shape": func(_ map[string]any, a *answer) { a.header.Set("ETag", "3") },
		"a header nobody knows of":  func(_ map[string]any, a *answer) { a.header.Set("Retry-After", "3") },
		"no JSON":                   func(_ map[string]any, a *answer) { a.body = "<html>" },
		"a problem of another kind": func(_ map[string]any, a *answer) {
			a.status, a.body = http.StatusNotFound, `{"error": "not found"}`
			a.header = http.Header{"Content-Type": {"application/problem+json"}}
		},
	} {
		require.Error(t, check(change), name)
	}

	whole, err := json.Marshal(c.doc.Components.Schemas["Import"].Value.Example)
	require.NoError(t, err)
	event := "event:import\ndata:" + string(whole) + "\n\n"
	stream := func(body string) error {
		header := http.Header{"Content-Type": {"text/event-stream;charset=utf-8"}, "Cache-Control": {"no-store"}}
		return c.answers(t, request{op: "streamImport", path: r.path}, answer{http.StatusOK, header, body})
	}
	require.NoError(t, stream(event+event))
	for name, body := range map[string]string{
		"nothing":               "",
		"an event without end":  strings.TrimSuffix(event, "\n"),
		"an event of no name":   strings.TrimPrefix(event, "event:import\n"),
		"an event of no import": event + "event:import\ndata:{}\n\n",
		"one property more":     event + strings.Replace(event, `{`, `{"rows": 1, `, 1),
		"another status":        strings.Replace(event, "awaiting_confirmation", "waiting", 1),
	} {
		require.Error(t, stream(body), name)
	}

	post := func(body string) request {
		header := bearer(apiToken)
		header.Set("Content-Type", "application/json")
		return request{op: "createContact", header: header, body: body}
	}
	require.NoError(t, c.allows(t, post(`{"channel_id": "main", "phone": "60123456789"}`)))
	for _, body := range []string{
		``, `{`, `[]`, `{"channel_id": "main"}`, `{"channel_id": "main", "phone": "60123456789", "nickname": "Ai"}`,
		`{"channel_id": "a b", "phone": "60123456789"}`,
	} {
		require.Error(t, c.allows(t, post(body)), body)
	}
	nobody := post(`{"channel_id": "main", "phone": "60123456789"}`)
	nobody.header.Del("Authorization")
	require.Error(t, c.allows(t, nobody), "without a credential")
	require.Error(t, c.allows(t, request{op: "listContacts", header: bearer(apiToken), query: map[string][]string{"page": {"2"}}}))
}
