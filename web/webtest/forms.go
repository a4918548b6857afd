package webtest

import (
	"fmt"

	"github.com/chromedp/chromedp"
)

// File has a field of a form name a file, as if a person had chosen it.
func (b *Browser) File(name, path string) {
	b.T.Helper()
	b.Run(chromedp.SetUploadFiles(chromedp.CSS(fmt.Sprintf(`[name=%q]`, name)), []string{path}))
}

// Choose chooses a value of the list that a selector finds.
func (b *Browser) Choose(selector, value string) {
	b.T.Helper()
	b.Run(chromedp.SetValue(chromedp.CSS(selector), value))
}
