package yichuang

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// The name and the version of the file format of calendars.
const (
	calendarFormat  = "yichuang-calendar"
	calendarVersion = 1
)

// The years that a calendar may speak of.
const (
	firstCalendarYear = 1990
	lastCalendarYear  = 2199
)

// calendarFile is the file as written. Dates are text here, so that a mistake in
// one of them can be named with its place.
type calendarFile struct {
	Format  string             `json:"format"`
	Version int                `json:"version"`
	Years   []calendarFileYear `json:"years"`
	Local   []calendarFileDay  `json:"local,omitempty"`
}

type calendarFileYear struct {
	Year   int               `json:"year"`
	Notice string            `json:"notice"`
	Issued string            `json:"issued,omitempty"`
	URL    string            `json:"url,omitempty"`
	Off    []calendarFileOff `json:"off"`
	Makeup []calendarFileDay `json:"makeup"`
}

type calendarFileOff struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

type calendarFileDay struct {
	Date  string `json:"date"`
	Name  string `json:"name"`
	Basis string `json:"basis,omitempty"`
}

// ReadCalendar reads a calendar file, JSON of this form:
//
//	{"format": "yichuang-calendar", "version": 1,
//	 "years": [{"year": 2026, "notice": "国务院办公厅关于2026年部分节假日安排的通知",
//	   "issued": "2025-11-04", "url": "https://…",
//	   "off":    [{"name": "元旦", "from": "2026-01-01", "to": "2026-01-03"}],
//	   "makeup": [{"name": "元旦", "date": "2026-01-04"}]}],
//	 "local": [{"name": "…", "date": "…", "basis": "…"}]}
//
// off are the blocks of the notice with the weekend days inside them, makeup the
// Saturdays and Sundays that work, local the days off of a local government. A
// day that a notice sets in the year before stands under the year in which it
// lies.
//
// It returns Invalid, with the place, for anything that no notice can mean: an
// unknown key, a day outside its year, a make-up day that is no Saturday or
// Sunday, a day named twice, a day both off and working, a year without a
// notice; and Newer for a later version of the form.
func ReadCalendar(data []byte) (*Calendar, error) {
	var f calendarFile
	dec := json.NewDecoder(bytes.NewReader(data))
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err == nil && head.Format == calendarFormat && head.Version > calendarVersion {
		return nil, &Error{Code: Newer, Message: fmt.Sprintf("工作日历文件的格式版本是%d，本程序只认识到%d", head.Version, calendarVersion),
			Hint: "请先升级程序"}
	}
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, &Error{Code: Invalid, Message: "工作日历文件不是规定的格式", Hint: "请检查文件内容，或者重新导出", Err: err}
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, calendarError("文件末尾", "有多余的内容")
	}
	if f.Format != calendarFormat || f.Version != calendarVersion {
		return nil, calendarError("文件开头", `缺少 "format": "yichuang-calendar" 和 "version": 1`)
	}
	if len(f.Years) == 0 && len(f.Local) == 0 {
		return nil, calendarError("文件", "没有任何年份")
	}
	c := &Calendar{years: map[int]CalendarYear{}, local: map[Date]LocalHoliday{}}
	for i, y := range f.Years {
		if err := c.addYear(y, i+1); err != nil {
			return nil, err
		}
	}
	c.index()
	for i, l := range f.Local {
		if err := c.addLocal(l, fmt.Sprintf("地方假日第%d项", i+1)); err != nil {
			return nil, err
		}
	}
	c.index()
	return c, nil
}

func calendarError(place, what string) error {
	return invalid("工作日历"+place+"："+what, "请对照放假通知改正后重新导入")
}

func (c *Calendar) addYear(raw calendarFileYear, no int) error {
	if raw.Year < firstCalendarYear || raw.Year > lastCalendarYear {
		return calendarError(fmt.Sprintf("第%d个年份", no), fmt.Sprintf("年份应在%d至%d之间", firstCalendarYear, lastCalendarYear))
	}
	place := fmt.Sprintf("%d年", raw.Year)
	if _, twice := c.years[raw.Year]; twice {
		return calendarError(place, "出现了两次")
	}
	y := CalendarYear{Year: raw.Year, Notice: CleanLine(raw.Notice), URL: CleanLine(raw.URL)}
	if y.Notice == "" {
		return calendarError(place, "没有写明放假通知（notice）")
	}
	if len(raw.Off) == 0 {
		return calendarError(place, "没有放假日期（off）")
	}
	if raw.Issued != "" {
		issued, err := ParseDate(raw.Issued)
		if err != nil {
			return calendarError(place+"发文日期", "“"+Clip(raw.Issued, 20)+"”不是日期")
		}
		y.Issued = issued
	}
	return c.fillYear(y, raw, place)
}

func (c *Calendar) fillYear(y CalendarYear, raw calendarFileYear, place string) error {
	seen := map[Date]string{}
	for i, o := range raw.Off {
		at := fmt.Sprintf("%s放假第%d项", place, i+1)
		from, err := dayIn(y.Year, o.From, at)
		if err != nil {
			return err
		}
		to, err := dayIn(y.Year, o.To, at)
		if err != nil {
			return err
		}
		h := Holiday{Name: CleanLine(o.Name), From: from, To: to}
		switch {
		case h.Name == "":
			return calendarError(at, "没有节日名称")
		case to.Before(from):
			return calendarError(at, "结束日早于开始日")
		}
		for d := from; !d.After(to); d = d.AddDays(1) {
			if seen[d] != "" {
				return calendarError(at, d.String()+"已在"+seen[d]+"列出")
			}
			seen[d] = at
		}
		y.Off = append(y.Off, h)
	}
	for i, m := range raw.Makeup {
		at := fmt.Sprintf("%s上班第%d项", place, i+1)
		d, err := dayIn(y.Year, m.Date, at)
		switch {
		case err != nil:
			return err
		case seen[d] != "":
			return calendarError(at, d.String()+"已在"+seen[d]+"列出")
		case d.Weekday() != time.Saturday && d.Weekday() != time.Sunday:
			return calendarError(at, d.String()+"不是星期六或者星期日，不会是调休上班日")
		case m.Basis != "":
			return calendarError(at, "调休上班日没有 basis 一项")
		}
		seen[d] = at
		y.Makeup = append(y.Makeup, Makeup{Date: d, Name: CleanLine(m.Name)})
	}
	c.years[y.Year] = y
	return nil
}

func (c *Calendar) addLocal(raw calendarFileDay, at string) error {
	d, err := ParseDate(raw.Date)
	if err != nil || d.Year < firstCalendarYear || d.Year > lastCalendarYear {
		return calendarError(at, "“"+Clip(raw.Date, 20)+"”不是日期")
	}
	l := LocalHoliday{Name: CleanLine(raw.Name), Date: d, Basis: CleanLine(raw.Basis)}
	_, twice := c.local[d]
	switch {
	case l.Name == "" || l.Basis == "":
		return calendarError(at, "没有写明名称（name）和依据（basis）")
	case twice:
		return calendarError(at, d.String()+"出现了两次")
	case c.days[d].work:
		return calendarError(at, d.String()+"已列为调休上班日")
	case c.days[d].name != "":
		return calendarError(at, d.String()+"已列为"+c.days[d].name+"放假")
	}
	c.local[d] = l
	return nil
}

// dayIn reads a day that must lie in the year.
func dayIn(year int, s, at string) (Date, error) {
	d, err := ParseDate(s)
	switch {
	case err != nil:
		return Date{}, calendarError(at, "“"+Clip(strings.TrimSpace(s), 20)+"”不是日期")
	case d.Year != year:
		return Date{}, calendarError(at, fmt.Sprintf("%s不在%d年内，跨年的日子写在它所属的年份下", d, year))
	}
	return d, nil
}

// MarshalJSON writes the form that ReadCalendar reads.
func (c *Calendar) MarshalJSON() ([]byte, error) {
	file := struct {
		Format  string         `json:"format"`
		Version int            `json:"version"`
		Years   []CalendarYear `json:"years"`
		Local   []LocalHoliday `json:"local,omitempty"`
	}{Format: calendarFormat, Version: calendarVersion, Years: []CalendarYear{}}
	for _, y := range c.Years() {
		file.Years = append(file.Years, c.years[y])
	}
	if c != nil {
		for _, d := range slices.SortedFunc(maps.Keys(c.local), Date.Compare) {
			file.Local = append(file.Local, c.local[d])
		}
	}
	return json.Marshal(file)
}

// UnmarshalJSON reads what ReadCalendar reads, with its errors.
func (c *Calendar) UnmarshalJSON(data []byte) error {
	read, err := ReadCalendar(data)
	if err != nil {
		return err
	}
	*c = *read
	return nil
}
