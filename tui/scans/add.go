package scans

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"yichuang"
	"yichuang/tui/kit"

	tea "charm.land/bubbletea/v2"
)

// adding is the files on their way to their materials. They are added one after the
// other beside the screen, also those chosen meanwhile, and when the screen is gone.
type adding struct {
	mu        sync.Mutex
	waiting   []chosen
	on        bool
	now       chosen
	file      int   // which one of those chosen, from 0
	done, all int64 // bytes of it
}

// put takes files in, and reports whether somebody has to begin.
func (a *adding) put(files chosen) (begin bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.on {
		a.waiting = append(a.waiting, files)
		return false
	}
	a.on, a.now, a.file, a.done, a.all = true, files, 0, 0, 0
	return true
}

// next returns what comes after the files that were added now; ok is false when
// nothing is left.
func (a *adding) next() (files chosen, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.on = len(a.waiting) > 0; !a.on {
		return files, false
	}
	a.now, a.waiting, a.file, a.done, a.all = a.waiting[0], a.waiting[1:], 0, 0, 0
	return a.now, true
}

// at notes how far it is.
func (a *adding) at(file int, done, all int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.file, a.done, a.all = file, done, all
}

func (a *adding) busy() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.on
}

// words say how far it is, "" when nothing is being added. How far within a file is
// said only once it takes long.
func (a *adding) words(slow bool) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.on {
		return ""
	}
	text := "正在添加“" + base(a.now.paths[a.file]) + "”"
	if of := len(a.now.paths); of > 1 {
		text += fmt.Sprintf("（%d/%d）", a.file+1, of)
	}
	if slow && a.all > 0 {
		text += fmt.Sprintf("  %d%%，共%s", a.done*100/a.all, kit.Bytes(a.all))
	}
	if n := len(a.waiting); n > 0 {
		text += fmt.Sprintf("，后面还有%d批", n)
	}
	return text + "…"
}

// added says that files are on record.
type added struct {
	scans []yichuang.Scan
	to    yichuang.MaterialID // of the last ones
}

// notAdded is the failure of files on their way to a material.
type notAdded struct {
	error
	to yichuang.MaterialID
}

func (n notAdded) Unwrap() error { return n.error }

// choose opens the chooser for the material under the mark.
func (s *Screen) choose() tea.Cmd {
	return kit.Show(newChooser(s, kit.ScansOf{Case: s.of.Case, Material: s.selected().material}))
}

// add adds files to a material, and goes on to the next one meanwhile.
func (s *Screen) add(files chosen) tea.Cmd {
	s.last = files.paths[len(files.paths)-1]
	s.onward(files.to.Material)
	s.moved = s.selected()
	if !s.adding.put(files) {
		return nil
	}
	s.slow = false
	return tea.Batch(s.watch(), s.env.Do(s, func(ctx context.Context) (tea.Msg, error) { return s.addAll(ctx, files) }))
}

// addAll adds files, and those chosen meanwhile until nothing is left.
func (s *Screen) addAll(ctx context.Context, files chosen) (tea.Msg, error) {
	var done added
	var refused []refusal
	failed := notAdded{}
	for ok := true; ok; files, ok = s.adding.next() {
		for i, path := range files.paths {
			s.adding.at(i, 0, 0)
			told := func(done, all int64) { s.adding.at(i, done, all) }
			scan, err := s.work.Attach(ctx, Attaching{By: s.by, To: files.to, Path: path, Told: told})
			if err != nil {
				refused, failed.to = append(refused, refusal{base(path), err}), files.to.Material
				continue
			}
			done.scans, done.to = append(done.scans, scan), files.to.Material
		}
	}
	if failed.error = refusals(len(done.scans), refused); failed.error != nil {
		return nil, failed
	}
	return done, nil
}

// added shows that files are on record.
func (s *Screen) added(msg added) tea.Cmd {
	text := fmt.Sprintf("已添加%d个文件", len(msg.scans))
	if len(msg.scans) == 1 {
		text = "已添加“" + msg.scans[0].Name + "”"
	}
	return s.done(text + "到《" + s.name(msg.to) + "》")
}

// refusal is a file that was not added.
type refusal struct {
	name string
	err  error
}

// refusals tell which files were not added and why: the failure itself for a single
// one, one that names them all where there are more.
func refusals(scans int, refused []refusal) error {
	if len(refused) == 0 {
		return nil
	}
	first := refused[0].err
	if len(refused) == 1 && scans == 0 {
		return first
	}
	var reasons []string
	var causes []error
	for _, r := range refused {
		message, _ := yichuang.Explain(r.err)
		if !strings.Contains(message, r.name) {
			message = "“" + yichuang.Clip(r.name, 40) + "”" + message
		}
		reasons, causes = append(reasons, message), append(causes, r.err)
	}
	_, hint := yichuang.Explain(first)
	return &yichuang.Error{Code: yichuang.CodeOf(first), Message: fmt.Sprintf("添加了%d个，%d个没有添加：%s", scans, len(refused), strings.Join(reasons, "；")),
		Hint: hint, Err: errors.Join(causes...)}
}

// base is the name of a file without its folder, whatever the system.
func base(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}
