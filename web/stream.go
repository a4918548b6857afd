package web

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

// beat is how often a stream says that it is still there, so that a proxy does not end
// it, and a reader who has left is noticed.
const beat = 15 * time.Second

// Stream answers with a stream of a part of a page, as assets/live.js shows it: the part
// is written anew with each data that comes, and the stream ends with those, with the
// reader or with the process.
func Stream[T any](v *Visit, name, part string, data <-chan T) error {
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // of a proxy, which would keep it back
	out := http.NewResponseController(v.w)
	v.w.WriteHeader(http.StatusOK)
	send := func(event string) error {
		if _, err := v.w.Write([]byte(event)); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := send(": here\n\n"); err != nil {
		return nil // whoever has left reads no error
	}
	alive := time.NewTicker(beat)
	defer alive.Stop()
	for {
		event := ": here\n\n"
		select {
		case <-v.Context().Done():
			return nil
		case <-v.site.Stopping.Done():
			return nil
		case <-alive.C:
		case one, more := <-data:
			if !more {
				_ = send("event: end\ndata:\n\n") // whoever has left reads no error
				return nil
			}
			var b bytes.Buffer
			if err := v.site.templates[name].ExecuteTemplate(&b, part, v.page("", one)); err != nil {
				v.site.Log.ErrorContext(v.Context(), "a part of a stream failed", "page", v.Pattern, "error", err)
				return nil
			}
			event = "data: " + strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "\ndata: ") + "\n\n"
		}
		if err := send(event); err != nil {
			return nil // whoever has left reads no error
		}
	}
}
