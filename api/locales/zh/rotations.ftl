### “rotations”一室对人说的话。

rotations-stay-too-long = 轮转自 { $begin } 至 { $end }，超过 { $limit } 个月：请更正日期，或分几次安排
rotations-outside-training = 轮转自 { $begin } 至 { $end }，不在培训期 { $first } 至 { $last } 之内：请在培训期内安排
rotations-training-over = 该培训已结束：请安排在培的学员
rotations-requirement-of-another-version = 该要求不属于此学员的培训方案版本：请选择本版本的要求
rotations-requirement-no-time = “{ $requirement }”不要求科室轮转时间：请选择要求轮转时间的项目
rotations-requirement-specialty = 科室“{ $department }”不能完成“{ $requirement }”：请选择以下专业的科室：{ $specialties }
rotations-requirement-base = “{ $requirement }”须在{ $kind }完成，而此处的{ $institution }属另一类基地：请选择该类基地的科室
rotations-not-accredited = { $institution }作为该基地的认定期为 { $first } 至 { $last }，不能涵盖 { $begin } 至 { $end }：请在认定期内安排，或另选基地
rotations-specialty-not-accredited = { $institution }在 { $begin } 至 { $end } 期间并非每日都具有“{ $specialty }”专业基地认定：请选择认定期内的日期，或其他基地
rotations-supervises-herself = 不能带教自己：请另选带教老师
rotations-supervisor-elsewhere = 此人不在{ $institution }任教或任职：请选择该机构的带教老师
rotations-supervisor-full = 该带教老师自 { $begin } 至 { $end } 已带 { $booked } 名学员，上限为 { $limit } 名：请另选老师或时间，或写明理由申请特批
rotations-overlap = 该学员自 { $begin } 至 { $end } 已安排在“{ $department }”：请另选时间，或取消该轮转
rotations-overlap-share = 该学员自 { $begin } 至 { $end } 已安排全日制的 { $taken }%（{ $departments }），再加 { $wanted }% 将超过 100%：请另选时间或降低比例
rotations-overlap-meanwhile = 同一时刻有人为该学员安排了时间重叠的轮转：请查看其轮转安排后另选时间
rotations-capacity-range = 科室同时接收的学员数不能是 { $capacity }：请填写 0 至 { $limit }
rotations-merger-same = 机构不能并入其自身：请填写另一机构
rotations-merger-booked = 在 { $day } 当日或之后尚有 { $count } 项轮转安排，最晚至 { $last }：请先取消或改期，或选择更晚的合并日期
rotations-merger-begins-later = 有认定或成员关系自 { $begin } 起：请选择晚于该日的合并日期
rotations-capacity-past = { $day } 已过：容量只能自今天（{ $today }）或以后起变更
rotations-capacity-below-booked = { $begin } 至 { $end } 已安排 { $booked } 名学员，多于 { $capacity } 名：请先调整这些轮转，或注明予以保留
rotations-swap-one-trainee = 两项轮转属于同一名学员：请指定两名学员的轮转
rotations-swap-begun = 该轮转{ $status }，自 { $begin } 开始：只能对调计划中且尚未开始的轮转
rotations-swap-share = 一项轮转占全日制的 { $first }%，另一项占 { $second }%：只能对调比例相同的轮转
rotations-make-up-other = 该轮转对应其他要求或其他培训：请指定本次补轮转所补的那一项
rotations-make-up-cancelled = 该轮转并未进行：请指定已进行的轮转
rotations-make-up-early = 该轮转至 { $end } 才结束：其所缺部分只能在此之后补轮转
rotations-department-full = 科室“{ $department }”自 { $begin } 至 { $end } 已满（{ $booked }/{ $capacity }）：请另选时间，提高其容量，或写明理由申请特批
rotations-not-planned = 该轮转{ $status }：只能取消计划中或待特批的轮转
rotations-not-draft = 该轮转{ $status }：只有草拟的轮转可以批准
rotations-draft-override = 草拟的轮转尚不占用名额：请去掉理由，或直接安排轮转
rotations-transfer-same-base = 该科室属于同一基地：请选择其他基地的科室
rotations-transfer-over = 该轮转于 { $last } 结束：请选择当日或更早的日期
rotations-transfer-evidence = { $day } 及以后有 { $count } 条记录待审或已通过：请选择较晚的日期，或先撤回
rotations-exit-leave = 轮转期间已批准请假 { $days } 天：缺勤天数不得少于此数
rotations-not-proposed = 该轮转{ $status }：只有待特批的轮转可以特批
rotations-override-same-person = 特批由您本人提出：须由另一人批准，请交由其他负责人处理
rotations-override-own = 不能特批自己的轮转：请交由其他负责人处理
rotations-evidence-exists = 该轮转有 { $count } 条记录待审核或已通过：请先全部驳回或撤回，再取消轮转

rotations-hours-out-of-order = { $interval } 的结束时间不晚于开始时间：请更正
rotations-hours-to-the-minute = { $instant } 不是整分钟：开始和结束时间请精确到分钟
rotations-hours-too-long = { $interval } 超过 { $limit } 小时：请填写连续工作的时段，其余另填一条
rotations-hours-in-future = { $interval } 尚未结束：请在工作结束后填写
rotations-hours-too-late = { $day } 距今超过 { $limit } 天：已不能补填该日工时
rotations-hours-outside = { $interval } 不在该轮转或带教期 { $first } 至 { $last } 之内：请更正时间，或选择当时所在的轮转
rotations-hours-source-ended = 该轮转已取消或尚待特批，或培训已结束：不能在此填写工时
rotations-hours-activity = 此处不能填写“{ $activity }”：请填写“{ $accepted }”
rotations-hours-no-activity = 该带教关系不填写工时：请选择轮转，或师承导师的带教关系
rotations-hours-kind-unknown = “{ $code }”不是该学员培训方案中的活动类别：请选用方案列出的类别，或不填
rotations-hours-kind-of-another = “{ $kind }”属于“{ $of }”，不能用于“{ $activity }”：请改正其中一项
rotations-hours-overlap = { $interval } 与已填写的工时（{ $held }）重叠：请更正原有工时，或另填时间
rotations-hours-overlap-meanwhile = 同一时刻已填写了该时段的工时：请先查看已有记录
rotations-hours-two-places = { $interval } 与您在其他单位参加的教学活动（{ $attended }）冲突：同一时间不能在两地，请更正时间
rotations-hours-unknown = 所指的内容不存在或不属于您：请填写您本人的轮转、带教关系或工时的编号
rotations-hours-key-unknown = 尚未收到键为“{ $key }”的工时：请先提交该条，或与本条一同提交
rotations-hours-replaces-twice = 被更正的工时请只用编号或只用键指明，不要两者都填
rotations-hours-file-text = 文件“{ $file }”不是 UTF-8 文本：请提交 JSON Lines 格式，每行一条工时
rotations-hours-file-lines = 文件“{ $file }”含 { $lines } 条工时：每个文件请包含 1 至 { $most } 条
rotations-hours-line = 该行不能读作一条工时（{ $cause }）：请按 HoursSyncItemInput 的说明更正后重新提交
rotations-hours-line-field = “{ $field }”不是工时的字段：请更正字段名或删去
rotations-attendance-code = 这不是科室当前显示的签到码：请重新读取并立即提交
rotations-attendance-open = 您自 { $since } 起已签到：请先签退
rotations-attendance-outside = 今天不在该轮转期 { $first } 至 { $last } 之内：请选择今天所在的轮转
rotations-attendance-none = 您尚未签到：请先签到，或手工填写工时
rotations-attendance-lapsed = { $since } 的签到未在 { $limit } 小时内签退，已失效：请手工填写该时段的工时
rotations-attendance-short = 签到与签退之间不足一整分钟：请稍后再签退
rotations-sheet-number = 该周无人在科，或超过 { $most } 人：请另选一周，或指明轮转
rotations-sheet-week = { $interval } 不在 { $monday } 所在的一周开始：请更正时间，或填写表上的那一周
rotations-calendar-feeds = 每人最多同时订阅 { $most } 个日历：请先停用一个
rotations-calendar-own = 轮转日历 · { $person }
rotations-calendar-department = 轮转日历 · { $department }（{ $institution }）
rotations-calendar-stay = { $department } · { $institution }
rotations-calendar-supervised = { $person } · { $department }
rotations-calendar-nobody = 学员 · { $department }
rotations-calendar-here = { $person }
rotations-calendar-leave = 请假
rotations-calendar-cancelled = 已取消：{ $event }
rotations-calendar-of-stay = 轮转
rotations-calendar-of-supervised = 带教
rotations-calendar-gone = 此日历地址不存在或已停用：请重新订阅
rotations-calendar-fault = 日历暂时无法读取：请稍后再试
rotations-hours-sync-number = 一次请提交 1 至 { $most } 条：请分几次提交，或上传文件
rotations-correction-elsewhere = { $day } 的记录不属于此处：请更正本人在同一轮转或带教关系中的同类记录
rotations-correction-replaced = { $day } 的记录已被更正：请更正较新的一条
rotations-correction-waits = { $day } 的记录已有更正待审核：请等待审核结果
rotations-correction-chained = { $day } 的记录本身是对另一条仍有效记录的更正：请更正那一条

rotations-case-disease = 病种代码只能由字母、数字和 . - _ + * 组成，1 至 { $limit } 个字符：请按培训方案填写
rotations-case-record = 病历号只能由字母和数字组成，{ $least } 至 { $limit } 个字符：请更正
rotations-case-identity-number = 填写的是居民身份号码，而不是病历号：请填写病历号，系统只保存其摘要和末四位
rotations-case-in-future = { $day } 尚未到来：请在诊疗之后填写
rotations-case-too-late = { $day } 距今超过 { $limit } 天：已不能补填该日病例
rotations-case-outside = { $day } 不在该轮转的 { $first } 至 { $last } 之内：请更正日期，或选择当时所在的轮转
rotations-case-source-ended = 该轮转已取消或尚待特批，或培训已结束：不能在此填写病例

rotations-duty-time = { $minutes ->
        [0] { $hours } 小时
       *[other] { $hours } 小时 { $minutes } 分钟
    }
rotations-duty-average-hours = { $set }（{ $clause }）：{ $from } 至 { $until } 间，以 { $days } 天计平均每周 { $measured }，上限为 { $allowed }
rotations-duty-days-free = { $set }（{ $clause }）：{ $from } 至 { $until } 间，{ $days } 天内连续24小时的休息日为 { $measured } 天，至少应有 { $allowed } 天
rotations-duty-continuous = { $set }（{ $clause }）：{ $from } 至 { $until } 连续工作 { $measured }，上限为 { $allowed }
rotations-duty-rest-between = { $set }（{ $clause }）：{ $from } 至 { $until } 两次工作之间休息 { $measured }，至少应有 { $allowed }
rotations-duty-rest-after = { $set }（{ $clause }）：工作 { $after } 小时及以上之后，{ $from } 至 { $until } 休息 { $measured }，至少应有 { $allowed }
rotations-duty-daily-rest = { $set }（{ $clause }）：{ $from } 至 { $until } 间，24小时内连续休息 { $measured }，至少应有 { $allowed }
rotations-duty-weekly-rest = { $set }（{ $clause }）：{ $from } 至 { $until } 间连续休息 { $measured }，至少应有 { $allowed }
rotations-duty-call-frequency = { $set }（{ $clause }）：{ $from } 至 { $until } 间，{ $days } 天内值班 { $measured } 夜，上限为 { $allowed } 夜
rotations-duty-file-counts = { $path } 为空：请至少写一种工时，或删去该字段
rotations-duty-file-more = { $path } 为 { $value }，大于 { $whole }（{ $most }）：请更正其一
rotations-duty-file-weeks = { $path } 为 { $days }：请填写整周天数，即 7、14、21 或 28
rotations-duty-period-order = { $from } 至 { $until } 的终止日期早于起始日期：请更正
rotations-duty-period-long = { $from } 至 { $until } 超过 { $limit } 天：请缩短时段

rotations-exit-already-submitted = 该轮转已有出科申请待审核或已通过：无需再次提交
rotations-exit-not-planned = 该轮转{ $status }：只有计划中的轮转可以提交出科
rotations-exit-not-over = 该轮转于 { $end } 结束：请在当日或之后提交出科
rotations-exit-not-supervisor = 出科只能由该轮转的带教老师审核
rotations-exit-exam-missing = 出科考核（{ $form }）尚未通过：请先完成并记录考核，再签署出科
rotations-exit-returned-before = 该出科已退回修改过一次：请签署通过，或写明理由不予通过

code-PlacementStatus-DRAFT = 草拟
code-PlacementStatus-PROPOSED = 待特批
code-PlacementStatus-PLANNED = 计划中
code-PlacementStatus-ACTIVE = 进行中
code-PlacementStatus-COMPLETED = 已完成
code-PlacementStatus-REPEATED = 须重新轮转
code-PlacementStatus-CANCELLED = 已取消

code-Activity-DUTY = 值班
code-Activity-FOLLOWING_MASTER = 跟师
code-Activity-ON_CALL_IN_HOUSE = 院内值班
code-Activity-ON_CALL_HOME = 居家听班

code-Layer-DUTY = 值班
code-Layer-ALONGSIDE = 值班中并行
code-Layer-STAND_BY = 听班

code-CaseErrorCode-INVALID = 内容有误
code-CaseErrorCode-RECORD_INVALID = 病历号有误
code-CaseErrorCode-OUTSIDE_SOURCE = 不在轮转期内
code-CaseErrorCode-SOURCE_ENDED = 轮转未生效或培训已结束
code-CaseErrorCode-IN_FUTURE = 尚未发生
code-CaseErrorCode-TOO_LATE = 已过补填期限
code-CaseErrorCode-NOT_CORRECTABLE = 不能更正
code-CaseErrorCode-REASON_MISSING = 缺少理由
code-CaseErrorCode-NOT_PENDING = 不在待审核状态
code-CaseErrorCode-NOT_APPROVED = 未通过审核
code-CaseErrorCode-WINDOW_CLOSED = 审核期已过
code-CaseErrorCode-CONFLICT = 已被他人修改

code-ReviewDecision-APPROVED = 通过
code-ReviewDecision-RETURNED = 退回修改
code-ReviewDecision-REJECTED = 驳回

code-CapacityErrorCode-INVALID = 人数无效
code-CapacityErrorCode-IN_PAST = 日期已过
code-CapacityErrorCode-BELOW_BOOKED = 已安排人数更多
code-CapacityErrorCode-REASON_INVALID = 理由缺失或过长
code-PlacementErrorCode-SWAP_UNSUITABLE = 轮转不能对调
code-PlacementErrorCode-MAKE_UP_UNSUITABLE = 不能补该轮转
code-PlacementErrorCode-INVALID_DATES = 日期有误
code-PlacementErrorCode-OUTSIDE_TRAINING = 不在培训期内
code-PlacementErrorCode-REQUIREMENT_MISMATCH = 不符合该要求
code-PlacementErrorCode-NOT_ACCREDITED = 基地未获认定
code-PlacementErrorCode-SPECIALTY_NOT_ACCREDITED = 专业基地未获认定
code-PlacementErrorCode-INSTITUTION_MERGED = 机构已合并
code-PlacementErrorCode-SUPERVISOR_UNSUITABLE = 带教老师不合适
code-PlacementErrorCode-PART_TIME_INVALID = 非全日制比例有误
code-PlacementErrorCode-OVERLAP = 与其他轮转重叠
code-PlacementErrorCode-DEPARTMENT_FULL = 科室已满
code-PlacementErrorCode-SUPERVISOR_FULL = 带教老师名额已满
code-PlacementErrorCode-REASON_INVALID = 理由缺失或过长
code-PlacementErrorCode-NOT_PLANNED = 已不在计划中
code-PlacementErrorCode-NOT_DRAFT = 不是草拟
code-PlacementErrorCode-TRANSFER_UNSUITABLE = 不能转往该处
code-PlacementErrorCode-NOT_PROPOSED = 不在待特批状态
code-PlacementErrorCode-SECOND_PERSON_NEEDED = 须由另一人批准
code-PlacementErrorCode-EVIDENCE_EXISTS = 已有记录
code-PlacementErrorCode-CONFLICT = 已被他人修改

code-HoursErrorCode-INVALID_INTERVAL = 起止时间有误
code-HoursErrorCode-TOO_LONG = 时间过长
code-HoursErrorCode-IN_FUTURE = 尚未结束
code-HoursErrorCode-TOO_LATE = 补填过晚
code-HoursErrorCode-OUTSIDE_SOURCE = 不在轮转或带教期内
code-HoursErrorCode-SOURCE_ENDED = 轮转已取消或培训已结束
code-HoursErrorCode-ACTIVITY_MISMATCH = 活动类型不符
code-HoursErrorCode-OVERLAP = 与其他工时重叠
code-HoursErrorCode-TWO_PLACES = 同一时间在另一地点
code-HoursErrorCode-INVALID = 文字过长
code-HoursErrorCode-NOT_CORRECTABLE = 不能更正
code-HoursErrorCode-REASON_MISSING = 缺少理由
code-HoursErrorCode-NOT_PENDING = 不在待审核状态
code-HoursErrorCode-NOT_APPROVED = 未通过审核
code-HoursErrorCode-WINDOW_CLOSED = 审核期已过
code-HoursErrorCode-CONFLICT = 已被他人修改
code-HoursErrorCode-CODE_INVALID = 签到码不符
code-HoursErrorCode-CHECKED_IN = 已签到
code-HoursErrorCode-NOT_CHECKED_IN = 尚未签到
code-HoursErrorCode-LAPSED = 签到已失效
code-CheckInStatus-OPEN = 进行中
code-CheckInStatus-ENDED = 已签退
code-CheckInStatus-LAPSED = 已失效
code-HoursErrorCode-UNKNOWN = 不存在或不属于本人
code-HoursErrorCode-HAS_IDENTIFIER = 含有个人号码
code-HoursErrorCode-KEY_TAKEN = 该键已用于其他内容
code-SyncOutcome-SUBMITTED = 已提交
code-SyncOutcome-REPEATED = 已有记录
code-SyncOutcome-REFUSED = 被退回

code-PlacementExitErrorCode-NOT_OVER = 轮转尚未结束
code-PlacementExitErrorCode-NOT_PLANNED = 已不在计划中
code-PlacementExitErrorCode-ALREADY_SUBMITTED = 已提交出科
code-PlacementExitErrorCode-ABSENCE_INVALID = 缺勤天数有误
code-PlacementExitErrorCode-SUMMARY_INVALID = 小结缺失或过长
code-PlacementExitErrorCode-REASON_MISSING = 缺少理由
code-PlacementExitErrorCode-NOT_PENDING = 不在待审核状态
code-PlacementExitErrorCode-NOT_APPROVED = 未通过审核
code-PlacementExitErrorCode-WINDOW_CLOSED = 审核期已过
code-PlacementExitErrorCode-COMMENT_INVALID = 评语缺失或过长
code-PlacementExitErrorCode-EXAM_MISSING = 出科考核未通过
code-PlacementExitErrorCode-RETURNED_BEFORE = 已退回过一次
code-PlacementExitErrorCode-CONFLICT = 已被他人修改

code-DutyRuleKind-AVERAGE_HOURS = 平均周工时
code-DutyRuleKind-DAYS_FREE = 休息日
code-DutyRuleKind-CONTINUOUS = 连续工作
code-DutyRuleKind-REST_BETWEEN = 两次工作间的休息
code-DutyRuleKind-REST_AFTER = 长时间工作后的休息
code-DutyRuleKind-DAILY_REST = 每日休息
code-DutyRuleKind-WEEKLY_REST = 每周休息
code-DutyRuleKind-CALL_FREQUENCY = 值班频次

code-DutySeverity-BREACH = 违反
code-DutySeverity-NOTICE = 提示

code-DutyKind-WORK = 工作
code-DutyKind-IN_HOUSE_CALL = 院内值班
code-DutyKind-HOME_CALL_WORKED = 居家听班期间的工作
code-DutyKind-HOME_CALL_STANDBY = 居家听班
code-DutyKind-MOONLIGHTING = 兼职

code-DutyUnit-MINUTES_A_WEEK = 每周分钟数
code-DutyUnit-MINUTES = 分钟
code-DutyUnit-DAYS = 天
code-DutyUnit-NIGHTS = 夜


## 不能合并机构的原因

code-MergerErrorCode-INVALID = 填写有误
code-MergerErrorCode-MERGED = 已并入其他机构
code-MergerErrorCode-BOOKED = 尚有轮转安排
code-MergerErrorCode-BEGINS_LATER = 有事项在其后开始


## 不能订阅日历的原因

code-CalendarFeedErrorCode-TOO_MANY = 日历订阅已达上限
