# 搜索。
nav-search = 搜索
search-title = 搜索
search-lead = 在成果、需求、人才、设施、专利和文献中搜索，中英文均可。请用自己的话描述要找的内容。
search-question = 搜索内容
search-go = 搜索
search-sort = 排序
search-sort-relevance = 按相关度
search-sort-newest = 按时间
search-describe = 用自己的话描述
search-described = 您需要什么，或能提供什么？
search-help = 搜索语法
search-help-text = 含有任一词语的内容均会列出，最相关的在前。“引号中的词语”须连续出现；-词语 表示排除；A OR B 表示至少含其一；词语* 表示以此开头；word~ 允许拼写误差；kind:offer、direction:energy、region:440000 用于筛选。
search-found = { $count ->
        [0] 没有找到结果
       *[other] 找到 { $shown } 条结果
    }
search-none = 没有符合条件的内容。请减少或更换词语，或减少筛选条件。
search-all = 全部
search-hall = 发布大厅
search-documents = 文献与专利
search-topics = 主题
search-more = 全部 { $number } 条
search-preparing = 发布大厅的搜索正在准备中，请稍后再试。
search-corrected = 没有包含“{ $typed }”的内容，已同时搜索“{ $meant }”。
search-wrong-long = 搜索内容过长，只搜索了开头部分。
search-wrong-quote = 引号未闭合或其中没有内容：{ $place }，已按普通词语搜索。
search-wrong-exclusion = 减号后没有内容：{ $place }，已忽略。
search-wrong-field = 冒号后没有内容：{ $place }，已按普通词语搜索。
search-wrong-or = OR 两侧都要有词语：{ $place }，已按普通词语搜索。
search-wrong-range = 范围应写作 4..7：{ $place }，已按普通词语搜索。
search-wrong-prefix = * 之前至少要有两个字母或一个汉字：{ $place }，已按普通词语搜索。
trouble-search = 大厅的搜索索引未能跟上最新发布。
trouble-corpus = 文献的搜索索引未能建立。

# 对接。
matches-title = 对接推荐
matches-link-need = 谁能解决
matches-link-offer = 谁可能需要
matches-lead-need = 最符合的少数几项，与需求逐条对比。未知信息只降低确定度，不降低得分；必须满足的条件不作交换。
matches-lead-offer = 最符合的少数几项需求，与所供内容逐条对比。未知信息只降低确定度，不降低得分；必须满足的条件不作交换。
matches-none = 发布大厅中暂无合适的内容。可补充条目信息，或保存搜索以便收到提醒。
matches-excluded = { $count ->
       *[other] 有 { $shown } 项因不满足必须满足的条件而未列出。
    }
matches-standing = 匹配度
matches-certainty = 确定度
matches-requirements = 要求
matches-what = 要求
matches-wanted = 需求方
matches-offered = 供给方
matches-result = 结果
matches-hard = 必须满足
matches-evidence = 相关文献与主题
matches-how = 如何对比
matches-how-text = 每条要求有其权重。得分为已知部分的平均值；确定度为已知部分占全部权重的比例；匹配度将未知部分按一半计，列表按此排序。文本相关度以大厅中最相关者为准。每个人看到的对比仅基于其有权阅读的内容。
verdict-met = 满足
verdict-unmet = 不满足
verdict-unknown = 未知
verdict-needs-person = 需人工判断
verdict-not-applicable = 未要求
match-aspect-readiness = 技术成熟度
match-aspect-money = 预算与价格
match-aspect-modes = 合作方式
match-aspect-region = 地区
match-aspect-time = 时间
match-aspect-capabilities = 能力
match-named = 已列明
match-or = { " " }或{ " " }
match-why-not-said = 对方未说明，可询问。
match-why-left-open = 所述内容尚不足以判断。
match-why-name = 名称相近，含义可能不同。
match-why-wanted-unreadable = 所需指标无法读作数值。
match-why-offered-unreadable = 所供指标无法读作数值。
match-why-units = 单位无法换算。
match-why-conditions = 两侧数值的条件不同。
match-why-direction = 未说明数值是下限还是上限。
match-why-range = 未说明是否覆盖整个范围。
match-why-currency = 币种不同。
match-why-open-mode = 一方未明确合作方式。
match-flip-figure = 达到 { $figure } 即满足（还差 { $by }）。
match-flip-holds-until = 至 { $figure } 即不再满足（尚有余量 { $by }）。
match-flip-level = 达到 TRL { $level } 即满足。
match-flip-price = 价格不高于 { $amount } 即满足。
match-flip-modes = 增加 { $modes } 即满足。
match-flip-region = 位于{ $region }即满足。
match-flip-day = 在 { $day } 前可提供即满足。
topic-hall = 大厅中的相关内容
topic-hall-note = 与本主题相关的供给、需求、人才与设施。

# 提醒。
saved-alert-on = 邮件提醒
saved-alert-off = 取消提醒
trouble-alerts = 已保存筛选的提醒邮件未能发送。
letter-alert-subject = 新增 { $number } 项：{ $name }
letter-alert-body = 您保存的“{ $name }”有新内容：

    { $lines }

    查看全部：{ $site }{ $path }

    您订阅了此提醒，可在已保存的筛选旁取消。
