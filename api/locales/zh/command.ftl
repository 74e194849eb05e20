### “command”一室对人说的话。

command-fault = 未能完成：{ $cause }
command-address-in-use = { $address } 已被其他程序占用：请结束该程序，或将 LISTEN（或 METRICS_LISTEN）设为其他地址
command-address-forbidden = 当前用户无权监听 { $address }：请用 LISTEN（或 METRICS_LISTEN）选择 1024 及以上的端口
command-address = 无法监听 { $address }（{ $cause }）：请将 LISTEN（或 METRICS_LISTEN）设为本机地址
command-storage-keys = 已设 STORAGE_URL 但缺少密钥：请同时设置 STORAGE_ACCESS_KEY 和 STORAGE_SECRET_KEY（或 STORAGE_SECRET_KEY_FILE）
command-keys = { $folder } 中的密钥：
command-key-rotated = { $purpose } 已启用新密钥：{ $key }。旧密钥仍可用于验证和解密；请重新启动服务
command-keys-first = { $folder } 中没有密钥：请运行一次 xinglin keys create，并让使用同一数据库的各台服务器共用该文件夹
command-keys-lost = { $folder } 中没有该数据库的密钥：请恢复该文件夹，或运行 xinglin keys create 重新开始；以丢失的密钥加密的内容将无法读取
command-serving = 杏林已在 { $url } 提供服务
command-working = 杏林正在处理后台任务
command-migrated = 数据表已是最新；本次执行步骤：{ $steps }
command-administrator = { $name } 已成为系统管理员；以下令牌有效期一年，仅显示这一次：
command-backup-taken = { $file } 中已存入 { $rows } 行数据和 { $files } 个文件
command-restored = 已从 { $file } 恢复 { $rows } 行数据和 { $files } 个文件
command-jobs-held = 为避免重复发送，{ $count } 个未完成任务已暂停：请查看后运行 xinglin jobs release
command-jobs-released = 已放行任务：{ $count }
command-audit = 审计记录：{ $seals } 个封印共 { $sealed } 条，未封 { $unsealed } 条，已抹除 { $erased } 条，异常：{ $faults }
command-audit-first = 第一处断链：{ $fault }
command-audit-further = 其他：{ $fault }
command-anchor-nothing = 尚无任何记录，没有可签名的封印
command-package = 抽取的记录及其证明已写入 { $file }；可用 node tests/outside/verify_package.mjs 在不依赖本服务器的情况下验证
command-institution = “{ $id }”不是机构编号：请使用 API 返回的编号，即 ins_ 加 26 个字符
command-doctor-well = 正常  { $finding }
command-doctor-warning = 注意  { $finding }
command-doctor-wrong = 异常  { $finding }
command-doctor-address = 对外地址：{ $url }
command-doctor-loopback = { $url } 只能在本机访问：正式签发之前请设置 PUBLIC_URL
command-doctor-mode = 运行模式：{ $mode }
command-doctor-database = 数据库：{ $version }
command-doctor-storage = 文件可存可取
command-doctor-fonts = 证书字体可用
command-doctor-fonts-damaged = 证书字体无法读取：程序文件已损坏，请重新安装
command-doctor-keys = 各用途的密钥齐备
command-doctor-current = 数据表已是最新
command-doctor-jobs = 任务：等待 { $queued }，暂停 { $held }，放弃 { $dead }，完成 { $done }
command-demo-graphiql = GraphiQL：{ $url }，使用以下任一令牌（Authorization: Bearer …）：
command-demo-certificate = 证书：{ $file }，编码 { $code }，验证地址 { $url }
command-demo-file = 以上内容也写入 { $file }
command-demo-not-a-demo = 该数据库不是演示库：请在空文件夹中启动演示（另设 DATA_DIR 或 DATABASE_URL）
command-demo-failed = 演示数据未能生成：请查看日志，删除数据目录后重试
command-demo-cut-off = 上次启动演示时被中断：请删除 { $folder } 后重新启动
command-unsafe-http = PUBLIC_URL 是 { $url }：请设为以 https:// 开头的地址；若只是试用，请设 MODE=development
command-unsafe-file = { $name }_FILE 所指的文件 { $path } 对所有者以外的用户开放：请对它执行 chmod 600
command-unsafe-default = { $name } 使用了人人都会猜的密码：请在对方和此处一并更换
command-unsafe-demo = 这是演示环境，其令牌已公开打印：正式使用请改用其他 DATA_DIR 或 DATABASE_URL；若只是试用，请设 MODE=development
command-recomputed = 已核对 { $enrolments } 项培训、{ $lines } 条计入记录：{ $differences ->
        [0] 全部一致
       *[other] { $differences } 处不一致
    }
command-recompute-ledger = 培训 { $enrolment }，要求 { $requirement }，记录 { $evidence }（{ $day }）：现为 { $held }，按规则应为 { $wanted }
command-recompute-total = 培训 { $enrolment }，要求 { $requirement }，{ $facet }{ $value }：现为 { $held }，按明细应为 { $wanted }
