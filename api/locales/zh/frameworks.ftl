### “curricula”一室关于胜任力框架对人说的话。

## CASE 1.1 文件

frameworks-malformed = 文件不是 JSON：请更正第 { $value } 处（行:列）
frameworks-too-large = 文件超过 { $limit } MB：请上传较小的框架
frameworks-too-deep = { $path } 嵌套了 { $value } 层，过深：请减少层级
frameworks-too-many = { $path } 有 { $value } 项，过多：请拆分框架
frameworks-too-long = { $path } 有 { $value } 个字符，过长：请缩短
frameworks-missing = 缺少 { $path }：请补充
frameworks-not-text = { $path } 为 { $value }：请改为文本
frameworks-not-a-list = { $path } 不是列表：请改为列表
frameworks-not-an-object = { $path } 不是对象：请改为对象
frameworks-not-a-number = { $path } 为 { $value }：请改为数字
frameworks-not-a-whole-number = { $path } 为 { $value }：请改为整数
frameworks-not-a-uuid = { $path } 为“{ $value }”：请填写第 1 至 5 版的小写 UUID
frameworks-not-a-uri = { $path } 为“{ $value }”，不是地址：请更正
frameworks-not-a-date = { $path } 为“{ $value }”：请填写日期，例如 2026-03-01
frameworks-not-a-date-time = { $path } 为“{ $value }”：请填写带时区的时间，例如 2026-03-01T08:00:00Z
frameworks-unknown-value = { $path } 为“{ $value }”，CASE 1.1 没有这个值：请使用规范中的值；允许扩展之处可用以 ext: 开头的自定义值
frameworks-duplicate-identifier = { $path } 为 { $value }，文件中已有别的对象使用：请各用各的标识
frameworks-dangling-association = { $path } 指向 { $value }，文件中没有：请补上，或删去该关联
frameworks-cycle = { $path } 经过 { $value } 形成循环：请删去其中一个关联
frameworks-equal-levels = { $path } 为 { $value }，与同一指标的其他等级相同：请使各等级互不相同
frameworks-wrong-parent = { $path } 指向 { $value }，并非它所在的对象：请更正
frameworks-too-many-problems = 问题多于已列出的 { $value } 个：请先更正，再重新导入

## 框架

frameworks-in-use-elsewhere = “{ $framework }”正由{ $institution }以同一标识使用：请使用该框架，或为您的框架另设标识
frameworks-imported-meanwhile = 同一标识的框架刚被他人导入：请重新查看后再导入
frameworks-retired = “{ $framework }”第 { $number } 版已停用：请使用在用的版本

## 读取接口

frameworks-case-unknown = 没有使用此标识的这类对象。
frameworks-case-no-uuid = 标识不是 UUID：请写作 xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx。
frameworks-case-no-field = CFDocument 没有字段“{ $field }”：请在 CASE 1.1 的字段中选择。
frameworks-case-fault = 暂时无法答复：请稍后再试。

## 代码的名称

code-CompetencyLinkKind-EXACT = 完全对应
code-CompetencyLinkKind-CLOSE = 相近
code-CompetencyLinkKind-BROADER = 属于更宽的一项
code-CompetencyLinkKind-PEER = 并列
code-CompetencyLinkKind-PRECEDES = 先于
code-CompetencyLinkKind-REPLACED_BY = 被取代
code-CompetencyLinkKind-EXEMPLAR = 示例
code-CompetencyLinkKind-SKILL_LEVEL = 等级
code-CompetencyLinkKind-TRANSLATION = 译文
code-CompetencyLinkKind-OTHER = 其他
code-CompetencyFrameworkErrorCode-INVALID = 内容有误
code-CompetencyFrameworkErrorCode-UNKNOWN_PRESET = 没有此预设
code-CompetencyFrameworkErrorCode-IN_USE_ELSEWHERE = 其他机构正在使用
code-CompetencyFrameworkErrorCode-RETIRED = 已停用
code-CompetencyFrameworkErrorCode-CONFLICT = 刚被他人修改
