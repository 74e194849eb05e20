# 关于培训记录及其审核的说明。

evidence-window-closed = { $day } 的记录只能在 { $days } 天内审核：请联系项目负责人
evidence-not-pending = 该记录{ $status }：只有待审核的记录才能审核
evidence-not-approved = 该记录{ $status }：只有已通过的记录才能撤回
evidence-reason-missing = 缺少理由：请说明原因，便于学员改正

code-EvidenceKind-HOURS = 工时
code-EvidenceKind-PLACEMENT_EXIT = 出科
code-EvidenceKind-CASE = 病例
code-EvidenceKind-SKILL_ATTEMPT = 技能操作
code-EvidenceKind-ASSESSMENT = 考核评价
code-EvidenceKind-CONTINUING_EDUCATION = 继续医学教育
code-EvidenceStatus-PENDING = 待审核
code-EvidenceStatus-APPROVED = 已通过
code-EvidenceStatus-RETURNED = 已退回
code-EvidenceStatus-REJECTED = 未通过
code-EvidenceStatus-WITHDRAWN = 已撤回
code-EvidenceStatus-REPLACED = 已被更正
code-Decision-APPROVED = 通过
code-Decision-RETURNED = 退回
code-Decision-REJECTED = 不通过
code-Decision-WITHDRAWN = 撤回
code-SourceKind-PLACEMENT = 轮转
code-SourceKind-SUPERVISION = 带教
code-Facet-TOTAL = 合计
code-Facet-BASE_KIND = 基地类别
code-Facet-BASE = 基地
code-Facet-DEPARTMENT = 科室
code-Facet-SPECIALTY = 专业
code-Facet-ASSESSOR = 考核人
code-Facet-MONTH = 月份
code-Facet-CLASS_YEAR = 类别与年度
code-EvidenceErrorCode-REASON_MISSING = 缺少理由
code-EvidenceErrorCode-NOT_PENDING = 已审核
code-EvidenceErrorCode-NOT_APPROVED = 未通过审核
code-EvidenceErrorCode-WINDOW_CLOSED = 已过审核期限
code-EvidenceErrorCode-CONFLICT = 已被他人更改
