package intake_test

import (
	"context"
	"fmt"
	"testing"

	"yichuang"
	"yichuang/tui"
	"yichuang/tui/intake"
	"yichuang/tui/kit"
	"yichuang/tui/tuitest"
)

// knowing keeps who knows which edition.
type knowing struct {
	of  map[string]yichuang.Edition
	err error
}

func (k *knowing) Acquaint(_ context.Context, person yichuang.UserID, ref yichuang.ItemRef) error {
	if k.err == nil {
		k.of[string(person)+"/"+string(ref.ID)] = ref.Edition
	}
	return k.err
}

// What changed is told once, and then the intake goes on.
func TestWhatChangedIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, size kit.Size) {
		k := &knowing{of: map[string]yichuang.Edition{}, err: errDisk}
		news := intake.News{Item: yichuang.ItemRef{ID: foodID, Edition: "4-00000002"}, Name: "食品经营许可（新办）", Revised: yichuang.Date{Year: 2026, Month: 11, Day: 20}}
		for i := range 90 {
			news.Changes = append(news.Changes, fmt.Sprintf("第%d项：承诺时限由10个工作日改为7个工作日，材料“经营场所使用证明”由原件改为复印件", i+1))
		}
		d := tuitest.New(t)
		var opened any
		d.Start(tui.Options{Start: kit.Route{Name: "changes"}, Routes: tui.Routes{
			"changes": tui.Plain(func() kit.Screen { return intake.NewChanges(d.Env, k, clerk, news) }),
			"applicant": func(arg any) kit.Screen {
				opened = arg
				return intake.NewChanges(d.Env, k, clerk, intake.News{Name: "下一步"})
			},
		}}, size.Width, size.Height)
		d.Sees("事项变化", "从你上次办理以后有90处变化", "2026-11-20修订", "1.", "承诺时限", "只提示这一次").NotSees("第90项")
		d.Press("end").Sees("第90项").Press("pgup", "home").Sees("第1项")
		d.Press("enter").Sees("磁盘写不进去了", "第1项")
		k.err = nil
		d.Press("enter").Sees("下一步")
		if opened != yichuang.ItemID(foodID) || k.of["1001/"+string(foodID)] != "4-00000002" {
			t.Errorf("opened %v, known is %v", opened, k.of)
		}
	})
}
