### “credentials” 这一间对人说的话。

## 证书办理被拒绝的原因

credentials-own-certificate = 这是您本人的证书：须由他人提名并签发
credentials-same-person = 这份证书是您本人提名的：须由另一位教务管理员签发
credentials-already = 该培训记录已有证书（{ $status }）：一次培训只能有一份证书
credentials-not-proposed = 这份证书的状态是“{ $status }”，只有待签发的证书可以签发或退回：请重新查看
credentials-no-glyph = { $field }中的 { $characters } 没有可用的字体，无法印刷：请更正，或与持证人商定另一种写法
credentials-too-long = { $field }共 { $characters } 个字符，无法清晰印刷：请缩短
credentials-loopback-address = 证书的验证地址将是 { $address }，只有本机能够打开：请先把 PUBLIC_URL 设为他人可以访问的地址，再签发

## 印在证书上的话

credentials-legal-effect = 本证书证明持证人完成上述培训，不替代国家统一颁发的合格证书。

## 名称

code-CertificateKind-COMPLETION = 结业证书

code-CertificateStatus-PROPOSED = 待签发
code-CertificateStatus-ISSUING = 签发中
code-CertificateStatus-ISSUED = 已签发
code-CertificateStatus-DECLINED = 已退回
code-CertificateStatus-VOID = 作废

code-VerificationStatus-VALID = 有效
code-VerificationStatus-EXPIRED = 已过期
code-VerificationStatus-SUPERSEDED = 已被替换
code-VerificationStatus-REVOKED = 已撤销
code-VerificationStatus-VOID = 作废
code-VerificationStatus-UNKNOWN = 查无此证

code-CertificateErrorCode-NOT_ELIGIBLE = 尚未达到结业条件
code-CertificateErrorCode-NO_GLYPH = 有字无法印刷
code-CertificateErrorCode-NOT_PRINTABLE = 文字无法印刷
code-CertificateErrorCode-ALREADY = 已有证书
code-CertificateErrorCode-SAME_PERSON = 提名与签发为同一人
code-CertificateErrorCode-OWN_CERTIFICATE = 本人的证书
code-CertificateErrorCode-NOT_PROPOSED = 不是待签发状态
code-CertificateErrorCode-LOOPBACK_ADDRESS = 没有公开地址
code-CertificateErrorCode-REASON = 理由缺失或过长
