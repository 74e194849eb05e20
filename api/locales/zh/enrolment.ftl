### “enrolment”一室对人说的话。

enrolment-person-unknown = 没有此人：请核对人员编号
enrolment-supervisor-unknown = 没有此带教老师：请核对人员编号
enrolment-institution-unknown = 没有此送培机构：请核对机构编号
enrolment-base-unknown = 没有此培训基地：请核对基地编号
enrolment-version-not-published = 该培训方案版本的状态为{ $status }：只能报入已发布的版本
enrolment-already-enrolled = 此人已报入该培训方案版本：请查看已有学籍，不必重复登记
enrolment-sending-institution-missing = 委培单位人须注明送培单位：请填写送培单位
enrolment-starts-on-year = 入培日期为 { $day }：年份应在 { $least } 至 { $most } 之间，请更正
enrolment-own-supervisor = 学员不能做自己的带教老师：请指定他人
enrolment-not-active = 学籍状态为{ $status }：只能为在训学籍指定带教老师
enrolment-supervision-outside = 带教开始日期 { $day } 不在培训期 { $begin } 至 { $end } 之内：请更正日期
enrolment-supervision-twice = 此人自 { $begin } 起已是该学籍的{ $kind }：请先结束原有关系，或更正日期
enrolment-roster-empty = { $file }只有表头，没有学员：请在表头下逐行填写
enrolment-roster-column-missing = 缺少“{ $column }”列：请添加该列，例如命名为“{ $example }”
enrolment-roster-column-twice = “{ $first }”与“{ $second }”两列均表示{ $column }：请只保留一列
enrolment-roster-twice = { $column }与第 { $line } 行相同：请更正或删除其中一行
enrolment-roster-same-person = 与第 { $line } 行是同一人、同一培训方案：请删除其中一行
enrolment-roster-programme-unknown = 本校没有名为“{ $programme }”的培训方案：请填写方案代码或名称
enrolment-roster-programme-ambiguous = 本校有多个名为“{ $programme }”的培训方案：请填写方案代码
enrolment-roster-programme-unpublished = 培训方案“{ $programme }”尚无已发布的版本：请先发布再导入
enrolment-roster-institution-unknown = 没有名为“{ $institution }”的机构：请填写机构全称或统一社会信用代码
enrolment-roster-institution-ambiguous = 有多个名为“{ $institution }”的机构：请填写统一社会信用代码
enrolment-roster-number-of-another = 编号 { $number } 在本校属于另一个姓名：请更正编号或姓名
enrolment-roster-identity-of-another = 身份证号码 { $number } 属于另一姓名的人员：请更正号码或姓名
enrolment-roster-identity-differs = 身份证号码 { $number } 与已登记的不同：导入不会更改，请在人员记录中更正
enrolment-roster-namesake = 已有同名且出生日期为 { $day } 的人员：本行将作为新人员登记，并列入疑似重复人员等待处理
enrolment-roster-phone-of-another = 手机号 { $phone } 属于他人：请核对手机号、编号和姓名
enrolment-roster-phone-differs = 手机号 { $phone } 与已登记的不同：导入不会更改已登记的手机号，请在人员资料中更正
enrolment-roster-uncovered = 证书字体缺少这些字：{ $characters }。名单可以导入，但签发证书前须配置含有这些字的字体
enrolment-roster-changed-meanwhile = 名单中的人员刚被他人登记：未写入任何内容，请重新导入
enrolment-roster-rows-refused = 名单有 { $rows } 行不能导入：未写入任何内容，请按报告逐行更正后重新导入

code-Origin-OWN_STAFF = 本单位人
code-Origin-SENT = 委培单位人
code-Origin-INDEPENDENT = 社会人
code-Origin-DEGREE_STUDENT = 在校专硕
code-Origin-DIRECTED = 订单定向

code-EnrolmentStatus-ACTIVE = 在训
code-EnrolmentStatus-COMPLETED = 已结业
code-EnrolmentStatus-WITHDRAWN = 已退出
code-EnrolmentStatus-MERGED = 已并入另一报名

code-SupervisionKind-MASTER = 跟师导师
code-SupervisionKind-RESPONSIBLE = 责任导师

code-RosterColumn-NAME = 姓名
code-RosterColumn-NAME_EN = 英文名
code-RosterColumn-NUMBER = 编号
code-RosterColumn-PHONE = 手机号
code-RosterColumn-EMAIL = 邮箱
code-RosterColumn-ORIGIN = 报名类别
code-RosterColumn-SENDING_INSTITUTION = 委派单位
code-RosterColumn-RECRUITMENT_YEAR = 招录年份
code-RosterColumn-PROGRAMME = 培训方案
code-RosterColumn-STARTS_ON = 入培日期
code-RosterColumn-IDENTITY_NUMBER = 身份证号
code-RosterColumn-BIRTH_ON = 出生日期

code-Severity-ERROR = 错误
code-Severity-WARNING = 提醒

code-EnrolmentErrorCode-INVALID = 内容有误
code-EnrolmentErrorCode-NOT_FOUND = 不存在
code-EnrolmentErrorCode-NOT_PUBLISHED = 方案未发布
code-EnrolmentErrorCode-ALREADY_ENROLLED = 已报入
code-EnrolmentErrorCode-SENDING_INSTITUTION_MISSING = 缺送培单位
code-EnrolmentErrorCode-OWN_SUPERVISOR = 自己带教自己
code-EnrolmentErrorCode-OVERLAP = 时间重叠
code-EnrolmentErrorCode-NOT_ACTIVE = 不在训

code-RosterErrorCode-UNREADABLE = 文件无法读取
code-RosterErrorCode-COLUMN_MISSING = 缺列
code-RosterErrorCode-COLUMN_TWICE = 列重复
code-RosterErrorCode-ROWS_REFUSED = 有不能导入的行
code-RosterErrorCode-CONFLICT = 刚被他人修改
enrolment-act-not-active = 该培训的状态为“{ $status }”：只有进行中的培训才能办理
enrolment-act-not-withdrawn = 该培训的状态为“{ $status }”：只有已退出的培训才能恢复
enrolment-pause-order = 结束日期 { $last } 早于开始日期 { $first }：请更正
enrolment-pause-outside = { $day } 不在培训期间（{ $begin } 至 { $end }）：请更正开始日期
enrolment-pause-overlap = 与已有的休学期间（{ $first } 至 { $last }）重叠：请更正日期
enrolment-pause-too-long = 休学累计 { $days } 天，超过上限 { $most } 天：请缩短
enrolment-completion = { $day } 不能作为结束日期：请填写 { $begin } 至 { $latest } 之间、不同于现有日期 { $now } 的一天
enrolment-withdrawal = { $day } 不能作为最后一天：请填写 { $begin } 至 { $today } 之间的日期
enrolment-return = { $day } 不晚于退出日期 { $left }：请填写其后的日期
enrolment-same-version = 她已在执行这一版方案：无需转换
enrolment-version-elsewhere = 该方案属于其他学校：请选择本校的方案
code-EnrolmentActKind-DEFERRAL = 休学（延期）
code-EnrolmentActKind-EXTENSION = 延长培训
code-EnrolmentActKind-SHORTENING = 缩短培训
code-EnrolmentActKind-WITHDRAWAL = 退出培训
code-EnrolmentActKind-REINSTATEMENT = 恢复培训
code-EnrolmentActKind-MOVE = 转换方案
code-EnrolmentErrorCode-NOT_WITHDRAWN = 未退出
code-EnrolmentErrorCode-SAME_VERSION = 方案相同
code-EnrolmentErrorCode-CONFLICT = 已被他人更改
