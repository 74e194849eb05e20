### “notifications” 这一间对人说的话。

notifications-greeting = { $name }：您好！
notifications-closing = 本邮件由系统自动发出，请勿回复。若重复收到，内容相同，可忽略其一。
notifications-code = 验证码
notifications-verify = 任何人都可以在以下地址验证
notifications-reason = 理由

notifications-certificate-subject = 您的结业证书已签发：{ $programme }
notifications-certificate-body = { $institution }已于 { $date } 签发您的“{ $programme }”结业证书，证书编号 { $serial }。

notifications-evidence-subject = 您的培训记录有新的审核意见：{ $decision }
notifications-evidence-body = 您 { $date } 的“{ $kind }”已审核，意见：{ $decision }。
notifications-evidence-mend = 请修改后重新提交。
