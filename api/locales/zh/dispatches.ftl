### “dispatches”一室对人说的话。

dispatches-term = 结束日期不能早于开始日期，且派驻期须短于 { $days } 天：请更正
dispatches-slots = 派驻时间表应有 1 至 { $most } 行：请更正
dispatches-sessions = 一次最多安排 { $most } 场：请缩短派驻期或分批
dispatches-nothing-due = 在派驻期与协议期内没有可安排的日期：请更正重复规则、日期或协议
dispatches-ended = 该派驻已于 { $day } 结束：不能再办理
dispatches-last-day = 最后一日须在 { $first } 的前一日与 { $last } 之间（不含后者）：请更正
dispatches-calendar-changed = 节假日安排调整
