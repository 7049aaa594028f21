# The back-test.
backtest-title = Is it any good?
backtest-lead = The forecast, repeated as if it were made at the end of { $count ->
        [one] a past year ({ $first })
       *[other] each of { $count } past years ({ $first }–{ $last })
    } with nothing known afterwards: no word, no link, no group of topics from later years. What was forecast: { $target }.
backtest-target-sustained = whether a topic’s share of the corpus grows by more than 8% a year from its peak, over { $horizon ->
        [one] one year
       *[other] { $horizon } years
    }
backtest-target-cset = whether a topic’s share of the corpus grows by more than 8% a year from its peak in any of the next { $horizon } years
backtest-target-top10 = which topics will be among the fastest-growing tenth over { $horizon ->
        [one] one year
       *[other] { $horizon } years
    }
backtest-reading = In plain words
backtest-sentence-better = Over { $years ->
        [one] one past year
       *[other] { $years } past years
    }, the forecast scored { $csi } (critical success index, 1 is perfect); the best simple rule, “{ $baseline }”, scored { $best }.
backtest-sentence-worse = Over { $years ->
        [one] one past year
       *[other] { $years } past years
    }, the forecast scored { $csi } (critical success index, 1 is perfect), no better than the simple rule “{ $baseline }” with { $best }. Do not rely on it for this corpus.
reading-precision = Of the topics at the top of its list, { $precision } did grow; of all topics, { $base }. That is { $times } times as many as by chance.
reading-calibration = Its probabilities are off by { $points } percentage points on average.
reading-hindsight = Tested with hindsight, as is often published, the same forecast would seem to score { $seeming } instead of { $honest }.
reading-controls = Two checks that the test is sound: a model that learned from shuffled outcomes scores { $shuffled }; one that is shown a year of the future scores { $leaked }.
backtest-scores = Against simple rules
backtest-scores-note = Mean over all years; below each number the range in which it would lie in 95 of 100 cases. The best of each column is bold.
backtest-forecaster = Who forecasts
backtest-measures = What the measures mean
backtest-measure = Measure
backtest-years = Year by year
backtest-years-note = Critical success index of the forecast and of the best simple rule of that year.
backtest-cutoff = Made in
backtest-eligible = Topics
backtest-base-rate = Grew
backtest-best-baseline = Best simple rule
backtest-leak = What hindsight would add
backtest-leak-note = If topics are formed with later documents and years are mixed in training and testing, every forecast looks better than it is. This is by how much.
backtest-honest = Honest
backtest-seeming = With hindsight
backtest-growth-after = Growth after
forecaster-forecast = Forecast
forecaster-alarm-all = Everything grows
forecaster-climatology = Usual rate at this stage
forecaster-persistence = What grew goes on growing
forecaster-stage = Stage only
forecaster-four-variables = Four variables
forecaster-trend = Damped trend
forecaster-field-mean = Mean of the field
forecaster-size = The largest
forecaster-recency = The youngest
measure-csi = Critical success
measure-csi-meaning = Hits among hits, misses and false alarms together; 1 is perfect. Also called threat score.
measure-ets = Equitable threat
measure-ets-meaning = The same with the hits that chance would give taken off; 0 is chance.
measure-precision-at-k = Precision at K
measure-precision-at-k-meaning = Share of the top of the list that did grow.
measure-auc = AUC
measure-auc-meaning = Probability that a topic that grew stood above one that did not; 0.5 is chance.
measure-pr-auc = PR-AUC
measure-pr-auc-meaning = Mean precision over all lengths of the list; chance gives the base rate.
measure-brier = Brier
measure-brier-meaning = Mean squared error of the probability; smaller is better.
measure-ece = Calibration error
measure-ece-meaning = Mean distance between the probability said and the share that came true; smaller is better.
reliability-title = Do the probabilities hold?
reliability-note = Where topics given 30% grew in 30 of 100 cases, the point lies on the diagonal. Larger points are more forecasts.
reliability-across = Probability said
reliability-upwards = Share that grew
reliability-count = Forecasts
list-hits = Hits
list-hits-note = Forecast with high probability, and grew.
list-misses = Misses
list-misses-note = Grew although the forecast gave them little chance.
list-false-alarms = False alarms
list-false-alarms-note = Forecast with high probability, but did not grow.
