// Checks a log with the packages of the Go checksum database: an implementation that shares no code with ours.
//
//	verify FOLDER KEY RECEIPTS CHECKPOINTS
//
// RECEIPTS holds a tlog-proof per entry, separated by lines of "==="; CHECKPOINTS the signed checkpoints in their order, each followed
// by the consistency proof to the next one.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, arguments ...any) {
	fmt.Printf(format+"\n", arguments...)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	if err != nil {
		fail("%v", err)
	}
	return value
}

var opened = map[string]tlog.Tree{}

// open checks the signature of a checkpoint and reads it, once for each text.
func open(text string, verifier note.Verifier) tlog.Tree {
	tree, known := opened[text]
	if !known {
		tree = check(text, verifier)
		opened[text] = tree
	}
	return tree
}

func check(text string, verifier note.Verifier) tlog.Tree {
	opened := must(note.Open([]byte(text), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	return tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64)), Hash: must(tlog.ParseHash(lines[2]))}
}

func hashes(lines []string) []tlog.Hash {
	var list []tlog.Hash
	for _, line := range lines {
		if line != "" {
			list = append(list, must(tlog.ParseHash(line)))
		}
	}
	return list
}

// folder reads tiles as tlog asks for them.
type folder string

var files = map[string][]byte{}

func (f folder) read(path string) ([]byte, error) {
	if data, known := files[path]; known {
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(string(f), path))
	if err == nil {
		files[path] = data
	}
	return data, err
}

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := f.read(path)
		if err != nil {
			full := tile
			full.W = 256
			path = strings.Replace(full.Path(), "tile/8/", "tile/", 1)
			data, err = f.read(path)
			if err != nil {
				return nil, err
			}
			data = data[:tile.W*tlog.HashSize]
		}
		all = append(all, data)
	}
	return all, nil
}

// entry reads an entry from its bundle.
func (f folder) entry(index, size int64) []byte {
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if (tile.N+1)*256 > size {
		tile.W = int(size % 256)
	}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data := must(f.read(path))
	for skip := index % 256; ; skip-- {
		length := int(binary.BigEndian.Uint16(data))
		if skip == 0 {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}

func main() {
	log := folder(os.Args[1])
	verifier := must(note.NewVerifier(os.Args[2]))
	tree := open(string(must(os.ReadFile(filepath.Join(string(log), "checkpoint")))), verifier)
	reader := tlog.TileHashReader(tree, log)

	proofs := strings.Split(string(must(os.ReadFile(os.Args[3]))), "===\n")
	entries := 0
	for _, proof := range proofs {
		if proof == "" {
			continue
		}
		head, checkpoint, _ := strings.Cut(proof, "\n\n")
		lines := strings.Split(head, "\n")
		if lines[0] != "c2sp.org/tlog-proof@v1" {
			fail("not a tlog-proof: %q", lines[0])
		}
		index := must(strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64))
		leaf := tlog.RecordHash(log.entry(index, tree.N))
		under := open(checkpoint, verifier)
		if err := tlog.CheckRecord(hashes(lines[2:]), under.N, under.Hash, index, leaf); err != nil {
			fail("entry %d: our proof: %v", index, err)
		}
		// The same from the tiles, without our proof.
		own := must(tlog.ProveRecord(tree.N, index, reader))
		if err := tlog.CheckRecord(own, tree.N, tree.Hash, index, leaf); err != nil {
			fail("entry %d: proof from the tiles: %v", index, err)
		}
		entries++
	}

	steps := 0
	var before *tlog.Tree
	var proof []tlog.Hash
	for _, part := range strings.Split(string(must(os.ReadFile(os.Args[4]))), "===\n") {
		if part == "" {
			continue
		}
		text, next, _ := strings.Cut(part, "---\n")
		now := open(text, verifier)
		if before != nil {
			if err := tlog.CheckTree(proof, now.N, now.Hash, before.N, before.Hash); err != nil {
				fail("from %d to %d: %v", before.N, now.N, err)
			}
			own := must(tlog.ProveTree(tree.N, before.N, reader))
			if err := tlog.CheckTree(own, tree.N, tree.Hash, before.N, before.Hash); err != nil {
				fail("from %d to the end: %v", before.N, err)
			}
			steps++
		}
		before, proof = &now, hashes(strings.Split(next, "\n"))
	}
	fmt.Printf("%d entries, %d steps\n", entries, steps)
}
