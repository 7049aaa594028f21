//! The solver beside a plain model that tries every choice, and what the checker refuses.

use super::*;
use proptest::prelude::*;

/// Every choice of the pairs that obeys all rules, tried one after another: the best worth and its value.
fn brute_force(problem: &Assignment) -> Option<(Vec<i64>, i64)> {
    let count = problem.pairs.len();
    let mut best: Option<(Vec<i64>, i64)> = None;
    'choices: for choice in 0..1u32 << count {
        let chosen: Vec<_> =
            (0..count).filter(|place| choice >> place & 1 == 1).map(|place| problem.pairs[place]).collect();
        let has = |&(left, right): &(u32, u32)| chosen.iter().any(|pair| (pair.left, pair.right) == (left, right));
        if problem.forbidden.iter().any(has) || !problem.pinned.iter().all(has) {
            continue;
        }
        for side in [Side::Left, Side::Right] {
            let [(nodes, groups), (others, other_groups)] = problem.seen_from(side);
            let ends = |pair: &Pair| if side == Side::Left { (pair.left, pair.right) } else { (pair.right, pair.left) };
            let number = |keep: &dyn Fn(usize, usize) -> bool| {
                let kept = chosen.iter().map(ends).filter(|&(own, other)| keep(own as usize, other as usize));
                kept.count() as u32
            };
            for (place, node) in nodes.iter().enumerate() {
                if !(node.least..=node.most).contains(&number(&|own, _| own == place)) {
                    continue 'choices;
                }
                for (group, quota) in other_groups.iter().enumerate() {
                    let partners = number(&|own, other| own == place && others[other].group == Some(group as u32));
                    if partners > quota.most_per_partner {
                        continue 'choices;
                    }
                }
            }
            for (place, group) in groups.iter().enumerate() {
                let pairs = number(&|own, _| nodes[own].group == Some(place as u32));
                if !(group.least..=group.most).contains(&pairs) {
                    continue 'choices;
                }
            }
        }
        let mut counts = Vec::new();
        if let Some(side) = problem.worst_off_first {
            counts = partners(problem, side, &chosen.iter().map(|pair| (pair.left, pair.right)).collect::<Vec<_>>());
            counts.sort_unstable();
        }
        let worth = (counts, chosen.iter().map(|pair| pair.value).sum());
        if best.as_ref().is_none_or(|best| worth > *best) {
            best = Some(worth);
        }
    }
    best
}

fn partners(problem: &Assignment, side: Side, pairs: &[(u32, u32)]) -> Vec<i64> {
    let [(nodes, _), _] = problem.seen_from(side);
    let mut counts = vec![0; nodes.len()];
    for pair in pairs {
        counts[if side == Side::Left { pair.0 } else { pair.1 } as usize] += 1;
    }
    counts
}

prop_compose! {
    fn bounds()(least in prop_oneof![4 => Just(0u32), 1 => Just(1)], more in 0u32..4, group in proptest::option::of(0u32..2)) -> Node {
        Node { least, most: least + more, group }
    }
}

prop_compose! {
    fn groups()(least in prop_oneof![6 => Just(0u32), 1 => 1u32..3], more in 0u32..6, most_per_partner in 1u32..3) -> Group {
        Group { least, most: least + more, most_per_partner }
    }
}

/// Problems of up to four nodes a side and eleven pairs; half of them without groups.
fn problems() -> impl Strategy<Value = Assignment> {
    let nodes = || proptest::collection::vec(bounds(), 1..5);
    let grouping = || proptest::option::of(proptest::collection::vec(groups(), 2));
    let pairs = proptest::collection::vec((0u32..4, 0u32..4, -3i64..10, 0u8..16), 0..12);
    let first = prop_oneof![Just(None), Just(Some(Side::Left)), Just(Some(Side::Right))];
    (nodes(), nodes(), grouping(), grouping(), pairs, first).prop_map(
        |(mut left, mut right, left_groups, right_groups, drawn, worst_off_first)| {
            for (nodes, groups) in [(&mut left, &left_groups), (&mut right, &right_groups)] {
                if groups.is_none() {
                    nodes.iter_mut().for_each(|node| node.group = None);
                }
            }
            let (mut pairs, mut forbidden, mut pinned) = (Vec::<Pair>::new(), Vec::new(), Vec::new());
            for (one, other, value, mark) in drawn {
                let (one, other) = (one % left.len() as u32, other % right.len() as u32);
                if pairs.iter().all(|pair| (pair.left, pair.right) != (one, other)) {
                    pairs.push(Pair { left: one, right: other, value });
                    match mark {
                        0 => forbidden.push((one, other)),
                        1 => pinned.push((one, other)),
                        _ => {}
                    }
                }
            }
            let (mut left_groups, mut right_groups) =
                (left_groups.unwrap_or_default(), right_groups.unwrap_or_default());
            // Totals of groups on the side that is lifted first are left out: there the order is by the sum, not by the smallest.
            let own = if worst_off_first == Some(Side::Left) { &mut left_groups } else { &mut right_groups };
            if worst_off_first.is_some() {
                own.iter_mut().for_each(|group| (group.least, group.most) = (0, 99));
            }
            Assignment { left, right, left_groups, right_groups, pairs, forbidden, pinned, worst_off_first }
        },
    )
}

/// Problems without groups, of up to forty left and twenty-five right nodes, with values that are often the same or hardly ever.
fn larger_problems() -> impl Strategy<Value = Assignment> {
    let nodes = |least, more, most| {
        let bounds = (0u32..least, 0u32..more);
        proptest::collection::vec(bounds.prop_map(|(least, more)| node(least, least + more)), 1..most)
    };
    let first = prop_oneof![3 => Just(None), 1 => Just(Some(Side::Left)), 1 => Just(Some(Side::Right))];
    let spread = prop_oneof![Just(4u64), Just(1_000), Just(1_000_000)];
    (nodes(4, 3, 40), nodes(2, 9, 25), first, spread, any::<u64>()).prop_map(
        |(left, right, worst_off_first, spread, seed)| {
            let (mut pairs, mut forbidden, mut pinned) = (Vec::new(), Vec::new(), Vec::new());
            for mut pair in all_pairs(left.len() as u32, right.len() as u32) {
                let drawn = (pair.value as u64 ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
                pair.value = (drawn % spread) as i64 - spread as i64 / 4;
                match drawn >> 40 {
                    0 => pinned.push((pair.left, pair.right)),
                    1..16 => forbidden.push((pair.left, pair.right)),
                    16..32 => continue,
                    _ => {}
                }
                pairs.push(pair);
            }
            if seed % 2 == 0 {
                pairs.reverse();
            }
            Assignment { left, right, pairs, forbidden, pinned, worst_off_first, ..Assignment::default() }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_choice_is_better(problem in problems()) {
        match (problem.solve(), brute_force(&problem)) {
            (Ok(solution), Some((counts, value))) => {
                prop_assert_eq!(check(&problem, &solution), Ok(()));
                prop_assert_eq!(solution.value, value);
                if let Some(side) = problem.worst_off_first {
                    let mut found = partners(&problem, side, &solution.pairs);
                    found.sort_unstable();
                    prop_assert_eq!(found, counts);
                }
            }
            (Err(Refusal::Cut(cut)), None) => {
                prop_assert!(cut.needed > cut.room, "{:?}", cut);
                prop_assert!(!cut.needs.is_empty());
            }
            (Err(_), None) => {}
            (found, expected) => prop_assert!(false, "{:?} instead of {:?}", found, expected),
        }
    }

    #[test]
    fn larger_problems_are_solved_with_proof(problem in larger_problems()) {
        match problem.solve() {
            Ok(solution) => prop_assert_eq!(check(&problem, &solution), Ok(())),
            Err(Refusal::Cut(cut)) => prop_assert!(cut.needed > cut.room && !cut.needs.is_empty(), "{:?}", cut),
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_tampered_solution_is_refused(problem in problems(), which in 0usize..1000, by in prop_oneof![-9i64..0, 1i64..9]) {
        let Ok(solution) = problem.solve() else { return Ok(()) };
        let mut lied = solution.clone();
        lied.value += by;
        prop_assert!(matches!(check(&problem, &lied), Err(Fault::Value(_))));
        if !solution.pairs.is_empty() {
            // Without one of its pairs the choice breaks a rule or is not proven best: it is, only where the pair was worth nothing.
            let mut less = solution.clone();
            let (left, right) = less.pairs.remove(which % less.pairs.len());
            let value = problem.pairs.iter().find(|pair| (pair.left, pair.right) == (left, right)).unwrap().value;
            less.value -= value;
            prop_assert!(check(&problem, &less).is_err() || value == 0);
            let mut twice = solution.clone();
            twice.pairs.push(twice.pairs[which % twice.pairs.len()]);
            prop_assert!(matches!(check(&problem, &twice), Err(Fault::Pair(..))));
        }
        // Other prices may prove the same, but never a better or worse choice: a gap is never below zero.
        let mut other = solution.clone();
        let nodes = if which % 2 == 0 { &mut other.certificate.left.nodes } else { &mut other.certificate.right.nodes };
        let place = which % nodes.len();
        nodes[place] += by;
        prop_assert!(!matches!(check(&problem, &other), Err(Fault::Gap(gap)) if gap <= 0));
        other.certificate.left.nodes.pop();
        prop_assert_eq!(check(&problem, &other), Err(Fault::Prices));
    }
}

fn node(least: u32, most: u32) -> Node {
    Node { least, most, group: None }
}

fn all_pairs(lefts: u32, rights: u32) -> Vec<Pair> {
    (0..lefts * rights).map(|place| Pair { left: place / rights, right: place % rights, value: place.into() }).collect()
}

#[test]
fn reasons() {
    use Limit as L;
    use Need as N;
    use Side::{Left, Right};
    let group = |least, most, most_per_partner| Group { least, most, most_per_partner };
    let base = |left: Vec<Node>, right: Vec<Node>| {
        let pairs = all_pairs(left.len() as u32, right.len() as u32);
        Assignment { left, right, pairs, ..Assignment::default() }
    };
    let cut = |needed, room, needs: Vec<Need>, limits: Vec<Limit>| Refusal::Cut(Cut { needed, room, needs, limits });
    let table: Vec<(&str, Assignment, Refusal)> = vec![
        (
            "three need two each, two take two each",
            base(vec![node(2, 2); 3], vec![node(0, 2); 2]),
            cut(
                6,
                4,
                vec![N::Node(Left, 0, 2), N::Node(Left, 1, 2), N::Node(Left, 2, 2)],
                vec![L::Node(Right, 0, 2), L::Node(Right, 1, 2)],
            ),
        ),
        (
            "one needs three of two others",
            base(vec![node(3, 3), node(0, 1)], vec![node(0, 9); 2]),
            Refusal::Cut(Cut {
                needed: 3,
                room: 2,
                needs: vec![N::Node(Left, 0, 3)],
                limits: vec![L::Pair(0, 0), L::Pair(0, 1)],
            }),
        ),
        (
            "the right needs more than the left gives",
            base(vec![node(0, 1); 2], vec![node(1, 2); 3]),
            cut(
                3,
                2,
                vec![N::Node(Right, 0, 1), N::Node(Right, 1, 1), N::Node(Right, 2, 1)],
                vec![L::Node(Left, 0, 1), L::Node(Left, 1, 1)],
            ),
        ),
        (
            "all reviewers are colleagues",
            Assignment {
                right_groups: vec![group(0, 9, 1)],
                ..base(vec![node(2, 2)], vec![Node { least: 0, most: 1, group: Some(0) }; 3])
            },
            cut(2, 1, vec![N::Node(Left, 0, 2)], vec![L::Quota(Left, 0, 0, 1)]),
        ),
        (
            "a group takes one pair in all",
            Assignment {
                right_groups: vec![group(0, 1, 9)],
                ..base(vec![node(1, 1); 2], vec![Node { least: 0, most: 2, group: Some(0) }; 2])
            },
            cut(2, 1, vec![N::Node(Left, 0, 1), N::Node(Left, 1, 1)], vec![L::Group(Right, 0, 1)]),
        ),
        (
            "pinned beyond the most",
            Assignment { pinned: vec![(0, 0), (0, 1)], ..base(vec![node(0, 1)], vec![node(0, 1); 2]) },
            cut(2, 1, vec![N::Pinned(0, 0), N::Pinned(0, 1)], vec![L::Node(Left, 0, 1)]),
        ),
        (
            "pinned and forbidden",
            Assignment { pinned: vec![(0, 1)], forbidden: vec![(0, 1)], ..base(vec![node(0, 1)], vec![node(0, 1); 2]) },
            Refusal::PinnedForbidden(0, 1),
        ),
        (
            "pinned and not possible",
            Assignment {
                pinned: vec![(0, 0)],
                left: vec![node(0, 1)],
                right: vec![node(0, 1)],
                ..Assignment::default()
            },
            Refusal::PinnedMissing(0, 0),
        ),
        ("a least above the most", base(vec![node(0, 1)], vec![node(3, 2)]), Refusal::Bounds(Right, 0, 3, 2)),
        (
            "no such node",
            Assignment { pairs: vec![Pair { left: 0, right: 0, value: 0 }], ..Assignment::default() },
            Mistake::NoNode(0, 0).into(),
        ),
        (
            "listed twice",
            Assignment {
                pairs: vec![Pair { left: 0, right: 0, value: 0 }; 2],
                ..base(vec![node(0, 1)], vec![node(0, 1)])
            },
            Mistake::Twice(0, 0).into(),
        ),
        (
            "no such group",
            base(vec![Node { least: 0, most: 1, group: Some(7) }], vec![node(0, 1)]),
            Mistake::NoGroup(Left, 0, 7).into(),
        ),
        (
            "a value out of range",
            Assignment {
                pairs: vec![Pair { left: 0, right: 0, value: i64::MIN }],
                ..base(vec![node(0, 1)], vec![node(0, 1)])
            },
            Mistake::Value(0, 0, i64::MIN).into(),
        ),
    ];
    for (name, problem, expected) in table {
        assert_eq!(problem.solve(), Err(expected), "{name}");
    }
}

#[test]
fn the_worst_off_come_first() {
    // Value alone gives both partners to the first; the worst-off first gives one to each.
    let mut problem = Assignment { left: vec![node(0, 2); 2], right: vec![node(0, 1); 2], ..Assignment::default() };
    let values = [900, 800, 1, 1];
    problem.pairs = all_pairs(2, 2);
    problem.pairs.iter_mut().zip(values).for_each(|(pair, value)| pair.value = value);
    assert_eq!(problem.solve().unwrap().pairs, [(0, 0), (0, 1)]);
    problem.worst_off_first = Some(Side::Left);
    let solution = problem.solve().unwrap();
    assert_eq!((&solution.pairs[..], solution.value), (&[(0, 0), (1, 1)][..], 901));
    assert_eq!(check(&problem, &solution), Ok(()));
}

#[test]
fn many_pairs_need_more_columns() {
    // Everyone likes the same few: pairs that are nobody's best have to be priced in.
    let value = |place: u64| (place.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54) as i64;
    let mut problem = Assignment { left: vec![node(2, 2); 60], right: vec![node(1, 4); 40], ..Assignment::default() };
    problem.pairs = all_pairs(60, 40);
    for (place, pair) in problem.pairs.iter_mut().enumerate() {
        pair.value = i64::from(pair.right) * 100 + value(place as u64);
    }
    let shuffled = Assignment { pairs: problem.pairs.iter().rev().copied().collect(), ..problem.clone() };
    let solution = problem.solve().unwrap();
    assert_eq!(check(&problem, &solution), Ok(()));
    assert_eq!(shuffled.solve().unwrap().value, solution.value);
    problem.worst_off_first = Some(Side::Right);
    let solution = problem.solve().unwrap();
    assert_eq!(check(&problem, &solution), Ok(()));
    assert_eq!(partners(&problem, Side::Right, &solution.pairs), [3; 40]);
}

#[test]
fn numbers_that_would_overflow_are_refused() {
    let pairs = all_pairs(300, 300).into_iter().map(|pair| Pair { value: MOST_VALUE, ..pair }).collect();
    let nodes = vec![node(0, u32::MAX); 300];
    let problem = Assignment { left: nodes.clone(), right: nodes, pairs, ..Assignment::default() };
    assert_eq!(problem.solve().unwrap().value, 90_000 * MOST_VALUE);
    let first = Assignment { worst_off_first: Some(Side::Left), ..problem };
    let solution = first.solve();
    assert!(solution.as_ref().is_ok_and(|solution| check(&first, solution).is_ok()), "{:?}", solution.err());
}
