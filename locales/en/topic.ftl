# A topic's page.
topic-crumbs = Where this topic belongs
topic-forecast = Forecast
topic-forecast-place = Place { $rank } of { $of } topics. In the past, { $base } of comparable topics did so. Made from documents up to { $cutoff } only.
topic-forecast-base = In the past, { $base } of comparable topics did so.
topic-no-forecast = Nothing is forecast for this topic: it has too few recent documents, or it is a group of topics.
topic-history = History and outlook
topic-history-note = Documents a year. The band holds the coming years with a probability of 80%; the dashed line is the median.
topic-history-plain = Documents a year.
topic-history-table = The same as a table
topic-chart-title = Documents a year and outlook: { $label }
topic-why = What moves the probability
topic-why-note = Bars to the right raise it, bars to the left lower it; the numbers are standard deviations of its future share, against a typical topic.
topic-indicators = Indicators
topic-evidence = Evidence
topic-evidence-note = The documents in the middle of the topic.
topic-documents = Documents of the topic
topic-all-documents = All documents
topic-terms = Distinctive terms
topic-below = Made up of
topic-neighbours = Linked topics
topic-neighbours-note = Share of this topic’s outside links.
topic-lineage = Where it came from
column-feature = Feature
column-down-up = Lowers · raises
column-part = Part
column-indicator = Indicator
leaders-party = Leading organisations
leaders-country = Leading countries
leaders-region = Leading regions
leaders-author = Leading authors
lineage-continue = Continues
lineage-split = Split from
lineage-merge = Merged from
lineage-birth = New in this scan
lineage-death = Ended
documents-found = { $count ->
        [one] { $shown } document
       *[other] { $shown } documents
    }, strongest members first
