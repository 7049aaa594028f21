//! The meetings of an event for whoever takes part, or may: joining, wishes with suggestions, one's own meetings.

use super::super::chrome::Chrome;
use super::super::hall::platform;
use super::super::topics::{Paging, page_number};
use super::super::{Page, render};
use super::entry::{Choice, EntryForm};
use super::fits::fits;
use super::{Clock, Names, Scene};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::platform::Platform;
use crate::show::text_of;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use askama::Template;
use axum::extract::{Path, State};
use meetings::{Entry, Guest, Met, Participant, Preference, Round};
use std::collections::BTreeMap;

/// Others on a page.
const PAGE: usize = 25;

#[derive(Template)]
#[template(path = "meetings.html")]
struct MeetingsPage {
    page: Chrome,
    title: String,
    record: String,
    address: String,
    csrf: String,
    saved: Option<String>,
    problems: Vec<String>,
    organises: bool,
    /// When and how, in words; empty where no meetings were opened.
    facts: Vec<(String, String)>,
    /// Where several of mine take part.
    mine: Vec<(String, String, bool)>,
    own: Option<Own>,
    join: Option<EntryForm>,
}

/// What someone who takes part sees.
struct Own {
    id: String,
    name: String,
    /// Address of its forms.
    action: String,
    is_published: bool,
    meetings: Vec<MetLine>,
    calendar: String,
    has_address: bool,
    /// The address of the calendar, once.
    secret: Option<String>,
    unmet: Vec<(String, String)>,
    takes_wishes: bool,
    named: String,
    filter: Filter,
    guests: Vec<GuestLine>,
    paging: Paging,
    change: EntryForm,
}

/// Which of the others are shown.
#[derive(Clone)]
pub(super) struct Filter {
    pub(super) text: String,
    pub(super) named: bool,
    pub(super) page: usize,
}

struct MetLine {
    day: String,
    hours: String,
    place: String,
    with: String,
    looks_for: String,
    cancelled: bool,
    decline: Option<String>,
}

struct GuestLine {
    id: String,
    name: String,
    looks_for: String,
    records: Vec<(String, String)>,
    fit: Option<String>,
    said: String,
    choices: Vec<Choice>,
}

/// What a page says beside what there is.
#[derive(Default)]
pub(super) struct Told {
    pub(super) problems: Vec<String>,
    /// What was entered and not taken: by whom, where they take part, for which party, and what.
    pub(super) entered: Option<(Option<String>, String, Entry)>,
    /// The secret of a calendar.
    pub(super) secret: Option<String>,
    /// Who takes part, where the address does not say it.
    pub(super) participant: Option<String>,
}

pub(in super::super) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Page {
    page(&portal, &visit, &member, &id, Told::default()).await
}

pub(super) async fn page(portal: &Portal, visit: &Visit, member: &Member, id: &str, told: Told) -> Page {
    let platform = platform(portal)?;
    let words = visit.words();
    let scene = Scene::of(platform, visit, member, id).await?;
    let heading = words.fill("meetings-of", [("name", scene.title.as_str().into())]);
    let saved = visit.get("saved").filter(|what| SAVED.contains(what));
    let mut content = MeetingsPage {
        page: Chrome::new(visit, "/desk", &heading, portal.shown().as_deref()),
        title: heading,
        record: format!("/records/{id}"),
        address: scene.address.clone(),
        csrf: member.csrf().to_owned(),
        saved: saved.filter(|_| told.problems.is_empty()).map(|what| words.say(&format!("meetings-saved-{what}"))),
        problems: told.problems.clone(),
        organises: scene.organises,
        facts: Vec::new(),
        mine: Vec::new(),
        own: None,
        join: None,
    };
    if let Ok((round, clock)) = scene.opened() {
        let participants = platform.meetings().own(&member.actor, id).await?;
        let parties = participants.iter().map(|it| (it.id.clone(), it.party.clone()));
        let names = Names::of(platform, visit, parties).await?;
        let asked = told.participant.as_deref().or(visit.get("as"));
        let own = participants.iter().find(|it| Some(it.id.as_str()) == asked).or(participants.first());
        content.facts = facts(round, &clock, words);
        if participants.len() > 1 {
            content.mine = participants
                .iter()
                .map(|it| {
                    let is_shown = own.is_some_and(|own| own.id == it.id);
                    (format!("{}?as={}", scene.address, it.id), names.get(&it.id).to_owned(), is_shown)
                })
                .collect();
        }
        if !round.is_over(member.actor.now) {
            content.join = join(platform, visit, member, &scene, round, &clock, &participants, &told).await?;
        }
        if let Some(own) = own {
            content.own = Some(own_part(platform, visit, member, &scene, own, names.get(&own.id), &told).await?);
        }
    }
    render(&content)
}

/// What can be said to be done.
const SAVED: [&str; 6] = ["joined", "changed", "left", "wished", "declined", "settings"];

/// When and how meetings are held.
fn facts(round: &Round, clock: &Clock, words: &Words) -> Vec<(String, String)> {
    let settings = &round.settings;
    let days = clock
        .by_day(&round.slots)
        .into_iter()
        .filter_map(|(day, slots)| Some(format!("{day} {}", clock.hours(slots.first()?.start, slots.last()?.end))));
    let number = |number: u32| i64::from(number).into();
    let length = [("minutes", number(settings.minutes)), ("pause", number(settings.pause))];
    let limits = [("most", number(settings.most_meetings)), ("row", number(settings.most_in_a_row))];
    vec![
        (words.say("meetings-when"), format!("{} ({})", days.collect::<Vec<_>>().join(", "), settings.zone)),
        (words.say("meetings-length"), words.fill("meetings-length-text", length)),
        (words.say("meetings-limits"), words.fill("meetings-limits-text", limits)),
        (words.say("meetings-wishes-until"), clock.moment(settings.wishes_until)),
        (words.say("meetings-participants"), numbers::grouped(round.participants as f64)),
    ]
}

/// The form by which parties of the member join that do not take part yet.
async fn join(
    platform: &Platform,
    visit: &Visit,
    member: &Member,
    scene: &Scene,
    round: &Round,
    clock: &Clock,
    participants: &[Participant],
    told: &Told,
) -> Result<Option<EntryForm>, Failure> {
    let all = member.actor.party.iter().chain(&member.actor.acts_for);
    let free: Vec<String> = all.filter(|party| participants.iter().all(|it| it.party != **party)).cloned().collect();
    if free.is_empty() {
        return Ok(None);
    }
    let entered = told.entered.as_ref().filter(|(participant, ..)| participant.is_none());
    let (party, entry) = entered.map_or(("", Entry::default()), |(_, party, entry)| (party.as_str(), entry.clone()));
    let form = EntryForm {
        action: format!("{}/join", scene.address),
        parties: {
            let names = Names::of(platform, visit, free.iter().map(|party| (party.clone(), party.clone()))).await?;
            let choice = |id: &String| Choice { code: id.clone(), text: names.get(id).to_owned(), chosen: id == party };
            free.iter().map(choice).collect()
        },
        ..EntryForm::of(platform, visit, &free, &entry, round, clock).await?
    };
    Ok(Some(form))
}

async fn own_part(
    platform: &Platform,
    visit: &Visit,
    member: &Member,
    scene: &Scene,
    own: &Participant,
    name: &str,
    told: &Told,
) -> Result<Own, Failure> {
    let (words, actor, meetings) = (visit.words(), &member.actor, platform.meetings());
    let (round, clock) = scene.opened()?;
    let action = format!("{}/{}", scene.address, own.id);
    let takes_wishes = round.takes_wishes(actor.now);
    let schedule = meetings.schedule(actor, &own.id).await?;
    let unmet = meetings.unmet(actor, &own.id).await?;
    let wishes = meetings.wishes(actor, &own.id).await?;
    let mut guests = meetings.guests(actor, &scene.id).await?;
    guests.retain(|guest| guest.id != own.id);
    let met = schedule.iter().map(|met| (met.other.clone(), met.other_party.clone()));
    let all = guests.iter().map(|guest| (guest.id.clone(), guest.party.clone())).chain(met);
    let names = Names::of(platform, visit, all).await?;
    let filter = Filter {
        text: visit.get("q").unwrap_or_default().to_owned(),
        // When the time for wishes is over, only they are of interest.
        named: visit.get("named").is_some() || !takes_wishes,
        page: 1,
    };
    let fits = if takes_wishes { fits(platform, &own.entry.records, &guests).await? } else { BTreeMap::new() };
    guests.retain(|guest| filter.shows(guest, names.get(&guest.id), &wishes));
    let fit = |guest: &Guest| fits.get(&guest.id).copied().unwrap_or(-1.0);
    guests.sort_by(|a, b| fit(b).total_cmp(&fit(a)).then_with(|| names.get(&a.id).cmp(names.get(&b.id))));
    let pages = guests.len().div_ceil(PAGE);
    let page = page_number(visit, pages);
    let paging = Paging::new(page, pages, words, |page| {
        format!("{}?as={}&{}#others", scene.address, own.id, Filter { page, ..filter.clone() }.query())
    });
    let shown: Vec<Guest> = guests.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    let titles = titles(platform, visit, &shown).await?;
    let line = |guest: Guest| GuestLine {
        fit: fits.get(&guest.id).map(|fit| numbers::percent(*fit)),
        name: names.get(&guest.id).to_owned(),
        looks_for: guest.looks_for,
        records: guest
            .records
            .iter()
            .filter_map(|record| Some((format!("/records/{record}"), titles.get(record)?.clone())))
            .collect(),
        said: wishes.get(&guest.id).map(|it| preference(*it, words)).unwrap_or_default(),
        choices: Preference::ALL
            .into_iter()
            .map(|it| Choice {
                code: it.code().to_owned(),
                text: preference(it, words),
                chosen: wishes.get(&guest.id) == Some(&it),
            })
            .collect(),
        id: guest.id,
    };
    let entered = told.entered.as_ref().filter(|(participant, ..)| participant.as_ref() == Some(&own.id));
    let entry = entered.map_or(&own.entry, |(.., entry)| entry);
    let parties = std::slice::from_ref(&own.party);
    let change = EntryForm::of(platform, visit, parties, entry, round, &clock).await?;
    Ok(Own {
        id: own.id.clone(),
        name: name.to_owned(),
        is_published: round.published_at.is_some(),
        meetings: schedule.iter().map(|met| MetLine::of(met, &names, &clock, &action, member, words)).collect(),
        calendar: format!("{}/calendar.ics?as={}", scene.address, own.id),
        has_address: own.has_address,
        secret: told.secret.clone(),
        unmet: unmet
            .iter()
            .map(|it| (names.get(&it.other).to_owned(), words.say(&format!("meetings-why-{}", it.why.code()))))
            .collect(),
        takes_wishes,
        named: words.count("meetings-named", wishes.len() as u64),
        guests: shown.into_iter().map(line).collect(),
        filter: Filter { page, ..filter },
        paging,
        change: EntryForm { action: format!("{action}/change"), ..change },
        action,
    })
}

fn preference(preference: Preference, words: &Words) -> String {
    words.say(&format!("meetings-preference-{}", preference.code()))
}

impl Filter {
    fn shows(&self, guest: &Guest, name: &str, wishes: &BTreeMap<String, Preference>) -> bool {
        let text = self.text.to_lowercase();
        (!self.named || wishes.contains_key(&guest.id))
            && (name.to_lowercase().contains(&text) || guest.looks_for.to_lowercase().contains(&text))
    }

    /// As it stands in an address.
    pub(super) fn query(&self) -> String {
        let named = if self.named { "&named=1" } else { "" };
        format!("q={}{named}&page={}", encode(&self.text), self.page)
    }
}

impl MetLine {
    fn of(met: &Met, names: &Names, clock: &Clock, action: &str, member: &Member, words: &Words) -> Self {
        let ahead = !met.cancelled && met.start > member.actor.now;
        Self {
            day: clock.day(met.start),
            hours: clock.hours(met.start, met.end),
            place: words.fill("meetings-table", [("number", met.place.into())]),
            with: names.get(&met.other).to_owned(),
            looks_for: met.looks_for.clone(),
            cancelled: met.cancelled,
            decline: ahead.then(|| format!("{action}/decline/{}", met.id)),
        }
    }
}

/// Titles of the records of participants, by id.
async fn titles(platform: &Platform, visit: &Visit, guests: &[Guest]) -> Result<BTreeMap<String, String>, Failure> {
    let ids: Vec<&str> = guests.iter().flat_map(|guest| &guest.records).map(String::as_str).collect();
    let registry = platform.registry();
    let definitions = registry.definitions();
    let title = |it: registry::hall::Publication| {
        let kind = definitions.kind(&it.kind)?;
        let title = text_of(&it.content, &kind.title, visit.language)?.to_owned();
        Some((it.id, title))
    };
    Ok(registry.hall_of(&ids).await?.into_iter().filter_map(title).collect())
}
