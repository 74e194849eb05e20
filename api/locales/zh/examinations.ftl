### “examinations”（结业考核）这一部分对用户说的话。

## 发布与取消

examinations-name = 请填写名称，1 至 { $limit } 个字；英文名称可不填
examinations-held-on = { $day } 已过或就是今天：请填写更晚的考核日期
examinations-window = 报名开始日 { $from } 晚于截止日 { $until }：请更正其中一个
examinations-window-late = 报名截止日 { $until } 不早于考核日 { $day }：请提前截止
examinations-window-over = 报名截止日 { $until } 已过：请推后截止
examinations-parts = 请至少填写一个考核部分：THEORY 或 SKILL
examinations-part-twice = 该部分填写了两次：请保留一个
examinations-most = 满分为 { $value }：请填写 1 至 { $limit } 的整数
examinations-pass = 合格分为 { $value }：请填写 1 至 { $limit } 的整数，不超过该部分满分
examinations-most-attempts = 最多可考 { $value } 次不可用：请填写 1 至 { $limit } 的整数
examinations-programme-elsewhere = 组织单位既不负责该培训专业，也不是卫生健康行政部门：请由负责该专业的学校组织
examinations-cancelled = 该考核已取消：请查看其他考核
examinations-held = 考核日期为 { $day }，已考完或已导入成绩：不能再更改
examinations-reason-missing = 请用一句话向学员说明原因

## 报名与审核

examinations-register-early = 报名自 { $from } 开始：请届时再报
examinations-register-late = 报名已于 { $until } 截止：请等下一次考核
examinations-other-programme = 该考核不属于这份培训登记的专业：请选择该专业的培训登记或其他考核
examinations-already-registered = 这份培训登记已报名该考核：请查看已有的报名
examinations-already-passed = 已通过该专业的结业考核：无须再考
examinations-attempts-used-up = 这份培训登记已考 { $limit } 次，达到上限：请向学校咨询后续安排
examinations-not-withdrawable = 报名状态为“{ $status }”，考核日期为 { $day }：只有有效的报名可在考核日之前撤回
examinations-not-awaiting = 报名不在待审核状态，现为“{ $status }”：请重新查看
examinations-ticket-not-now = 准考证号在组织单位审核通过时给出：此处请不要填写
examinations-ticket-length = 准考证号为 1 至 { $limit } 个字符：请缩短，或不填以自动编号
examinations-ticket-taken = 准考证号 { $ticket } 已属于另一份报名：请换一个，或不填
examinations-merge-both = 两份档案都报名了同一场结业考核：请先撤回其中一份报名

## 成绩

examinations-score-early = 考核日期为 { $day }：请在考核之后导入成绩
examinations-no-rows = { $file } 的表头下没有任何行：请检查文件
examinations-many-rows = 文件有 { $rows } 行，超过 { $limit } 行：请分成几个文件
examinations-column-missing = 缺少“{ $column }”一列：请补上，或以此为列名
examinations-column-twice = “{ $first }”和“{ $second }”两列都表示“{ $column }”：请保留一列
examinations-rows-refused = 有 { $rows } 行不能导入，因此全部未导入：请按报告更正后重新上传
examinations-correction-reason = 有 { $count } 个成绩将更正此前导入的成绩：请说明原因
examinations-ticket-empty = 缺少准考证号：请填写
examinations-ticket-unknown = 本次考核没有准考证号 { $ticket }：请更正
examinations-ticket-twice = 准考证号 { $ticket } 在第 { $line } 行也有：请保留一行
examinations-ticket-void = 准考证号 { $ticket } 的报名状态为“{ $status }”：请删去该行
examinations-own-score = 准考证号 { $ticket } 是您本人或您所代理的人的：请由他人导入该成绩
examinations-absent = “{ $value }”看不出是否缺考：请填“是”，或留空
examinations-absent-points = 缺考者没有得分：请清空其中一格
examinations-points = { $part }为 0 至 { $limit } 的整数：请更正得分

## 各种代码的名称

code-ExamPart-THEORY = 理论考核
code-ExamPart-SKILL = 技能考核
code-ExamRegistrationStatus-AWAITS_BASE = 待基地审核
code-ExamRegistrationStatus-AWAITS_ORGANISER = 待组织单位审核
code-ExamRegistrationStatus-ADMITTED = 准予考核
code-ExamRegistrationStatus-RETURNED = 已退回
code-ExamRegistrationStatus-REJECTED = 未通过
code-ExamRegistrationStatus-WITHDRAWN = 已撤回
code-ExamReviewStep-BASE = 培训基地
code-ExamReviewStep-ORGANISER = 组织单位
code-ExamScoreColumn-TICKET = 准考证号
code-ExamScoreColumn-THEORY = 理论成绩
code-ExamScoreColumn-SKILL = 技能成绩
code-ExamScoreColumn-ABSENT = 缺考
code-ExaminationErrorCode-INVALID = 填写有误
code-ExaminationErrorCode-PROGRAMME_ELSEWHERE = 非本单位专业
code-ExaminationErrorCode-REASON_MISSING = 缺少原因
code-ExaminationErrorCode-CANCELLED = 已取消
code-ExaminationErrorCode-HELD = 已考完
code-ExaminationErrorCode-REGISTRATION_CLOSED = 不在报名期内
code-ExaminationErrorCode-OTHER_PROGRAMME = 非本专业
code-ExaminationErrorCode-NOT_ELIGIBLE = 不符合报考资格
code-ExaminationErrorCode-ATTEMPTS_USED_UP = 考核次数已用完
code-ExaminationErrorCode-ALREADY_REGISTERED = 已报名
code-ExaminationErrorCode-ALREADY_PASSED = 已通过
code-ExaminationErrorCode-NOT_WITHDRAWABLE = 不能撤回
code-ExaminationErrorCode-NOT_AWAITING = 不在待审核状态
code-ExaminationErrorCode-TICKET_TAKEN = 准考证号已被占用
code-ExaminationErrorCode-CONFLICT = 已被他人更改
code-ExaminationErrorCode-TOO_EARLY = 尚未考核
code-ExaminationErrorCode-UNREADABLE = 无法读取
code-ExaminationErrorCode-COLUMN_MISSING = 缺少列
code-ExaminationErrorCode-COLUMN_TWICE = 列重复
code-ExaminationErrorCode-ROWS_REFUSED = 有行不能导入
