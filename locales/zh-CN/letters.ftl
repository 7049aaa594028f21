# 邮件。
letter-verify-email-subject = 请确认您的邮箱
letter-verify-email-body = 欢迎使用瞭望。请打开以下链接确认邮箱，24小时内有效：

    { $link }

    如果您没有申请账号，请忽略本邮件。
letter-reset-password-subject = 重设密码
letter-reset-password-body = 请打开以下链接设置新密码，1小时内有效：

    { $link }

    如果您没有申请重设密码，请忽略本邮件。
letter-invitation-subject = 邀请您加入{ $organisation_zh }
letter-invitation-body = { $inviter_zh }邀请您在瞭望加入{ $organisation_zh }，14天内有效：

    { $link }
letter-account-exists-subject = 您已有账号
letter-account-exists-body = 有人（可能是您本人）用此邮箱在{ $site }申请账号。该邮箱已注册，请直接登录或重设密码。
letter-password-changed-subject = 您的密码已修改
letter-password-changed-body = 您在{ $site }的账号密码已被修改。如果不是您本人操作，请立即重设密码。
letter-record-moved-subject = { $what }
letter-record-moved-body = { $what }：{ $site }{ $path }

    { $comment }
letter-identity-linked-subject = 您的账号已与{ $provider }关联
letter-identity-linked-body = 您在{ $site }的账号已与{ $provider }关联，此后可通过{ $provider }登录。如果不是您本人操作，请立即重设密码并联系运营人员。
letter-meetings-subject = 洽谈安排：{ $title }
letter-meetings-body = 您在“{ $title }”的洽谈安排有以下新增或变动：

    { $lines }

    全部安排及日历文件：{ $site }{ $path }
