package intake_test

import (
	"encoding/json"
	"testing"

	"yichuang"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
)

func cardOf(name, number, address string) laid {
	return laid{card: intake.Card{Name: name, Address: address, ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: number}}}
}

// A card on the reader fills in a person; the caret goes to what it does not say.
func TestACardFillsInAPerson(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		s.laid = []laid{{}, cardOf("甲子丑", goodID, "测试市测试路1号")}
		d := start(t, s, route("applicant", teacherID), size)
		d.Sees("已读卡：甲子丑", "测试市测试路1号", "110105********002X").Type("13812345678\n").Sees("[情形]")
		a := s.fold(t, 0).Applicant
		if a.Name != "甲子丑" || a.ID.Number != goodID || a.Address != "测试市测试路1号" || a.Phone != "13812345678" {
			t.Errorf("%+v", a)
		}
	})
}

// With an organization the card is that of its representative; it is the agent's where
// the representative has another number, or the caret is in the agent's fields.
func TestACardOfARepresentativeAndOfAnAgent(t *testing.T) {
	const other = "440524188001010014"
	for name, tt := range map[string]struct {
		draft        string
		legal, agent string
	}{
		"the representative": {"", "王五 " + goodID, ""},
		"an agent beside":    {`{"item":"market-01","kind":"organization","texts":{"legal.name":"赵六","legal.id.number":"` + other + `"},"agent":true,"at":"phone"}`, "赵六 " + other, "王五 " + goodID},
		"the caret":          {`{"item":"market-01","kind":"organization","texts":{"name":"某店"},"agent":true,"at":"agent.name"}`, " ", "王五 " + goodID},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, size kit.Size) {
				s := newSeat(food())
				if tt.draft != "" {
					s.drafts["1001/applicant"] = tt.draft
				}
				s.laid = []laid{cardOf("王五", goodID, "别处")}
				d := start(t, s, route("applicant", foodID), size)
				d.Sees("已读卡：王五").NotSees("别处")
				var kept struct{ Texts map[string]string }
				if err := json.Unmarshal([]byte(s.drafts["1001/applicant"]), &kept); err != nil {
					t.Fatal(err)
				}
				x := kept.Texts
				if got := x["legal.name"] + " " + x["legal.id.number"]; got != tt.legal {
					t.Errorf("the representative is %q", got)
				}
				if got := x["agent.name"] + " " + x["agent.id.number"]; tt.agent != "" && got != tt.agent {
					t.Errorf("the agent is %q", got)
				}
			})
		})
	}
}

// A card that was misread is told, one that has run out is taken with a warning.
func TestCardsThatNeedALook(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		s := newSeat(teacher())
		old := cardOf("甲子丑", goodID, "")
		old.card.Warning = "这张证件已经过期"
		s.laid = []laid{{err: &yichuang.Error{Code: yichuang.Invalid, Message: "读卡有误：号码的校验位不对", Hint: "请重新刷卡"}}, old}
		start(t, s, route("applicant", teacherID), size).Sees("甲子丑", "这张证件已经过期")
		s.laid = []laid{{err: &yichuang.Error{Code: yichuang.Invalid, Message: "读卡有误：号码的校验位不对", Hint: "请重新刷卡"}}}
		start(t, s, route("applicant", teacherID), size).Sees("号码的校验位不对", "请重新刷卡")
	})
}
