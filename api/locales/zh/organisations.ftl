### “organisations”一室对人说的话。

organisations-region-code = “{ $code }”不是行政区划代码：请填写 6 位（县级）、9 位（乡级）或 12 位（村级）数字
organisations-credit-code = “{ $code }”不是统一社会信用代码：请核对全部 18 位，末位为校验码
organisations-credit-code-taken = 统一社会信用代码 { $code } 已属于另一机构：请核对，或使用已有的机构
organisations-base-taken = { $institution }已是{ $kind }：请使用已有的基地
organisations-capacity = 科室容量为 { $capacity }：请填写 1 至 { $limit } 之间的数
organisations-specialty = “{ $code }”不能作为专业代码：请使用 1 至 64 个大写字母、数字或下划线
organisations-membership-end = 结束日期不在成员期限内：请填写 { $start } 至 { $end } 之间的日期

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

## 医联体类别

code-ConsortiumKind-URBAN_GROUP = 城市医疗集团
code-ConsortiumKind-COUNTY = 县域医共体
code-ConsortiumKind-SPECIALTY = 专科联盟
code-ConsortiumKind-REMOTE = 远程医疗协作网
code-ConsortiumKind-COMMUNITY = 社区医联体
