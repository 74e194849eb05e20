### “credentials” 这一间对人说的话。

## 证书办理被拒绝的原因

credentials-own-certificate = 这是您本人的证书：须由他人提名并签发
credentials-same-person = 这份证书是您本人提名的：须由另一位教务管理员签发
credentials-already = 已有证书（{ $status }）：一次培训或一段师承只能有一份证书
credentials-either = 请在 enrolmentId 与 apprenticeshipId 中给出且只给出一个：一份证书只对应一项
credentials-not-proposed = 这份证书的状态是“{ $status }”，只有待签发的证书可以签发或退回：请重新查看
credentials-no-glyph = { $field }中的 { $characters } 没有可用的字体，无法印刷：请更正，或与持证人商定另一种写法
credentials-too-long = { $field }共 { $characters } 个字符，无法清晰印刷：请缩短
credentials-loopback-address = 证书的验证地址将是 { $address }，只有本机能够打开：请先把 PUBLIC_URL 设为他人可以访问的地址，再签发

## 印在证书上的话

credentials-legal-effect = 本证书证明持证人完成上述培训，不替代国家统一颁发的合格证书。
credentials-pairing-effect = 本证书证明持证人完成上述师承学习，不替代国家统一颁发的出师证书或医师资格证书。

## 名称

code-CertificateKind-APPRENTICESHIP = 师承结业证书
code-CertificateKind-COMPLETION = 结业证书

code-CertificateStatus-PROPOSED = 待签发
code-CertificateStatus-ISSUING = 签发中
code-CertificateStatus-ISSUED = 已签发
code-CertificateStatus-DECLINED = 已退回
code-CertificateStatus-VOID = 作废

code-VerificationStatus-VALID = 有效
code-VerificationStatus-EXPIRED = 已过期
code-VerificationStatus-SUPERSEDED = 已被替换
code-VerificationStatus-REVOKED = 已撤销
code-VerificationStatus-VOID = 作废
code-VerificationStatus-UNKNOWN = 查无此证

code-CertificateErrorCode-NOT_ELIGIBLE = 尚未达到结业条件
code-CertificateErrorCode-NO_GLYPH = 有字无法印刷
code-CertificateErrorCode-NOT_PRINTABLE = 文字无法印刷
code-CertificateErrorCode-ALREADY = 已有证书
code-CertificateErrorCode-SAME_PERSON = 提名与签发为同一人
code-CertificateErrorCode-OWN_CERTIFICATE = 本人的证书
code-CertificateErrorCode-NOT_PROPOSED = 不是待签发状态
code-CertificateErrorCode-LOOPBACK_ADDRESS = 没有公开地址
code-CertificateErrorCode-REASON = 理由缺失或过长
credentials-handbook-form-title = 出科考核表
credentials-handbook-handbook-title = 轮转手册
credentials-handbook-nothing = 没有可打印的轮转：已取消的轮转不打印
credentials-handbook-trainee = 学员
credentials-handbook-school = 学校
credentials-handbook-programme = 培训项目
credentials-handbook-origin = 报名类别
credentials-handbook-year = 招录年份
credentials-handbook-training = 培训时间
credentials-handbook-institution = 基地
credentials-handbook-department = 科室
credentials-handbook-stay = 轮转时间
credentials-handbook-requirement = 培训要求
credentials-handbook-supervisor = 带教老师
credentials-handbook-absence = 缺勤天数
credentials-handbook-hours = 工时
credentials-handbook-asked = 考核内容
credentials-handbook-in-stay = 本科室完成
credentials-handbook-credited = 累计完成
credentials-handbook-target = 要求
credentials-handbook-exam = 出科考核
credentials-handbook-summary = 出科小结
credentials-handbook-status = 状态
credentials-handbook-stays = 轮转安排
credentials-handbook-cases = 病例登记
credentials-handbook-marked = 技能与考核
credentials-handbook-day = 日期
credentials-handbook-disease = 病种
credentials-handbook-role = 参与
credentials-handbook-note = 说明
credentials-handbook-form = 表单
credentials-handbook-level = 等级
credentials-handbook-result = 结果
credentials-handbook-week = 周
credentials-handbook-approved = 已审核
credentials-handbook-waiting = 待审核
credentials-handbook-passed = 合格
credentials-handbook-failed = 不合格
credentials-handbook-exam-none = 尚未考核
credentials-handbook-not-handed-in = 学员尚未提交出科；本表所列为目前情况。
credentials-handbook-open = 尚未完成签署；本表所列为目前情况。
credentials-handbook-sign-here = 签字：　　　　　　　　　　日期：　　　　　　　　　　（盖章）
credentials-handbook-version = { $programme }（第 { $number } 版）
credentials-handbook-days = （{ $days } 天）
credentials-handbook-share = 非全日制 { $percent }%
credentials-handbook-part-time = 非全日制
credentials-handbook-counted = { $percent }%，计入 { $counted } 天
credentials-handbook-hours-approved = 已审核 { $hours } 小时 { $minutes } 分；待审核 { $waiting } 条
credentials-handbook-frozen = 签署完毕并固化于 { $day }，SHA-256：{ $digest }
credentials-handbook-exam-passed = { $day } 合格（共考 { $sittings } 次）
credentials-handbook-exam-failed = { $day } 不合格（共考 { $sittings } 次）
credentials-handbook-decided = { $decision }　{ $name }　{ $day }
code-HandbookErrorCode-NOTHING = 没有可打印的内容

## 工时周记录表

credentials-sheet-title = 工时周记录表
credentials-sheet-who = 学员：{ $trainee }    带教老师：{ $supervisor }
credentials-sheet-where = { $institution } · { $department }
credentials-sheet-when = 本周：{ $first } 至 { $last }    轮转期：{ $from } 至 { $until }
credentials-sheet-day = 日期
credentials-sheet-from = 开始
credentials-sheet-until = 结束
credentials-sheet-activity = 内容
credentials-sheet-remarks = 备注
credentials-sheet-activities = 内容填写：值班、院内值班或居家听班。每天可填两段，更多时段请写在备注栏。
credentials-sheet-advice = 时间精确到分钟，00:00 至 24:00；跨零点的值班写在开始的那一天。签字后请交科室办公室。
credentials-sheet-trainee = 学员签字（日期）
credentials-sheet-supervisor = 带教老师签字（日期）
credentials-sheet-seal = 科室盖章
credentials-sheet-weekday-1 = 周一
credentials-sheet-weekday-2 = 周二
credentials-sheet-weekday-3 = 周三
credentials-sheet-weekday-4 = 周四
credentials-sheet-weekday-5 = 周五
credentials-sheet-weekday-6 = 周六
credentials-sheet-weekday-7 = 周日

## 教学工作清单与基层服务证明

credentials-statement-period = 起止日期须先后有序，截止日不晚于今天，且不超过 { $years } 年：请改选日期
credentials-statement-month = 月度清单须为一个已经结束的完整自然月：请从该月第一天选到最后一天
credentials-statement-nothing = 这段时间没有可以列入的教学活动：须为本人主讲、该机构组织、并经他人确认的活动；基层服务证明只计在基层医疗卫生机构或基层实践基地的活动
credentials-statement-loopback = 证明的验证地址将是 { $address }，只有本机能够打开：请先把 PUBLIC_URL 设为他人可以访问的地址，再开具
credentials-statement-conflict = 开具期间又有教学活动得到确认：请再试一次
credentials-statement-service-sentence = 兹证明{ $holder }于{ $first }至{ $last }期间，受{ $institution }安排到下列基层医疗卫生机构（基层实践基地）开展服务，现场服务 { $days } 天，教学活动 { $sessions } 次，合 { $hours } 学时。
credentials-statement-month-sentence = { $holder }于{ $first }至{ $last }期间承担{ $institution }组织的教学活动 { $sessions } 次，合 { $hours } 学时，现场 { $days } 天，明细如下。
credentials-statement-day = 日期
credentials-statement-place = 地点
credentials-statement-kind = 类别
credentials-statement-way = 方式
credentials-statement-title = 题目
credentials-statement-days = 天数
credentials-statement-sessions = 次数
credentials-statement-minutes = 分钟
credentials-statement-hours = 学时
credentials-statement-attendees = 人数
credentials-statement-subtotal = 小计
credentials-statement-total = 合计
credentials-statement-on-site = 现场
credentials-statement-remote = 远程
credentials-statement-source = 以上内容仅取自经第二人确认的教学活动；同一天在一地只计一天，远程活动不计天数。此后又有活动得到确认的，可重新开具，本件随之失效，以验证结果为准。
credentials-statement-hour-note = 每学时 45 分钟，按分钟合计折算，四舍五入到百分位。
credentials-statement-code = 验证码
credentials-statement-seal = 盖章

code-TeachingStatementKind-GRASSROOTS_SERVICE = 基层服务证明
code-TeachingStatementKind-MONTHLY_TEACHING = 教学工作月度清单

code-TeachingStatementErrorCode-PERIOD = 起止日期不合要求
code-TeachingStatementErrorCode-NOTHING_TAUGHT = 没有可以列入的教学活动
code-TeachingStatementErrorCode-NO_GLYPH = 有字无法印刷
code-TeachingStatementErrorCode-NOT_PRINTABLE = 文字无法印刷
code-TeachingStatementErrorCode-LOOPBACK_ADDRESS = 没有公开地址
code-TeachingStatementErrorCode-CONFLICT = 开具期间内容有变
