### “platform”一室对人说的话。

## 电子表格

platform-spreadsheet-the-file = 该文件
platform-spreadsheet-old-format = { $file }为旧的 .xls 格式或设有密码：请去掉密码并另存为 .xlsx
platform-spreadsheet-is-a-page = { $file }实为网页或 XML：请用电子表格软件打开并另存为 .xlsx
platform-spreadsheet-foreign = { $file }是 { $kind } 文件，不是名单：请提交 .xlsx 或 .csv 文件
platform-spreadsheet-not-text = { $file }既不是 .xlsx 文件也不是文本：请另存为 .xlsx 或 CSV（UTF-8）
platform-spreadsheet-damaged-text = { $file }第 { $line } 行的 UTF-8 编码已损坏：请重新另存为 .xlsx 或 CSV（UTF-8）
platform-spreadsheet-unreadable = { $file }无法作为 .xlsx 工作簿读取：请用电子表格软件打开并重新另存为 .xlsx
platform-spreadsheet-empty = { $file }中没有内容：请填写第一张工作表，首行为各列名称
platform-spreadsheet-too-large = { $file }超过 { $limit } MB：请拆分为较小的文件
platform-spreadsheet-too-many-rows = { $file }超过 { $limit } 行：请拆分为较小的文件
platform-spreadsheet-too-many-columns = { $file }第 { $line } 行超过 { $limit } 列：请删除不需要的列
platform-spreadsheet-column-twice = { $file }中“{ $column }”列出现两次：请删除或改名
platform-spreadsheet-row-too-long = { $file }第 { $line } 行的单元格多于表头的 { $columns } 列：请检查多余的分隔符，或为该列命名
platform-spreadsheet-quote-open = { $file }第 { $line } 行的引号没有闭合：请补上或删除
platform-spreadsheet-number-too-long = { $file }的单元格 { $cell } 为超过 15 位的数字，软件已丢失其末位：请将该列设为文本格式后重新填写

## 邮件

platform-mail-url = 邮件服务器地址无法识别：请写成 smtp://用户:密码@主机:587?tls=required 或 smtps://用户:密码@主机，特殊字符须百分号编码
platform-mail-sender = 发件人“{ $sender }”不是邮箱地址：请写成 name@host 或“名称 <name@host>”的形式
platform-mail-address = “{ $address }”不是邮箱地址：请在人员资料中更正
platform-mail-malformed = 信件 { $id } 无法写成邮件格式（{ $reason }）：请报告此问题
platform-mail-refused = 邮件服务器拒收发给 { $address } 的信件：{ $reason }。请核对地址
platform-mail-unavailable = 邮件服务器未能接收信件（{ $reason }）：系统将重试；若持续如此，请检查服务器
platform-mail-folder = 邮件文件夹 { $folder } 无法写入（{ $reason }）：请使其可写，或配置邮件服务器
platform-text-message-url = 短信网关不可用：TEXT_MESSAGE_URL 须为 http 或 https 地址，TEXT_MESSAGE_SECRET 或 TEXT_MESSAGE_SECRET_FILE 中的密钥至少 16 个字符
platform-text-message-unavailable = 短信网关未能接收短信（{ $reason }）：系统将重试；若持续如此，请检查网关
platform-text-message-refused = 短信网关拒绝了短信（{ $reason }）：请核对号码、签名和模板

## 文件存储

platform-storage-not-found = 存储中没有文件 { $key }：请从备份中恢复
platform-storage-invalid-key = “{ $key }”不能作为存储中的文件名：请报告此问题
platform-storage-altered = 文件 { $key } 存入后被改动（现摘要为 { $found }）：请从备份中恢复
platform-storage-unavailable = 无法在 { $place } 存取文件（{ $reason }）：请使其可写，或配置其他位置
platform-storage-url = 存储地址“{ $url }”无法识别：请写成 s3://bucket/prefix?endpoint=https://host&region=name（仅本机地址可用 http）

## 备份、上传与启动

platform-migrate-first = 数据库尚未更新：请先运行 xinglin migrate
platform-backup-exists = { $file } 已存在：请换一个文件名，或先移走旧文件
platform-backup-file = 备份文件 { $file } 无法读写（{ $cause }）：请检查路径、权限和磁盘空间
platform-backup-none = { $file } 不是本程序的备份：请指定由 xinglin backup 写出的文件
platform-backup-newer = { $file } 由更新的版本写出：请用该版本恢复
platform-backup-damaged = 备份 { $file } 在 { $part } 处已损坏：请换一份备份；没有恢复任何数据
platform-backup-database = 读取或写入数据库时被拒绝（{ $cause }）：已开始的内容均未保留
platform-restore-not-empty = 数据库中已有数据：请恢复到新的数据库（另设 DATA_DIR 或 DATABASE_URL）
platform-restore-other-steps = 数据库与备份的版本不同：请恢复到新的数据库（另设 DATA_DIR 或 DATABASE_URL）
platform-upload-too-large = 文件超过 { $limit } MB：请拆分或缩小
platform-upload-empty = 文件是空的：请发送有内容的文件
platform-upload-cut = 文件在传输中中断：请重新发送
platform-upload-form = 表单中没有文件或多于一个文件：请只发送一个带文件名的文件
platform-upload-gone = 该上传地址不存在、已使用或已过期：请重新获取
platform-upload-method = 文件须以 PUT 或 POST 发送：请改用其一
platform-upload-fault = 文件未能保存：请重试；若再次出现，请告知管理员
platform-download-gone = 该下载地址不存在或已过期：请重新获取
platform-download-fault = 文件未能读取：请重试；若再次出现，请告知管理员

## 设置、数据库与列表

platform-data-folder = 数据文件夹 { $path } 无法创建或写入（{ $cause }）：请将 DATA_DIR 设为当前用户可写的文件夹
platform-secret-file = { $name }_FILE 所指的文件 { $path } 无法读取（{ $cause }）：请检查路径和权限
platform-secret-twice = { $name } 与 { $name }_FILE 同时设置：请只保留一个
platform-secret-open = 本机所有用户都能读取 { $path }：请收回该权限（chmod 600）
platform-key-file = 密钥文件 { $path } 无法读取或写入（{ $cause }）：请检查路径和权限
platform-key-damaged = { $path } 中没有密钥：请从副本恢复，或移除该文件
platform-key-no-random = 系统未能提供随机数：没有生成密钥
platform-key-index = INDEX 密钥不能轮换，因为据此查找的全部内容都须重新建立索引
platform-key-missing = 缺少用于 { $purpose } 的密钥：请运行 xinglin keys create
platform-key-unknown = 密钥 { $key } 不在此处：请恢复其文件
platform-key-refused = 内容与密钥不符：可能已被改动，或不属于此处
platform-audit-seal-missing = 缺少封印 { $seal }
platform-audit-members = 封印 { $seal } 声明覆盖 { $count } 条事件，实有 { $found } 条，或其间有缺口
platform-audit-gone = 封印 { $seal } 覆盖的事件中有 { $count } 条不见了
platform-audit-seal-broken = 封印 { $seal } 与前一封印及其覆盖的事件不符
platform-audit-event-changed = 事件 { $event }（封印 { $seal }）与当初记录的不符
platform-audit-event-erased = 事件 { $event }（封印 { $seal }）内容已被清空，但没有说明由谁抹除的事件
platform-audit-orphans = 有 { $count } 条事件指向并不存在的封印
platform-anchor-file = 锚点文件 { $path } 无法读取或写入（{ $cause }）：请检查路径和权限
platform-anchor-line = { $path } 第 { $line } 行不是审计链头：请检查文件是否正确
platform-anchor-signature = { $at } 的链头（封印 { $seal }）没有密钥 { $key } 的有效签名
platform-anchor-key = { $at } 的链头（封印 { $seal }）由 { $key } 签名，但此处没有该密钥
platform-anchor-differs = 封印 { $seal } 与 { $at } 签名的链头不符：审计记录此后被改写
platform-anchor-beyond = 链止于封印 { $last }，未到 { $at } 签名的封印 { $seal }
platform-database-url = DATABASE_URL 既不是 postgres://… 也不是 sqlite:PATH：请更正，或留空以使用内置数据库
platform-database-file = 数据库文件 { $path } 无法打开（{ $cause }）：请检查文件夹、权限和磁盘空间
platform-database-unreachable = PostgreSQL 没有响应或拒绝连接（{ $cause }）：请检查 DATABASE_URL 以及服务器是否运行
platform-database-newer = 该数据库由更新的版本建立（不认识步骤 { $step }）：请使用该版本，或恢复本版本的备份
platform-migration-failed = 数据表未能更新（{ $cause }）：失败的步骤没有改动任何内容
platform-upload-not-received = 尚未收到{ $file }：请先将文件内容发送到上传地址
platform-key-of-another-input = clientMutationKey { $key } 已用于另一次提交：请使用新的值
platform-cursor-malformed = { $cursor } 不是游标：请使用返回结果中的游标
platform-cursor-of-another-ordering = 该游标属于 { $ordering } 排序而非 { $expected }：请不带游标重新开始
platform-page-first-and-last = 同时给出了 first 与 last：请只用其中一个
platform-page-size = 无法返回 { $size } 条的一页：请在 1 到 { $limit } 之间选择

## 上传用语

code-UploadPurpose-ROSTER = 名单
code-UploadPurpose-CURRICULUM = 培训方案
code-UploadPurpose-ASSESSMENT_FORM = 考核评价表单
code-UploadPurpose-DUTY_RULE_SET = 工时规则
code-UploadPurpose-LEAVE_CERTIFICATE = 请假证明
code-UploadPurpose-LEAVE_RULE_SET = 请假规则
code-UploadPurpose-BASE_NORM_SET = 基地标准
code-UploadPurpose-RATING_FORM_SET = 教学评价表
code-UploadPurpose-COMPETENCY_FRAMEWORK = 胜任力框架
code-UploadPurpose-EVIDENCE = 培训记录证明
code-UploadPurpose-EXAM_SCORES = 结业考核成绩
code-UploadPurpose-HOURS = 手机离线工时
code-UploadPurpose-AGREEMENT = 签署的协议
code-UploadPurpose-REPORTING_SCAN = 上报数据的盖章扫描件
code-UploadPurpose-PAIRING_AGREEMENT = 结对协议
code-UploadPurpose-TEACHING_SESSION = 教学活动附件
code-UploadPurpose-TWINNING_SOURCE = 结对帮扶数据来源
code-UploadErrorCode-INVALID = 填写有误

## 供人编辑的数据文件（TOML）

platform-file-syntax = 第 { $line } 行不符合 TOML 格式（{ $cause }）：请更正后重新上传
platform-file-not-text = 文件“{ $file }”不是 UTF-8 文本：请另存为 UTF-8 后重新上传
platform-file-too-large = 文件“{ $file }”超过 { $limit } KB：这类文件不应这么大，请核对
platform-file-missing = 文件缺少 { $path }：请补上
platform-file-unknown = 文件中的 { $path } 不是已知字段：请删除或更正其名称
platform-file-type = { $path } 的类型不对：此处应为{ $wanted }
platform-file-a-number = 整数
platform-file-a-text = 文字
platform-file-a-day = 日期，如 2026-03-01，不加引号
platform-file-a-flag = true 或 false
platform-file-a-list = 文字列表
platform-file-a-table = 一组字段
platform-file-range = { $path } 为 { $value }：请填写 { $least } 至 { $most } 之间的整数
platform-file-too-long = { $path } 过长：请不要超过 { $limit } 个字符
platform-file-code = { $path } 为“{ $code }”：请以大写字母开头，只用大写字母、数字和“{ $joint }”
platform-file-code-twice = { $path } 为“{ $code }”，已在前面用过：每项的代码只能出现一次
platform-file-choice = { $path } 为“{ $value }”：请从以下各项中选择：{ $choices }
platform-file-twice = { $path } 中“{ $value }”出现两次：请删除一个
platform-file-length = { $path } 有 { $count } 项：请写 1 至 { $most } 项
platform-preset-unknown = 没有名为“{ $name }”的预设：请从以下各项中选择：{ $choices }
platform-proof-type = { $file } 不是图片或 PDF，或扩展名与内容不符：请发送 { $endings } 文件
platform-proof-large = { $file } 超过 { $limit } MB：请发送更小的文件
platform-proof-kept = { $file } 已用作证明：请重新上传文件
