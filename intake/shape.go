package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// ShapeFlat is the shape of a form that nobody gave another: its submissions have
// an answer for each name.
const ShapeFlat = "flat"

// Shape is how the service behind a form writes its submissions, and signs them.
type Shape struct {
	Name string
	// SignatureHeader is the service's own, with which it signs by the form's secret.
	// Empty: it cannot sign.
	SignatureHeader string
	// WantsOK says that the service takes any status but 200 for a failure, 202 too.
	WantsOK bool
	prefix  string // of the SignatureHeader's value, before the base64
	read    func(contentType string, body []byte) (Answers, error)
}

// shapes are all that there are. An adapter is a pure function from a body to
// answers, which have the names that the service shows to people: a field's id,
// and its title.
var shapes = []Shape{
	{Name: ShapeFlat, read: ReadBody},
	{Name: "typeform", read: readTypeform, SignatureHeader: "Typeform-Signature", prefix: "sha256="},
	{Name: "tally", read: readTally, SignatureHeader: "Tally-Signature"},
	{Name: "jotform", read: readJotform},
	{Name: "google", read: readGoogle},
	{Name: "elementor", read: readElementor, WantsOK: true},
}

// ShapeOf returns the shape with a name.
func ShapeOf(name string) (Shape, bool) {
	for _, s := range shapes {
		if s.Name == name {
			return s, true
		}
	}
	return Shape{}, false
}

// ShapeNames returns the names of all shapes.
func ShapeNames() []string {
	names := make([]string, len(shapes))
	for i, s := range shapes {
		names[i] = s.Name
	}
	return names
}

// SigningShapes returns the shapes whose service signs with a header of its own.
func SigningShapes() (signing []Shape) {
	for _, s := range shapes {
		if s.SignatureHeader != "" {
			signing = append(signing, s)
		}
	}
	return signing
}

// Read reads a submission's body in the form's shape. The error is ErrBadAnswers. A
// shape that only a later version knows is read as flat.
func (f Form) Read(contentType string, body []byte) (Answers, error) {
	s, known := ShapeOf(f.Shape)
	if !known {
		s = shapes[0]
	}
	a, err := s.read(contentType, body)
	if err != nil && s.Name != ShapeFlat {
		err = fmt.Errorf("%w. The form's shape is %s; PUT /v1/forms/%s with another shape, if another service posts", err, s.Name, f.ID)
	}
	return a, err
}

// IsSignature reports whether the value of the SignatureHeader can be a signature.
// If it cannot, the body need not be read.
func (s Shape) IsSignature(signature string) bool {
	_, ok := s.digest(signature)
	return ok
}

func (s Shape) digest(signature string) ([]byte, bool) {
	given, found := strings.CutPrefix(signature, s.prefix)
	if s.SignatureHeader == "" || !found {
		return nil, false
	}
	claimed, err := base64.StdEncoding.DecodeString(given)
	return claimed, err == nil && len(claimed) == sha256.Size
}

// Verify reports whether the value of the SignatureHeader is right: the base64 of
// the body's HMAC-SHA256 with the secret. An empty secret verifies nothing. The
// comparison takes the same time wherever the difference is.
func (s Shape) Verify(secret string, body []byte, signature string) bool {
	claimed, ok := s.digest(signature)
	return ok && secret != "" && hmac.Equal(claimed, signatureOf(secret, body))
}

// Sign returns the value of the SignatureHeader, as the service makes it.
func (s Shape) Sign(secret string, body []byte) string {
	return s.prefix + base64.StdEncoding.EncodeToString(signatureOf(secret, body))
}

func signatureOf(secret string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(body)
	return h.Sum(nil)
}
