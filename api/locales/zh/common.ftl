### 各室通用的话。

common-required = 请填写“{ $field }”
common-too-long = “{ $field }”过长：请不要超过 { $limit } 个字符
common-too-short = “{ $field }”过短：请至少填写 { $limit } 个字符
common-out-of-range = “{ $field }”为 { $value }：请填写 { $least } 至 { $most } 之间的数
common-not-a-date = “{ $field }”为“{ $value }”，不是日期：请写成 2026-03-01 的形式
common-dates-out-of-order = “{ $field }”的结束日期 { $end } 早于开始日期 { $begin }：请更正日期
common-not-a-choice = “{ $field }”为“{ $value }”：请从以下各项中选择：{ $choices }
common-not-found = 没有您可以查看的{ $thing }“{ $value }”：请核对，或申请查看权限
common-conflict = 此{ $thing }刚被他人修改：请重新查看后再改
common-forbidden = 您无权进行此操作：请向{ $institution }的管理员申请权限
common-internal = 系统出错，未作任何更改：请重试；若再次出现，请报告请求编号 { $request }
common-rate-limited = 尝试次数过多：请在 { $seconds } 秒后重试
common-dates-in-wrong-order = 结束日期 { $end } 早于开始日期 { $start }：请更正其中之一
common-changed-meanwhile = 此项刚被他人修改（现为第 { $version } 版）：请重新查看后再改
common-too-many = “{ $field }”过多：请不要超过 { $limit } 个
common-not-signed-in = 未登录或令牌已失效：请在请求头 Authorization 中以 Bearer 方式提供有效令牌
common-nothing-there = 没有此项，或您无权查看：请核对编号，或申请查看权限
common-id-malformed = “{ $id }”不是编号：请原样使用系统给出的编号
common-id-of-another-kind = 编号“{ $id }”所指为“{ $kind }”：此处应为“{ $expected }”的编号

## 编号所指

code-ObjectKind-prs = 人员
code-ObjectKind-ins = 机构
code-ObjectKind-bas = 培训基地
code-ObjectKind-dep = 科室
code-ObjectKind-cur = 培训方案
code-ObjectKind-cvr = 培训方案版本
code-ObjectKind-req = 要求
code-ObjectKind-enr = 报名
code-ObjectKind-sup = 带教关系
code-ObjectKind-plc = 轮转
code-ObjectKind-evd = 培训记录
code-ObjectKind-rvw = 审核
code-ObjectKind-crt = 证书
code-ObjectKind-upl = 上传文件
code-ObjectKind-rol = 角色授予
code-ObjectKind-aud = 审计记录
code-ObjectKind-tok = 访问令牌
code-ObjectKind-svc = 服务账号
code-ObjectKind-bnd = 应用用户绑定
code-ObjectKind-ses = 会话
code-ObjectKind-dbl = 疑似重复人员
code-ObjectKind-idp = 统一身份认证服务
code-ObjectKind-lid = 已关联的身份
code-ObjectKind-cfw = 胜任力框架
code-ObjectKind-att = 附件
code-ObjectKind-frm = 考核评价表单
code-ObjectKind-arq = 评价邀请
code-ObjectKind-ecm = 置信委员会
code-ObjectKind-edc = 置信决定
code-ObjectKind-rnd = 多源评价轮次
code-ObjectKind-cmp = 胜任力
code-ObjectKind-dlg = 代理委托
code-ObjectKind-con = 医联体
code-ObjectKind-mem = 医联体成员资格
