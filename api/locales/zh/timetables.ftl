### “timetables”一室对人说的话。

timetables-time = 结束须在开始之后，且时长不超过 { $hours } 小时：请更正
timetables-first-far = 首次日期距今超过 { $days } 天：请填写较近的日期
timetables-duties = 每人最多登记 { $most } 项固定工作：请先结束不再有的
timetables-rule = “{ $rule }”不是可用的重复规则：请按 RFC 5545 以日、周、月或年书写，例如 FREQ=WEEKLY;BYDAY=TU
timetables-except-days = 除外日期最多 { $most } 个：请减少
timetables-duty-except-days = 固定工作不能除去个别日期：请删去除外日期
timetables-last-day = 最后一日须在首次日期（{ $first }）的前一日或之后，且不晚于已定的最后一日：请更正
timetables-not-there = 此人在 { $day } 并不在该机构任教或任职：请更正机构或时间
timetables-year = { $year } 年不能录入：请填写 2000 至 2100 之间的年份
timetables-calendar-length = 一年的节假日与调休应为 1 至 { $most } 天：请更正
timetables-other-year = { $day } 不在 { $year } 年：请更正日期或年份
timetables-day-twice = { $day } 出现了两次：请删去其一
timetables-stands-for = { $day } 不是所列的节假日，或已有另一天补班：请更正
timetables-file-until = 最后一日早于首日，或超过 { $days } 天
code-DayKind-HOLIDAY = 节假日
code-DayKind-WORKDAY = 调休上班
code-HolidayPractice-LEAVE_OUT = 节假日停
code-HolidayPractice-MAKE_UP = 调休日补
code-HolidayPractice-KEEP = 节假日照常
code-LeftOut-EXCEPTED = 已除外
code-LeftOut-HOLIDAY = 节假日
code-LeftOut-NOT_AGREED = 不在协议期内
code-TimetableErrorCode-INVALID = 填写有误
code-TimetableErrorCode-RULE_INVALID = 重复规则不可用
code-TimetableErrorCode-NOT_TEACHING = 不在该机构任教
code-TimetableErrorCode-HAS_IDENTIFIER = 含有身份证号或手机号
code-TimetableErrorCode-TOO_MANY = 固定工作已满
