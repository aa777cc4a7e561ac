"""What the outbound door tells people, in both languages."""

from lingqu.kernel.messages import register

register(
    "outbound",
    {
        "bad_allow": (
            "出站许可 {entry} 无法识别, 应为主机名、IP 地址或网段, 可带端口",
            "Expected outbound permission {entry} to be a host, an address or a network, with or without a port",
        ),
        "bad_url": ("地址 {url} 不可用: {reason}", "Expected {url} to be a usable address, but {reason}"),
        "bad_request": ("请求无法发出: {reason}", "Expected a request that can be sent, but {reason}"),
        "address_refused": (
            "不允许访问 {host}: 它指向 {address} ({nature}), 该地址未被管理员放行",
            "Expected {host} to be a public or allowed address, but it leads to {address} ({nature})",
        ),
        "not_resolved": ("找不到主机 {host}: {reason}", "Expected to find host {host}, but {reason}"),
        "not_connected": (
            "连接不上 {host}:{port}: {reason}",
            "Expected to connect to {host}:{port}, but {reason}",
        ),
        "closed_before_sending": (
            "{host} 在请求发出之前就断开了连接",
            "Expected {host} to take the request, but it hung up before the first byte",
        ),
        "too_many_redirects": (
            "{host} 的重定向超过 {limit} 次",
            "Expected at most {limit} redirects from {host}, but there were more",
        ),
        "cut": (
            "请求已发往 {host}, 但没有收到完整应答 ({reason}); 结果未知, 需查询确认",
            "The request went to {host}, but no whole answer came back ({reason}); its outcome is unknown",
        ),
        "too_slow": (
            "{host} 在 {seconds} 秒内没有给出完整应答; 结果未知, 需查询确认",
            "{host} gave no whole answer within {seconds} s; its outcome is unknown",
        ),
        "too_large": (
            "{host} 的应答超过 {limit} 字节; 结果未知, 需查询确认",
            "The answer of {host} is larger than {limit} bytes; its outcome is unknown",
        ),
        "unreadable": (
            "{host} 的应答无法解码 ({reason}); 结果未知, 需查询确认",
            "The answer of {host} cannot be decoded ({reason}); its outcome is unknown",
        ),
        "redirected_after_effect": (
            "{host} 已受理请求, 但随后的跳转失败: {reason}",
            "{host} took the request, but the redirect that followed failed: {reason}",
        ),
        "mail_refused": (
            "邮件服务器 {host} 拒收: {reply}",
            "Expected mail server {host} to take the message, but it answered: {reply}",
        ),
        "mail_later": (
            "邮件服务器 {host} 暂不接收: {reply}",
            "Expected mail server {host} to take the message now, but it answered: {reply}",
        ),
        "mail_no_tls": (
            "邮件服务器 {host} 不支持 STARTTLS 加密",
            "Expected mail server {host} to offer STARTTLS, but it does not",
        ),
        "bad_mail": ("邮件无法生成: {reason}", "Expected a message that can be sent, but {reason}"),
        "bad_master_key": (
            "主密钥不可用: {reason}",
            "Expected a usable master key (32 bytes, base64), but {reason}",
        ),
        "secret_unreadable": (
            "保存的凭据无法解密: {reason}",
            "Expected to decrypt a stored credential, but {reason}",
        ),
    },
)
