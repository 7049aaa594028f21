# 通过OpenID Connect登录。
openid-sign-in = 使用{ $name }登录
openid-connect-title = 将{ $name }与您的账号关联
openid-connect-lead = 您已通过{ $name }的身份验证。请用本平台账号的密码登录一次，此后使用{ $name }即可登录。
openid-connect-text = 如果您的邮箱在本平台已有账号，或{ $name }未验证您的邮箱，则需要此步骤。如果您还没有账号，请先注册，再次使用{ $name }登录。
openid-connect-button = 关联并登录
openid-problem-begun = 本次登录已结束、已超时，或不是在此浏览器中开始的，请重新登录。
openid-problem-refused = { $name }未能让您登录。
openid-problem-unreachable = { $name }暂时没有响应，请稍后再试，或使用密码登录。
openid-problem-untrusted = { $name }的答复未能通过验证，因此未登录。如再次出现，请联系运营人员。
openid-problem-closed = 您的账号已停用，请联系运营人员。
openid-problem-many = 尝试次数过多，请稍后再试。
