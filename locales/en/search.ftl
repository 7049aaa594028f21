# Searching.
nav-search = Search
search-title = Search
search-lead = Offers, needs, people, facilities, patents and papers, in Chinese and English. Describe what you look for in your own words.
search-question = Question
search-go = Search
search-sort = Order
search-sort-relevance = Best first
search-sort-newest = Newest first
search-describe = Describe it in your own words
search-described = What do you need, or what can you offer?
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

# Matching.
matches-title = Who fits
matches-link-need = Who could solve it
matches-link-offer = Whom it may help
matches-lead-need = The few that fit best, compared with what is asked, line by line. What is not known lowers the certainty, not the score; what must be met is never traded away.
matches-lead-offer = The needs that fit best, compared with what is offered, line by line. What is not known lowers the certainty, not the score; what must be met is never traded away.
matches-none = Nothing in the hall fits yet. Say more in the record, or keep a search and be told.
matches-excluded = { $count ->
        [one] One record was left out because something that must be met is not.
       *[other] { $shown } records were left out because something that must be met is not.
    }
matches-standing = Standing
matches-certainty = certainty
matches-requirements = Requirements
matches-what = Requirement
matches-wanted = Wanted
matches-offered = Offered
matches-result = Result
matches-hard = must be met
matches-evidence = What is written about it
matches-how = How it is compared
matches-how-text = Every requirement has a weight. The score is the mean of what is known; the certainty is the share of the weight that is known; the standing counts what is unknown as one half, and the list goes by it. The fit of the texts is relative to the best in the hall. Everyone sees a comparison of what they may read.
verdict-met = Met
verdict-unmet = Not met
verdict-unknown = Unknown
verdict-needs-person = A person has to judge
verdict-not-applicable = Not asked
match-aspect-readiness = Readiness
match-aspect-money = Budget and price
match-aspect-modes = Way of working together
match-aspect-region = Region
match-aspect-time = Time
match-aspect-capabilities = Capabilities
match-named = named
match-or = { " " }or{ " " }
match-why-not-said = The other side says nothing about it: ask.
match-why-left-open = What is said leaves it open.
match-why-name = The names are alike but may mean different things.
match-why-wanted-unreadable = What is wanted cannot be read as a figure.
match-why-offered-unreadable = What is offered cannot be read as a figure.
match-why-units = The units cannot be converted.
match-why-conditions = The figures hold under different conditions.
match-why-direction = It is not said whether the figure is the least or the most.
match-why-range = It is not said whether the whole range is covered.
match-why-currency = The currencies differ.
match-why-open-mode = One side names no definite way.
match-flip-figure = It would be met at { $figure } ({ $by } to go).
match-flip-holds-until = It would no longer be met at { $figure } ({ $by } to spare).
match-flip-level = It would be met at TRL { $level }.
match-flip-price = It would be met at { $amount } at most.
match-flip-modes = It would be met by { $modes }.
match-flip-region = It would be met in { $region }.
match-flip-day = It would be met by { $day }.
topic-hall = In the hall
topic-hall-note = What people offer and look for that speaks of this topic.

# Alerts.
saved-alert-on = Tell me by mail
saved-alert-off = No more mail
trouble-alerts = Letters about kept filters could not be sent.
letter-alert-subject = { $number } new: { $name }
letter-alert-body = New in what you keep as “{ $name }”:

    { $lines }

    All of it: { $site }{ $path }

    You asked for this letter; beside the kept filter you can say that you want no more.
