### “portal” 这一间对人说的话。

portal-other-language = English
portal-footer = 杏林：医学教育培训记录与证书平台

portal-landing-title = 杏林
portal-landing-headline = 医学教育培训与证书
portal-landing-about = 以胜任力为基础的培训：从已发布的培训方案，到人人可以验证的结业证书。
portal-landing-verify = 验证证书
portal-landing-graphiql = 在 GraphiQL 中试用接口

portal-ask-title = 验证证书
portal-ask-advice = 请输入印在二维码旁的验证码，或直接扫描二维码。连字符和大小写均可忽略。
portal-ask-label = 验证码
portal-ask-button = 验证

portal-verify-title = 证书验证
portal-valid = 此证书有效
portal-expired = 此证书已过有效期
portal-superseded = 此证书已由新证书替换
portal-revoked = 此证书已被撤销
portal-void = 此证书作废
portal-unknown = 查无此证

portal-valid-advice = 请将以上内容与纸质证书逐项核对，并核对本页网址是否为发证机构公布的网址：凡有不符，即非该机构签发。
portal-ended-advice = 该证书确曾按以上内容签发，现已不再有效。详情请向发证机构查询。
portal-void-advice = 该编号曾预留，但从未签发。出示印有此验证码的纸张，并不是证书：请向纸上所列机构查询。
portal-unknown-advice = 请核对验证码：共十六位数字和字母，不含字母 I、L、O、U。如无误，请向证书上所列机构查询。

portal-fact-holder = 持证人
portal-fact-institution = 发证机构
portal-fact-programme = 培训项目
portal-fact-version = 培训方案第 { $number } 版
portal-fact-term = 培训起止
portal-fact-term-value = { $start } 至 { $end }
portal-fact-serial-number = 证书编号
portal-fact-issued-on = 签发日期
portal-fact-code = 验证码
portal-fact-legal-effect = 证书效力
portal-fact-verify-url = 验证网址

portal-file = 打开证书（PDF）
portal-statement-valid = 此证明有效
portal-statement-superseded = 此证明已由新证明替换
portal-statement-superseded-advice = 该证明确曾按以上内容开具。此后又有教学活动得到确认，或有活动被撤回：请向持证人索取新证明。
portal-fact-master = 指导老师
portal-fact-half-days = 跟师 { $count } 个半天
portal-fact-statement = 证明
portal-fact-period = 起止日期
portal-fact-stated-by = 出具机构
portal-fact-taught = 合计
portal-fact-taught-value = 现场 { $days } 天，{ $sessions } 次，{ $hours } 学时
portal-fact-place = 地点
portal-statement-file = 打开证明（PDF）
portal-trouble-title = 暂时无法办理
portal-sign-in-title = 未能登录
portal-hasty-title = 请稍候
portal-hasty-advice = 来自您所在网络地址的请求过多：请在 { $seconds } 秒后重试。
portal-trouble-advice = 系统出现故障，未作任何更改；这与证书是否有效无关。请几分钟后再试。

portal-entry-invitation-title = 设置密码
portal-entry-invitation-advice = 请输入收到的邀请码，并设置您的登录密码。
portal-entry-password-title = 重设密码
portal-entry-password-advice = 请输入收到的代码，并设置新密码。
portal-entry-code = 代码（十六位，连字符和大小写均可忽略）
portal-entry-password = 密码
portal-entry-again = 再次输入密码
portal-entry-rule = 10 至 128 个字符；请勿使用姓名、手机号、工号等他人知道的内容，也勿使用常见密码。
portal-entry-button = 设置密码并登录
portal-entry-stale = 此页面已失效，密码未改变：请重新填写后提交
portal-entry-again-differs = 两次输入的密码不一致：请重新输入
portal-welcome-title = 密码已设置
portal-welcome-advice = 您已在此浏览器登录。今后请用手机号、电子邮箱或工号、学号和此密码登录；代码已失效，可以销毁。

portal-assess-title = { $form }
portal-assess-intro = { $trainee }（{ $institution }）请您就 { $day } 的情况填写评价。
portal-assess-advice = 您的评价连同署名将交由其带教老师审核，学员本人也能看到。本页只能提交一次，有效期至 { $until }（北京时间）。请勿填写可识别患者身份的内容。
portal-assess-critical = 关键步骤
portal-assess-optional = 可不填
portal-assess-comment = 说明（可不填）
portal-assess-range = { $least } 至 { $most }
portal-assess-name = 您的姓名
portal-assess-watched = 以上为我亲自观察所见，我对所填内容签字确认。
portal-assess-button = 签字并提交
portal-assess-refused-title = 链接无法使用
portal-assessed-title = 已签字提交
portal-assessed-advice = 感谢您的评价。内容已签字，不能更改或重复提交；链接已失效，可以关闭此页。
portal-level-1 = 1 – 可以观摩
portal-level-2 = 2 – 须上级在场直接指导
portal-level-3 = 3 – 上级随叫随到，间接指导
portal-level-4 = 4 – 上级远程指导，独立完成
portal-level-5 = 5 – 可以指导他人
portal-round-advice = 您与其他人一同匿名填写：任何人都看不到您单独的答复和填写时间。评分只显示平均值；文字仅其带教老师可见，请勿写入可辨认您本人或患者的内容。本页只能提交一次，有效期至 { $until }（北京时间）。
portal-round-button = 提交
portal-attend-title = 教学活动签到
portal-attend-unknown = 没有这个签到链接：请核对后重新打开
portal-attend-sign-in = 请先登录，登录后继续签到。
portal-attend-sign-in-button = 登录
portal-attend-login = 手机号或邮箱
portal-attend-factor = 身份验证器中的代码，或恢复代码
portal-attend-leader = 请参加者打开本页面，输入下面的代码。代码每半分钟更换一次，本页会自动刷新。
portal-attend-leader-remote = 请将本页面的网址发给参加者，打开后点击签到即可。
portal-attend-code = 现场显示的代码（八位数字）
portal-attend-code-advice = 请输入现场屏幕上显示的代码。
portal-attend-remote-advice = 您正在参加这场远程教学活动吗？请点击签到。
portal-attend-button = 签到
portal-attend-done = 签到成功，可以关闭本页面。活动确认后将计入您的培训记录。
