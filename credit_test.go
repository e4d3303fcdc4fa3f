package yichuang_test

import (
	"strings"
	"testing"

	"yichuang"
)

// Codes of bodies that exist, as they publish them.
var credits = []string{"11150000MB1604391C", "91330100799655058B", "9144030071526726XG", "914403001922038216", "12441500196720244T", "91350100M000100Y43"}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func TestCreditCodesHold(t *testing.T) {
	for _, c := range append(credits, "９1350100m000100y43", "91350100 M000100Y4 3", "91350100-M000100Y43") {
		if w := yichuang.CheckCredit(c); w != "" {
			t.Errorf("%s: %s", c, w)
		}
	}
}

func TestEveryChangedCharacterOfACreditCodeWarns(t *testing.T) {
	for _, c := range credits {
		for i := range c {
			for _, r := range creditAlphabet {
				if changed := c[:i] + string(r) + c[i+1:]; changed != c && yichuang.CheckCredit(changed) == "" {
					t.Errorf("%s passes for %s", changed, c)
				}
			}
		}
	}
}

func TestCreditWarningSaysWhatIsWrong(t *testing.T) {
	for code, want := range map[string]string{
		"":                    "应为18位，现在是0位",
		"91350100M000100Y4":   "应为18位，现在是17位",
		"91350100MO00100Y43":  "第10位“O”不是规定的字符",
		"91350100M000100Y4执":  "第18位“执”不是规定的字符",
		"91350100M000100Y44":  "校验码不符",
		reseal("M000100Y", t): "组织机构代码校验不符",
	} {
		if w := yichuang.CheckCredit(code); !strings.Contains(w, want) {
			t.Errorf("%s: %q, want %q", code, w, want)
		}
	}
}

// reseal makes a code whose own check character holds while the one of the
// organization code inside does not.
func reseal(organization string, t *testing.T) string {
	t.Helper()
	for _, wrong := range "012345678" {
		for _, last := range creditAlphabet {
			code := "91350100" + organization + string(wrong) + string(last)
			if w := yichuang.CheckCredit(code); strings.Contains(w, "组织机构代码") {
				return code
			}
		}
	}
	t.Fatal("no code found that fails inside alone")
	return ""
}
