### “oversight”一室对人说的话。

oversight-seed = 种子为空或超过 { $limit } 个字符：请填写由审核人选定的文本
oversight-sample-size = 一次不能抽取 { $count } 条记录：请在 1 到 { $limit } 之间选择
oversight-period = { $since } 与 { $until } 之间没有时间：请让结束晚于开始
oversight-too-many = 该时段内的记录超过 { $limit } 条：请缩短时段
code-SignOffSignal-UNOPENED = 未打开即通过
code-SignOffSignal-HASTY = 审核过快
code-SignOffSignal-SOLE_APPROVER = 几乎全由一人审核
oversight-capacity-days = { $begin } 至 { $end } 不是一次可查询的时间：请给出 1 至 { $limit } 天
code-CalendarStep-WEEK = 按周
code-CalendarStep-MONTH = 按月
code-CalendarStep-QUARTER = 按季度
code-CalendarStep-YEAR = 按年
code-CapacityGrouping-DEPARTMENT = 按科室
code-CapacityGrouping-TRAINING_BASE = 按培训基地
code-CapacityGrouping-BASE_KIND = 按基地类别
code-CapacityGrouping-CONSORTIUM = 按医联体
