//! From opening a round to the last change of its timetable, on both databases: who may what, who sees what, and what calendars learn.
#![allow(clippy::unwrap_used)]

use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp};
use meetings::{
    Day, Entry, MOST_RECORDS, Meetings, MeetingsError, Met, Preference, Published, Refused, Settings, TOLD, Told, What,
    Why,
};
use registry::content::Wrong;
use registry::{Actor, Draft, Registry, RegistryError, Role};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::jobs;
use store::testing::{Fresh, databases};

const BEFORE: &str = "2026-11-20T08:00:00Z";
const CLOSED: &str = "2026-11-28T08:00:00Z";

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn person(name: &str, now: &str) -> Actor {
    Actor::party(name, at(now))
}

fn curator() -> Actor {
    person("carl", BEFORE).with_role(Role::Curator)
}

/// Six slots of 20 minutes on one morning, two tables.
fn settings() -> Settings {
    Settings {
        days: vec![Day { date: date(2026, 12, 1), from: time(9, 0, 0, 0), to: time(11, 30, 0, 0) }],
        minutes: 20,
        pause: 5,
        lunch: None,
        tables: 2,
        most_meetings: 4,
        most_in_a_row: 6,
        wishes_until: at("2026-11-27T10:00:00Z"),
        ..Settings::default()
    }
}

async fn record(registry: &Registry, owner: &str, kind: &str, public: bool, anonymous: bool) -> String {
    let content = json!({
        "name": {"zh": "对接会"}, "summary": {"zh": "说明"}, "event_kind": "matchmaking", "tracks": ["robots"],
        "dates": {"from": "2026-12-01", "to": "2026-12-01"}, "need_kind": "technology", "region": "440300",
    });
    let definitions = registry.definitions();
    let of = definitions.kind(kind).unwrap();
    let mut content = content.as_object().unwrap().clone();
    content.retain(|code, _| of.field(code).is_some());
    for field in of.fields.iter().filter(|field| field.required) {
        if let registry::definition::FieldType::Choice { vocabulary } = &field.of_type {
            content
                .insert(field.code.clone(), definitions.vocabulary(vocabulary).unwrap().terms[0].code.clone().into());
        }
    }
    let actor = person(owner, BEFORE);
    let transaction = registry.store().write().await.unwrap();
    let draft = Draft { kind: kind.into(), owner: owner.into(), anonymous, content };
    let (record, problems) = registry.create(&transaction, &actor, draft, "draft").await.unwrap();
    assert_eq!(problems, []);
    if public {
        registry.publish(&transaction, &actor, record.clone()).await.unwrap();
    }
    transaction.commit().await.unwrap();
    record.id
}

/// An event with meetings opened, and participants by name.
struct Fair {
    fresh: Fresh,
    meetings: Meetings,
    event: String,
    ids: BTreeMap<String, String>,
}

impl Fair {
    async fn all(names: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for fresh in databases().await {
            let registry = Registry::new(fresh.store.clone(), None).unwrap();
            let event = record(&registry, "host", "event", true, false).await;
            let meetings = Meetings::new(registry);
            meetings.set(&person("host", BEFORE), &event, settings()).await.unwrap();
            let mut fair = Self { fresh, meetings, event, ids: BTreeMap::new() };
            for name in names {
                fair.join(name).await;
            }
            all.push(fair);
        }
        all
    }

    fn registry(&self) -> Registry {
        Registry::new(self.fresh.store.clone(), None).unwrap()
    }

    async fn join(&mut self, name: &str) {
        let id = self.meetings.join(&person(name, BEFORE), &self.event, name, Entry::default()).await.unwrap();
        self.ids.insert(name.to_owned(), id);
    }

    async fn wish(&self, who: &str, whom: &str, preference: Preference) {
        let said = [(self.ids[whom].clone(), Some(preference), None)];
        self.meetings.wish(&person(who, BEFORE), &self.ids[who], &said).await.unwrap();
    }

    async fn plan(&self) {
        self.meetings.plan(&person("host", CLOSED), &self.event).await.unwrap();
    }

    async fn publish(&self) -> Published {
        self.meetings.publish(&person("host", CLOSED), &self.event).await.unwrap()
    }

    async fn schedule(&self, name: &str) -> Vec<Met> {
        self.meetings.schedule(&person(name, CLOSED), &self.ids[name]).await.unwrap()
    }

    /// Whom someone meets.
    async fn meets(&self, name: &str) -> BTreeSet<String> {
        self.schedule(name).await.into_iter().filter(|met| !met.cancelled).map(|met| met.other_party).collect()
    }

    /// Sequence of the meeting of two, and whether it is cancelled.
    async fn state(&self, who: &str, whom: &str) -> Option<(u32, bool)> {
        let met = self.schedule(who).await.into_iter().find(|met| met.other_party == whom)?;
        Some((met.sequence, met.cancelled))
    }

    /// What was told to whom since the last time.
    async fn told(&self) -> BTreeMap<String, Vec<What>> {
        let claimed = jobs::claim(&self.fresh.store, 100, SignedDuration::from_mins(1), at(CLOSED)).await.unwrap();
        let mut told: BTreeMap<String, Vec<What>> = BTreeMap::new();
        for job in claimed {
            assert_eq!(job.kind, TOLD);
            jobs::finish(self.fresh.store.read(), &job, at(CLOSED)).await.unwrap();
            let one: Told = serde_json::from_value(job.payload).unwrap();
            let name = self.ids.iter().find(|(_, id)| **id == one.participant).unwrap().0;
            told.entry(name.clone()).or_default().extend(one.changes.iter().map(|(_, what)| *what));
        }
        told.values_mut().for_each(|what| what.sort());
        told
    }
}

fn is_missing<T: std::fmt::Debug>(answer: Result<T, MeetingsError>) -> bool {
    matches!(answer, Err(MeetingsError::Registry(RegistryError::NotFound { .. })))
}

fn is_forbidden<T: std::fmt::Debug>(answer: Result<T, MeetingsError>) -> bool {
    matches!(answer, Err(MeetingsError::Registry(RegistryError::Forbidden(_))))
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, MeetingsError>) -> Refused {
    match answer {
        Err(MeetingsError::Refused(refused)) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn only_the_organiser_opens_meetings_and_only_where_they_are_held() {
    for fresh in databases().await {
        let registry = Registry::new(fresh.store.clone(), None).unwrap();
        let event = record(&registry, "host", "event", true, false).await;
        let draft = record(&registry, "host", "event", false, false).await;
        let other = record(&registry, "host", "need", true, false).await;
        let meetings = Meetings::new(registry);
        let host = person("host", BEFORE);
        assert!(is_forbidden(meetings.set(&person("eva", BEFORE), &event, settings()).await), "{}", fresh.name);
        assert!(is_forbidden(meetings.set(&Actor::visitor(at(BEFORE)), &event, settings()).await));
        assert!(is_missing(meetings.set(&host, &draft, settings()).await), "it is not public");
        assert!(is_missing(meetings.set(&host, &other, settings()).await), "of its kind no meetings are held");
        assert!(is_missing(meetings.set(&host, "nothing", settings()).await));
        assert_eq!(meetings.round(&host, &event).await.unwrap(), None);
        assert!(is_missing(meetings.join(&person("eva", BEFORE), &event, "eva", Entry::default()).await));
        for (actor, organises) in [(&host, true), (&curator(), true), (&person("eva", BEFORE), false)] {
            assert_eq!(meetings.organises(actor, &event).await.unwrap(), organises);
        }
        assert!(!meetings.organises(&host, &other).await.unwrap());
        let wrong = meetings.set(&host, &event, Settings { tables: 0, ..settings() }).await;
        assert!(matches!(wrong, Err(MeetingsError::Registry(RegistryError::Content(_)))), "{wrong:?}");
        meetings.set(&host, &event, settings()).await.unwrap();
        meetings.set(&curator(), &event, Settings { tables: 3, ..settings() }).await.unwrap();
        let round = meetings.round(&Actor::visitor(at(BEFORE)), &event).await.unwrap().unwrap();
        assert_eq!((round.settings.tables, round.slots.len(), round.participants), (3, 6, 0));
        assert!(round.takes_wishes(at(BEFORE)) && !round.takes_wishes(at(CLOSED)) && !round.is_over(at(CLOSED)));
        fresh.remove().await;
    }
}

#[tokio::test]
async fn parties_join_with_what_is_theirs_and_others_cannot_act_for_them() {
    for fair in Fair::all(&["host"]).await {
        let (registry, meetings, event) = (fair.registry(), &fair.meetings, &fair.event);
        let anna = person("anna", BEFORE);
        let own = record(&registry, "anna", "need", true, false).await;
        let hidden = record(&registry, "anna", "need", true, true).await;
        let draft = record(&registry, "anna", "need", false, false).await;
        let foreign = record(&registry, "eva", "need", true, false).await;
        let with = |records: &[&String]| Entry {
            records: records.iter().map(|id| (*id).clone()).collect(),
            ..Entry::default()
        };
        for (what, id) in [("anonymous", &hidden), ("a draft", &draft), ("another's", &foreign)] {
            let answer = meetings.join(&anna, event, "anna", with(&[id])).await;
            assert_eq!(refusal(answer), Refused::Record(id.clone()), "{what}");
        }
        let of_lines = |answer: Result<String, MeetingsError>| match answer {
            Err(MeetingsError::Registry(RegistryError::Content(problems))) => {
                (problems[0].path.clone(), problems[0].what.clone())
            }
            other => panic!("{other:?}"),
        };
        let many: Vec<String> = (0..6).map(|number| number.to_string()).collect();
        for (entry, path, what) in [
            (Entry { looks_for: "字".repeat(301), ..Entry::default() }, "looks_for", Wrong::TooLong { most: 300 }),
            (Entry { records: many, ..Entry::default() }, "records", Wrong::TooMany { most: MOST_RECORDS }),
            (
                Entry { most_meetings: Some(0), ..Entry::default() },
                "most_meetings",
                Wrong::TooSmall { least: "1".into() },
            ),
            (
                Entry { most_meetings: Some(5), ..Entry::default() },
                "most_meetings",
                Wrong::TooLarge { most: "4".into() },
            ),
        ] {
            assert_eq!(of_lines(meetings.join(&anna, event, "anna", entry).await), (path.to_owned(), what));
        }
        assert!(is_forbidden(meetings.join(&anna, event, "eva", Entry::default()).await));
        assert!(is_forbidden(meetings.guests(&anna, event).await), "who takes part is for those who do");
        let slot = settings().slots()[2].start;
        let entry = Entry { absent: vec![slot, at(BEFORE), slot], looks_for: " 密封 ".into(), ..with(&[&own, &own]) };
        let id = meetings.join(&anna, event, "anna", entry.clone()).await.unwrap();
        assert_eq!(refusal(meetings.join(&anna, event, "anna", Entry::default()).await), Refused::Joined);
        let mine = meetings.own(&anna, event).await.unwrap();
        assert_eq!(mine.len(), 1, "{}", fair.fresh.name);
        let kept = Entry { absent: vec![slot], looks_for: "密封".into(), ..with(&[&own]) };
        assert_eq!((&mine[0].id, &mine[0].contact, &mine[0].entry), (&id, &"anna".to_owned(), &kept));

        // An organisation, by someone who acts for it; and nobody else.
        let eva = Actor { acts_for: BTreeSet::from(["works".to_owned()]), ..person("eva", BEFORE) };
        let works = meetings.join(&eva, event, "works", Entry::default()).await.unwrap();
        assert_eq!(meetings.own(&eva, event).await.unwrap()[0].id, works);
        let colleague = Actor { acts_for: BTreeSet::from(["works".to_owned()]), ..person("fritz", BEFORE) };
        meetings.change(&colleague, &works, Entry { looks_for: "伙伴".into(), ..Entry::default() }).await.unwrap();
        let host = person("host", BEFORE);
        for stranger in [&anna, &host, &curator()] {
            assert!(is_missing(meetings.change(stranger, &works, Entry::default()).await));
            assert!(is_missing(meetings.wishes(stranger, &works).await));
            assert!(is_missing(meetings.wish(stranger, &works, &[]).await));
            assert!(is_missing(meetings.schedule(stranger, &works).await));
            assert!(is_missing(meetings.unmet(stranger, &works).await));
            assert!(is_missing(meetings.make_address(stranger, &works).await));
            assert!(is_missing(meetings.leave(stranger, &works).await));
        }
        for stranger in [&anna, &eva, &Actor::visitor(at(BEFORE))] {
            assert!(is_forbidden(meetings.report(stranger, event).await));
            assert!(is_forbidden(meetings.plan(stranger, event).await));
            assert!(is_forbidden(meetings.publish(stranger, event).await));
            assert!(is_forbidden(meetings.pin(stranger, event, &id, &works, true).await));
            assert!(is_forbidden(meetings.pins(stranger, event).await));
        }
        let guests = meetings.guests(&anna, event).await.unwrap();
        assert_eq!(guests.iter().map(|guest| guest.looks_for.as_str()).collect::<Vec<_>>(), ["", "密封", "伙伴"]);
        // Leaving and coming again.
        meetings.leave(&anna, &id).await.unwrap();
        assert!(meetings.own(&anna, event).await.unwrap().is_empty());
        assert!(is_forbidden(meetings.guests(&anna, event).await));
        assert_eq!(meetings.join(&anna, event, "anna", Entry::default()).await.unwrap(), id);
        let late = Actor { now: at("2026-12-01T04:00:00Z"), ..person("gerd", BEFORE) };
        assert_eq!(refusal(meetings.join(&late, event, "gerd", Entry::default()).await), Refused::Over);
        fair.fresh.remove().await;
    }
}

#[tokio::test]
async fn wishes_have_their_time_and_the_timetable_its() {
    for fair in Fair::all(&["anna", "bert", "dora"]).await {
        let (meetings, event) = (&fair.meetings, &fair.event);
        fair.wish("anna", "bert", Preference::Must).await;
        fair.wish("anna", "dora", Preference::Possibly).await;
        fair.wish("bert", "dora", Preference::RatherNot).await;
        let anna = person("anna", BEFORE);
        let said = meetings.wishes(&anna, &fair.ids["anna"]).await.unwrap();
        assert_eq!(said[&fair.ids["bert"]], Preference::Must);
        // Taking back; oneself and strangers are passed over.
        let said = [
            (fair.ids["dora"].clone(), None, None),
            (fair.ids["anna"].clone(), Some(Preference::Must), None),
            ("nobody".to_owned(), Some(Preference::Must), None),
        ];
        meetings.wish(&anna, &fair.ids["anna"], &said).await.unwrap();
        assert_eq!(meetings.wishes(&anna, &fair.ids["anna"]).await.unwrap().len(), 1, "{}", fair.fresh.name);
        let until = settings().wishes_until;
        let early = Actor { now: until - SignedDuration::from_secs(1), ..person("host", BEFORE) };
        assert_eq!(refusal(meetings.plan(&early, event).await), Refused::WishesOpen(until));
        let late = Actor { now: until, ..anna };
        assert_eq!(refusal(meetings.wish(&late, &fair.ids["anna"], &[]).await), Refused::WishesClosed(until));
        let host = person("host", CLOSED);
        assert_eq!(refusal(meetings.publish(&host, event).await), Refused::NoPlan);
        // Nobody sees a timetable that is not published; and one that something has changed since is not published.
        fair.plan().await;
        assert!(fair.schedule("anna").await.is_empty());
        let report = meetings.report(&host, event).await.unwrap();
        assert_eq!((report.seats.len(), report.is_stale), (1, false));
        assert_eq!(report.draft, Some(Published { new: 1, ..Published::default() }));
        let absent = Entry { absent: vec![settings().slots()[0].start], ..Entry::default() };
        meetings.change(&person("bert", CLOSED), &fair.ids["bert"], absent).await.unwrap();
        assert!(meetings.report(&host, event).await.unwrap().is_stale);
        assert_eq!(refusal(meetings.publish(&host, event).await), Refused::Stale);
        fair.plan().await;
        assert_eq!(fair.publish().await, Published { new: 1, ..Published::default() });
        assert_ne!(fair.schedule("anna").await[0].start, settings().slots()[0].start, "Bert is not there");
        let over = Actor { now: at("2026-12-02T00:00:00Z"), ..host };
        assert_eq!(refusal(meetings.plan(&over, event).await), Refused::Over);
        fair.fresh.remove().await;
    }
}

#[tokio::test]
async fn who_would_rather_not_is_never_met_and_never_told() {
    for fair in Fair::all(&["anna", "bert", "dora", "eva"]).await {
        let (meetings, event) = (&fair.meetings, &fair.event);
        fair.wish("anna", "bert", Preference::Must).await;
        fair.wish("anna", "dora", Preference::Gladly).await;
        fair.wish("bert", "anna", Preference::RatherNot).await;
        let host = person("host", CLOSED);
        meetings.pin(&host, event, &fair.ids["anna"], &fair.ids["bert"], true).await.unwrap();
        meetings.pin(&host, event, &fair.ids["eva"], &fair.ids["bert"], true).await.unwrap();
        fair.plan().await;
        fair.publish().await;
        assert_eq!(fair.meets("anna").await, BTreeSet::from(["dora".to_owned()]));
        assert_eq!(fair.meets("eva").await, BTreeSet::from(["bert".to_owned()]), "the organiser wants it");
        let unmet = meetings.unmet(&person("anna", CLOSED), &fair.ids["anna"]).await.unwrap();
        assert_eq!(
            unmet.iter().map(|it| (it.other_party.as_str(), it.why)).collect::<Vec<_>>(),
            [("bert", Why::Otherwise)]
        );
        assert!(meetings.unmet(&person("bert", CLOSED), &fair.ids["bert"]).await.unwrap().is_empty());
        let report = meetings.report(&host, event).await.unwrap();
        let numbers = report.numbers.unwrap();
        assert_eq!((numbers.asked, numbers.granted), (2, 1), "{}", fair.fresh.name);
        assert_eq!(numbers.unmet, [(fair.ids["anna"].clone(), Why::Otherwise)]);
        assert_eq!(numbers.unpinned.len(), 1, "it is told as one that could not be, without a reason");
        assert!(numbers.bound >= 1.0);
        let of = |name: &str| report.tallies.iter().find(|tally| tally.party == name).unwrap().clone();
        assert_eq!((of("anna").asked, of("anna").granted, of("anna").meetings), (2, 1, 1));
        // Where one is full or never there, the refusal reads like all others.
        let full = Entry { most_meetings: Some(1), ..Entry::default() };
        meetings.change(&person("anna", CLOSED), &fair.ids["anna"], full).await.unwrap();
        fair.plan().await;
        fair.publish().await;
        let unmet = meetings.unmet(&person("anna", CLOSED), &fair.ids["anna"]).await.unwrap();
        assert_eq!(unmet[0].why, Why::Full);
        let never = Entry { absent: settings().slots().iter().map(|slot| slot.start).collect(), ..Entry::default() };
        meetings.change(&person("bert", CLOSED), &fair.ids["bert"], never).await.unwrap();
        meetings.pin(&host, event, &fair.ids["eva"], &fair.ids["bert"], false).await.unwrap();
        fair.plan().await;
        fair.publish().await;
        let unmet = meetings.unmet(&person("anna", CLOSED), &fair.ids["anna"]).await.unwrap();
        assert_eq!(unmet[0].why, Why::NeverTogether);
        fair.fresh.remove().await;
    }
}

#[tokio::test]
async fn late_changes_move_little_and_calendars_learn_of_all_of_them() {
    let names = ["anna", "bert", "dora", "eva"];
    for mut fair in Fair::all(&names).await {
        for who in names {
            for whom in names.iter().filter(|whom| **whom != who) {
                fair.wish(who, whom, Preference::Gladly).await;
            }
        }
        fair.plan().await;
        assert_eq!(fair.publish().await, Published { new: 6, ..Published::default() }, "{}", fair.fresh.name);
        let told = fair.told().await;
        assert_eq!(told.len(), 4);
        assert!(told.values().all(|what| *what == [What::New; 3]));
        let first = fair.schedule("anna").await;
        // Nothing changed: nobody is told anything.
        fair.plan().await;
        assert_eq!(fair.publish().await, Published { kept: 6, ..Published::default() });
        assert!(fair.told().await.is_empty());

        // Anna declines Bert: he learns it at once, and it is in the calendars of both.
        let meeting = first.iter().find(|met| met.other_party == "bert").unwrap();
        let anna = person("anna", CLOSED);
        let eva_has = fair.schedule("eva").await[0].id.clone();
        let foreign = first.iter().all(|met| met.id != eva_has);
        assert!(!foreign || is_missing(fair.meetings.decline(&anna, &fair.ids["anna"], &eva_has).await));
        assert!(is_missing(fair.meetings.decline(&person("dora", CLOSED), &fair.ids["dora"], &meeting.id).await));
        fair.meetings.decline(&anna, &fair.ids["anna"], &meeting.id).await.unwrap();
        assert!(is_missing(fair.meetings.decline(&anna, &fair.ids["anna"], &meeting.id).await), "it is cancelled");
        assert_eq!(fair.told().await, BTreeMap::from([("bert".to_owned(), vec![What::Cancelled])]));
        assert_eq!(
            (fair.state("anna", "bert").await, fair.state("bert", "anna").await),
            (Some((1, true)), Some((1, true)))
        );
        fair.plan().await;
        let published = fair.publish().await;
        assert_eq!((published.new, published.moved, published.cancelled), (0, 0, 0), "{published:?}");

        // Dora comes an hour later: hers move or are cancelled, the others stay.
        let (before, hers) = (fair.schedule("bert").await, fair.schedule("dora").await);
        let late: Vec<Timestamp> = settings().slots().iter().take(3).map(|slot| slot.start).collect();
        fair.meetings
            .change(&person("dora", CLOSED), &fair.ids["dora"], Entry { absent: late.clone(), ..Entry::default() })
            .await
            .unwrap();
        fair.plan().await;
        let published = fair.publish().await;
        assert_eq!(published.new, 0);
        assert!(published.moved + published.cancelled > 0);
        let told = fair.told().await;
        assert!(told.contains_key("dora"), "{told:?}");
        for met in fair.schedule("dora").await {
            let was = hers.iter().find(|was| was.id == met.id).unwrap();
            let stays = (was.start, was.place, was.cancelled) == (met.start, met.place, met.cancelled);
            assert!(met.cancelled || !late.contains(&met.start), "{met:?}");
            assert_eq!(met.sequence - was.sequence, u32::from(!stays), "{was:?} {met:?}");
        }
        for met in fair.schedule("bert").await.iter().filter(|met| met.other_party != "dora") {
            assert!(before.contains(met), "a meeting of others has moved: {met:?}");
        }

        // Eva leaves: her meetings are cancelled at once.
        let had = fair.meets("eva").await;
        fair.meetings.leave(&person("eva", CLOSED), &fair.ids["eva"]).await.unwrap();
        assert_eq!(fair.told().await.into_keys().collect::<BTreeSet<_>>(), had);
        for name in &had {
            assert!(fair.state(name, "eva").await.is_some_and(|(sequence, cancelled)| sequence > 0 && cancelled));
        }
        // She comes again and is wanted: the same meeting takes place after all, with a higher sequence.
        fair.join("eva").await;
        let sequence = fair.state("bert", "eva").await.unwrap().0;
        fair.meetings
            .pin(&person("host", CLOSED), &fair.event, &fair.ids["eva"], &fair.ids["bert"], true)
            .await
            .unwrap();
        fair.plan().await;
        fair.publish().await;
        assert_eq!(fair.state("bert", "eva").await, Some((sequence + 1, false)));
        assert_eq!(fair.state("anna", "bert").await, Some((1, true)), "what was declined stays so");
        fair.fresh.remove().await;
    }
}

#[tokio::test]
async fn what_was_held_stays_and_is_not_held_again() {
    for fair in Fair::all(&["anna", "bert", "dora"]).await {
        fair.wish("anna", "bert", Preference::Must).await;
        fair.wish("anna", "dora", Preference::Gladly).await;
        fair.plan().await;
        fair.publish().await;
        let first = fair.schedule("anna").await;
        assert_eq!(first.len(), 2, "{}", fair.fresh.name);
        // The first meeting has begun; the second is moved because its table is gone.
        let now = first[0].start;
        let host = Actor { now, ..person("host", CLOSED) };
        let anna = Actor { now, ..person("anna", CLOSED) };
        assert_eq!(refusal(fair.meetings.decline(&anna, &fair.ids["anna"], &first[0].id).await), Refused::Over);
        let away = Entry { absent: vec![first[1].start], ..Entry::default() };
        fair.meetings.change(&anna, &fair.ids["anna"], away).await.unwrap();
        fair.meetings.plan(&host, &fair.event).await.unwrap();
        let report = fair.meetings.report(&host, &fair.event).await.unwrap();
        assert_eq!(report.seats.len(), 2, "what has begun is in the timetable");
        let published = fair.meetings.publish(&host, &fair.event).await.unwrap();
        assert_eq!((published.new, published.moved, published.cancelled), (0, 1, 0));
        let after = fair.schedule("anna").await;
        assert!(after.contains(&first[0]), "{after:?}");
        let report = fair.meetings.report(&host, &fair.event).await.unwrap();
        let numbers = report.numbers.unwrap();
        assert_eq!((numbers.asked, numbers.granted), (2, 2));
        fair.fresh.remove().await;
    }
}

#[tokio::test]
async fn a_changed_day_moves_everything_and_the_impossible_is_named() {
    for fair in Fair::all(&["anna", "bert", "dora", "eva"]).await {
        let host = person("host", CLOSED);
        fair.wish("anna", "bert", Preference::Must).await;
        fair.wish("dora", "eva", Preference::Must).await;
        fair.plan().await;
        fair.publish().await;
        let day = Day { date: date(2026, 12, 2), from: time(9, 0, 0, 0), to: time(9, 20, 0, 0) };
        let next = Settings { days: vec![day], ..settings() };
        fair.meetings.set(&host, &fair.event, next.clone()).await.unwrap();
        fair.plan().await;
        assert_eq!(fair.publish().await, Published { moved: 2, ..Published::default() }, "{}", fair.fresh.name);
        assert_eq!(fair.schedule("anna").await[0].start, next.slots()[0].start);
        // Two pairs must meet at one table; and then one of them must be at two.
        fair.meetings.set(&host, &fair.event, Settings { tables: 1, ..next }).await.unwrap();
        fair.meetings.pin(&host, &fair.event, &fair.ids["anna"], &fair.ids["bert"], true).await.unwrap();
        fair.meetings.pin(&host, &fair.event, &fair.ids["eva"], &fair.ids["dora"], true).await.unwrap();
        let refused = refusal(fair.meetings.plan(&host, &fair.event).await);
        assert_eq!(refused, Refused::Tables { needed: 2, room: 1 });
        fair.meetings.pin(&host, &fair.event, &fair.ids["eva"], &fair.ids["anna"], true).await.unwrap();
        let refused = refusal(fair.meetings.plan(&host, &fair.event).await);
        assert!(matches!(refused, Refused::Pinned { needed: 2, room: 1, .. }), "{refused:?}");
        let refused = fair.meetings.pin(&host, &fair.event, &fair.ids["anna"], &fair.ids["anna"], true).await;
        assert!(is_missing(refused));
        fair.fresh.remove().await;
    }
}

#[tokio::test]
async fn a_calendar_is_read_by_who_knows_its_address() {
    for fair in Fair::all(&["anna", "bert"]).await {
        fair.wish("anna", "bert", Preference::Must).await;
        fair.plan().await;
        fair.publish().await;
        let anna = person("anna", CLOSED);
        let secret = fair.meetings.make_address(&anna, &fair.ids["anna"]).await.unwrap();
        assert_eq!(secret.len(), 43);
        let (participant, schedule) = fair.meetings.of_address(&secret).await.unwrap().unwrap();
        assert_eq!((participant.party.as_str(), schedule), ("anna", fair.schedule("anna").await));
        assert!(fair.meetings.own(&anna, &fair.event).await.unwrap()[0].has_address);
        // In the database there is a hash only.
        use store::sea_orm::EntityTrait;
        let rows = store::schema::meeting_participant::Entity::find().all(fair.fresh.store.read()).await.unwrap();
        assert!(rows.iter().all(|row| row.calendar_hash.as_deref() != Some(secret.as_str())));
        let next = fair.meetings.make_address(&anna, &fair.ids["anna"]).await.unwrap();
        assert!(fair.meetings.of_address(&secret).await.unwrap().is_none(), "a new one makes the old one void");
        assert!(fair.meetings.of_address("").await.unwrap().is_none());
        let mine = fair.meetings.mine(&anna).await.unwrap();
        assert_eq!((mine.len(), mine[0].ahead, mine[0].next), (1, 1, Some(settings().slots()[0].start)));
        assert!(fair.meetings.mine(&person("carl", CLOSED)).await.unwrap().is_empty());
        fair.meetings.leave(&anna, &fair.ids["anna"]).await.unwrap();
        let (_, schedule) = fair.meetings.of_address(&next).await.unwrap().unwrap();
        assert!(schedule.iter().all(|met| met.cancelled && met.sequence == 1), "{}: {schedule:?}", fair.fresh.name);
        fair.fresh.remove().await;
    }
}
