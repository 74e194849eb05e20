### “organisations”一室对人说的话。

organisations-region-code = “{ $code }”不是行政区划代码：请填写 6 位（县级）、9 位（乡级）或 12 位（村级）数字
organisations-region-no-province = 行政区划代码“{ $code }”有误：没有以 { $digits } 开头的省级行政区，请核对前两位
organisations-region-no-part = 行政区划代码“{ $code }”有误：{ $within }没有代码以 { $digits } 开头的下级行政区，请核对
organisations-region-unknown = 没有代码为“{ $code }”的县级以上行政区：请填写六位代码
organisations-credit-code = “{ $code }”不是统一社会信用代码：请核对全部 18 位，末位为校验码
organisations-credit-code-taken = 统一社会信用代码 { $code } 已属于另一机构：请核对，或使用已有的机构
organisations-base-taken = { $institution }已是{ $kind }：请使用已有的基地
organisations-capacity = 科室容量为 { $capacity }：请填写 1 至 { $limit } 之间的数
organisations-specialty = “{ $code }”不能作为专业代码：请使用 1 至 64 个大写字母、数字或下划线
organisations-name-same = 新名称与原名称相同：请填写不同的名称
organisations-name-order = 自 { $start } 起的名称{ $name }已登记：新名称须从更晚的日期起使用
organisations-name-far = 起用日期过远：请填写不晚于 { $latest } 的日期
organisations-membership-end = 结束日期不在成员期限内：请填写 { $start } 至 { $end } 之间的日期
organisations-site-alone = 院区或分支机构不是独立法人：请填写其上级机构
organisations-site-credit-code = 院区或分支机构没有自己的统一社会信用代码：请不要填写，使用其法人机构的代码
organisations-circle = { $institution }不能置于{ $parent }之下：后者在其之下或就是其本身，请选择其他上级机构
organisations-merged = { $institution }自 { $day } 起已并入{ $successor }：请改用{ $successor }
organisations-term-outside = 日期须在基地的认定期内：请填写 { $start } 至 { $end } 之间的日期
organisations-term-taken = 自 { $start } 至 { $end } 已有登记：请选择其他日期，或先结束该项
organisations-term-end = 结束日期不在期限内：请填写 { $start } 至 { $end } 之间的日期
organisations-partner-itself = 基地所在机构不能作为自己的协同单位：请填写另一机构
organisations-alike-same-base = 两个科室属于同一基地：请填写另一基地的科室
organisations-alike-reason = 两个科室的专业不同：请写明对应的理由
organisations-alike-taken = { $department }与{ $other }的对应关系已登记：无需重复登记
organisations-qualification-future = 发证日期 { $day } 尚未到：请填写今日或之前的日期
organisations-qualification-long = 有效期过长：请填写不晚于 { $latest } 的日期
organisations-qualification-elsewhere = 该人员目前既不在{ $institution }带教，也不在其任职：请在其带教的机构登记
organisations-qualification-taken = 同类证书 { $number } 已为其登记：请核对编号，或先终止原有登记

## 机构类别

code-InstitutionKind-SCHOOL = 院校
code-InstitutionKind-TERTIARY_HOSPITAL = 三级医院
code-InstitutionKind-SECONDARY_HOSPITAL = 二级医院
code-InstitutionKind-COMMUNITY_HEALTH_CENTRE = 社区卫生服务中心（站）
code-InstitutionKind-TOWNSHIP_HOSPITAL = 乡镇卫生院
code-InstitutionKind-VILLAGE_CLINIC = 村卫生室
code-InstitutionKind-MATERNAL_AND_CHILD_HEALTH = 妇幼保健机构
code-InstitutionKind-DISEASE_CONTROL = 疾病预防控制中心
code-InstitutionKind-PRE_HOSPITAL = 院前急救中心
code-InstitutionKind-HEALTH_AUTHORITY = 卫生健康行政部门

## 基地类别

code-BaseKind-CLINICAL = 临床培训基地
code-BaseKind-GRASSROOTS = 基层实践基地

## 未能办理的原因

code-OrganisationErrorCode-INVALID = 填写有误
code-OrganisationErrorCode-TAKEN = 已被占用
code-OrganisationErrorCode-CIRCLE = 成环
code-OrganisationErrorCode-MERGED = 已并入其他机构

## 医联体类别

code-ConsortiumKind-URBAN_GROUP = 城市医疗集团
code-ConsortiumKind-COUNTY = 县域医共体
code-ConsortiumKind-SPECIALTY = 专科联盟
code-ConsortiumKind-REMOTE = 远程医疗协作网
code-ConsortiumKind-COMMUNITY = 社区医联体

## 行政区级别

code-RegionLevel-PROVINCE = 省级
code-RegionLevel-PREFECTURE = 地级
code-RegionLevel-COUNTY = 县级

## 师资资质

code-QualificationKind-GP_SUPERVISOR_CLINICAL = 全科师资（临床基地）
code-QualificationKind-GP_SUPERVISOR_GRASSROOTS = 全科师资（基层实践基地）
code-QualificationKind-RESIDENCY_SUPERVISOR = 住院医师规范化培训师资
code-QualificationKind-TEACHING_DIPLOMA = 教师资格
code-QualificationState-NONE = 无登记
code-QualificationState-VALID = 有效
code-QualificationState-EXPIRING = 即将到期
code-QualificationState-EXPIRED = 已到期
code-QualificationErrorCode-INVALID = 填写有误
code-QualificationErrorCode-TAKEN = 已登记
code-QualificationErrorCode-NOT_TEACHING = 不在该机构带教

organisations-agreement-number = 编号超过 { $limit } 个字符：请缩短
organisations-agreement-signed = { $day } 尚未到来：请填写签署日期
organisations-agreement-long = 期限超过 { $years } 年：请提前终止日期，到期续签
organisations-agreement-obligations = 请填写 1 至 { $most } 项义务
organisations-agreement-quantity = { $quantity } 不在 1 至 { $most } 之间：请更正数量
organisations-agreement-twice = { $party }的“{ $kind }”填写了两次：请合并为一项
organisations-agreement-outside = 成员资格自 { $start } 至 { $end }：请选择其中的期限，或先登记新一期成员资格
organisations-agreement-of-others = 所续签的协议属于其他双方：请选择与同一医联体同一成员的协议
organisations-agreement-renewed = 该协议已续签：请续签最近的一份
organisations-agreement-earlier = 所续签的协议自 { $first } 起：请选择较晚的起始日期
organisations-agreement-counted = “{ $kind }”由轮转记录自动计数：无需填写
organisations-agreement-not-owed = 按该协议，{ $party }不承担“{ $kind }”：请选择协议所列义务
organisations-agreement-day = 请填写 { $first } 至 { $last } 之间的日期
organisations-agreement-note = 请用 1 至 { $limit } 个字符说明内容
organisations-agreement-decided = 该项已是“{ $status }”

code-ObligationKind-VISITS = 巡诊驻点
code-ObligationKind-SESSIONS = 带教讲座
code-ObligationKind-TRAINEES_RECEIVED = 接收学员
code-ObligationKind-FURTHER_STUDY_PLACES = 接收进修
code-AgreementParty-CORE = 牵头单位
code-AgreementParty-MEMBER = 成员单位
code-ObligationPeriod-MONTH = 每月
code-ObligationPeriod-YEAR = 每年
code-ObligationPeriod-TERM = 整个期限
code-AgreementState-UPCOMING = 未开始
code-AgreementState-KEPT = 履约
code-AgreementState-BEHIND = 欠履约
code-AgreementState-LAPSED = 已到期
code-DeliveryStatus-PENDING = 待确认
code-DeliveryStatus-CONFIRMED = 已确认
code-DeliveryStatus-REJECTED = 已否认
code-AgreementErrorCode-INVALID = 内容有误
code-AgreementErrorCode-OUTSIDE_MEMBERSHIP = 超出成员期限
code-AgreementErrorCode-NOT_RENEWABLE = 不能续签
code-AgreementErrorCode-NOT_OWED = 非约定义务
code-AgreementErrorCode-COUNTED = 自动计数
code-AgreementErrorCode-DECIDED = 已确认或否认

## 指标

code-IndicatorUnit-VISITS = 人次
code-IndicatorUnit-EXAMINATIONS = 例
code-IndicatorUnit-YUAN_HUNDREDTHS = 分
code-IndicatorUnit-PEOPLE = 人
code-IndicatorUnit-REFERRALS = 例次
code-IndicatorUnit-COUNT = 个
code-IndicatorDirection-MORE_IS_BETTER = 越多越好
code-IndicatorDirection-LESS_IS_BETTER = 越少越好
code-IndicatorDirection-NEITHER = 不作评判
code-IndicatorErrorCode-INVALID = 填写有误
code-IndicatorErrorCode-TAKEN = 代码已被使用
code-IndicatorErrorCode-TOO_MANY = 指标过多
organisations-indicator-code = “{ $code }”不能作为代码：请以大写字母开头，只用大写字母、数字和下划线，最多 { $limit } 个字符
organisations-indicator-taken = 已有代码为 { $code } 的指标：请换一个代码，或直接使用该指标
organisations-indicator-many = 该医联体自定义指标已达上限 { $limit } 个：请使用已有指标
organisations-indicator-id = { $path } 的值“{ $id }”不是 UUID：请为每个指标填写各自的 UUID
