// Reads a log of ours with Go's own transparency-log code (golang.org/x/mod/sumdb):
// checkpoint, keys, tiles, bundles and proof files, over HTTP. Prints what it proved.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io/ioutil"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
}

func fetch(url string) []byte {
	answer, err := http.Get(url)
	check(err)
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		check(fmt.Errorf("%s: %s", url, answer.Status))
	}
	body, err := ioutil.ReadAll(answer.Body)
	check(err)
	return body
}

// path is where C2SP tlog-tiles puts what sumdb calls tile/8/L/N.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

// reader asks for a tile once and keeps it, as every client may: a tile never changes.
type reader struct {
	base string
	kept map[tlog.Tile][]byte
}

func (r reader) Height() int { return 8 }

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		if _, known := r.kept[tile]; !known {
			r.kept[tile] = fetch(r.base + "/" + path(tile))
		}
		found = append(found, r.kept[tile])
	}
	return found, nil
}

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func open(data []byte, keys string) (string, tlog.Tree) {
	var verifiers []note.Verifier
	for _, line := range strings.Fields(keys) {
		verifier, err := note.NewVerifier(line)
		check(err)
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := tlog.ParseHash(lines[2])
	check(err)
	return lines[0], tlog.Tree{N: size, Hash: hash}
}

func entries(base string, size int64) [][]byte {
	var found [][]byte
	for index := int64(0); index*256 < size; index++ {
		width := int64(256)
		if size-index*256 < 256 {
			width = size - index*256
		}
		tile := tlog.Tile{H: 8, L: 0, N: index, W: int(width)}
		bundle := fetch(base + "/" + strings.Replace(path(tile), "tile/0/", "tile/entries/", 1))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			found = append(found, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return found
}

// proofFile checks a c2sp.org/tlog-proof@v1 file with sumdb's own verification.
func proofFile(data []byte, keys string, index int64, entry []byte) {
	head := strings.SplitN(string(data), "\n\n", 2)
	lines := strings.Split(head[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", index) {
		check(fmt.Errorf("not the proof of %d", index))
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		raw, err := base64.StdEncoding.DecodeString(line)
		check(err)
		var hash tlog.Hash
		copy(hash[:], raw)
		proof = append(proof, hash)
	}
	_, tree := open([]byte(head[1]), keys)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
}

func main() {
	base := os.Args[1]
	keys := string(fetch(base + "/key"))
	origin, tree := open(fetch(base+"/checkpoint"), keys)
	hashes := tlog.TileHashReader(tree, reader{base, map[tlog.Tile][]byte{}})
	records := entries(base, tree.N)
	if int64(len(records)) != tree.N {
		check(fmt.Errorf("%d entries in a tree of %d", len(records), tree.N))
	}
	steps := int64(1)
	if tree.N > 300 {
		steps = tree.N / 300
	}
	for index := int64(0); index < tree.N; index += steps {
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(records[index])))
		old, err := tlog.TreeHash(index+1, hashes)
		check(err)
		growth, err := tlog.ProveTree(tree.N, index+1, hashes)
		check(err)
		check(tlog.CheckTree(growth, tree.N, tree.Hash, index+1, old))
	}
	for _, index := range []int64{0, tree.N / 2, tree.N - 1} {
		proofFile(fetch(fmt.Sprintf("%s/proof/%d", base, index)), keys, index, records[index])
	}
	fmt.Println(origin, tree.N, tree.Hash)
	if len(os.Args) > 2 { // an older checkpoint: does this tree begin with that one?
		data, err := ioutil.ReadFile(os.Args[2])
		check(err)
		_, older := open(data, keys)
		proof, err := tlog.ProveTree(tree.N, older.N, hashes)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash))
		fmt.Println("extends", older.N)
	}
}
