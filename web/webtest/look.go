package webtest

import (
	"fmt"
	"hash/crc32"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Accessible requires that axe-core finds nothing serious on the page, and that it is
// no wider than the window.
func (b *Browser) Accessible() {
	b.T.Helper()
	source, err := axe()
	require.NoError(b.T, err)
	type violation struct {
		ID     string `json:"id"`
		Impact string `json:"impact"`
		Help   string `json:"help"`
		Nodes  []struct {
			HTML string `json:"html"`
			Why  string `json:"failureSummary"`
		} `json:"nodes"`
	}
	b.Run(chromedp.Evaluate[chromedp.Void](source + `; 0`))
	found, err := read(b, chromedp.Evaluate[[]violation](`axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations)`, chromedp.EvalAwaitPromise))
	require.NoError(b.T, err)
	var serious []string
	for _, v := range found {
		if v.Impact == "serious" || v.Impact == "critical" {
			serious = append(serious, fmt.Sprintf("%s (%s): %v", v.ID, v.Help, v.Nodes))
		}
	}
	require.Empty(b.T, serious, "on %s: %s", b.Path(), strings.Join(serious, "\n"))
	require.LessOrEqual(b.T, Value[int](b, `document.documentElement.scrollWidth`), Value[int](b, `window.innerWidth`), "%s is wider than the window", b.Path())
}

// Everywhere looks at a path in both sizes and both colours: nothing serious may be
// wrong with it anywhere. It keeps a picture of each by that name, see Shot. Where neither
// LONG nor SCREENSHOTS is set it takes one look, which the name chooses.
func (b *Browser) Everywhere(path, name string) {
	b.T.Helper()
	b.looked(name, func() { b.Open(path) })
}

// AsItIs is Everywhere for the page that is open, such as the answer to a form.
func (b *Browser) AsItIs(name string) {
	b.T.Helper()
	b.ready()
	b.looked(name, func() {})
}

func (b *Browser) looked(name string, open func()) {
	b.T.Helper()
	defer b.Size(Wide)
	looks := []struct {
		scheme, where string
		size          Size
	}{{"light", "wide", Wide}, {"dark", "narrow", Narrow}, {"light", "narrow", Narrow}, {"dark", "wide", Wide}}
	if os.Getenv("LONG") == "" && !pictured() {
		n := crc32.ChecksumIEEE([]byte(name)) % uint32(len(looks))
		looks = looks[n : n+1]
	}
	for _, look := range looks {
		b.Colours(look.scheme)
		b.Size(look.size)
		open()
		b.Accessible()
		b.Shot(name + "-" + look.where + "-" + look.scheme)
	}
}

// Focused describes what has the focus: its text, or the name of a field.
func (b *Browser) Focused() string {
	b.T.Helper()
	return Value[string](b, `(() => { const e = document.activeElement; return e.name || e.innerText.trim() || e.id || e.tagName; })()`)
}
