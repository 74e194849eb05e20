### “identity”一室对人说的话。

identity-taken-meanwhile = 手机号或编号刚被登记给他人：未写入任何内容，请重试
identity-forbidden = 您无权进行此操作：它只允许本人或与其有带教关系者进行
identity-forbidden-roles = 您无权进行此操作：需要在相关机构担任{ $roles }，请向系统管理员申请
identity-own-evidence = 不能审核本人的记录：请由带教老师审核
identity-second-hand = 该记录由您提交，或您已在前一步审核：须由另一人审核
identity-not-seated = 您不是该委员会的成员，或此操作仅限主任委员：请联系主任委员
identity-not-supervising = 记录发生时您并非该学员的带教老师或师父：请由当时的带教老师审核
identity-phone = “{ $value }”不是手机号码：请填写 6 至 15 位数字，可以加号开头
identity-email = “{ $value }”不是邮箱地址：请写成 name@example.org 的形式
identity-phone-taken = 手机号码 { $phone } 已属于他人：请核对，或使用已有的人员
identity-number-taken = 编号 { $number } 在该机构已属于他人：请核对，或使用已有的人员
identity-document-taken = 证件号码 { $number } 已属于在册人员：请使用已有记录，或通过花名册导入，系统会自动识别
identity-document-form = 证件号码与证件类型（{ $document }）的格式不符：请按证件原样填写
identity-resident-form = 不是有效的居民身份证号码：应为 17 位数字加 1 位校验码（数字或 X）
identity-identifier = { $field } 第 { $from } 至 { $until } 个字是{ $what }：请删去能识别患者的号码
identity-identifier-mobile = 手机号码
identity-resident-birth = 不是有效的居民身份证号码：第 7 至 14 位不是出生日期
identity-resident-check = 不是有效的居民身份证号码：校验码不符，请与身份证核对
identity-birth-contradicts = 出生日期 { $day } 与身份证号码中的出生日期不一致：请更正其中之一
identity-birth-future = 出生日期 { $day } 晚于今天：请更正
identity-purpose = 请说明查看证件号码的用途，1 至 { $limit } 个字符
identity-number-none = 此人没有登记证件号码：请先登记
identity-own-double = 不能处理与自己有关的重复记录：请由其他教务人员或系统管理员处理
identity-double-decided = 这对记录已经处理过，无需再处理
identity-leaves-on = { $day } 不能作为最后一日：请填写 { $earliest } 至今天之间的日期
identity-leaves-nothing = 此人并非该机构在职人员：请核对离开的机构
identity-merge-same = 这是同一条记录：请给出两条记录
identity-merge-numbers = 两条记录的证件号码不同：可能是两个人，或号码有误，请先更正
identity-merge-supervises = 两人之间存在带教关系：可能是两个人，或带教关系有误，请先结束
identity-merge-certificate = 两条记录报名了同一培训方案版本，且将被合并的报名已有证书：请保留该记录，或先处理该证书
identity-merge-overlap = 两条记录在同一时间有轮转或值班：请先取消或撤回其中之一
identity-reason = 请填写理由，1 至 { $limit } 个字符
identity-role-place = 角色“{ $role }”的所在填写有误：该角色所在应为{ $kind }，请只填写这一项（系统管理员不填）
identity-role-region = “{ $code }”不是行政区划代码：请填写 6 位、9 位或 12 位数字
identity-role-not-held = 您不能授予或收回角色“{ $role }”：您在此处没有涵盖其权限和期限的角色，请向系统管理员申请
identity-role-over = 角色“{ $role }”已经结束：无需再次收回
identity-last-administrator = 这是最后一名系统管理员：请先授予另一人该角色（不设结束日期），再收回此角色
identity-deputy-self = 不能委托本人：请选择一位同事
identity-delegation-over = 委托期限已于 { $end } 结束：请填写今天或以后的日期
identity-delegation-long = 委托期限过长：最多 { $limit } 天，到期后可再次委托
identity-token-expired-already = 令牌的失效时间已过：请填写将来的时间，或留空
identity-token-outlives = 新令牌的有效期会超过当前使用的令牌（{ $end } 失效）：请填写不晚于该时间的失效时间，或留空，或登录后再创建
identity-token-owner = 令牌只属于其中之一：请填写 personId 或 serviceAccountId，不能同时填写
identity-audit-action = “{ $action }”不是操作名称：请按审计记录中的写法填写，名词在前，例如 placement.create
identity-audit-period = { $since } 与 { $until } 之间没有时间：请让 until 晚于 since
identity-scope-missing = 当前使用的令牌或会话不能用于此操作：缺少权限范围“{ $scope }”，请换用具备该范围的令牌
identity-scopes-beyond-own = 当前使用的令牌不具备以下权限范围，不能转授：{ $scopes }
identity-scopes-of-service = 服务账号不颁发证书，也不管理：请从其令牌中去掉以下权限范围：{ $scopes }
identity-service-account-over = 该服务账号已经结束：请新建一个
identity-role-service-account = “服务账号”角色不授予人员：请用 serviceAccountCreate 新建服务账号
identity-end-past = 结束日期 { $end } 已过：请填写今天或以后的日期，或留空

## 角色

code-Role-SYSTEM_ADMINISTRATOR = 系统管理员
code-Role-SCHOOL_REGISTRAR = 教务管理员
code-Role-PROGRAMME_DIRECTOR = 项目负责人
code-Role-BASE_ADMINISTRATOR = 基地管理员
code-Role-SUPERVISOR = 带教老师
code-Role-TRAINEE = 学员
code-Role-DEPARTMENT_SECRETARY = 科室教学秘书
code-Role-DEPARTMENT_HEAD = 科室主任
code-Role-MENTOR = 指导老师
code-Role-CONSORTIUM_COORDINATOR = 医联体协调员
code-Role-SENDING_OFFICER = 派出单位管理员
code-Role-HEALTH_AUDITOR = 卫生行政审核员
code-Role-SERVICE_ACCOUNT = 服务账号

## 角色所在

code-PlaceKind-EVERYWHERE = 整个系统
code-PlaceKind-INSTITUTION = 机构
code-PlaceKind-DEPARTMENT = 科室
code-PlaceKind-REGION = 行政区划
code-PlaceKind-CONSORTIUM = 医联体

## 关系

code-RelationKind-SUPERVISES = 带教
code-RelationKind-MENTORS = 师承带徒
code-RelationKind-CONSIDERS = 审议置信
code-RelationKind-LEARNS_AT = 在此培训
code-RelationKind-WORKS_AT = 在此工作
code-RelationKind-ENROLLED_BY = 在此注册学籍
code-RelationKind-SENT_BY = 由此派出

## 未能办理的原因

code-IdentityErrorCode-INVALID = 填写有误
code-IdentityErrorCode-TAKEN = 已被占用
code-IdentityErrorCode-NOT_FOUND = 不存在
code-IdentityErrorCode-CONFLICT = 相互矛盾
code-IdentityErrorCode-LAST_ADMINISTRATOR = 最后一名系统管理员

## 身份证件与重复人员

code-IdentityDocument-RESIDENT_CARD = 居民身份证
code-IdentityDocument-PASSPORT = 护照
code-IdentityDocument-HONG_KONG_MACAU_PERMIT = 港澳居民来往内地通行证
code-IdentityDocument-TAIWAN_PERMIT = 台湾居民来往大陆通行证
code-DoubleGround-IDENTITY_NUMBER = 证件号码相同
code-DoubleGround-NAME_AND_BIRTH = 姓名与出生日期相同
code-DoubleStatus-OPEN = 待处理
code-DoubleStatus-MERGED = 已合并
code-DoubleStatus-DISTINCT = 确认为不同的人

## 令牌的权限范围

code-TokenScope-READ_OWN = 读取本人
code-TokenScope-READ_INSTITUTION = 读取机构
code-TokenScope-SUBMIT = 提交
code-TokenScope-REVIEW = 审核
code-TokenScope-ISSUE = 颁发
code-TokenScope-ADMINISTER = 管理
code-TokenScope-EXPORT = 导出
code-TokenScope-EXCHANGE = 换取令牌

## 凭证种类

code-TokenKind-SESSION = 会话
code-TokenKind-API = API 令牌
code-TokenKind-EXCHANGE = 换取的令牌

## 账号、会话与密码

identity-wrong-credentials = 登录名与密码不匹配：请核对，或申请重设密码
identity-not-a-session = 请求使用的是访问令牌，不能退出登录：请改为吊销该令牌
identity-password-short = 密码过短：至少 { $limit } 个字符，例如三个互不相关的词
identity-password-long = 密码过长：至多 { $limit } 个字符
identity-password-personal = 密码包含他人知道的信息，如您的姓名或编号：请更换
identity-password-common = 密码过于常见，容易被猜中：请更换，例如三个互不相关的词
identity-code-invalid = 此代码无效：输入有误、已使用、已过期，或已被新的代码取代。请核对，或重新申请
identity-registered = 此人已有账号：请改为重设密码
identity-not-registered = 此人尚无账号：请改为发出邀请
identity-no-email = 此人没有邮箱地址：请选择其他方式，或先补充邮箱
identity-no-phone = 此人没有手机号码：请选择其他方式，或先补充手机号
identity-account-above = 此人负责管理机构，或权限比您更广：其账号请由系统管理员开通或重设
identity-second-factor-first = 您的角色在此会话中未生效：请使用二次验证重新登录，或先设置二次验证
identity-second-factor-needed = 还需要验证码：请输入身份验证器显示的六位数字，或一个恢复码
identity-wrong-second-factor = 此验证码无效：请输入身份验证器当前显示的六位数字（每个只能使用一次），或一个恢复码
identity-second-factor-set = 二次验证已启用：如需更换，请先移除
identity-issuer = “{ $value }”不能作为签发方：请填写认证服务的发现文档中给出的 https 地址，不含用户名、查询和片段，最多 512 个字符
identity-sign-on-refused = 通过所在机构登录未成功：请重试，或改用其他方式登录，并向机构的账号管理人员核实登记的邮箱是否就是机构确认的邮箱
identity-second-factor-not-set = 此人没有设置二次验证：无需移除
identity-second-factor-own = 不能在窗口移除本人的二次验证：请用验证码移除，或请他人办理
identity-second-factor-above = 此人担任您无权授予的角色：请由有权授予者或系统管理员办理

code-AccountErrorCode-WRONG_CREDENTIALS = 登录名或密码错误
code-AccountErrorCode-WEAK_PASSWORD = 密码过弱
code-AccountErrorCode-INVALID = 无效
code-AccountErrorCode-TAKEN = 已被占用
code-AccountErrorCode-SECOND_FACTOR_NEEDED = 需要二次验证
code-AccountErrorCode-WRONG_SECOND_FACTOR = 二次验证码错误
code-AccountErrorCode-SECOND_FACTOR_SET = 已有二次验证
code-AccountErrorCode-SECOND_FACTOR_NOT_SET = 没有二次验证
code-AccountErrorCode-CODE_INVALID = 代码无效
code-AccountErrorCode-REGISTERED = 已有账号
code-AccountErrorCode-NOT_REGISTERED = 尚无账号
code-AccountErrorCode-UNREACHABLE = 无联系方式
code-AccountErrorCode-NOT_A_SESSION = 不是会话
code-AccountErrorCode-SIGN_ON_REFUSED = 未获机构认证

code-CodeChannel-MAIL = 邮件
code-CodeChannel-TEXT_MESSAGE = 短信
code-CodeChannel-SLIP = 打印

code-CodePurpose-INVITATION = 邀请
code-CodePurpose-PASSWORD_RESET = 重设密码
code-CodePurpose-CONTACT_OLD = 变更联系方式（原）
code-CodePurpose-CONTACT_NEW = 变更联系方式（新）
code-CodePurpose-EXCHANGE_BINDING = 绑定应用用户

## 学校自有应用的用户

identity-exchange-provider = 这不是身份提供方的名称：请填写 1 至 32 位小写字母、数字或连字符，例如 wechat
identity-exchange-text = { $field } 中含有不可见的字符：请去掉控制字符、方向标记和零宽字符
identity-exchange-bound = 该应用用户已绑定到人员：须由已绑定者先行解除
identity-exchange-late = 此绑定已不能确认：时间已过，或者已经确认或拒绝。请用新的代码重新开始
identity-exchange-not-bound = 该应用用户尚未绑定：请本人在杏林中申请代码，再输入到应用中
identity-exchange-scopes = 以下权限范围不能转授：{ $scopes }。请减少范围，或使用具备这些范围的服务账号令牌；颁发、管理和换取令牌从不转授

code-ExchangeErrorCode-INVALID = 无效
code-ExchangeErrorCode-CODE_INVALID = 代码无效
code-ExchangeErrorCode-BOUND = 已绑定
code-ExchangeErrorCode-NOT_BOUND = 未绑定

identity-erase-reference = 请填写申请的存档编号（1 到 { $limit } 个字符），不要写姓名
identity-erase-no-record = 该记录已被删除、已并入其他记录，或不属于个人：无可删除
identity-erase-bound = 此人仍与机构有关系：请先登记其离开、结业或退出，再删除
identity-erase-certificate = 此人有证书正在办理：请先签发或退回，再删除
identity-erase-pairing = 此人有待同意或有效的师承结对：请先结束，再删除
identity-record-closed = 该记录已被删除或已并入其他记录：不能再写入
code-ErasureGround-PURPOSE_ACHIEVED = 处理目的已实现、无法实现或不再必要
code-ErasureGround-PERIOD_OVER = 保存期限已届满
code-ErasureGround-CONSENT_WITHDRAWN = 本人撤回同意
code-ErasureGround-UNLAWFUL = 违法或违反约定处理
identity-second-factor-session = 二次验证只能在登录会话中出示：令牌的范围在创建时已确定
identity-second-factor-begin = 尚未设置二次验证：请先设置
identity-export-exchange = 应用不能代取个人信息：请本人登录后导出
