# 搜索。
nav-search = 搜索
search-title = 搜索
search-lead = 在成果、需求、人才、设施、专利和文献中搜索，中英文均可。请用自己的话描述要找的内容。
search-question = 搜索内容
search-go = 搜索
search-sort = 排序
search-sort-relevance = 按相关度
search-sort-newest = 按时间
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
