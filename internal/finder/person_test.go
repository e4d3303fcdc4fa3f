package finder

import (
	"slices"
	"testing"
)

func TestNamesOfPersons(t *testing.T) {
	tests := []struct {
		name      string
		syllables string // the likeliest
		initials  string // the likeliest
		also      string // another of the syllables, "" for none to check
	}{
		{"张三", "zhangsan", "zs", ""},
		{"单长河", "shanchanghe", "sch", "danchanghe"},
		{"解海", "xiehai", "xh", "jiehai"},
		{"仇和", "qiuhe", "qh", "chouhe"},
		{"曾参", "zengcan", "zc", "zengshen"},
		{"区伟", "ouwei", "ow", "quwei"},
		{"查良", "zhaliang", "zl", "chaliang"},
		{"朴正", "piaozheng", "pz", "puzheng"},
		{"乐嘉", "yuejia", "yj", "lejia"},
		{"尉迟恭", "yuchigong", "ycg", "weichigong"},
		{"万俟卨", "moqixie", "mqx", ""},
		{"令狐冲", "linghuchong", "lhc", ""},
		{"长孙无忌", "zhangsunwuji", "zswj", "changsunwuji"},
		{"欧阳修", "ouyangxiu", "oyx", ""},
		{"单于", "shanyu", "sy", "danyu"}, // too short for the compound surname
		{"单于飞", "chanyufei", "cyf", "shanyufei"},
		{"吕绿", "lvlv", "ll", "lvlu"},
		{"王乐乐", "wanglele", "wll", "wangleyue"},
		{"阿拉腾·其其格", "alatengqiqige", "altqqg", ""},
		{"Anna Smith", "annasmith", "as", ""},
		{"李Mary", "limary", "lm", ""},
		{"王𠮷", "wangji", "wj", ""},
		{" 王　五 ", "wangwu", "ww", ""},
	}
	for _, tt := range tests {
		s, i := Syllables(tt.name), Initials(tt.name)
		if len(s) == 0 || s[0] != tt.syllables || len(i) == 0 || i[0] != tt.initials {
			t.Errorf("%s: %q, %q; want %q, %q first", tt.name, s, i, tt.syllables, tt.initials)
		}
		if tt.also != "" && !slices.Contains(s, tt.also) {
			t.Errorf("%s: %q lacks %q", tt.name, s, tt.also)
		}
		if len(s) > maxSpellings || len(slices.Compact(slices.Sorted(slices.Values(s)))) != len(s) {
			t.Errorf("%s: %q are too many, or repeat themselves", tt.name, s)
		}
	}
}

func TestNamelessHaveNoSpelling(t *testing.T) {
	for _, name := range []string{"", " ", "123", "·", "？？"} {
		if s, i := Syllables(name), Initials(name); len(s)+len(i) != 0 {
			t.Errorf("%q: %q, %q", name, s, i)
		}
	}
}

// TestManyHeteronymsStayFew gives a name in which every character has several
// readings.
func TestManyHeteronymsStayFew(t *testing.T) {
	if s := Syllables("单重行长乐曾参调藏"); len(s) != maxSpellings || s[0][:4] != "shan" {
		t.Errorf("%d spellings: %q", len(s), s)
	}
}
