package scans

import (
	"fmt"
	"slices"

	"yichuang"
	"yichuang/tui/kit"
)

// row is a line of the list: a material, or one of its scans.
type row struct {
	material yichuang.MaterialID
	scan     yichuang.ScanHash // "" for the material itself
}

// set takes the case as it was read. The same line stays selected; where it is gone,
// the one that came in its place.
func (s *Screen) set(r record) {
	first := s.c == nil
	selected := s.selected()
	if first {
		selected.material = s.of.Material
	}
	s.record, s.rows = r, nil
	for i := range s.c.Materials {
		m := &s.c.Materials[i]
		s.rows = append(s.rows, row{material: m.Material})
		for _, scan := range m.Scans {
			s.rows = append(s.rows, row{m.Material, scan.Hash})
		}
	}
	s.list.SetRows(rows{s})
	s.pick(selected)
}

// pick selects a line, when it is there.
func (s *Screen) pick(r row) {
	if i := slices.Index(s.rows, r); i >= 0 {
		s.list.Select(i)
	}
}

// selected returns the line under the mark, the zero row when there is none.
func (s *Screen) selected() row {
	if i := s.list.Selected(); i >= 0 && i < len(s.rows) {
		return s.rows[i]
	}
	return row{}
}

// scan returns the scan of a line, nil for that of a material.
func (s *Screen) scan(r row) *yichuang.Scan {
	if m := s.state(r); m != nil && r.scan != "" {
		if i := slices.IndexFunc(m.Scans, func(scan yichuang.Scan) bool { return scan.Hash == r.scan }); i >= 0 {
			return &m.Scans[i]
		}
	}
	return nil
}

func (s *Screen) state(r row) *yichuang.MaterialState {
	if s.c == nil {
		return nil
	}
	return s.c.MaterialState(r.material)
}

// name is what a material is called.
func (s *Screen) name(id yichuang.MaterialID) string {
	if m := s.it.Material(id); m != nil {
		return m.Name
	}
	return string(id)
}

// wants reports whether a scan of a material is still to be expected.
func wants(m *yichuang.MaterialState) bool {
	return len(m.Scans) == 0 && m.Applies != yichuang.AppliesNo && m.Presence != yichuang.Missing && m.Presence != yichuang.Exempt
}

// onward selects the next material that wants a scan, and stays when there is none.
func (s *Screen) onward(from yichuang.MaterialID) {
	at := slices.IndexFunc(s.c.Materials, func(m yichuang.MaterialState) bool { return m.Material == from })
	for i := at + 1; i < len(s.c.Materials); i++ {
		if m := &s.c.Materials[i]; wants(m) {
			s.pick(row{material: m.Material})
			return
		}
	}
}

// material moves to the next material in that direction.
func (s *Screen) material(step int) {
	for i := s.list.Selected() + step; i >= 0 && i < len(s.rows); i += step {
		if s.rows[i].scan == "" {
			s.list.Select(i)
			return
		}
	}
}

// count says how many scans the case has, and how many are still to be sent.
func (s *Screen) count() string {
	all := s.c.Scans()
	unsent, size := 0, int64(0)
	for _, scan := range all {
		size += scan.Size
		if s.states[scan.Hash] == yichuang.ScanUnsent {
			unsent++
		}
	}
	if len(all) == 0 {
		return "还没有扫描件"
	}
	text := fmt.Sprintf("%d个扫描件，共%s", len(all), kit.Bytes(size))
	if unsent > 0 {
		text += fmt.Sprintf("，待上传%d个", unsent)
	}
	return text
}

// rows are the lines of the list.
type rows struct{ s *Screen }

var columns = []kit.Column{{Title: "材料", Width: 24, Flex: 1}, {Title: "页数", Width: 6, Right: true}, {Title: "大小", Width: 8, Right: true}, {Title: "内容", Width: 16}}

// Len returns the number of lines.
func (r rows) Len() int { return len(r.s.rows) }

// Row returns the cells of a line.
func (r rows) Row(i int) []string {
	s, line := r.s, r.s.rows[i]
	scan := s.scan(line)
	if scan == nil {
		m := s.state(line)
		at := slices.IndexFunc(s.c.Materials, func(m yichuang.MaterialState) bool { return m.Material == line.material })
		return []string{fmt.Sprintf("%2d %s", at+1, s.name(line.material)), "", "", materialWords(m)}
	}
	pages := ""
	if scan.Pages > 0 {
		pages = fmt.Sprintf("%d页", scan.Pages)
	}
	return []string{"     " + scan.Name, pages, kit.Bytes(scan.Size), s.stateWords(scan)}
}

// Tone marks what is missing or spoilt; the words say so, too.
func (r rows) Tone(i int) kit.Tone {
	scan := r.s.scan(r.s.rows[i])
	switch {
	case scan == nil && len(r.s.state(r.s.rows[i]).Scans) > 0:
		return kit.Title
	case scan == nil:
		return kit.Plain
	case r.s.states[scan.Hash] == yichuang.ScanSpoilt:
		return kit.Bad
	case r.s.states[scan.Hash] == yichuang.ScanPartial:
		return kit.Warn
	}
	return kit.Plain
}

// materialWords say how many scans a material has, and where it needs none, why.
func materialWords(m *yichuang.MaterialState) string {
	switch {
	case len(m.Scans) > 0:
		return fmt.Sprintf("%d个", len(m.Scans))
	case m.Applies == yichuang.AppliesNo:
		return "本次不需要"
	case m.Presence == yichuang.Missing:
		return "材料未提交"
	case m.Presence == yichuang.Exempt:
		return "免提交"
	}
	return "没有扫描件"
}

// stateWords say where the content of a scan is.
func (s *Screen) stateWords(scan *yichuang.Scan) string {
	if here, all, on := s.work.Fetching(scan.Hash); on {
		if all == 0 {
			return "正在下载"
		}
		return fmt.Sprintf("正在下载 %d/%d", here, all)
	}
	switch state := s.states[scan.Hash]; state {
	case yichuang.ScanPartial:
		return "下载了一部分"
	case yichuang.ScanSpoilt:
		return "已损坏"
	default:
		return state.Name()
	}
}
