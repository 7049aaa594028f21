# Searching.
nav-search = Search
search-title = Search
search-lead = Offers, needs, people, facilities, patents and papers, in Chinese and English. Describe what you look for in your own words.
search-question = Question
search-go = Search
search-sort = Order
search-sort-relevance = Best first
search-sort-newest = Newest first
search-help = How to ask
search-help-text = Words find what has any of them, best first. "Words in quotes" must stand so. -word leaves out. A OR B needs one of the two. word* begins so, word~ allows for misspelling. kind:offer, direction:energy and region:440000 filter.
search-found = { $count ->
        [0] Nothing was found
        [one] One hit
       *[other] { $shown } hits
    }
search-none = Nothing fits. Use fewer or other words, or fewer filters.
search-all = All
search-hall = Release hall
search-documents = Papers and patents
search-topics = Topics
search-more = All { $number }
search-preparing = Searching the hall is being prepared; try again in a moment.
search-corrected = Nothing has “{ $typed }”; “{ $meant }” was looked for, too.
search-wrong-long = The question is very long; only its beginning was looked for.
search-wrong-quote = A quotation mark is not closed, or nothing stands within: { $place } — it was read as words.
search-wrong-exclusion = Nothing follows the minus sign: { $place } — it was left out.
search-wrong-field = Nothing follows the colon: { $place } — it was read as words.
search-wrong-or = OR needs a word on both sides: { $place } — it was read as words.
search-wrong-range = A range is written as 4..7: { $place } — it was read as words.
search-wrong-prefix = Before * there must be two letters, or one Chinese character: { $place } — it was read as words.
trouble-search = The index of the hall did not follow what was published.
trouble-corpus = The index of the documents could not be made.
