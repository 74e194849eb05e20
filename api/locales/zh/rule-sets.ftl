### “rule_sets”一室对人说的话。

rule-sets-file-order = { $path } 为 { $last }，早于起始日期 { $first }：请更正其一
rule-sets-before-rules = { $day } 早于该规则的生效日期 { $first }：请另选较晚的起始日期
rule-sets-after-rules = { $day } 晚于该规则的最后一日 { $last }：请另选较早的起始日期，或导入较新的规则
rule-sets-holds = 将被取代的“{ $set }”在 { $last } 适用：请选择此后的起始日期
rule-sets-imported-meanwhile = 同一时刻已导入同类规则：请查看现行规则后重新导入
rule-sets-end-before = { $day } 早于该规则的起始日期 { $first }：请另选较晚的终止日期
rule-sets-ended = 该规则已于 { $last } 终止：终止日期不再更改

code-RuleSetErrorCode-INVALID = 内容有误
code-RuleSetErrorCode-UNKNOWN_PRESET = 没有该预设
code-RuleSetErrorCode-INVALID_DATES = 日期有误
code-RuleSetErrorCode-OVERLAP = 与其他规则重叠
code-RuleSetErrorCode-ENDED = 已终止
code-RuleSetErrorCode-CONFLICT = 期间已被更改
