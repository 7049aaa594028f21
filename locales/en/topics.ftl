# The table of topics, and a document's page.
topics-lead = Sort by any column, filter by direction, level or words. A topic’s page shows its history, forecast, reasons and evidence.
topics-caption = Topics with their documents, growth and probability
topics-none = No topic matches. Try fewer or other words.
topics-found-1 = { $count ->
        [one] { $shown } area
       *[other] { $shown } areas
    }
topics-found-2 = { $count ->
        [one] { $shown } field
       *[other] { $shown } fields
    }
topics-found-3 = { $count ->
        [one] { $shown } topic
       *[other] { $shown } topics
    }
filter-text = Words
filter-direction = Direction
filter-level = Level
filter-any = all
filter-apply = Filter
filter-reset = Clear

document-kicker = Document
document-abstract = Abstract
document-no-abstract = The source gives no abstract.
document-topics = Belongs to
document-facts = Details
document-kind = Kind
document-date = Date
document-venue = Published in
document-authors = Authors
document-parties = Organisations
document-keywords = Keywords
document-classes = Classes
document-citations = Citations, according to the source
document-identifiers = Identifiers
document-source = Imported from
kind-paper = Paper
kind-patent = Patent
kind-standard = Standard
kind-policy = Policy text
kind-project = Project
kind-news = News
kind-other = Other
