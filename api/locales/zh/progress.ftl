# 关于进度以及原因的说明。

progress-different-assessors = 至少 { $least } 位不同考核人：已有 { $assessors } 位
progress-class-minimum = { $year } 年 { $class } 类学分至少 { $least } 分：已有 { $have } 分
progress-option = { $option } { $quantity }/{ $each } 天
progress-choose = 选修 { $choose } 项须完整完成：已完成 { $complete } 项（{ $options }）
progress-short-of-target = { $requirement }：已认定 { $credited }/{ $target } { $unit }，还差 { $missing }
progress-condition-open = { $requirement }：{ $condition }
progress-enrolment-not-active = 学籍状态为{ $status }：只有在训状态才能结业
progress-awaits-review = 等待审核
progress-rejected = 未通过：{ $reason }
progress-returned = 退回修改：{ $reason }
progress-withdrawn = 已撤回认定：{ $reason }
progress-replaced = 已由更正记录取代
progress-absence = 已扣除缺勤 { $days } 天
progress-not-asked-for = 已通过审核，但按本要求的规则不再计入（当日上限，或不足半天）
progress-day-full = 已通过审核，但当日计入数已达上限（{ $most }）
progress-miss-too-early = 发生在培训开始（{ $since }）之前
progress-miss-base-kind = 本要求须在{ $asked }完成
progress-miss-level = 置信等级为 { $level }，本要求至少需 { $least } 级
progress-miss-not-passed = 考核未通过
progress-miss-too-short = 正文 { $characters } 字，本要求至少 { $least } 字

code-ProgressStatus-NOT_STARTED = 未开始
code-ProgressStatus-IN_PROGRESS = 进行中
code-ProgressStatus-MET = 已达标
code-Pace-DONE = 已完成
code-Pace-ON_TRACK = 进度正常
code-Pace-BEHIND = 进度滞后
progress-risk = { $requirement }：现有 { $have } { $unit }，按进度应有 { $expected }
progress-cohort-nobody = 没有可导出的学员：请选择其他方案或年级
progress-cohort-name = 姓名
progress-cohort-year = 招录年份
progress-cohort-ends = 预计结束
progress-cohort-pace = 进度
progress-cohort-risks = 落后的要求
progress-cohort-requirement = { $requirement }（{ $target } { $unit }）
code-CohortErrorCode-NOBODY = 无人可导出
