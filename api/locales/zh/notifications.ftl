### “notifications” 这一间对人说的话。

notifications-greeting = { $name }：您好！
notifications-closing = 本邮件由系统自动发出，请勿回复。若重复收到，内容相同，可忽略其一。
notifications-code = 验证码
notifications-verify = 任何人都可以在以下地址验证
notifications-reason = 理由

notifications-certificate-subject = 您的结业证书已签发：{ $programme }
notifications-certificate-body = { $institution }已于 { $date } 签发您的“{ $programme }”证书，证书编号 { $serial }。

notifications-evidence-subject = 您的培训记录有新的审核意见：{ $decision }
notifications-evidence-body = 您 { $date } 的“{ $kind }”已审核，意见：{ $decision }。
notifications-evidence-mend = 请修改后重新提交。
notifications-qualification-subject = 您的{ $kind }即将到期
notifications-qualification-body = 您在{ $institution }登记的{ $kind }（证书编号 { $number }）将于 { $end } 到期。
notifications-qualification-renew = 请及时参加复训或续证，并将新证书交基地登记。
notifications-reporting-subject = “{ $round }”请于 { $due } 前上报
notifications-reporting-body = { $institution }尚未提交“{ $round }”（{ $start } 至 { $end }）的数据，截止日为 { $due }。
notifications-reporting-submit = 请填写全部数据并附盖章扫描件；被退回的数据需重新提交。

notifications-invitation-subject = 您的账号
notifications-invitation-body = 已在 { $url } 为您开通账号。请打开该地址，用下方代码设置密码；代码只能使用一次，有效期至 { $until }（北京时间）。
notifications-reset-subject = 重设密码
notifications-reset-body = 有人（应为您本人）为您在 { $url } 的账号申请重设密码。请用下方代码设置新密码；代码只能使用一次，有效期至 { $until }（北京时间）。若非您本人操作，请不必理会，密码不会改变。
notifications-contact-subject = 变更联系方式
notifications-contact-body = 您在 { $url } 的邮箱地址将变更为 { $target }。请用下方代码确认；代码只能使用一次，有效期至 { $until }（北京时间）。若非您本人操作，请立即修改密码。
notifications-factor-subject = 您的二次验证已被移除
notifications-factor-body = 因报告您的二次验证遗失，窗口已将其从您在 { $url } 的账号移除，并在所有设备上退出登录。请用密码登录并重新设置。如非本人申请，请立即修改密码并告知窗口。
notifications-one-time-code = 代码
notifications-one-time-code-care = 请勿将代码告诉任何人：我们的工作人员不会向您索取。

notifications-slip-invitation = 杏林邀请
notifications-slip-reset = 杏林重设密码
notifications-slip-advice = 请扫描二维码或打开上述网址，输入此码并设置密码。此码只能使用一次，有效期至 { $until }（北京时间）；请勿转交他人。

notifications-assessment-subject = { $trainee }请您填写评价
notifications-assessment-body = { $trainee }（{ $institution }）请您就 { $day } 的情况填写“{ $form }”。无需账号；下方链接只能使用一次，有效期至 { $until }（北京时间）。
notifications-assessment-open = 打开表单
notifications-assessment-care = 请勿将链接转给任何人，包括学员本人：打开者即以您的名义填写。若不认识该学员，请不必理会。
notifications-round-body = { $trainee }（{ $institution }）请您与其他几位一同就 { $day } 的情况填写“{ $form }”。无需账号，也不署名；下方链接只能使用一次，有效期至 { $until }（北京时间）。您的答复不会单独显示给任何人。
notifications-round-care = 请勿将链接转给任何人：打开者即代您填写。若不认识该学员，请不必理会。
notifications-teaching-cancelled-subject = 教学活动已取消：{ $title }
notifications-teaching-cancelled-body = 原定于 { $begins } 的{ $kind }“{ $title }”已取消。
notifications-pairing-subject = 师承结对：{ $act }
notifications-pairing-body = { $mentor }（指导老师）与{ $apprentice }（继承人）的{ $specialty }师承结对：{ $act }，日期 { $day }。
notifications-pairing-consent = 请登录后同意或谢绝。
notifications-following-subject = { $month } 跟师记录已评阅
notifications-following-body = { $mentor }评阅了您 { $month } 的跟师记录：{ $mark }。
notifications-following-remark = 评语
notifications-teaching-changed-subject = 教学活动变更：{ $title }
notifications-teaching-changed-body = { $kind }“{ $title }”现定于 { $begins } 至 { $ends }，主讲人：{ $leaders }。
notifications-dispatch-subject = 专家派驻：{ $name }
notifications-dispatch-planned-body = { $organiser } 派往 { $host } 的“{ $name }”已安排 { $count } 场与您有关的活动。
notifications-dispatch-ended-body = { $organiser } 派往 { $host } 的“{ $name }”有变，与您有关的 { $count } 场活动已取消。
notifications-dispatch-aligned-body = 节假日安排有变，{ $organiser } 派往 { $host } 的“{ $name }”中与您有关的 { $count } 场活动已新增、改期或取消，请在系统中查看。
notifications-dispatch-sessions = 活动
notifications-dispatch-first = 最早的 { $most } 场
notifications-twinning-subject = 结对帮扶：{ $name }
notifications-twinning-proposed-body = “{ $name }”已提出：{ $supporting } 帮扶 { $supported }，{ $first } 至 { $last }，待 { $decides } 接受后生效。
notifications-twinning-accepted-body = “{ $name }”已获接受：{ $supporting } 帮扶 { $supported }，{ $first } 至 { $last }。
notifications-twinning-declined-body = “{ $name }”未获接受：原定由 { $supporting } 帮扶 { $supported }，{ $first } 至 { $last }。
notifications-twinning-ended-body = “{ $name }”提前结束：{ $supporting } 帮扶 { $supported }，最后一日为 { $last }。
