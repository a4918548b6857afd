package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// sayEvery is how often progress is told without a terminal.
const sayEvery = 5 * time.Second

// importProgress shows how far an import is: as a bar on a terminal, and
// otherwise as a line every few seconds.
type importProgress struct {
	out      io.Writer
	terminal bool
	bar      *progressbar.ProgressBar
	max      int64 // of the bar; -1 as long as the rows are not known
	began    time.Time
	first    int64 // how many rows were decided then
	said     time.Time
	why      string // it waits, as was told last
	asked    time.Time
}

func (p *importProgress) show(im client.Import, status string) {
	decided, total := im.Counts.Total-im.Counts.Pending, im.Counts.Total
	if im.Status == contact.ImportIsStaging && status == string(contact.ImportIsStaging) {
		status, decided = "reading the file", total
	}
	if p.said.IsZero() { // what ends at once needs no line
		p.said, p.began, p.first = time.Now(), time.Now(), decided
	}
	switch {
	case p.terminal && (im.Status == contact.ImportIsStaging || im.Status == contact.ImportIsUndoing || total == 0):
		p.draw(-1, decided, status)
	case p.terminal:
		if status == string(contact.ImportIsRunning) {
			status += p.left(decided, total)
		}
		p.draw(total, decided, status)
	case time.Since(p.said) < sayEvery:
	case im.Status == contact.ImportIsStaging:
		p.said = time.Now()
		fmt.Fprintf(p.out, "%s: %d rows so far\n", status, total)
	default:
		p.said = time.Now()
		fmt.Fprintf(p.out, "%s: %d of %d rows\n", status, decided, total)
	}
}

// left says how long the rest will take if it goes on as since this program
// looks; the bar's own guess would count the rows of before.
func (p *importProgress) left(decided, total int64) string {
	took := time.Since(p.began)
	if took < sayEvery || decided <= p.first || decided == total {
		return ""
	}
	left := took * time.Duration(total-decided) / time.Duration(decided-p.first)
	return fmt.Sprintf(", %s left", left.Round(time.Second))
}

func (p *importProgress) draw(most, n int64, status string) {
	if p.bar == nil || p.max != most {
		if p.bar != nil {
			_ = p.bar.Clear() // what cannot be shown is not shown
		}
		p.began, p.first = time.Now(), n
		p.bar, p.max = progressbar.NewOptions64(most,
			progressbar.OptionSetWriter(p.out), progressbar.OptionSetWidth(24),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionSetSpinnerChangeInterval(0), // no drawing in between
		), most
	}
	p.bar.Describe(status)
	_ = p.bar.Set64(n)
}

// asks reports whether it is time to ask why the import waits.
func (p *importProgress) asks() bool {
	if time.Since(p.asked) < sayEvery {
		return false
	}
	p.asked = time.Now()
	return true
}

// tell says why the import waits, each reason once as long as it lasts.
func (p *importProgress) tell(why string) {
	if why != "" && why != p.why {
		p.stop()
		fmt.Fprintf(p.out, "it waits: %s\n", why)
	}
	p.why = why
}

// stop leaves the bar as it is and goes on below it.
func (p *importProgress) stop() {
	if p.bar != nil {
		fmt.Fprintln(p.out)
		p.bar = nil
	}
}
