package web

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/tabular"
)

// sentFile is a file that was sent with a form, set aside on disk.
type sentFile struct {
	*os.File
	name string
	size int64
	sum  []byte // SHA-256
}

// close removes the file; of none it does nothing.
func (f *sentFile) close() {
	if f.File != nil {
		_ = f.Close()
	}
}

// maxText is the longest text beside a file, in bytes.
const maxText = 64 << 10

// receive reads a form with a file, of at most limit bytes. Its texts are what was posted
// from then on. Whoever calls it closes the file, whatever the error is.
func (v *Visit) receive(limit int64) (*sentFile, error) {
	f, kept := &sentFile{}, io.Discard
	if b := gate.Of(v.Request); b != nil {
		kept = b.OfFile()
	}
	v.Body = http.MaxBytesReader(v.w, v.Body, limit+maxForm)
	v.posted = url.Values{}
	parts, err := v.MultipartReader()
	if err != nil {
		return f, &service.Error{Code: service.Malformed, Err: err, Message: "This takes the form of its page, and nothing else."}
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			if f.File == nil || f.size == 0 {
				return f, &service.Error{Code: service.UnreadableFile, Field: "file", Message: "Choose a file that has something in it."}
			}
			_, err = f.Seek(0, io.SeekStart)
			return f, err
		case err != nil:
			return f, notReceived(err, limit)
		case part.FormName() == "file" && f.File == nil:
			err = f.keep(part, part.FileName(), kept, limit)
		default:
			var text []byte
			text, err = io.ReadAll(io.LimitReader(part, maxText))
			v.posted.Add(part.FormName(), contact.Clean(string(text), maxText))
		}
		if err != nil {
			return f, notReceived(err, limit)
		}
	}
}

func (f *sentFile) keep(from io.Reader, name string, kept io.Writer, limit int64) (err error) {
	if f.File, err = tabular.TempFile("contacts-sent-"); err != nil {
		return err
	}
	hash := sha256.New()
	f.name = path.Base(strings.ReplaceAll(contact.Clean(name, contact.MaxText), `\`, "/"))
	if f.name = contact.Clean(f.name, contact.MaxValue); strings.Trim(f.name, "./ ") == "" {
		f.name = "upload"
	}
	f.size, err = io.Copy(io.MultiWriter(kept, f.File, hash), io.LimitReader(from, limit+1))
	f.sum = hash.Sum(nil)
	if err == nil && f.size > limit {
		err = gate.ErrTooLarge
	}
	return err
}

// notReceived says why a form did not arrive whole.
func notReceived(err error, limit int64) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), errors.Is(err, gate.ErrTooLarge):
		return &service.Error{Code: service.UnreadableFile, Field: "file", Err: err,
			Message: fmt.Sprintf("A file may be %d MB at most: split it.", limit>>20)}
	case errors.Is(err, gate.ErrFull):
		return &service.Error{Code: service.Busy, Err: err, Message: "As much is arriving just now as may at once. Nothing was taken in: send the file again in a moment."}
	}
	return &service.Error{Code: service.Malformed, Err: err, Message: "The file did not arrive whole, and was not taken in. Go back and send it again."}
}
