### “ratings”一室对人说的话。

ratings-not-confirmed = 该教学活动尚未确认：请在确认后评价
ratings-late = 该教学活动确认已超过 { $days } 天：不再接受评价
ratings-not-there = 参加者评价教学活动、主讲人和教学场所，主讲人评价学员群体和承接机构：您不能评价{ $subject }
ratings-no-subject = 该教学活动没有可评价的此{ $subject }：评价主讲人时请指明其中一位，评价其他对象时不填；由其他机构主办的活动才评价承接机构
ratings-rated = 您已评价过：每项只评一次，不能修改
ratings-item-unknown = 评价表中没有条目 { $item }：请按表中条目作答
ratings-item-twice = 条目 { $item } 重复作答：请删除其一
ratings-item-missing = 条目 { $item } 未作答：请答完全部条目
ratings-value = 答案应为 1 至 { $most } 的整数：请更正
ratings-file-twice = { $path }：文件中 { $subject } 的评价表重复：请删除其一
ratings-file-missing = { $path }：文件中没有 { $subject } 的评价表：请补充
code-TeachingRatingSubject-SESSION = 教学活动
code-TeachingRatingSubject-MENTOR = 主讲人
code-TeachingRatingSubject-BASE = 教学场所
code-TeachingRatingSubject-GROUP = 学员群体
code-TeachingRatingSubject-HOST = 承接机构
code-TeachingRatingErrorCode-INVALID = 填写有误
code-TeachingRatingErrorCode-HAS_IDENTIFIER = 含有身份证号或手机号
code-TeachingRatingErrorCode-NOT_CONFIRMED = 尚未确认
code-TeachingRatingErrorCode-TOO_LATE = 已过期限
code-TeachingRatingErrorCode-NOT_THERE = 不在场
code-TeachingRatingErrorCode-NO_SUBJECT = 没有此对象
code-TeachingRatingErrorCode-RATED = 已评价过
