//! Whether an offer does for what a need asks besides its figures.

use crate::comparison::Why;
use crate::judgement::Judgement;
use crate::modes::Modes;
use crate::profile::{Aspect, Profile, Reach};

/// Aspects that are judged one by one.
pub(crate) const ASPECTS: [Aspect; 5] = [Aspect::Readiness, Aspect::Money, Aspect::Modes, Aspect::Region, Aspect::Time];

/// Nothing where the need does not ask for it.
pub(crate) fn judge(aspect: Aspect, need: &Profile, offer: &Profile, modes: &Modes) -> Option<Judgement> {
    match aspect {
        Aspect::Readiness => {
            let wanted = need.readiness?;
            Some(offer.readiness.map_or(Judgement::open(Why::NotSaid), |level| {
                Judgement::decided(level >= wanted, f64::from(level) / f64::from(wanted.max(1)))
            }))
        }
        Aspect::Money => {
            let budget = need.money.as_ref()?;
            Some(match &offer.money {
                None => Judgement::open(Why::NotSaid),
                Some(price) if price.currency != budget.currency => Judgement::person(Why::Currency),
                Some(price) => {
                    let ratio = budget.minor.max(0) as f64 / price.minor.max(1) as f64;
                    Judgement::decided(price.minor <= budget.minor, ratio)
                }
            })
        }
        Aspect::Modes => ways(need, offer, modes),
        Aspect::Region => region(need, offer),
        Aspect::Time => {
            let by = need.day?;
            Some(offer.day.map_or(Judgement::open(Why::NotSaid), |from| {
                let days = from.since(by).map_or(i32::MAX, |span| span.get_days());
                Judgement::decided(from <= by, 30.0 / (30.0 + f64::from(days.max(0))))
            }))
        }
        Aspect::Capabilities => None,
    }
}

fn ways(need: &Profile, offer: &Profile, modes: &Modes) -> Option<Judgement> {
    if need.modes.is_empty() || need.modes.iter().any(|wanted| modes.is_any(wanted)) {
        return (!need.modes.is_empty()).then(Judgement::met);
    }
    if offer.modes.is_empty() {
        return Some(Judgement::open(Why::NotSaid));
    }
    let definite = |code: &&String| !modes.is_open(code);
    let answered = |wanted: &String| {
        modes.answers(wanted).any(|code| offer.modes.iter().filter(definite).any(|offered| offered == code))
    };
    if need.modes.iter().filter(definite).any(answered) {
        return Some(Judgement::met());
    }
    let open = need.modes.iter().chain(&offer.modes).any(|code| modes.is_open(code));
    Some(if open { Judgement::person(Why::OpenMode) } else { Judgement::unmet(0.0) })
}

/// How near two regions are at least, and whether they could be nearer than what is known of them.
fn nearness(one: &str, other: &str) -> (Reach, Reach) {
    let division = |code: &str| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    match (division(one), division(other)) {
        (true, true) if one[..2] != other[..2] => (Reach::Country, Reach::Country),
        (true, true) => {
            // Beijing, Tianjin, Shanghai and Chongqing are provinces and cities in one.
            let is_city = matches!(&one[..2], "11" | "12" | "31" | "50");
            let known = &one[2..4] != "00" && &other[2..4] != "00";
            match () {
                () if is_city || known && one[2..4] == other[2..4] => (Reach::City, Reach::City),
                () if known => (Reach::Province, Reach::Province),
                () => (Reach::Province, Reach::City),
            }
        }
        (true, false) if other.eq_ignore_ascii_case("CN") => (Reach::Country, Reach::City),
        (false, true) if one.eq_ignore_ascii_case("CN") => (Reach::Country, Reach::City),
        (false, false) if one.eq_ignore_ascii_case(other) => (Reach::Country, Reach::City),
        _ => (Reach::Anywhere, Reach::Anywhere),
    }
}

/// Both sides may say how near the other has to be; the nearer counts.
fn region(need: &Profile, offer: &Profile) -> Option<Judgement> {
    let wanted = need.reach.max(offer.reach);
    if wanted == Reach::Anywhere {
        return None;
    }
    let (Some(one), Some(other)) = (&need.region, &offer.region) else { return Some(Judgement::open(Why::NotSaid)) };
    let (least, most) = nearness(one, other);
    Some(match () {
        () if least >= wanted => Judgement::met(),
        () if most >= wanted => Judgement::open(Why::LeftOpen),
        () => Judgement::unmet(f64::from(least as u8) / f64::from(wanted as u8)),
    })
}

/// The beginning of the codes of all regions that are near enough to one.
pub(crate) fn near_codes(code: &str, reach: Reach) -> String {
    let digits = match reach {
        Reach::City => 4,
        Reach::Province => 2,
        _ => 0,
    };
    code.get(..digits.min(code.len())).unwrap_or(code).to_owned()
}
