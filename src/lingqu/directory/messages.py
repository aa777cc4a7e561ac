"""What the directory tells people."""

from lingqu.kernel.messages import register

register(
    "directory",
    {
        "wrong_password": ("用户名或密码不正确", "The user name or the password is not right"),
        "wrong_token": ("令牌无效", "The token is not valid"),
        "sign_in_needed": ("请先登录", "Please sign in first"),
        "too_many_attempts": (
            "登录尝试过于频繁, 请在 {retry_after} 秒后再试",
            "Too many attempts to sign in; please try again in {retry_after} s",
        ),
        "weak_password": ("密码至少需要 {least} 个字符", "Expected a password of at least {least} characters"),
        "no_such_person": ("没有用户 {login}", "There is no person {login}"),
        "person_exists": ("用户 {login} 已存在", "Expected a new user name, but {login} exists already"),
        "bad_login": (
            "用户名只能包含字母、数字、点、横线和下划线, 收到的是 {login}",
            "Expected a user name of letters, digits, dots, dashes and underscores, but it is {login}",
        ),
        "no_such_group": ("没有用户组 {id}", "There is no group {id}"),
        "no_such_department": ("没有部门 {id}", "There is no department {id}"),
        "department_circle": (
            "部门 {id} 不能成为自己的下级",
            "Expected a tree of departments, but {id} would be below itself",
        ),
        "not_allowed": ("您没有权限: {what_zh}", "You may not do this: {what_en}"),
        "csrf": (
            "请求缺少安全令牌, 请刷新页面后重试",
            "The request lacks its security token; please reload the page and try again",
        ),
        "delegation_dates": (
            "委托的结束日期 {last} 早于开始日期 {first}",
            "Expected the last day not before the first, but {last} is before {first}",
        ),
        "bad_date": ("日期应为 YYYY-MM-DD, 收到的是 {given}", "Expected a date (YYYY-MM-DD), but it is {given}"),
        "delegation_self": ("不能委托给自己", "Expected to delegate to somebody else, but it is the same person"),
        "delegation_circle": (
            "该委托会形成循环: {chain}",
            "The delegation would close a circle: {chain}",
        ),
        "no_such_delegation": ("没有该委托", "There is no such delegation"),
        "no_such_token": ("没有该令牌", "There is no such token"),
    },
)
