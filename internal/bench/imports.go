package bench

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// imports is a file of new contacts, from its upload to the end of the import.
var imports = scenario{
	name: "import", doing: "a CSV file of new contacts, from its upload until the import is completed",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(2000)
		c, err := r.channel(ctx, r.main, "import")
		if err != nil {
			return nil, err
		}
		path, err := r.csv(c.id, n)
		if err != nil {
			return nil, err
		}
		before := r.cpu(r.main)
		began := time.Now()
		im, err := r.main.server.StartImport(ctx, client.Upload{Path: path, ChannelID: c.id})
		if err != nil {
			return nil, err
		}
		im, err = r.main.awaitImport(ctx, im.ID, contact.ImportIsCompleted)
		if err != nil {
			return nil, err
		}
		took := time.Since(began)
		if im.Counts.Created != int64(n) {
			return nil, fmt.Errorf("%+v: all %d rows must have created contacts", im.Counts, n)
		}
		out := metrics{"import": float64(n) / took.Seconds()}
		r.since(before, r.main, n, "import", out)
		return out, r.main.decided(ctx, c, n, 0)
	},
}

// csv writes a file of n people with a few columns, as an address book has them.
func (r *rig) csv(name string, n int) (path string, err error) {
	path = filepath.Join(r.dir, name+".csv")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "phone,name,tags,remarks")
	for i := range n {
		fmt.Fprintf(w, "+%s,%s %s,\"spring, list %d\",Met at the fair on stand %d\n", number(i), first[i%len(first)], last[i/7%len(last)], i%5, i%90)
	}
	if err := w.Flush(); err != nil {
		return "", err
	}
	return path, f.Close()
}

var (
	first = []string{"Ana", "Bruno", "Chloé", "Deniz", "Emeka", "Fatima", "Georg", "Hana", "Ivan", "Jun", "Kofi", "Lena", "Mateo"}
	last  = []string{"Almeida", "Bauer", "Costa", "Demir", "Eze", "Fischer", "García", "Haddad", "Ito", "Jensen", "Kim"}
)

// awaitImport waits until an import has the status.
func (s *site) awaitImport(ctx context.Context, id string, status contact.ImportStatus) (client.Import, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		im, err := s.server.Import(ctx, id)
		switch {
		case err != nil:
			return im, err
		case im.Status == status:
			return im, nil
		case im.Status == contact.ImportIsFailed:
			return im, fmt.Errorf("the import failed: %s", *im.Error)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
