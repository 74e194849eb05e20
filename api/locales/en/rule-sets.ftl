### What the room "rule_sets" says to people.

rule-sets-file-order = { $path } is { $last }, before the first day { $first }: correct one of them
rule-sets-before-rules = { $day } lies before { $first }, when these rules came into force: choose a later first day
rule-sets-after-rules = { $day } lies after { $last }, the last day of these rules: choose an earlier first day, or import newer rules
rule-sets-holds = "{ $set }", whose place it would take, holds on { $last }: choose a first day after that
rule-sets-imported-meanwhile = Such rules were imported at the same moment: look at what is in force and import again
rule-sets-end-before = { $day } lies before { $first }, the first day of these rules: choose a later last day
rule-sets-ended = These rules end on { $last } already: their last day is no longer changed

code-RuleSetErrorCode-INVALID = invalid
code-RuleSetErrorCode-UNKNOWN_PRESET = unknown preset
code-RuleSetErrorCode-INVALID_DATES = dates are invalid
code-RuleSetErrorCode-OVERLAP = another set holds
code-RuleSetErrorCode-ENDED = ended already
code-RuleSetErrorCode-CONFLICT = changed in the meantime
