# The frame of every page, words used on several pages, errors.
site-name = Liaowang
site-title = Liaowang – which technologies are emerging?
site-description = Emerging technologies, found in papers, patents and policy texts; dated forecasts with probabilities, and an open record of how good they were.
skip-to-content = Skip to content
nav-label = Main
nav-overview = Overview
nav-map = Map
nav-topics = Topics
nav-backtest = Is it any good?
nav-status = Status
nav-about = Method
language-label = Language
theme-label = Colours
theme-auto = As the device
theme-light = Light
theme-dark = Dark
foot-about = Liaowang 瞭望 observes which technologies are emerging. Open source; every figure comes from the scan named here.
foot-scan = Scan
foot-api = Description of the API

direction-manufacturing = Future manufacturing
direction-information = Future information
direction-materials = Future materials
direction-energy = Future energy
direction-space = Future space
direction-health = Future health
direction-none = No direction

level-1 = Area
level-2 = Field
level-3 = Topic

column-label = Topic
column-direction = Direction
column-documents = Documents
column-last-year = Latest year
column-history = History
column-growth = Growth a year
column-first-year = First seen
column-peak-year = Peak year
column-probability = Probability
column-year = Year
column-value = Value

target-sustained = Share of the corpus grows by more than 8% a year from its peak, through { $year } ({ $horizon ->
        [one] one year
       *[other] { $horizon } years
    } ahead)
target-cset = Share of the corpus grows by more than 8% a year in any year up to { $year } ({ $horizon ->
        [one] one year
       *[other] { $horizon } years
    } ahead)
target-top10 = Among the fastest-growing tenth of topics by { $year } ({ $horizon ->
        [one] one year
       *[other] { $horizon } years
    } ahead)

paging-label = Pages
paging-previous = Previous
paging-next = Next
paging-place = Page { $page } of { $pages }

chart-documents = Documents
chart-median = Median forecast
chart-range = 80% range

error-not-found-title = This page does not exist
error-not-found-text = The address may be mistyped, or the topic or document belongs to an earlier scan.
error-method-title = This address does not do that
error-method-text = This address is for something else: look for it by the links.
error-no-scan-title = There is no scan yet
error-no-scan-text = Import documents and scan them with these two commands. This page will show the result as soon as it is there; nothing needs to be restarted.
error-no-backtest-title = There is no back-test yet
error-no-backtest-text = A back-test repeats the forecast in past years whose outcome is known. This command makes one; it appears here by itself.
error-parameter-title = The address asks for something that does not exist
error-parameter-text = One of the values in the address is not allowed.
error-internal-title = Something went wrong here
error-internal-text = It is not your fault. The reason is in the server’s log; please try again.
error-commands = Commands
error-home = Back to the overview
