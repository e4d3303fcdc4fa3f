package yichuang

// Light is the light of 电子监察 that a case shows; a greater one is worse.
type Light int

// The lights.
const (
	Green  Light = iota // enough time
	Yellow              // the promised limit is near
	Red1                // the promised limit has passed
	Red2                // it has passed for longer
	Black               // the statutory limit has passed
)

var lightNames = [...]struct{ code, name string }{
	{"green", "绿灯"}, {"yellow", "黄灯"}, {"red1", "红灯一级"}, {"red2", "红灯二级"}, {"black", "黑牌"},
}

// String returns the name in Chinese.
func (l Light) String() string {
	if l < 0 || int(l) >= len(lightNames) {
		return "未知"
	}
	return lightNames[l].name
}

// MarshalText writes green, yellow, red1, red2 or black.
func (l Light) MarshalText() ([]byte, error) {
	if l < 0 || int(l) >= len(lightNames) {
		return nil, invalid("没有这种监察状态", "")
	}
	return []byte(lightNames[l].code), nil
}

// UnmarshalText reads what MarshalText writes, and returns Invalid for anything else.
func (l *Light) UnmarshalText(text []byte) error {
	for i, n := range lightNames {
		if n.code == string(text) {
			*l = Light(i)
			return nil
		}
	}
	return invalid("没有监察状态“"+Clip(string(text), 20)+"”", "可用的有 green、yellow、red1、red2、black")
}

// Thresholds say when a light changes, in working days. There are no national
// figures; a hall may set its own for each way of handling.
type Thresholds struct {
	Share    int `json:"share"`     // yellow from this share of the promised limit left, in percent, rounded up
	Least    int `json:"least"`     // but never from fewer days than this
	Short    int `json:"short"`     // limits up to this length are yellow on the last day only
	RedFirst int `json:"red_first"` // so many days overdue are red of the first level, more of the second
}

// DefaultThresholds are the recommended figures: yellow in the last fifth, at
// least one day before the last, red of the second level after three days.
func DefaultThresholds() Thresholds {
	return Thresholds{Share: 20, Least: 1, Short: 3, RedFirst: 3}
}

// Progress is where the two clocks of a case stand, in working days.
type Progress struct {
	Promised         int // the whole promised limit
	Remaining        int // left of it after today, 0 on the last day
	Overdue          int // beyond it
	StatutoryOverdue int // beyond the statutory limit
}

// ProgressOn reads the two clocks on a day. A statutory clock that does not run
// is never overdue.
func ProgressOn(cal *Calendar, statutory, promised Clock, day Date) Progress {
	p := Progress{
		Promised:  promised.Total(cal),
		Remaining: promised.Remaining(cal, day),
		Overdue:   promised.Overdue(cal, day),
	}
	if statutory.Runs() {
		p.StatutoryOverdue = statutory.Overdue(cal, day)
	}
	return p
}

// Light returns the light of a case that has not been decided. A statutory limit
// that has passed shows above everything else.
func (t Thresholds) Light(p Progress) Light {
	switch {
	case p.StatutoryOverdue > 0:
		return Black
	case p.Overdue > t.RedFirst:
		return Red2
	case p.Overdue > 0:
		return Red1
	case p.Remaining <= t.yellowFrom(p.Promised):
		return Yellow
	}
	return Green
}

// yellowFrom is the number of days left from which the light is yellow.
func (t Thresholds) yellowFrom(promised int) int {
	if promised <= t.Short {
		return 0
	}
	return max(t.Least, (promised*t.Share+99)/100)
}
