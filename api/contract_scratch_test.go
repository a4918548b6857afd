package api_test

import (
	"testing"
	"time"
)

func TestScratchPause(t *testing.T) {
	w, _ := newSlowWorld(t, "scratch")
	for range 40 {
		at := time.Now()
		id := w.becomes(w.imported(leads(w.numbers(2)...), nil), "running")
		mid := time.Now()
		a := w.do("POST", "/v1/imports/"+id+"/pause", "", bearer(apiToken))
		t.Log(mid.Sub(at), time.Since(mid), a.status)
	}
}
