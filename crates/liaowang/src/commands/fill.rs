//! `liaowang fill`: fills the hall with simulated parties and records, for a demo, tests and load. Everything in it is invented.

use super::backup::runtime;
use super::fill_meetings::Fair;
use crate::context::Context;
use crate::output;
use accounts::{Accounts, NewPerson, OWASP, Secret};
use anyhow::Context as _;
use clap::Args;
use conversations::{Conversations, Interest};
use jiff::{SignedDuration, Timestamp};
use process::Lifecycle;
use registry::definition::Matching;
use registry::{Actor, Draft, Role};
use std::collections::BTreeMap;
use std::path::Path;
use store::schema::{member, party};
use store::sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use store::{Store, millis, new_id};
use world::{PartyKind, Records, World, WorldOptions, WorldRecord};

/// Password of the demo's accounts.
const PASSWORD: &str = "lookout-demo-2026";
/// Days over which publications are spread.
const DAYS: i64 = 120;

#[derive(Args)]
pub(crate) struct Command {
    /// Number of records
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    records: u32,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Make an account for each role, and print them
    #[arg(long)]
    demo_accounts: bool,
    /// Address of the database (postgres://…); without it, SQLite in the data folder
    #[arg(long, env = "LIAOWANG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> anyhow::Result<()> {
        runtime()?.block_on(self.fill(context))
    }

    async fn fill(self, context: &Context) -> anyhow::Result<()> {
        let lifecycle = portal::open_lifecycle(&context.data_dir, self.database_url.as_deref()).await?;
        let store = lifecycle.registry().store();
        let count = store::schema::record::Entity::find().one(store.read()).await?;
        if count.is_some() {
            anyhow::ensure!(
                portal::is_simulated(&context.data_dir),
                "there are records already: simulated ones are not mixed with others"
            );
            return context.print(&context.words().say("cli-filled-before"));
        }
        let world = World::new(&WorldOptions { documents: 20_000, seed: self.seed, ..Default::default() });
        let definitions = lifecycle.registry().definitions();
        let records = Records::new(&world, &definitions, self.records as usize);
        let owners = parties(store, &records).await?;
        mark_simulated(&context.data_dir)?;
        let bar = output::count_bar(records.len() as u64);
        let now = Timestamp::now();
        let mut ids: BTreeMap<usize, String> = BTreeMap::new();
        let mut fair = Fair::default();
        for record in records.iter() {
            let back = (records.len() - record.number) as i64 * DAYS * 86_400 / records.len() as i64;
            let ago = if record.state == "published" { back } else { back % 86_400 };
            let owner = owners.get(record.owner).context("an owner that is not among the parties")?;
            let id = enter(&lifecycle, &record, owner, &ids, now - SignedDuration::from_secs(ago)).await?;
            fair.note(&definitions, &record, owner, &id);
            ids.insert(record.number, id);
            bar.inc(1);
        }
        bar.finish_and_clear();
        context.print(&context.words().say_with("cli-filled", &[("records", ids.len().to_string())]))?;
        let organisation = owners.first().context("a world without parties")?;
        fair.hold(lifecycle.registry(), organisation, now).await?;
        if self.demo_accounts {
            let parties = records.parties();
            let organisations = parties.iter().zip(&owners).filter(|(party, _)| party.kind != PartyKind::Person);
            let mut organisations = organisations.map(|(_, id)| id.as_str());
            let (own, other) = organisations.next().zip(organisations.next()).context("a world without parties")?;
            for (email, role) in demo_accounts(store, own, other, now).await? {
                context.print(&format!("  {role:<10} {email}  {PASSWORD}"))?;
            }
            express_interest(&lifecycle, own, other, now).await?;
        }
        Ok(())
    }
}

/// Puts the parties into the database. Returns their ids in order.
async fn parties(store: &Store, records: &Records<'_>) -> anyhow::Result<Vec<String>> {
    let mut ids = Vec::new();
    let transaction = store.write().await?;
    for party in records.parties().iter() {
        let is_chinese = |name: &&String| name.chars().any(|letter| ('\u{4E00}'..='\u{9FFF}').contains(&letter));
        let name_zh = party.names.iter().find(is_chinese).cloned().unwrap_or_default();
        let name_en = party.names.iter().find(|name| !is_chinese(name)).cloned().unwrap_or_default();
        let row = party::Model {
            id: new_id(),
            kind: if party.kind == PartyKind::Person { "person" } else { "organisation" }.to_owned(),
            name_zh,
            name_en,
            created_at: millis(Timestamp::now()),
            merged_into: None,
            erased_at: None,
        };
        ids.push(row.id.clone());
        row.into_active_model().reset_all().insert(&*transaction).await?;
    }
    transaction.commit().await?;
    Ok(ids)
}

/// Enters a record and takes it to its state.
async fn enter(
    lifecycle: &Lifecycle,
    record: &WorldRecord,
    owner: &str,
    ids: &BTreeMap<usize, String>,
    now: Timestamp,
) -> anyhow::Result<String> {
    let actor = Actor::party(owner, now);
    let curator = Actor::party("simulation", now).with_role(Role::Curator);
    let content = record.content_with(|link| ids.get(&link.number).cloned(), |_| None);
    let draft = Draft { kind: record.kind.clone(), owner: owner.to_owned(), anonymous: record.anonymous, content };
    let (mut row, _) = lifecycle.begin(&actor, &new_id(), draft).await?;
    let ways: &[(&Actor, &str, &str)] = match record.state.as_str() {
        "published" => &[(&actor, "submit", ""), (&curator, "publish", "")],
        "submitted" => &[(&actor, "submit", "")],
        "returned" => &[(&actor, "submit", ""), (&curator, "return", "请补充技术指标的检测依据。")],
        _ => &[],
    };
    for (actor, transition, comment) in ways {
        let command = process::Command {
            id: new_id(),
            record: row.id.clone(),
            seen: row.revision,
            transition: (*transition).to_owned(),
            comment: (*comment).to_owned(),
        };
        row = lifecycle.act(actor, &command).await.with_context(|| format!("record {}", record.number))?;
    }
    Ok(row.id)
}

/// The second organisation is interested in a record of the first, so that there is something to answer.
async fn express_interest(lifecycle: &Lifecycle, own: &str, other: &str, now: Timestamp) -> anyhow::Result<()> {
    let registry = lifecycle.registry();
    let wanted = registry::hall::Wanted { owner: Some(own.to_owned()), ..Default::default() };
    let definitions = registry.definitions();
    let mut found = registry.hall(&wanted, None, 100).await?.into_iter();
    let is_matched = |kind: &str| definitions.kind(kind).is_some_and(|kind| kind.matching != Matching::None);
    let Some(record) = found.find(|found| is_matched(&found.kind)) else { return Ok(()) };
    let interest = Interest {
        command: new_id(),
        record: record.id,
        asker: other.to_owned(),
        own_record: None,
        text: "我们希望了解更多技术细节和合作方式。 We would like to know more, and how one could work together."
            .to_owned(),
        compared: None,
    };
    Conversations::new(lifecycle.clone()).ask(&Actor::party(other, now), &interest).await?;
    Ok(())
}

/// An account for each role; the member and the partner belong to organisations that have records. Returns addresses and roles.
async fn demo_accounts(
    store: &Store,
    own: &str,
    other: &str,
    now: Timestamp,
) -> anyhow::Result<Vec<(String, &'static str)>> {
    let accounts = Accounts::new(store.clone(), OWASP)?;
    let operator = Actor::party("simulation", now).with_role(Role::Operator);
    let mut made = Vec::new();
    for role in ["member", "partner", "reviewer", "curator", "operator", "auditor"] {
        let email = format!("{role}@demo.example");
        let person = NewPerson {
            email: email.clone(),
            password: Secret::from(PASSWORD.to_owned()),
            name_zh: format!("演示用户（{role}）"),
            name_en: format!("Demo {role}"),
            language: "zh".to_owned(),
        };
        let party = accounts.make_operator(&person, now).await?;
        match Role::from_code(role) {
            Some(Role::Operator) => {}
            Some(role) => {
                accounts.grant(&operator, &party, role).await?;
                accounts.revoke(&operator, &party, Role::Operator).await?;
            }
            None => {
                accounts.revoke(&operator, &party, Role::Operator).await?;
                let membership = member::Model {
                    organisation: if role == "member" { own } else { other }.to_owned(),
                    party,
                    role: "admin".to_owned(),
                    since: millis(now),
                };
                membership.into_active_model().reset_all().insert(store.read()).await?;
            }
        }
        made.push((email, role));
    }
    Ok(made)
}

/// Pages of this data folder say that everything in the hall is invented.
fn mark_simulated(data_dir: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(data_dir)?;
    std::fs::write(data_dir.join(portal::SIMULATED), "The hall of this folder was filled by a simulation.\n")?;
    Ok(())
}
