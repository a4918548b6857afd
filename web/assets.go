package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// asset is a file that pages load. Its address has a hash of what is in it, so that a
// browser keeps it for ever.
type asset struct {
	body []byte
	kind string
}

// assets are the files by the name that is in their address, and hashed those names by
// that of the file.
var assets, hashed = func() (map[string]asset, map[string]string) {
	all, names := map[string]asset{}, map[string]string{}
	files, err := fs.Glob(assetFiles, "assets/*")
	if err != nil {
		panic(err) // of a pattern, which is right
	}
	for _, file := range files {
		body, err := assetFiles.ReadFile(file)
		if err != nil {
			panic(err) // of a file that is in the program
		}
		sum := sha256.Sum256(body)
		plain, ext := path.Base(file), path.Ext(file)
		name := fmt.Sprintf("%s.%s%s", strings.TrimSuffix(plain, ext), hex.EncodeToString(sum[:6]), ext)
		kind := mime.TypeByExtension(ext)
		switch ext { // whatever the machine says
		case ".js":
			kind = "text/javascript; charset=utf-8"
		case ".css":
			kind = "text/css; charset=utf-8"
		case ".svg":
			kind = "image/svg+xml"
		}
		all[name], names[plain] = asset{body, kind}, name
	}
	return all, names
}()

// AssetURL is the address of a file in assets/.
func (s *Site) AssetURL(file string) (string, error) {
	name, ok := hashed[file]
	if !ok {
		return "", fmt.Errorf("there is no asset %s", file)
	}
	return s.url("/app/assets/" + name), nil
}

// serveAsset serves a file that pages load. Other files than there are, also earlier
// ones, are not there.
func (s *Site) serveAsset(w http.ResponseWriter, r *http.Request) {
	found, ok := assets[r.PathValue("file")]
	if !ok {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", found.kind)
	h.Set("Content-Length", strconv.Itoa(len(found.body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(found.body)
	}
}
