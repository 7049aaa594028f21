# Overview and topic map.
overview-title = Which technologies are emerging?
overview-lead = { $documents } documents up to { $until }, grouped into { $topics } topics by what they cite and say. For each topic that is large enough: the probability that it keeps growing over the next { $horizon ->
        [one] year
       *[other] { $horizon } years
    }, and why.
overview-fresh = Latest scan:
fact-documents = documents
fact-years = years
fact-areas = areas
fact-fields = fields
fact-topics = topics
fact-forecasts = topics forecast
overview-emerging = Most likely to keep growing
overview-emerging-note = Probability that the topic’s share of all documents grows by more than 8% a year for { $horizon ->
        [one] one year
       *[other] { $horizon } years
    }.
overview-no-forecast = Nothing is forecast in this scan: the corpus has too few documents or too few years.
overview-all-topics = All topics
overview-trust = How far can this be trusted?
overview-trust-more = The whole back-test, with hits and misses by name
overview-directions = Six directions
overview-directions-note = The future directions of national planning; a topic belongs where its terms and patent classes put it.
overview-corpus = The corpus
overview-corpus-caption = Documents a year, { $years }.
overview-corpus-chart = Documents of the corpus a year
overview-to-map = Explore the topic map
card-topics = { $count ->
        [one] { $shown } topic
       *[other] { $shown } topics
    }
card-documents = { $count ->
        [one] { $shown } document
       *[other] { $shown } documents
    }
card-rising = { $shown } with at least double the usual probability
card-empty = No topic of this direction is forecast.

map-lead = Every circle is a topic. Topics that cite each other and use the same words lie close together; the area of a circle is its number of documents.
map-title = Map of topics
map-search = Find a topic
map-colour = Colour by
map-colour-direction = direction
map-colour-growth = growth
map-colour-probability = probability
map-year = Year
map-play = Play
map-stop = Stop
map-nearer = Zoom in
map-farther = Zoom out
map-reset = Whole map
map-found = topics found
map-table = The same as a table: most probable topics
overview-hall = From the release hall
overview-hall-note = What was published last, after review.
overview-hall-empty = Nothing is published yet. Sign in and begin with a record of your own.
overview-to-hall = Everything in the hall
home-title = Results, needs and products of future industries
home-lead = What is published here was reviewed, and has a receipt. Which technologies are emerging is shown as soon as there is a scan.
fact-parties = Parties
fact-entries = Entries for the log
