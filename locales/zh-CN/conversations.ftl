# 意向与洽谈。
interest-title = 表达意向
interest-lead = 提交后将与发布方建立洽谈。对方须在数个工作日内回应，如谢绝须说明理由。
interest-button = 表达意向
interest-about = 正是您要找的，或您能提供帮助？请联系发布方。
interest-there = 您正在就此条目洽谈。
interest-open = 进入洽谈
interest-party = 意向主体
interest-party-help = 对方将看到此名称；关联本方条目时，以条目所属主体为准。
interest-own-record = 关联本方条目
interest-own-none = 不关联
interest-own-help = 可选择本方已发布的需求或供给。洽谈中由您决定向对方公开更多内容。
interest-text = 留言
interest-text-help = 请说明需要什么或能提供什么、时间要求及希望了解的情况。联系方式可在相互了解后再提供。
interest-send = 提交
interest-own = 这是您本方的条目。
interest-too-many = 已有 { $most } 项意向等待回应。请等待对方回应，或撤回部分意向。
conversations-title = 洽谈
conversations-lead = 他人就您的条目提出的意向，以及您向他人提出的意向。
conversations-none = 暂无洽谈。可在发布大厅打开条目表达意向，或查看本方条目的对接推荐。
conversations-new = 有新消息
conversations-link = { $count ->
        [0] 洽谈
       *[other] 洽谈（{ $shown } 项有新消息）
    }
conversation-said = 洽谈记录
conversation-you = 我方
conversation-unnamed = 发布方（未公开名称）
conversation-record-gone = 条目已不在发布大厅
conversation-message = 留言
conversation-send = 发送
conversation-text = 留言须为 1 至 { $most } 字。
conversation-reason = 理由
conversation-reason-missing = 请说明不合适的理由，以便对方了解并改进后续推荐。
conversation-comment = 给对方的话
conversation-next = 下一步
conversation-own-record = 本方条目
conversation-their-record = 对方条目
conversation-shown = 另一方可见：
conversation-wanted = 另一方希望查看：
conversation-level-public = 登录用户可见的内容
conversation-level-agreement = 并含经同意可见的内容
conversation-level-deal = 并含交易方可见的内容
conversation-show = 公开：{ $level }
conversation-want = 请求查看：{ $level }
conversation-hide = 收回，仅保留登录用户可见的内容
conversation-did-ask = 表达了意向
conversation-did-want = 请求查看：{ $level }
conversation-did-grant = 已公开：{ $level }
conversation-did-revoke = 已收回公开，仅保留登录用户可见的内容
conversation-did-for = { $what }：{ $reason }
conversation-note = 洽谈内容仅双方可读。双方各自决定本方条目的公开范围；洽谈结束即停止公开，每次查看均有记录。
match-reason-topic = 内容不相关
match-reason-figures = 指标不符
match-reason-capabilities = 能力不足
match-reason-readiness = 成熟度不够
match-reason-money = 价格不合适
match-reason-modes = 合作方式不合适
match-reason-region = 距离太远
match-reason-time = 时间来不及
match-reason-other = 其他
match-unsuitable = 不合适
match-unsuitable-why = 理由
match-unsuitable-save = 不再列出
match-said-interested = 您已表达意向。
match-said-met = 双方已当面洽谈。
match-said-unsuitable = 您认为不合适：{ $reason }。
matches-unsuitable = { $count ->
       *[other] 有 { $shown } 项您认为不合适，未列出。
    }
matches-all = 同时列出认为不合适的
matches-busy = { $count ->
       *[other] 有 { $shown } 项因发布方正在进行的洽谈已满，未列出。
    }
trouble-conversations = 洽谈的时限未能执行。
trouble-ranking = 对接排序未能更新。
job-kind-conversation = 洽谈通知
letter-conversation-subject = 洽谈：{ $what }
letter-conversation-body = { $what }：{ $site }{ $path }

    请登录查看，信中不含洽谈内容。
conversation-news-ask = 有人表达意向
conversation-news-say = 新留言
conversation-news-want = 对方请求查看更多内容
conversation-news-grant = 对方公开了更多内容
conversation-news-revoke = 对方收回了公开内容

# 组团。
teams-title = 可组团攻关的各方
teams-note = 能共同满足所需能力的小型组合，其中每一方都具备其他各方缺少的能力。
teams-covers = 可提供：
teams-uncovered = 组合中尚缺：
teams-separator = 、
