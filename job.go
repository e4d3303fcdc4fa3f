package yichuang

import "time"

// JobID is the number of a print job at its terminal.
type JobID int64

// JobState is where a print job stands.
type JobState string

// The states. From sent on a job is through, as far as its printer tells.
const (
	JobWaiting   JobState = "waiting"   // for its printer
	JobPrinting  JobState = "printing"  // is being handed over
	JobSent      JobState = "sent"      // every byte left, and the printer said nothing
	JobTaken     JobState = "taken"     // the printer said that it has all of it
	JobPrinted   JobState = "printed"   // the printer, or a person, said that it is on paper
	JobFailed    JobState = "failed"    // nothing came out, and trying again would not help
	JobAsked     JobState = "asked"     // a person has to say whether it prints
	JobCancelled JobState = "cancelled" // by a person
)

// OpenJobs are the states in which a job is not through.
var OpenJobs = []JobState{JobWaiting, JobPrinting, JobFailed, JobAsked}

// Open reports whether the job still needs a printer or a person.
func (s JobState) Open() bool {
	return s == JobWaiting || s == JobPrinting || s.Stuck()
}

// Stuck reports whether the job goes on only when a person says so.
func (s JobState) Stuck() bool { return s == JobFailed || s == JobAsked }

// Unsure reports whether the job is through, and nobody has said that it is on paper.
func (s JobState) Unsure() bool { return s == JobSent || s == JobTaken }

// Job is one printing of a paper on its way to one printer.
type Job struct {
	ID       JobID
	Case     CaseNumber   // empty for a paper that belongs to no case
	Kind     DocumentKind // empty for a test page
	Paper    string       // 文书编号, empty for a paper without one
	Count    int          // which printing it is, from 1
	Printer  string       // as the configuration calls it
	By       UserID
	Queued   time.Time
	Expires  time.Time // from then on it asks before it prints
	Attempts int       // how often it was begun to be handed over
	Changed  time.Time
	JobOutcome
}

// JobOutcome is how far a job has come.
type JobOutcome struct {
	State JobState
	Begun bool // something of it may be on paper
	// Trouble says in a few words what keeps it from paper, and Problem in sentences,
	// with what to do. Both are empty when all is well.
	Trouble string
	Problem string
}

// Name is what people call the paper.
func (j *Job) Name() string {
	if j.Kind == "" {
		return "打印测试页"
	}
	return j.Kind.Name()
}

// Words say where the job stands.
func (j *Job) Words() string {
	words := map[JobState]string{JobWaiting: "排队等打印", JobPrinting: "正在送打印", JobSent: "已送出", JobTaken: "打印机已收下",
		JobPrinted: "已打出", JobFailed: "没有打印", JobAsked: "待确认", JobCancelled: "已取消打印"}[j.State]
	switch {
	case j.Trouble == "":
		return words
	case j.State == JobWaiting:
		return "等打印机：" + j.Trouble
	case j.State.Open():
		return words + "：" + j.Trouble
	}
	return words
}

// Printout is where a printing of a paper went.
type Printout struct {
	Printer string // by its name; empty when the paper was written to a file
	File    string
	Warning string // what to look at on the paper, empty for nothing
}

// To is the printer, or the file.
func (p Printout) To() string {
	if p.Printer != "" {
		return p.Printer
	}
	return p.File
}

// Words say where the printing went.
func (p Printout) Words() string {
	if p.Printer != "" {
		return "已送打印机“" + p.Printer + "”" + p.Warning
	}
	return "已写到 " + p.File + p.Warning
}

// JobExpiry is from when on a job that was queued then asks before it prints: after
// that long, and on another day in any case. Whoever waited for it has gone.
func JobExpiry(queued time.Time, after time.Duration) time.Time {
	next := DateOf(queued).AddDays(1).Start()
	if by := queued.Add(after); by.Before(next) {
		return by
	}
	return next
}

// JobOrder is what a person does about a job that is not through.
type JobOrder struct {
	Do      JobDeed
	Printer string    // for JobMove
	Expires time.Time // for JobAgain and JobMove
}

// JobDeed is the kind of an order.
type JobDeed string

// The orders.
const (
	JobAgain  JobDeed = "again"  // print it now, on its printer
	JobMove   JobDeed = "move"   // print it on another printer
	JobSeen   JobDeed = "seen"   // it came out, whatever the printer says
	JobCancel JobDeed = "cancel" // it is not printed
)

// Ordered is the job after an order. Conflict is returned for one that is through,
// unless the order says that it came out, and Busy for one that is being handed over
// now: only whoever does that can stop it.
func (j Job) Ordered(o JobOrder) (Job, error) {
	switch {
	case j.State == JobPrinting:
		return j, &Error{Code: Busy, Message: "“" + j.Name() + "”正在送往" + j.Printer, Hint: "请稍候再做"}
	case !j.State.Open() && (o.Do != JobSeen || !j.State.Unsure()):
		return j, conflict("“"+j.Name()+"”的打印任务已经结束（"+j.Words()+"）", "要再打一份请按 r 补打")
	}
	switch o.Do {
	case JobMove:
		j.Printer = o.Printer
		fallthrough
	case JobAgain:
		j.JobOutcome, j.Expires = JobOutcome{State: JobWaiting, Begun: j.Begun}, o.Expires
	case JobSeen:
		j.JobOutcome = JobOutcome{State: JobPrinted, Begun: true}
	case JobCancel:
		j.State = JobCancelled
	default:
		return j, invalid("打印任务不认识“"+Clip(string(o.Do), 20)+"”", "")
	}
	return j, nil
}

// Outcomes of jobs that nobody handed over.
var (
	JobStale = JobOutcome{State: JobAsked, Trouble: "排队太久", Problem: "排队太久没有打印，申请人可能已经离开。还要的话按“现在打印”"}
	// JobBroken is that of a job whose terminal stopped while it was handed over.
	JobBroken = JobOutcome{State: JobAsked, Begun: true, Trouble: "送打印时中断", Problem: "送打印时程序停了，纸上可能已经印了一部分或者全部。请先看打印机，再决定"}
	// JobOrphaned is that of a job whose printer is not configured any more.
	JobOrphaned = JobOutcome{State: JobFailed, Trouble: "没有这台打印机", Problem: "设置里已经没有这台打印机。请换一台打印机"}
	// JobRestored is that of a job that came back with a backup.
	JobRestored = JobOutcome{State: JobAsked, Begun: true, Trouble: "从备份恢复", Problem: "这个打印任务来自备份，当时可能已经打印。请先核对，再决定"}
)
