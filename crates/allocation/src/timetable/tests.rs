//! Timetables obey their rules, whatever the event; small ones are compared with every possibility; changes move little.

use super::*;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

/// Slots of 25 minutes in stretches of `stretch`, with half an hour between stretches.
fn slots(count: u32, stretch: u32, tables: u32) -> Vec<Slot> {
    let begin: Timestamp = "2026-06-01T09:00:00Z".parse().unwrap();
    let start = |slot: u32| begin + (i64::from(slot) * 25 + i64::from(slot / stretch) * 30).minutes();
    let slot = |slot| Slot { start: start(slot), end: start(slot) + 20.minutes(), tables: (1..=tables).collect() };
    (0..count).map(slot).collect()
}

fn search(worst_off_first: bool) -> Search {
    Search { seed: 3, steps: 2_000, worst_off_first }
}

/// The rule that meetings break, in words.
fn broken(event: &Event, meetings: &[Meeting]) -> Option<String> {
    let mut places = HashSet::new();
    let mut tables = HashSet::new();
    let mut met = HashSet::new();
    let mut at: HashMap<u32, Vec<u32>> = HashMap::new();
    for meeting in meetings {
        let slot = &event.slots[meeting.slot as usize];
        if meeting.one >= meeting.other || !met.insert((meeting.one, meeting.other)) {
            return Some(format!("{meeting:?} is twice or in disorder"));
        }
        if !slot.tables.contains(&meeting.table) || !tables.insert((meeting.slot, meeting.table)) {
            return Some(format!("the table of {meeting:?} is not open or taken twice"));
        }
        for party in [meeting.one, meeting.other] {
            if !event.parties[party as usize].slots.contains(&meeting.slot) || !places.insert((party, meeting.slot)) {
                return Some(format!("{party} is not there or in two places: {meeting:?}"));
            }
            at.entry(party).or_default().push(meeting.slot);
        }
    }
    let unordered =
        |pairs: &[(u32, u32)]| pairs.iter().map(|&(one, other)| ordered(one, other)).collect::<HashSet<_>>();
    if unordered(&event.forbidden).iter().any(|pair| met.contains(pair)) {
        return Some("a forbidden pair meets".into());
    }
    if !unordered(&event.pinned).iter().all(|pair| met.contains(pair)) {
        return Some("a pinned pair does not meet".into());
    }
    if let Some(fixed) = event.fixed.iter().find(|fixed| !meetings.contains(fixed)) {
        return Some(format!("{fixed:?} is not where it was fixed"));
    }
    for (party, slots) in at {
        let limits = &event.parties[party as usize];
        if slots.len() > limits.most_meetings as usize {
            return Some(format!("{party} has {} meetings", slots.len()));
        }
        let (mut run, mut last) = (0, None::<u32>);
        for slot in slots {
            let near = last.is_some_and(|last| {
                let gap = event.slots[slot as usize].start.duration_since(event.slots[last as usize].end);
                last + 1 == slot && gap.as_secs() <= 60 * i64::from(event.pause_minutes)
            });
            run = if near { run + 1 } else { 1 };
            last = Some(slot);
            if run > limits.most_in_a_row {
                return Some(format!("{party} has {run} in a row"));
            }
        }
    }
    None
}

fn value(event: &Event, meetings: &[Meeting]) -> i64 {
    let met: HashSet<_> = meetings.iter().map(|meeting| (meeting.one, meeting.other)).collect();
    event.wishes.iter().filter(|wish| met.contains(&ordered(wish.party, wish.other))).map(|wish| wish.value).sum()
}

prop_compose! {
    fn events(most_parties: u32, most_slots: u32)(
        count in 2..=most_parties,
        slot_count in 1..=most_slots,
        tables in prop_oneof![6 => 1u32..4, 1 => Just(0)],
        stretch in 1u32..5,
        pause_minutes in prop_oneof![Just(0u32), Just(10)],
        drawn in proptest::collection::vec((any::<u128>(), 1u32..6, 1u32..4), most_parties as usize),
        wishes in proptest::collection::btree_map((0..most_parties, 0..most_parties), 1i64..50, 0..40),
        pairs in proptest::collection::vec((0..most_parties, 0..most_parties, 0u8..3), 0..4),
    ) -> Event {
        let all = slots(slot_count, stretch, tables);
        let known = |one: u32, other: u32| one != other && one < count && other < count;
        let chosen = |mark: u8| {
            let pairs = pairs.iter().filter(move |&&(one, other, own)| own == mark && known(one, other));
            pairs.map(|&(one, other, _)| (one, other)).collect::<Vec<_>>()
        };
        let fixed = chosen(2).into_iter().take(1).map(|(one, other)| {
            let (one, other) = ordered(one, other);
            Meeting { slot: 0, table: 1, one, other }
        });
        Event {
            parties: drawn[..count as usize]
                .iter()
                .map(|&(mask, most_meetings, most_in_a_row)| Party {
                    // Three of four slots, and the first, so that fixed meetings are possible.
                    slots: (0..slot_count).filter(|slot| slot == &0 || mask >> (2 * slot) & 3 != 0).collect(),
                    most_meetings,
                    most_in_a_row,
                })
                .collect(),
            slots: all,
            wishes: wishes
                .into_iter()
                .filter(|&((party, other), _)| known(party, other))
                .map(|((party, other), value)| Wish { party, other, value })
                .collect(),
            forbidden: chosen(0),
            pinned: chosen(1),
            fixed: fixed.collect(),
            pause_minutes,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_are_kept(event in events(12, 9), worst_off_first in any::<bool>()) {
        let Ok(timetable) = event.timetable(&search(worst_off_first)) else { return Ok(()) };
        prop_assert_eq!(broken(&event, &timetable.meetings), None);
        prop_assert_eq!(timetable.value, value(&event, &timetable.meetings));
        prop_assert!(timetable.value <= timetable.bound);
        let granted: u32 = timetable.granted.iter().map(|granted| granted.granted).sum();
        prop_assert_eq!(granted as usize + timetable.unmet.len(), event.wishes.len());
        for unmet in &timetable.unmet {
            prop_assert!(!matches!(unmet.reason, Reason::Room(_)), "{:?}", unmet);
        }
        prop_assert_eq!(event.timetable(&search(worst_off_first)).unwrap(), timetable);
    }

    #[test]
    fn changes_keep_what_can_stay(event in events(12, 9), gone in 0u32..12, closed in 0u32..9) {
        let Ok(before) = event.timetable(&search(false)) else { return Ok(()) };
        let mut changed = Event { fixed: Vec::new(), pinned: Vec::new(), ..event.clone() };
        let gone = gone % event.parties.len() as u32;
        let closed = closed % event.slots.len() as u32;
        changed.parties[gone as usize].slots.clear();
        changed.slots[closed as usize].tables.retain(|&table| table != 1);
        let (after, changes) = changed.replan(&before.meetings, &search(false)).unwrap();
        prop_assert_eq!(broken(&changed, &after.meetings), None);
        let stays = |meeting: &&Meeting| meeting.one != gone && meeting.other != gone && meeting.slot != closed;
        let expected: Vec<_> = before.meetings.iter().filter(stays).copied().collect();
        prop_assert!(expected.iter().all(|meeting| changes.kept.contains(meeting)));
        // At the closed table's slot, as many stay as there are tables left.
        let there = before.meetings.iter().filter(|meeting| meeting.slot == closed && meeting.one != gone && meeting.other != gone);
        let room = changed.slots[closed as usize].tables.len();
        let at_closed = after.meetings.iter().filter(|meeting| meeting.slot == closed).count();
        prop_assert!(at_closed >= there.count().min(room));
        prop_assert_eq!(changes.kept.len() + changes.moved.len() + changes.cancelled.len(), before.meetings.len());
        prop_assert_eq!(changes.kept.len() + changes.moved.len() + changes.added.len(), after.meetings.len());
        // Nothing changed: nothing moves.
        let (_, none) = event.replan(&before.meetings, &search(false)).unwrap();
        prop_assert_eq!(none, Changes { kept: before.meetings, ..Changes::default() });
    }
}

/// The greatest value of any timetable, by trying all.
fn best(event: &Event, meetings: &mut Vec<Meeting>, pairs: &[(u32, u32)]) -> i64 {
    let mut greatest = if broken(event, meetings).is_none() { value(event, meetings) } else { return -1 };
    if let Some((&(one, other), rest)) = pairs.split_first() {
        greatest = greatest.max(best(event, meetings, rest));
        for slot in 0..event.slots.len() as u32 {
            let taken = meetings.iter().filter(|meeting| meeting.slot == slot).count() as u32;
            meetings.push(Meeting { slot, table: taken + 1, one, other });
            meetings.sort_unstable();
            greatest = greatest.max(best(event, meetings, rest));
            meetings.retain(|meeting| (meeting.one, meeting.other) != (one, other));
        }
    }
    greatest
}

#[test]
fn small_events_are_nearly_always_solved_to_the_best() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut found, mut possible) = (0, 0);
    for _ in 0..60 {
        let event = events(5, 3).new_tree(&mut runner).unwrap().current();
        let event = Event { pinned: Vec::new(), fixed: Vec::new(), ..event };
        let pairs: HashSet<_> = event.wishes.iter().map(|wish| ordered(wish.party, wish.other)).collect();
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable();
        pairs.truncate(7);
        let kept: HashSet<_> = pairs.iter().copied().collect();
        let event = Event {
            wishes: event
                .wishes
                .iter()
                .filter(|wish| kept.contains(&ordered(wish.party, wish.other)))
                .copied()
                .collect(),
            ..event
        };
        let timetable = event.timetable(&search(false)).unwrap();
        let greatest = best(&event, &mut Vec::new(), &pairs);
        assert!(timetable.value <= greatest && greatest <= timetable.bound, "{event:?}");
        found += timetable.value;
        possible += greatest;
    }
    assert!(found * 100 >= possible * 99, "{found} of {possible}");
}

fn crowd(parties: u32) -> Event {
    Event {
        slots: slots(4, 4, 2),
        parties: vec![Party { slots: (0..4).collect(), most_meetings: 4, most_in_a_row: 4 }; parties as usize],
        pause_minutes: 10,
        ..Event::default()
    }
}

#[test]
fn the_worst_off_come_first() {
    // One table, one slot: the pair worth most, or the pair that grants the wishes of two.
    let wish = |party, other, value| Wish { party, other, value };
    let event =
        Event { slots: slots(1, 1, 1), wishes: vec![wish(0, 1, 900), wish(2, 3, 1), wish(3, 2, 1)], ..crowd(4) };
    let event = Event { parties: vec![Party { slots: vec![0], most_meetings: 1, most_in_a_row: 1 }; 4], ..event };
    let pair = |first| {
        event.timetable(&search(first)).unwrap().meetings.iter().map(|met| (met.one, met.other)).collect::<Vec<_>>()
    };
    assert_eq!((pair(false), pair(true)), (vec![(0, 1)], vec![(2, 3)]));
}

#[test]
fn wishes_that_are_not_granted_say_why() {
    let wish = |party, other| Wish { party, other, value: 1 };
    let party =
        |slots: &[u32], most_meetings, most_in_a_row| Party { slots: slots.to_vec(), most_meetings, most_in_a_row };
    let meeting = |slot, table, one, other| Meeting { slot, table, one, other };
    let all = [0, 1, 2, 3];
    let table: Vec<(&str, Event, Reason)> = vec![
        ("forbidden", Event { forbidden: vec![(1, 0)], ..crowd(2) }, Reason::Forbidden),
        (
            "never together",
            Event { parties: vec![party(&[0], 1, 1), party(&[1], 1, 1)], ..crowd(2) },
            Reason::NoCommonSlot,
        ),
        (
            "full",
            Event {
                parties: vec![party(&all, 1, 4), party(&all, 4, 4), party(&all, 4, 4)],
                fixed: vec![meeting(0, 1, 0, 2)],
                ..crowd(3)
            },
            Reason::Full { party: 0, meetings: 1 },
        ),
        (
            "others came first",
            Event {
                parties: vec![party(&[0, 1], 4, 4), party(&[0, 2], 4, 4), party(&all, 4, 4)],
                fixed: vec![meeting(0, 1, 0, 2)],
                ..crowd(3)
            },
            Reason::GaveWay(vec![(0, 2)]),
        ),
        (
            "no table",
            Event {
                slots: slots(1, 1, 1),
                parties: vec![party(&[0], 1, 1); 4],
                fixed: vec![meeting(0, 1, 2, 3)],
                ..crowd(4)
            },
            Reason::NoTable(vec![0]),
        ),
        (
            "no break",
            Event {
                slots: slots(3, 3, 2),
                parties: vec![party(&[0, 1, 2], 3, 1), party(&[1], 1, 1), party(&[0, 2], 3, 1), party(&[0, 2], 3, 1)],
                fixed: vec![meeting(0, 1, 0, 2), meeting(2, 1, 0, 3)],
                ..crowd(4)
            },
            // Two meetings are all that its breaks allow.
            Reason::Full { party: 0, meetings: 2 },
        ),
        (
            "no break, though not full",
            Event {
                slots: slots(4, 4, 2),
                parties: vec![party(&all, 4, 1), party(&[0, 2], 1, 1), party(&[1], 4, 4)],
                fixed: vec![meeting(1, 1, 0, 2)],
                ..crowd(3)
            },
            Reason::NoBreak(vec![0, 2]),
        ),
    ];
    for (name, event, expected) in table {
        let event = Event { wishes: vec![wish(0, 1)], ..event };
        let timetable = event.timetable(&search(false)).unwrap();
        assert_eq!(timetable.unmet, [Unmet { wish: 0, reason: expected }], "{name}");
    }
}

#[test]
fn contradictions_are_named() {
    use Obstacle as O;
    let meeting = |slot, table, one, other| Meeting { slot, table, one, other };
    let crowd = crowd(6);
    let with = |fixed: Vec<Meeting>| Event { fixed, ..crowd.clone() };
    let lone = |place: usize, party: Party| {
        let mut event = crowd.clone();
        event.parties[place] = party;
        event
    };
    let there =
        |slots: &[u32], most_meetings, most_in_a_row| Party { slots: slots.to_vec(), most_meetings, most_in_a_row };
    let table: Vec<(Event, Obstacle)> = vec![
        (
            with(vec![meeting(1, 2, 0, 1), meeting(1, 2, 2, 3)]),
            O::TableTaken { slot: 1, table: 2, meetings: vec![(0, 1), (2, 3)] },
        ),
        (
            with(vec![meeting(1, 1, 0, 1), meeting(1, 2, 0, 3)]),
            O::PartyTwice { party: 0, slot: 1, meetings: vec![(0, 1), (0, 3)] },
        ),
        (with(vec![meeting(1, 9, 0, 1)]), O::TableClosed { slot: 1, table: 9 }),
        (with(vec![meeting(1, 1, 0, 1), meeting(2, 1, 1, 0)]), O::FixedTwice(0, 1)),
        (Event { forbidden: vec![(1, 0)], ..with(vec![meeting(1, 1, 0, 1)]) }, O::PinnedForbidden(0, 1)),
        (Event { forbidden: vec![(1, 0)], pinned: vec![(0, 1)], ..crowd.clone() }, O::PinnedForbidden(0, 1)),
        (Event { fixed: vec![meeting(1, 1, 0, 1)], ..lone(0, there(&[0], 4, 4)) }, O::Absent { party: 0, slot: 1 }),
        (
            Event { fixed: vec![meeting(0, 1, 0, 1), meeting(1, 1, 0, 2)], ..lone(0, there(&[0, 1, 2], 4, 1)) },
            O::InARow { party: 0, slot: 0 },
        ),
        (Event { pinned: vec![(0, 1)], ..lone(0, there(&[], 4, 4)) }, O::NoCommonSlot(0, 1)),
        (
            Event { pinned: vec![(0, 1), (2, 0)], ..lone(0, there(&[0, 1, 2], 1, 4)) },
            O::PartyOver { party: 0, needed: 2, room: 1 },
        ),
        (
            Event {
                slots: slots(1, 1, 2),
                parties: vec![there(&[0], 4, 4); 6],
                pinned: vec![(0, 1), (2, 3), (4, 5)],
                ..crowd.clone()
            },
            O::TablesOver { needed: 3, room: 2 },
        ),
        (
            Event {
                slots: slots(2, 2, 1),
                parties: vec![there(&[0], 4, 4); 6],
                pinned: vec![(0, 1), (2, 3)],
                ..crowd.clone()
            },
            O::Unplaced(vec![(2, 3)]),
        ),
        (Event { wishes: vec![Wish { party: 0, other: 9, value: 1 }], ..crowd.clone() }, O::NoParty(9)),
        (Event { wishes: vec![Wish { party: 0, other: 0, value: 1 }], ..crowd.clone() }, O::Itself(0)),
        (Event { wishes: vec![Wish { party: 0, other: 1, value: 0 }], ..crowd.clone() }, O::WishValue(0, 1, 0)),
        (Event { wishes: vec![Wish { party: 0, other: 1, value: 1 }; 2], ..crowd.clone() }, O::WishTwice(0, 1)),
        (lone(0, there(&[4], 4, 4)), O::NoSlot(4)),
        (Event { slots: slots(4, 4, 2).into_iter().rev().collect(), ..crowd.clone() }, O::SlotOrder(1)),
        (
            Event {
                slots: vec![Slot { tables: vec![1, 1], ..crowd.slots[0].clone() }],
                parties: Vec::new(),
                ..crowd.clone()
            },
            O::TableTwice(0, 1),
        ),
        (
            Event { slots: slots(129, 9, 1), ..crowd.clone() },
            O::TooMany { what: "slots", given: 129, most: MOST_SLOTS },
        ),
    ];
    for (event, expected) in table {
        assert_eq!(event.timetable(&search(false)), Err(expected));
    }
    assert_eq!(Event::default().timetable(&search(true)).unwrap().meetings, []);
}
