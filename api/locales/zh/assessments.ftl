### “assessments”一室对人说的话。

## 表单文件、登记与备注

assessments-form-checklist = 技能清单须至少有一个步骤（STEP），并恰有一个置信等级（LEVEL）：请补正 { $path }
assessments-form-levels = 一份表单最多有一个置信等级（LEVEL）：请更正 { $path }
assessments-form-exam = 考试表单须至少有一个得分项（POINTS）：请补正 { $path }
assessments-form-range = { $path } 为 { $most }，不大于最小值 { $least }：请改为更大的数
assessments-form-anchors = { $path } 为 { $value }，不大于前一级：各级的分值须依次递增且互不相同
assessments-form-pass-item = { $path } 中的“{ $item }”不是本表单中的{ $kind }项：请更正
assessments-form-pass-nothing = { $path } 的规则针对{ $kind }项，而表单中没有：请删除该规则或补充项目
assessments-form-imported-meanwhile = 他人刚刚导入了同一代码的表单：请查看后再试
assessments-form-retired = “{ $form }”第 { $number } 版已停用：请使用现行版本
assessments-form-elsewhere = “{ $form }”不是该学员所在学校的表单：请选用其学校的表单
assessments-form-multisource = “{ $form }”由多人分别填写，不能直接登记：请逐一邀请评价人
assessments-not-in-training = 该学员在 { $day } 没有进行中的培训：请核对日期和学员
assessments-in-future = { $day } 尚未到来：请填写实际观察的日期
assessments-too-late = { $day } 已超过评价期限（{ $limit } 天）：请在下次观察后及时评价
assessments-not-correctable = { $day } 的评价不能由这一份更正：请更正同一表单上仍有效的那一份
assessments-item-unknown = 表单中没有“{ $item }”这一项：请按表单的项目填写
assessments-item-twice = “{ $item }”填写了两次：请保留一次
assessments-items-open = 以下项目尚未填写：{ $items }
assessments-mark = “{ $item }”的值无效：请填写 { $choices } 之一
assessments-number = “{ $item }”为 { $value }：请填写 { $least } 至 { $most } 的整数
assessments-only-number = “{ $item }”须填写 { $least } 至 { $most } 的整数
assessments-no-number = “{ $item }”不是数字项：请填写文字或选项代码
assessments-text-empty = “{ $item }”是空的：请填写内容，或不填此项
assessments-text-too-long = “{ $item }”的文字过长：请不要超过 { $limit } 个字符
assessments-note = 请填写 1 至 { $limit } 个字符的备注

## 代码的名称

code-FormKind-SKILL_CHECKLIST = 技能清单
code-FormKind-WORKPLACE = 工作场所评价
code-FormKind-MULTISOURCE = 360 度评价
code-FormKind-EXAM = 考试
code-ItemKind-STEP = 操作步骤
code-ItemKind-RATING = 评分
code-ItemKind-POINTS = 得分
code-ItemKind-CHOICE = 单选
code-ItemKind-TEXT = 文字
code-ItemKind-LEVEL = 置信等级
code-StepMark-DONE = 独立完成
code-StepMark-DONE_WITH_HELP = 在帮助下完成
code-StepMark-NOT_DONE = 未完成或有误
code-StepMark-NOT_APPLICABLE = 不适用
code-PassRuleKind-STEPS_DONE = 步骤完成率
code-PassRuleKind-MEAN_RATING = 平均分
code-PassRuleKind-EACH_RATING = 各项最低分
code-PassRuleKind-POINTS = 总得分
code-AssessmentErrorCode-INVALID = 填写有误
code-AssessmentErrorCode-UNKNOWN_PRESET = 没有这个预设
code-AssessmentErrorCode-FORM_RETIRED = 表单已停用
code-AssessmentErrorCode-FORM_ELSEWHERE = 表单属于其他学校
code-AssessmentErrorCode-FORM_MULTISOURCE = 360 度评价需逐一邀请
code-AssessmentErrorCode-NOT_IN_TRAINING = 当日不在培
code-AssessmentErrorCode-IN_FUTURE = 尚未发生
code-AssessmentErrorCode-TOO_LATE = 已过评价期限
code-AssessmentErrorCode-NOT_CORRECTABLE = 不能更正
code-AssessmentErrorCode-REASON_MISSING = 缺少理由
code-AssessmentErrorCode-NOT_PENDING = 不在待审状态
code-AssessmentErrorCode-NOT_APPROVED = 尚未通过
code-AssessmentErrorCode-WINDOW_CLOSED = 已过审核期限
code-AssessmentErrorCode-CONFLICT = 已被他人更改
