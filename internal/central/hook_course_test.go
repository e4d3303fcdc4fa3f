package central_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/hooks"
	"yichuang/internal/testkit"
)

// The people of the stories below.
const (
	theClerk   yichuang.UserID = "1001"
	theOfficer yichuang.UserID = "2001"
	theOther   yichuang.UserID = "2002"
	theDesk    yichuang.UserID = "3001"
)

var (
	storyDay  = testkit.FillEnd
	storyDues = yichuang.Dues{Promised: yichuang.Due{Date: storyDay.AddDays(9)}, Statutory: yichuang.Due{Date: storyDay.AddDays(20)}}
)

// course takes a case from the window to the applicant, with everything that may come
// in between: a correction, an owed material, two departments, a hearing, an
// extension.
func course(a *seat) yichuang.CaseNumber {
	a.t.Helper()
	opened := testkit.Opened(0, 5)
	opened.Department = lead
	n := openedAt(a, opened, testkit.Reviewed(true)...)
	a.by(theClerk, n, testkit.Corrected())
	a.by(theClerk, n, &yichuang.Resubmitted{Note: "补来了复印件"})
	a.by(theClerk, n, &yichuang.MaterialTaken{Material: "m3", Presence: yichuang.Held, Originals: 1},
		&yichuang.PointsJudged{Material: "m3", Points: []yichuang.Judgement{{No: 1, Verdict: yichuang.Pass}}})
	decided := testkit.Shared(storyDay, storyDay.AddDays(10), lead, other)
	decided.Decision = yichuang.AcceptOwing
	decided.Owed = []yichuang.Owed{{Material: "m2", Name: "测试材料m2", What: "复印件未盖章", Due: storyDay.AddDays(5)}}
	a.by(theClerk, n, decided)
	a.by(theClerk, n, &yichuang.OwedDelivered{Material: "m2", Originals: 1})
	a.by(theOfficer, n, &yichuang.ApprovalTaken{Department: lead})
	a.by(theOther, n, &yichuang.ApprovalTaken{Department: other})
	a.by(theOfficer, n, &yichuang.Paused{Department: lead, Pause: yichuang.Pause{Kind: yichuang.SpecialPause, Name: "听证", Reason: "涉及相邻权", Basis: "行政许可法第47条",
		Stops: true, From: storyDay, Expected: storyDay.AddDays(3)}, Dues: yichuang.Dues{Promised: yichuang.Due{Standing: true}}})
	a.by(theOfficer, n, &yichuang.Resumed{Department: lead, To: storyDay.AddDays(2), Note: "各方无异议", Dues: storyDues})
	a.by(theOfficer, n, &yichuang.LimitExtended{Department: lead, Granted: yichuang.Prolongation{Extension: yichuang.Extension{Value: 10, Unit: yichuang.WorkingDays, Approver: "局长"},
		Reason: "需要检验", At: storyDay.AddDays(3)}, Dues: storyDues})
	a.by(theOther, n, &yichuang.Ruled{Department: other, Ruling: yichuang.Grant})
	a.by(theOfficer, n, &yichuang.Ruled{Department: lead, Ruling: yichuang.Grant})
	a.by(theOfficer, n, &yichuang.ResultRegistered{Department: lead, Name: "测试许可证", Number: "JY115", Valid: "5年"})
	a.by(theOther, n, &yichuang.ResultRegistered{Department: other, Name: "测试意见书", Digital: true})
	a.by(theDesk, n, &yichuang.ResultArrived{Departments: []string{lead}})
	a.by(theDesk, n, &yichuang.HandedOver{Method: yichuang.DeliverByPost, Tracking: "EA123456789CN"})
	a.push()
	return n
}

func openedAt(a *seat, opened yichuang.Opened, bodies ...yichuang.Body) yichuang.CaseNumber {
	a.t.Helper()
	c, err := a.store.OpenCase(a.t.Context(), theClerk, testkit.Region, opened, bodies...)
	if err != nil {
		a.t.Fatal(err)
	}
	return c.Number
}

var courseSteps = []string{"received", "corrections", "resubmitted", "accepted", "assigned", "assigned", "supplied", "taken", "taken", "paused", "resumed",
	"prolonged", "decided", "decided", "issued", "issued", "ready", "delivered"}

// A case from the window to the applicant is told step by step, with what each step
// was.
func TestTheCourseOfACase(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		subscribe(t, c, r, nil)
		n := course(enrol(t, c, window("W01", 1)))
		all := r.gets(len(courseSteps))
		if got := r.steps(n); !slices.Equal(got, courseSteps) {
			t.Fatalf("%v", got)
		}
		for i, want := range map[int]map[string]string{
			0:  {"事项名称": all[0].says(t, "事项名称"), "办件状态": "收件审查中", "申报来源": "窗口", "环节处理人": "1001", "处理单位名称": "测试大厅", "行政区划": testkit.Region},
			1:  {"业务动作": "退回", "办件状态": "待补正"},
			2:  {"环节处理意见": "补来了复印件"},
			3:  {"受理单位名称": lead, "受理决定": "容缺受理", "承诺办结时间": storyDay.String(), "业务动作": "通过"},
			4:  {"处理单位名称": lead, "审批方式": "并联审批", "环节办理状态代码": "1"},
			5:  {"处理单位名称": other},
			9:  {"特别程序种类名称": "听证", "特别程序种类代码": "2", "特别程序启动理由或依据": "涉及相邻权（行政许可法第47条）", "承诺办结时间": "", "预计结束日期": storyDay.AddDays(3).String()},
			10: {"特别程序结果": "各方无异议", "承诺办结时间": storyDues.Promised.Date.String()},
			11: {"特别程序种类代码": "1", "延长期限": "10个工作日", "环节处理意见": "批准人：局长"},
			12: {"办件结果描述": "准予", "办结时间": "", "处理单位名称": other},
			13: {"办件结果描述": "准予", "办结时间": all[13].says(t, "环节结束时间"), "办件状态": "已决定"},
			14: {"结果证照名称": "测试许可证", "结果证照编号": "JY115", "证照有效期限": "5年", "发证/盖章单位": lead},
			17: {"送达方式": "邮寄送达", "是否快递寄送结果": "1", "办件状态": "已办结"},
		} {
			for field, text := range want {
				if got := all[i].says(t, field); got != text {
					t.Errorf("%s: %s is %q, want %q", all[i].step(), field, got, text)
				}
			}
		}
		if body := all[1].body; !strings.Contains(body, `"补正内容":[{"材料名称":"测试材料m3","存在问题":"复印件模糊，看不清有效期","补正要求":"更正后应符合：与原件一致"}]`) {
			t.Errorf("%s", body)
		}
		if id := all[5].ID; !strings.HasPrefix(id, "test_W01-") || !strings.HasSuffix(id, "_assigned-2") {
			t.Errorf("%s", id)
		}
	})
}

// How else a case may end, and what comes before an acceptance that waits for the
// department.
func TestOtherEnds(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		subscribe(t, c, r, nil)
		a := enrol(t, c, window("W01", 1))
		await := testkit.Accepted(storyDay, storyDay)
		await.Await = true
		opened := testkit.Opened(1, 5)
		opened.Department = lead
		confirmed := openedAt(a, opened, append(testkit.Reviewed(false), await)...)
		a.by(theOfficer, confirmed, &yichuang.Returned{Officer: "2001", Via: "系统", Reason: "缺图"})
		a.by(theClerk, confirmed, await)
		a.by(theOfficer, confirmed, &yichuang.Confirmed{Officer: "2001", Via: "系统", Accepted: storyDay, Dues: storyDues})
		a.by(theOfficer, confirmed, &yichuang.Terminated{Department: lead, Cause: yichuang.EndOther, Reason: "申请人注销", Basis: "行政许可法第70条"})
		declined := a.take(2, testkit.Scenario(), &yichuang.Decided{Decision: yichuang.Decline, Ground: &yichuang.Rejection{Reason: "不在本旗", Agency: "邻旗大厅", Basis: "行政许可法第32条"}}).Number
		withdrawn := a.take(3, testkit.Scenario()).Number
		who := a.sees(withdrawn).Applicant
		a.by(theClerk, withdrawn, &yichuang.Withdrawn{Reason: "不办了", Who: yichuang.Collector{Name: who.Principal().Name, ID: who.Principal().ID, Relation: relation(&who)}})
		a.push()
		r.gets(7 + 2 + 2)
		for n, want := range map[yichuang.CaseNumber][]string{
			confirmed: {"received", "prereviewed", "returned", "prereviewed", "accepted", "assigned", "ended"},
			declined:  {"received", "declined"}, withdrawn: {"received", "withdrawn"},
		} {
			if got := r.steps(n); !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
		}
	})
}

// relation is what somebody is who comes himself.
func relation(a *yichuang.Applicant) yichuang.Relation {
	if a.Kind == yichuang.Organization {
		return yichuang.CollectsLegal
	}
	return yichuang.CollectsSelf
}

// What the centre refused did not happen, and is not told.
func TestRefusedStepsAreNotTold(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		r := receives(t, nil)
		a, b := enrol(t, c, window("W01", 1)), enrol(t, c, window("W02", 2))
		n := a.take(0, testkit.Reviewed(false)...).Number
		a.sync()
		b.sync()
		a.do(n, testkit.Accepted(storyDay, storyDay))
		b.do(n, testkit.Accepted(storyDay, storyDay))
		a.push()
		b.push()
		b.take(1, testkit.Scenario())
		b.push() // something behind it
		id := subscribe(t, c, r, func(h *central.Hook) { h.FromStart = true })
		r.gets(perCase + 1)
		idle(t, c, id)
		if got := r.steps(n); !slices.Equal(got, []string{"received", "accepted", "assigned"}) {
			t.Errorf("%v", got)
		}
	})
}

// A subscription gets what it is about, and no more.
func TestSubscriptionsAreLimited(t *testing.T) {
	passing(t, func(t *testing.T, c *central.Centre) {
		s := serve(t, c)
		mengsu := s.site("mengsu")
		portal, office, some := receives(t, nil), receives(t, nil), receives(t, nil)
		subscribe(t, c, portal, func(h *central.Hook) { h.Portal = "mengsu" })
		subscribe(t, c, office, func(h *central.Hook) { h.Department = other })
		subscribe(t, c, some, func(h *central.Hook) { h.Events = []hooks.Type{hooks.Decided, hooks.Delivered} })
		a := enrol(t, c, window("W01", 1))
		n := course(a)
		sent := mengsu.submits("A-77").Number
		s.site("other").submits("B-1")
		a.sync()
		a.by(theClerk, sent, &yichuang.OnlineTaken{Window: 1})
		a.push()
		some.gets(3)
		if got := some.steps(n); !slices.Equal(got, []string{"decided", "decided", "delivered"}) {
			t.Errorf("some: %v", got)
		}
		all := portal.gets(2)
		if got := portal.steps(sent); !slices.Equal(got, []string{"received", "claimed"}) || all[0].says(t, "网上申请编号") != "A-77" || all[0].says(t, "网上申请渠道") != "mengsu" {
			t.Errorf("portal: %v %s", got, all[0].body)
		}
		office.gets(8)
		// What comes before the acceptance is not the other department's yet, and the
		// lead's steps never are.
		if got := office.steps(n); !slices.Equal(got, []string{"accepted", "assigned", "supplied", "taken", "decided", "issued", "ready", "delivered"}) {
			t.Errorf("office: %v", got)
		}
	})
}

// Personal data go out as far as they were granted, and no further.
func TestPersonalDataIsGranted(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	c.Haste(10*time.Second, time.Second)
	person := yichuang.Applicant{Kind: yichuang.Person, Name: "测试张三丰", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}, Phone: "10000000001", Address: "测试路1号",
		Agent: &yichuang.Agent{Name: "测试李四", ID: yichuang.Identity{Kind: yichuang.Passport, Number: "E00000001"}, Phone: "10000000002"}}
	firm := yichuang.Applicant{Kind: yichuang.Organization, Name: "测试公司", Credit: "91330100799655058B", Legal: yichuang.Representative{Name: "测试王五", ID: yichuang.Identity{Kind: yichuang.ResidentID, Number: "11010519491231002X"}}}
	secrets := map[hooks.Grant][]string{hooks.GrantName: {"张三", "李四", "王五"}, hooks.GrantID: {"11010519491231002X", "E00000001"}, hooks.GrantContact: {"测试路1号", "10000000002"}}
	everybody := map[*receiver][]hooks.Grant{}
	for _, grants := range [][]hooks.Grant{nil, {hooks.GrantName}, {hooks.GrantID}, {hooks.GrantContact}, hooks.Grants} {
		r := receives(t, nil)
		everybody[r] = grants
		subscribe(t, c, r, func(h *central.Hook) { h.Grants = grants })
	}
	c.PassOn()
	a := enrol(t, c, window("W01", 1))
	for _, who := range []yichuang.Applicant{person, firm} {
		opened := testkit.Opened(1, 5)
		opened.Applicant = who
		openedAt(a, opened)
	}
	a.push()
	for r, grants := range everybody {
		var text strings.Builder
		for _, m := range r.gets(2) {
			text.WriteString(m.body)
		}
		for grant, words := range secrets {
			for _, word := range words {
				if has := strings.Contains(text.String(), word); has != slices.Contains(grants, grant) {
					t.Errorf("with %v, %s is there: %v\n%s", grants, word, has, text.String())
				}
			}
		}
		for _, word := range []string{"测试公司", "91330100799655058B"} {
			if !strings.Contains(text.String(), word) {
				t.Errorf("%s is missing", word)
			}
		}
	}
}

// The message in docs/hooks.md is one as it is sent.
func TestTheMessageInTheManual(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "hooks.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(raw), "```json\n")
	message, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatal("there is no message")
	}
	if err := fitsMessage(message); err != nil {
		t.Error(err)
	}
	for name, broken := range map[string]string{"another version": strings.Replace(message, `"1.0"`, `"0.3"`, 1), "an unknown step": strings.Replace(message, "case.accepted", "case.forgotten", 1),
		"no item": strings.Replace(message, "事项名称", "名称", 1)} {
		if fitsMessage(broken) == nil {
			t.Errorf("%s fits the description", name)
		}
	}
	for _, step := range hooks.Types {
		if !strings.Contains(string(raw), "| `"+string(step)+"` | "+step.Name()) {
			t.Errorf("docs/hooks.md does not tell of %s %s", step, step.Name())
		}
	}
	doc, err := webhooks()
	if err != nil {
		t.Fatal(err)
	}
	for field := range doc.Components.Schemas["Data"].Value.Properties {
		if !strings.Contains(string(raw), field) {
			t.Errorf("docs/hooks.md does not tell of %s", field)
		}
	}
}
