### “assessments”一室对人说的话。

## 表单文件、登记与备注

assessments-placement-elsewhere = 该学员 { $day } 不在该轮转中：请指定她当天所在的轮转
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
assessments-form-multisource = “{ $form }”由多人分别填写，不能单独登记：请发起一轮多源评价并邀请评价人
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

## 一次性链接

assessments-form-exam-link = “{ $form }”是考试：请由有账号的考官登记
assessments-not-supervised = { $day } 没有可审核此评价的带教老师或导师：请先指定当日的带教老师
assessments-links-a-day = 一天内已生成 { $limit } 个链接，已达上限：请明天再试
assessments-assessor-name = 请填写 1 至 { $limit } 个字符的姓名或称呼，不要换行
assessments-link-not-open = 该邀请不能撤回，状态为“{ $status }”：请重新查看
assessments-link-invalid = 链接无效：已使用、已撤回或已过期；请向学员索取新的链接
assessments-link-form-retired = “{ $form }”已停用：请学员改用现行表单重新邀请
assessments-own-link = 此链接是评价您本人的：请交给评价您的人
assessments-not-watched = 请确认您亲自观察了全过程；未观察的，请不要填写
assessments-not-returned = 经链接填写的评价无人可以修改：请通过或驳回

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
code-AssessmentErrorCode-FORM_EXAM = 考试不经链接进行
code-AssessmentErrorCode-NOT_SUPERVISED = 当日无人带教
code-AssessmentErrorCode-LINK_INVALID = 链接无效
code-AssessmentErrorCode-OWN_LINK = 评价本人的链接
code-AssessmentErrorCode-NOT_OPEN = 不可撤回
code-AssessmentErrorCode-TOO_MANY_LINKS = 链接过多
code-AssessmentRequestStatus-OPEN = 待填写
code-AssessmentRequestStatus-USED = 已填写
code-AssessmentRequestStatus-REVOKED = 已撤回
code-AssessmentRequestStatus-EXPIRED = 已过期

## 多源评价轮次

assessments-form-single = “{ $form }”由一人填写：请用单个链接邀请，或直接登记
assessments-round-closing = 截止日期须在 { $today } 至 { $latest } 之间：请重新选择
assessments-round-over = 本轮已于 { $day } 截止，不能再填写：请另行发起
assessments-round-closed = 本轮已经结束：请查看结果
assessments-round-few = 已收到 { $count } 份，表单要求至少 { $least } 份：请等待更多答复或继续邀请
assessments-round-by-mail = 请填写电子邮箱：多源评价的链接由系统直接发给评价人，不经您转交；没有邮箱的人请由带教老师邀请
assessments-round-own-address = 这是学员本人的邮箱：请填写评价人的邮箱
assessments-round-invited = { $address } 已在本轮受邀：每人只填写一次
code-AssessmentErrorCode-FORM_SINGLE = 由一人填写
code-AssessmentErrorCode-ROUND_CLOSED = 本轮已结束
code-AssessmentErrorCode-FEW_ANSWERS = 答复不足
code-RespondentRole-NURSE = 护士
code-RespondentRole-PATIENT = 患者
code-RespondentRole-RELATIVE = 患者家属或照护者
code-RespondentRole-PEER = 同伴学员
code-RespondentRole-TEACHER = 上级医师或教师
code-RespondentRole-ALLIED_HEALTH = 药师、技师或治疗师
code-RespondentRole-MANAGER = 管理人员
