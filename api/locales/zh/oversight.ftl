### “oversight”一室对人说的话。

oversight-seed = 种子为空或超过 { $limit } 个字符：请填写由审核人选定的文本
oversight-sample-size = 一次不能抽取 { $count } 条记录：请在 1 到 { $limit } 之间选择
oversight-period = { $since } 与 { $until } 之间没有时间：请让结束晚于开始
oversight-too-many = 该时段内的记录超过 { $limit } 条：请缩短时段
code-SignOffSignal-UNOPENED = 未打开即通过
code-SignOffSignal-HASTY = 审核过快
code-SignOffSignal-SOLE_APPROVER = 几乎全由一人审核
