//! Conversations between two sides, on both databases.
#![allow(clippy::unwrap_used)]

use conversations::{Act, Answer, Compared, ConversationError, Conversations, Interest, LONGEST_TEXT, Side};
use jiff::{SignedDuration, Timestamp};
use matching::{Features, Reason, Response};
use process::{Command, Lifecycle, Refusal};
use registry::definition::Disclosure;
use registry::{Actor, Draft, Registry, RegistryError, Role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use store::new_id;
use store::schema::job;
use store::testing::databases;

fn start() -> Timestamp {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

fn actor(name: &str) -> Actor {
    Actor::party(name, start())
}

fn kind(code: &str, matching: &str) -> String {
    let field = |code: &str, level: &str| {
        format!(
            "[[fields]]\ncode = \"{code}\"\nsection = \"s\"\ntype = \"text\"\nbilingual = true\nen = \"{code}\"\nzh = \"{code}\"\n\
             disclosure = \"{level}\"\n"
        )
    };
    format!(
        "code = \"{code}\"\nen = \"{code}\"\nzh = \"{code}\"\nfamily = \"product\"\nprocess = \"publication\"\n\
         notarised = true\nmatching = \"{matching}\"\ntitle = \"name\"\nsummary = \"summary\"\n\
         [[sections]]\ncode = \"s\"\nen = \"S\"\nzh = \"节\"\n{}{}{}{}{}",
        field("name", "public"),
        field("summary", "public"),
        field("recipe", "agreement"),
        field("price", "deal"),
        field("memo", "owner"),
    )
}

struct Scene {
    lifecycle: Lifecycle,
    conversations: Conversations,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new(store: &store::Store) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("kinds")).unwrap();
        for (code, matching) in [("sample", "offer"), ("wish", "need"), ("note", "none")] {
            std::fs::write(folder.path().join(format!("kinds/{code}.toml")), kind(code, matching)).unwrap();
        }
        let registry = Registry::new(store.clone(), Some(folder.path())).unwrap();
        let lifecycle = Lifecycle::new(registry, Some(folder.path())).unwrap();
        Self { conversations: Conversations::new(lifecycle.clone()), lifecycle, _folder: folder }
    }

    async fn published(&self, kind: &str, owner: &str, anonymous: bool) -> String {
        let text = |text: &str| json!({ "zh": text });
        let content = json!({
            "name": text("名"), "summary": text("简"), "recipe": text("配方"), "price": text("价"), "memo": text("备忘"),
        });
        let draft =
            Draft { kind: kind.into(), owner: owner.into(), anonymous, content: content.as_object().unwrap().clone() };
        let (mut record, problems) = self.lifecycle.begin(&actor(owner), &new_id(), draft).await.unwrap();
        assert_eq!(problems, []);
        for (actor, transition) in [(actor(owner), "submit"), (actor("carl").with_role(Role::Curator), "publish")] {
            let command = Command {
                id: new_id(),
                record: record.id.clone(),
                seen: record.revision,
                transition: transition.into(),
                comment: String::new(),
            };
            record = self.lifecycle.act(&actor, &command).await.unwrap();
        }
        record.id
    }

    async fn sees(&self, who: &str, record: &str) -> Vec<String> {
        let seen = self.lifecycle.registry().read(&actor(who), record, None).await.unwrap();
        seen.content.keys().cloned().collect()
    }

    async fn told(&self) -> u64 {
        let told = job::Entity::find().filter(job::Column::Kind.eq(conversations::TOLD));
        told.count(self.lifecycle.registry().store().read()).await.unwrap()
    }
}

fn interest(record: &str, asker: &str, own: Option<&str>) -> Interest {
    Interest {
        command: new_id(),
        record: record.into(),
        asker: asker.into(),
        own_record: own.map(str::to_owned),
        text: "我们感兴趣".into(),
        compared: own.map(|own| compared(own, record)),
    }
}

fn compared(need: &str, offer: &str) -> Compared {
    let features = Features([0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    Compared { need: need.into(), offer: offer.into(), features, standing: 0.75 }
}

fn act(of: &store::schema::conversation::Model, transition: &str, reason: Option<Reason>) -> Act {
    Act {
        command: new_id(),
        conversation: of.id.clone(),
        seen: of.revision,
        transition: transition.into(),
        comment: String::new(),
        reason,
        compared: None,
    }
}

#[tokio::test]
async fn disclosure_widens_step_by_step_and_ends_with_the_conversation() {
    for database in databases().await {
        let scene = Scene::new(&database.store);
        let talks = &scene.conversations;
        let offer = scene.published("sample", "lab", false).await;
        let need = scene.published("wish", "firm", true).await;
        let (lab, firm) = (actor("lab"), actor("firm"));

        let asked = interest(&offer, "firm", Some(&need));
        let row = talks.ask(&firm, &asked).await.unwrap();
        assert_eq!(talks.ask(&firm, &asked).await.unwrap().id, row.id, "the same command happens once");
        assert_eq!((talks.news(&lab).await.unwrap(), talks.news(&firm).await.unwrap(), scene.told().await), (1, 0, 1));
        assert_eq!(scene.sees("firm", &offer).await, ["name", "summary"], "an interest alone shows nothing more");
        assert!(matches!(
            talks.say(&firm, &new_id(), &row.id, "?").await,
            Err(ConversationError::NotNow(state)) if state == "asked"
        ));

        let row = talks.act(&lab, &act(&row, "accept", None)).await.unwrap();
        assert_eq!((row.state.as_str(), row.due_name.as_deref()), ("open", Some("progress")));
        talks.say(&firm, &new_id(), &row.id, " 何时可以见面? ").await.unwrap();
        talks.want(&firm, &new_id(), &row.id, Disclosure::Agreement).await.unwrap();
        let seen = talks.read(&lab, &row.id).await.unwrap();
        assert_eq!((seen.side, seen.row.wanted_of_owner.as_deref()), (Side::Owner, Some("agreement")));
        assert_eq!(scene.sees("firm", &offer).await, ["name", "summary"], "asking shows nothing");
        let grant = new_id();
        talks.show(&lab, &grant, &row.id, Some(Disclosure::Agreement)).await.unwrap();
        talks.show(&lab, &grant, &row.id, Some(Disclosure::Agreement)).await.unwrap();
        assert_eq!(scene.sees("firm", &offer).await, ["name", "recipe", "summary"]);
        assert_eq!(scene.sees("lab", &need).await, ["name", "summary"], "each decides about its own");
        talks.show(&firm, &new_id(), &row.id, Some(Disclosure::Deal)).await.unwrap();
        assert_eq!(scene.sees("lab", &need).await, ["name", "price", "recipe", "summary"]);
        let named = scene.lifecycle.registry().read(&lab, &need, None).await.unwrap();
        assert_eq!(named.record.owner, "firm", "who shows more also says who it is");
        talks.show(&lab, &new_id(), &row.id, None).await.unwrap();
        assert_eq!(scene.sees("firm", &offer).await, ["name", "summary"], "what was shown is taken back");
        talks.show(&lab, &new_id(), &row.id, Some(Disclosure::Deal)).await.unwrap();
        for level in [Disclosure::SignedIn, Disclosure::Owner] {
            assert!(talks.show(&lab, &new_id(), &row.id, Some(level)).await.is_err(), "{level:?} is no step");
            assert!(talks.want(&lab, &new_id(), &row.id, level).await.is_err(), "{level:?} is no step");
        }

        let row = talks.read(&firm, &row.id).await.unwrap();
        let whats: Vec<&str> = row.entries.iter().map(|entry| entry.what.as_str()).collect();
        let expected = ["ask", "accept", "say", "want", "grant", "grant", "revoke", "grant"];
        assert_eq!(whats, expected, "{}", database.name);
        assert_eq!(row.entries[2].text, "何时可以见面?");
        assert_eq!((row.owner_shows, row.asker_shows), (Some(Disclosure::Deal), Some(Disclosure::Deal)));
        assert_eq!(talks.going_on(&[&offer, &need]).await.unwrap().get(&offer), Some(&1));
        let closed = talks.act(&firm, &act(&row.row, "close", None)).await.unwrap();
        assert_eq!((closed.state.as_str(), closed.due_at), ("closed", None));
        assert_eq!(scene.sees("firm", &offer).await, ["name", "summary"]);
        assert_eq!(scene.sees("lab", &need).await, ["name", "summary"]);
        assert_eq!(talks.going_on(&[&offer]).await.unwrap().get(&offer), None);
        assert!(talks.show(&lab, &new_id(), &row.row.id, Some(Disclosure::Deal)).await.is_err(), "it is over");
        talks.ask(&firm, &interest(&offer, "firm", None)).await.unwrap();
        database.remove().await;
    }
}

#[tokio::test]
async fn only_the_sides_know_of_a_conversation_and_each_does_its_part() {
    for database in databases().await {
        let scene = Scene::new(&database.store);
        let talks = &scene.conversations;
        let offer = scene.published("sample", "lab", false).await;
        let row = talks.ask(&actor("firm"), &interest(&offer, "firm", None)).await.unwrap();
        let mut others = vec![actor("someone"), Actor::visitor(start())];
        others.extend(Role::ALL.map(|role| actor("carl").with_role(role)));
        for other in &others {
            assert!(talks.read(other, &row.id).await.is_err(), "{other:?}");
            assert!(talks.say(other, &new_id(), &row.id, "?").await.is_err(), "{other:?}");
            assert!(talks.act(other, &act(&row, "accept", None)).await.is_err(), "{other:?}");
            assert_eq!(talks.list(other, 0, 9).await.unwrap(), [], "{other:?}");
            assert_eq!(talks.news(other).await.unwrap(), 0, "{other:?}");
        }
        let mut member = actor("mia");
        member.acts_for.insert("lab".into());
        assert_eq!(talks.read(&member, &row.id).await.unwrap().side, Side::Owner, "a member acts for its organisation");

        for (who, transition) in [("firm", "accept"), ("firm", "decline"), ("lab", "withdraw"), ("lab", "lapse")] {
            let refused = talks.act(&actor(who), &act(&row, transition, Some(Reason::Money))).await;
            assert!(matches!(refused, Err(ConversationError::Refused(Refusal::NotYou { .. }))), "{who} {transition}");
        }
        assert!(matches!(talks.act(&actor("lab"), &act(&row, "decline", None)).await, Err(ConversationError::Reason)));
        let decline = act(&row, "decline", Some(Reason::Money));
        let declined = talks.act(&actor("lab"), &decline).await.unwrap();
        assert_eq!(declined.state, "declined");
        assert_eq!(talks.act(&actor("lab"), &decline).await.unwrap().revision, declined.revision, "it happens once");
        let seen = talks.read(&actor("firm"), &row.id).await.unwrap();
        assert_eq!(seen.entries[1].detail, "money");
        let stale = talks.act(&actor("lab"), &act(&row, "accept", None)).await;
        assert!(matches!(stale, Err(ConversationError::Registry(RegistryError::Changed { .. }))));
        database.remove().await;
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    for database in databases().await {
        let scene = Scene::new(&database.store);
        let talks = &scene.conversations;
        let offer = scene.published("sample", "lab", false).await;
        let other_offer = scene.published("sample", "firm", false).await;
        let need = scene.published("wish", "firm", false).await;
        let note = scene.published("note", "lab", false).await;
        let firm = actor("firm");
        for (case, asked) in [
            ("nobody is looked for with it", interest(&note, "firm", None)),
            ("its own", interest(&need, "firm", None)),
            ("in the name of another", interest(&offer, "lab", None)),
            ("two offers", interest(&offer, "firm", Some(&other_offer))),
            ("the need of another", interest(&other_offer, "firm", Some(&need))),
            ("nothing there", interest("nothing", "firm", None)),
            ("nothing said", Interest { text: " \n".into(), ..interest(&offer, "firm", None) }),
            ("too much said", Interest { text: "长".repeat(LONGEST_TEXT + 1), ..interest(&offer, "firm", None) }),
        ] {
            assert!(talks.ask(&firm, &asked).await.is_err(), "{case}");
        }
        let first = talks.ask(&firm, &interest(&offer, "firm", None)).await.unwrap();
        let second = talks.ask(&firm, &interest(&offer, "firm", None)).await;
        assert!(matches!(second, Err(ConversationError::Already { conversation }) if conversation == first.id));
        assert_eq!(talks.about(&firm, &offer).await.unwrap(), Some(first.id));
        for _ in 0..19 {
            let offer = scene.published("sample", "lab", false).await;
            talks.ask(&firm, &interest(&offer, "firm", None)).await.unwrap();
        }
        let last = scene.published("sample", "lab", false).await;
        let refused = talks.ask(&firm, &interest(&last, "firm", None)).await;
        assert!(matches!(refused, Err(ConversationError::TooMany { most: 20 })));
        database.remove().await;
    }
}

#[tokio::test]
async fn a_deadline_fires_once_and_only_while_nothing_happens() {
    for database in databases().await {
        let scene = Scene::new(&database.store);
        let talks = &scene.conversations;
        let offer = scene.published("sample", "lab", false).await;
        let row = talks.ask(&actor("firm"), &interest(&offer, "firm", None)).await.unwrap();
        // A Wednesday: five working days later it is the next Wednesday, in Shanghai.
        assert_eq!(store::instant(row.due_at.unwrap()).to_string(), "2026-12-02T16:00:00Z");
        let due = store::instant(row.due_at.unwrap());
        assert_eq!(talks.fire_due(due - SignedDuration::from_secs(1), 9).await.unwrap(), 0);
        let told = scene.told().await;
        assert_eq!(talks.fire_due(due, 9).await.unwrap(), 1);
        assert_eq!(talks.fire_due(due, 9).await.unwrap(), 0);
        assert_eq!(scene.told().await, told + 2, "both sides are told");
        let lapsed = talks.read(&actor("firm"), &row.id).await.unwrap();
        assert_eq!((lapsed.row.state.as_str(), lapsed.entries[1].side.as_str()), ("lapsed", "system"));

        let row = talks.ask(&actor("firm"), &interest(&offer, "firm", None)).await.unwrap();
        let row = talks.act(&actor("lab"), &act(&row, "accept", None)).await.unwrap();
        assert_eq!(talks.fire_due(due, 9).await.unwrap(), 0, "it was answered in time");
        talks.show(&actor("lab"), &new_id(), &row.id, Some(Disclosure::Agreement)).await.unwrap();
        talks.say(&actor("firm"), &new_id(), &row.id, "下周见").await.unwrap();
        let late = store::instant(row.due_at.unwrap());
        assert_eq!(talks.fire_due(late, 9).await.unwrap(), 1, "words do not move the deadline");
        assert_eq!(scene.sees("firm", &offer).await, ["name", "summary"], "what was shown ends with it");
        database.remove().await;
    }
}

#[tokio::test]
async fn what_is_said_of_matches_is_kept_to_learn_from() {
    for database in databases().await {
        let scene = Scene::new(&database.store);
        let talks = &scene.conversations;
        let offer = scene.published("sample", "lab", false).await;
        let need = scene.published("wish", "firm", false).await;
        let firm = actor("firm");
        let answer = Answer { compared: compared(&need, &offer), response: Response::Unsuitable(Reason::Readiness) };
        assert!(talks.answer(&actor("someone"), &answer).await.is_err(), "it is not theirs");
        talks.answer(&firm, &answer).await.unwrap();
        assert_eq!(talks.answers_of(&firm, &need).await.unwrap()[&offer], answer.response);
        assert_eq!(talks.answers_of(&actor("lab"), &offer).await.unwrap().len(), 0, "others do not see it");

        let row = talks.ask(&firm, &interest(&offer, "firm", Some(&need))).await.unwrap();
        let accept = Act { compared: Some(compared(&need, &offer)), ..act(&row, "accept", None) };
        let row = talks.act(&actor("lab"), &accept).await.unwrap();
        let met = Act { compared: Some(compared(&need, &offer)), ..act(&row, "met", None) };
        talks.act(&firm, &met).await.unwrap();
        let feedback = talks.feedback().await.unwrap();
        let mut responses: Vec<Response> = feedback.iter().map(|one| one.response).collect();
        responses.sort();
        assert_eq!(responses, [Response::Interested, Response::Met], "the lab accepted, the firm has met them");
        assert!(feedback.iter().all(|one| one.need == need && one.features == compared("", "").features));
        database.remove().await;
    }
}
