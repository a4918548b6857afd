package webtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience bounds how long a browser is waited for. The machine may be slow.
const patience = 3 * time.Minute

// Browser is a window with a profile of its own.
type Browser struct {
	T    testing.TB
	site *Site
	ctx  context.Context
}

// The sizes at which pages are looked at.
var (
	Wide   = Size{1280, 800}
	Narrow = Size{375, 700}
)

// Size is that of a window, in pixels.
type Size struct{ Width, Height int64 }

// Browser opens a wide window in which nobody is signed in.
func (s *Site) Browser() *Browser {
	s.T.Helper()
	ctx, stop := chromedp.NewContext(started(s.T), chromedp.WithNewBrowserContext())
	s.T.Cleanup(stop)
	b := &Browser{T: s.T, site: s, ctx: ctx}
	require.NoError(s.T, chromedp.Do(ctx), "open a window") // which closes when the context ends with which it was opened
	// Of several windows one alone would have the focus.
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.Size(Wide)
	return b
}

// Tab opens another tab of the same profile.
func (b *Browser) Tab() *Browser {
	b.T.Helper()
	ctx, stop := chromedp.NewContext(b.ctx)
	b.T.Cleanup(stop)
	own := &Browser{T: b.T, site: b.site, ctx: ctx}
	require.NoError(b.T, chromedp.Do(ctx), "open a tab")
	call(own, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return own
}

// SignedIn opens a window in which a person is signed in.
func (s *Site) SignedIn(person string) *Browser {
	s.T.Helper()
	b := s.Browser()
	b.Cookie(SessionCookie, s.Session(person))
	return b
}

// Run does something in the browser, which must be possible in time.
func (b *Browser) Run(steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	require.NoError(b.T, chromedp.Do(ctx, steps...), "on %s", b.Path())
}

// read is Run for what has a result.
func read[T any](b *Browser, a chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, a)
}

// call sends the browser one of its commands.
func call[P, R any](b *Browser, command cdp.Command[P, R], params P) {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, command, params)
	require.NoError(b.T, err)
}

// Cookie sets one for the pages.
func (b *Browser) Cookie(name, value string) {
	b.T.Helper()
	hidden := name == SessionCookie
	call(b, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.site.URL + "/app", Path: "/app", HTTPOnly: &hidden})
}

// NoCookies has the browser forget them all.
func (b *Browser) NoCookies() { call(b, network.ClearBrowserCookies, cdp.Empty{}) }

// NoScripts switches scripts off for the pages that are opened from now on.
func (b *Browser) NoScripts() {
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// Size changes the size of the window.
func (b *Browser) Size(s Size) { b.Run(chromedp.EmulateViewport(s.Width, s.Height)) }

// Colours has the system prefer light or dark.
func (b *Browser) Colours(scheme string) {
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

// Zone moves the browser into another time zone.
func (b *Browser) Zone(name string) {
	call(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name})
}

// Open opens a path of the site.
func (b *Browser) Open(path string) {
	b.T.Helper()
	if !strings.Contains(path, "://") {
		path = b.site.URL + path
	}
	b.Run(chromedp.Navigate(path))
}

// Path is the path and query of the page that is open.
func (b *Browser) Path() string {
	at, _ := read(b, chromedp.Location()) // it is empty while nothing is
	return strings.TrimPrefix(at, b.site.URL)
}

// ready waits until a page is there with its scripts.
func (b *Browser) ready() {
	b.T.Helper()
	Value[bool](b, `true`)
}

// Fill replaces what a field has, by its name, as if it were typed.
func (b *Browser) Fill(name, text string) {
	b.T.Helper()
	b.ready()
	field := fmt.Sprintf(`[name=%q]:not([type=hidden])`, name)
	b.Run(chromedp.WaitVisible(chromedp.CSS(field)), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).value = ""`, field)),
		chromedp.SendKeys(chromedp.CSS(field), text))
}

// Click clicks what a selector finds first.
func (b *Browser) Click(selector string) {
	b.T.Helper()
	b.ready()
	b.Run(chromedp.WaitVisible(chromedp.CSS(selector)), marked, chromedp.Click(chromedp.CSS(selector)))
}

// Press clicks the button, link or summary that is called so; where none is, the first
// that begins so.
func (b *Browser) Press(label string) {
	b.T.Helper()
	b.ready()
	const all = `//*[self::button or self::a or self::summary]`
	exact := fmt.Sprintf(`%s[normalize-space(.) = "%s"]`, all, label)
	path := fmt.Sprintf(`(%s | %s[starts-with(normalize-space(.), "%s")][not(%s)])[1]`, exact, all, label, exact)
	b.Run(marked, chromedp.Click(path, chromedp.NodeVisible))
}

// marked marks the document in which something is clicked.
var marked = chromedp.Evaluate[chromedp.Void](`window.clicked = true; 0`)

// Arrived waits until the page is there to which the last click led. Another page that
// was opened before would stop what the click sends.
func (b *Browser) Arrived() {
	b.T.Helper()
	b.Until(func() bool {
		arrived, _ := whole[bool](b, `!window.clicked`)
		return arrived
	}, "the page of the last click")
}

// Keys presses keys, such as "\t" or "\r", in a page whose scripts can hear them.
func (b *Browser) Keys(keys string) {
	b.T.Helper()
	b.ready()
	b.Run(chromedp.KeyEvent(keys))
}

// Value evaluates an expression in the page, once all of that is there.
func Value[T any](b *Browser, expression string) T {
	b.T.Helper()
	var value T
	b.Until(func() bool {
		got, there := whole[T](b, expression)
		value = got
		return there
	}, "a page is there")
	return value
}

// whole evaluates an expression in a page that is there with its scripts. While one is
// being opened there is nothing, or something half: then it says false.
func whole[T any](b *Browser, expression string) (value T, there bool) {
	b.T.Helper()
	type result struct {
		There bool
		Value T
		Error string
	}
	// One evaluation, since the next one may be in another page.
	got, err := read(b, chromedp.Evaluate[result](`(() => {
		if (document.readyState !== "complete") return {There: false};
		try {
			return {There: true, Value: (`+expression+`)};
		} catch (e) {
			return {There: true, Error: String(e)};
		}
	})()`))
	if err != nil {
		require.NotContains(b.T, err.Error(), "SyntaxError", "%s", expression)
		return value, false // the page went away meanwhile
	}
	require.Empty(b.T, got.Error, "%s on %s", expression, b.Path())
	return got.Value, got.There
}

// Text is all that can be read on the page.
func (b *Browser) Text() string {
	b.T.Helper()
	return Value[string](b, `document.body.innerText`)
}

// Sees waits until a text can be read on the page.
func (b *Browser) Sees(text string) {
	b.T.Helper()
	b.Until(func() bool {
		read, _ := whole[string](b, `document.body.innerText`)
		return strings.Contains(read, text)
	}, "%q can be read", text)
}

// Lacks requires that a text cannot be read on the page, which must be open.
func (b *Browser) Lacks(text string) {
	b.T.Helper()
	require.NotContains(b.T, b.Text(), text, "on %s", b.Path())
}

// At waits until the page of a path is open, with its scripts.
func (b *Browser) At(path string) {
	b.T.Helper()
	b.Until(func() bool {
		at, _ := whole[string](b, `location.href`)
		return strings.TrimPrefix(at, b.site.URL) == path
	}, "%s is open", path)
}

// Until waits for a state.
func (b *Browser) Until(state func() bool, format string, args ...any) {
	b.T.Helper()
	for deadline := time.Now().Add(patience); !state(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			text, _ := whole[string](b, `document.body.innerText`)
			require.Fail(b.T, fmt.Sprintf(format, args...)+" does not come true", "on %s:\n%s", b.Path(), text)
		}
	}
}

// pictured reports whether pictures are kept.
func pictured() bool { return os.Getenv("SCREENSHOTS") != "" }

// Shot keeps a picture of the whole page in the folder that SCREENSHOTS names, if it
// names one.
func (b *Browser) Shot(name string) {
	b.T.Helper()
	if !pictured() {
		return
	}
	folder := os.Getenv("SCREENSHOTS")
	picture, err := read(b, chromedp.FullScreenshot(100))
	require.NoError(b.T, err)
	require.NoError(b.T, os.MkdirAll(folder, 0o755))
	require.NoError(b.T, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
}
