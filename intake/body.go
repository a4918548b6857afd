package intake

import (
	"bytes"
	"fmt"
	"mime"
	"mime/multipart"
	"net/url"
)

// ReadBody reads a submission's body by its content type. What does not say that
// it is a form must be JSON: not every tool that sends JSON says so. Files in a
// multipart form are no answers. The error is ErrBadAnswers.
func ReadBody(contentType string, body []byte) (Answers, error) {
	kind, parameters, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/x-www-form-urlencoded":
		fields, err := url.ParseQuery(string(body))
		if err != nil {
			return Answers{}, fmt.Errorf("%w: it is not form-encoded", ErrBadAnswers)
		}
		return ReadForm(fields)
	case "multipart/form-data":
		// It is in memory already, and so are its files.
		form, err := multipart.NewReader(bytes.NewReader(body), parameters["boundary"]).ReadForm(int64(len(body)))
		if err != nil {
			return Answers{}, fmt.Errorf("%w: it is no multipart form", ErrBadAnswers)
		}
		return ReadForm(form.Value)
	}
	return ReadJSON(body)
}
