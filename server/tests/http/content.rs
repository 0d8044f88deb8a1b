//! Importing and exporting a content folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use app::model::{FieldName, FieldRef, ItemId, Language, Role};
use app::store::{Actor, NewAccount, Save, SaveError, Store};
use sqlx::postgres::PgPool;
use tempfile::TempDir;
use themenseite::content::{self, ExportCounts, ExportError, ImportCounts, ImportError};
use uuid::Uuid;

use crate::test_app::TestDatabase;

/// A store with an empty schema.
struct TestStore {
    store: Store,
    pool: PgPool,
    _database: TestDatabase,
}

impl TestStore {
    async fn new() -> Self {
        let database = TestDatabase::empty().await;
        let store = Store::new(database.run_options.clone(), 4);
        Self { store, pool: PgPool::connect_lazy_with(database.options.clone()), _database: database }
    }

    async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.pool).await.expect("a number")
    }

    /// Everything that an import may not touch when nothing changed.
    async fn traces(&self) -> Vec<i64> {
        vec![
            self.number("select count(*) from item").await,
            self.number("select count(*) from revision").await,
            self.number("select count(*) from field_state").await,
            self.number("select coalesce(sum(version), 0)::bigint from field_state").await,
        ]
    }

    async fn item(&self, title: &str) -> ItemId {
        let query = "select topic_id from topic_text where title = $1";
        ItemId(sqlx::query_scalar(query).bind(title).fetch_one(&self.pool).await.expect("a topic"))
    }

    async fn exported(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = TempDir::new().expect("a folder");
        content::export(&self.store, folder.path()).await.expect("an export");
        files(folder.path())
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for kind in fs::read_dir(folder).expect("a folder") {
        let kind = kind.expect("an entry");
        for file in fs::read_dir(kind.path()).expect("a folder") {
            let file = file.expect("an entry");
            let name = format!("{}/{}", kind.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            files.insert(name, fs::read(file.path()).expect("a file"));
        }
    }
    files
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

async fn import(test: &TestStore, files: &[(&str, &str)]) -> Result<ImportCounts, ImportError> {
    content::import(&test.store, folder(files).path()).await
}

fn counts(added: usize, changed: usize, unchanged: usize) -> ImportCounts {
    ImportCounts { added, changed, unchanged }
}

const TOPIC: (&str, &str) = (
    "themen/verkehr.md",
    "+++\ntitle = \"Verkehr\"\nposition = 2\ncontacts = [\"ida\", \"ada\"]\n+++\n\nRad und *Bahn*.\n",
);
const ADA: (&str, &str) = ("personen/ada.md", "+++\nname = \"Ada\"\nemail = \"ada[at]beispiel.de\"\n+++\n");
const IDA: (&str, &str) = ("personen/ida.md", "+++\nname = \"Ida\"\n+++\n");
const POST: (&str, &str) = (
    "meldungen/2024-10-30-neu.md",
    "+++\npublished_on = \"2024-10-30\"\nteaser = \"Neu\"\ntopics = [\"verkehr\"]\n+++\n",
);

#[tokio::test]
async fn an_empty_store_gets_the_demonstration_content_once() {
    let test = TestStore::new().await;
    assert!(content::is_empty(&test.store).await.expect("an answer"));
    let both = tokio::join!(content::import_demonstration(&test.store), content::import_demonstration(&test.store));
    let mut both = [both.0.expect("an import"), both.1.expect("an import")];
    both.sort_by_key(Option::is_some);
    assert_eq!(both, [None, Some(counts(11, 0, 0))]);
    assert!(!content::is_empty(&test.store).await.expect("an answer"));
    assert_eq!(test.number("select count(*) from topic_post where published_on is not null").await, 6);
    assert_eq!(test.number("select count(*) from revision where account_id is null").await, 11);
    assert_eq!(test.number("select count(*) from person where email like 'christine.jochem@%'").await, 1);

    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    assert_eq!(test.exported().await, files(&repository));
    assert_eq!(content::import(&test.store, &repository).await.expect("an import"), counts(0, 0, 11));
}

#[tokio::test]
async fn what_is_imported_comes_back_from_the_bin() {
    let test = TestStore::new().await;
    let all = [TOPIC, ADA, IDA, POST];
    import(&test, &all).await.expect("an import");
    let account = NewAccount { email: "ada@beispiel.de", name: "Ada", role: Role::Editor, password_hash: "" };
    test.store.add_account(&account).await.expect("an account");
    let ada = Actor { account: Some(test.number("select id from account").await), address: None };
    let topic = test.item("Verkehr").await;
    assert!(test.store.delete_item(topic, Language::German, ada).await.expect("an answer"));
    assert_eq!(test.number("select count(*) from topic_text").await, 0);
    assert_eq!(import(&test, &all).await.expect("an import"), counts(0, 1, 3));
    assert_eq!(test.item("Verkehr").await, topic);
    assert_eq!(test.number("select count(*) from item where deleted_at is not null").await, 0);
}

#[tokio::test]
async fn importing_a_folder_again_changes_nothing() {
    let test = TestStore::new().await;
    assert_eq!(import(&test, &[TOPIC, ADA, IDA, POST]).await.expect("an import"), counts(4, 0, 0));
    let traces = test.traces().await;
    assert_eq!(import(&test, &[TOPIC, ADA, IDA, POST]).await.expect("an import"), counts(0, 0, 4));
    assert_eq!(test.traces().await, traces);
}

#[tokio::test]
async fn an_import_takes_all_or_nothing_and_tells_everything_that_is_wrong() {
    let test = TestStore::new().await;
    let bad_person = ("personen/ida.md", "+++\nname = \"\"\nemail = \"ida\"\n+++\n");
    let lost_post =
        ("meldungen/a.md", "+++\npublished_on = \"2024-10-30\"\nteaser = \"t\"\ntopics = [\"gibtsnicht\"]\n+++\n");
    let error =
        import(&test, &[TOPIC, ADA, bad_person, lost_post, ("alt/x.md", "")]).await.expect_err("a refusal").to_string();
    let begin = [
        "alt: Das gehört nicht in einen Inhalte-Ordner.",
        "meldungen/a.md:4: „gibtsnicht“ in `topics` gibt es nicht.",
        "personen/ida.md:2: `name` ist leer.",
        "personen/ida.md:3: `email` ist keine E-Mail-Adresse.",
    ];
    assert_eq!(error.lines().count(), begin.len(), "{error}");
    assert!(error.lines().zip(begin).all(|(line, begin)| line.starts_with(begin)), "{error}");
    assert!(content::is_empty(&test.store).await.expect("an answer"));
}

#[tokio::test]
async fn what_the_store_refuses_leaves_nothing_behind() {
    let test = TestStore::new().await;
    let refuse = "create function no() returns trigger language plpgsql as 'begin raise exception ''no''; end';
                  create trigger no before insert on page_text for each row execute function no()";
    sqlx::raw_sql(refuse).execute(&test.pool).await.expect("a trigger");
    let page = ("seiten/impressum.md", "+++\ntitle = \"Impressum\"\n+++\n");
    let error = import(&test, &[ADA, page]).await.expect_err("a refusal");
    assert!(matches!(error, ImportError::Store(_)), "{error:?}");
    assert!(content::is_empty(&test.store).await.expect("an answer"));
}

#[tokio::test]
async fn a_changed_text_makes_a_revision_and_a_conflict_but_the_draft_stays() {
    let test = TestStore::new().await;
    import(&test, &[TOPIC, ADA, IDA, POST]).await.expect("an import");
    let account: i64 = sqlx::query_scalar(
        "insert into account (email, name, role, password_hash) values ('e@x.de', 'E', 'editor', 'x') returning id",
    )
    .fetch_one(&test.pool)
    .await
    .expect("an account");
    let field = FieldRef { item: test.item("Verkehr").await, field: FieldName::Introduction };
    let save = |base_version, text| Save {
        field,
        language: Language::German,
        base_version,
        text,
        operation: Uuid::new_v4(),
        actor: Actor { account: Some(account), address: None },
    };
    let saved = test.store.save_draft(&save(0, "Mein Entwurf")).await.expect("a draft");

    let changed = (TOPIC.0, TOPIC.1.replace("Rad und", "Bus und"));
    let imported = import(&test, &[(changed.0, &changed.1), ADA, IDA, POST]).await.expect("an import");
    assert_eq!(imported, counts(0, 1, 3));
    assert_eq!(test.number("select count(*) from revision where account_id is null").await, 5);
    assert_eq!(test.number("select count(*) from topic_text where introduction = 'Bus und *Bahn*.'").await, 1);
    assert_eq!(test.number("select count(*) from field_state").await, 1);
    let error = test.store.save_draft(&save(saved.version, "Mein Entwurf, weiter")).await.expect_err("a conflict");
    let SaveError::Conflict(conflict) = error else { panic!("{error:?}") };
    assert_eq!((conflict.version, conflict.theirs.as_str()), (saved.version + 1, "Mein Entwurf"));
    test.store.save_draft(&save(conflict.version, "Mein Entwurf, weiter")).await.expect("a draft");
}

#[tokio::test]
async fn lists_become_what_the_file_says_and_absent_items_stay() {
    let test = TestStore::new().await;
    import(&test, &[TOPIC, ADA, IDA, POST]).await.expect("an import");
    let revisions = test.number("select count(*) from revision").await;
    let topic = (TOPIC.0, TOPIC.1.replace("\"ida\", \"ada\"", "\"ada\", \"ida\""));
    let post = (POST.0, POST.1.replace("\"verkehr\"", "").replace("10-30", "10-29"));
    // Ada and Ida are in the store, so the topic may name them.
    assert_eq!(import(&test, &[(topic.0, &topic.1), (post.0, &post.1)]).await.expect("an import"), counts(0, 2, 0));
    assert_eq!(test.number("select count(*) from person").await, 2);
    assert_eq!(test.number("select count(*) from topic_post").await, 0);
    let contacts: Vec<String> =
        sqlx::query_scalar("select slug::text from topic_contact join person on id = person_id order by position")
            .fetch_all(&test.pool)
            .await
            .expect("contacts");
    assert_eq!(contacts, ["ada", "ida"]);
    assert_eq!(test.number("select count(*) from revision").await, revisions + 2);

    assert_eq!(import(&test, &[POST]).await.expect("an import"), counts(0, 1, 0));
    assert_eq!(test.number("select count(*) from topic_post where published_on = '2024-10-30'").await, 1);
}

#[tokio::test]
async fn export_import_export_is_the_same_to_the_byte() {
    let test = TestStore::new().await;
    import(&test, &[TOPIC, ADA, IDA, POST]).await.expect("an import");
    let nasty =
        ["+++\r\n\"'\\n\n+++\n", "\n\n  ä e\u{301} 👩‍👩‍👧\t\n\n", "\"\"\"\n'''\n\\", "„unbalanced\" ", "\u{feff}+++"];
    for (number, text) in nasty.iter().enumerate() {
        let insert = "with new as (insert into item (kind) values ('post') returning id),
                           there as (insert into post (id, slug, published_on) select id, $1, '2024-01-01' from new returning id)
                      insert into post_text (post_id, language, teaser, body) select id, 'de', $2, $2 from there";
        sqlx::query(insert).bind(format!("p-{number}")).bind(text).execute(&test.pool).await.expect("a post");
    }
    let first = test.exported().await;
    assert_eq!(first.len(), 4 + nasty.len());

    let folder = TempDir::new().expect("a folder");
    assert_eq!(
        content::export(&test.store, folder.path()).await.expect("an export"),
        ExportCounts { written: 9, unchanged: 0 }
    );
    let other = TestStore::new().await;
    assert_eq!(content::import(&other.store, folder.path()).await.expect("an import"), counts(9, 0, 0));
    assert_eq!(other.exported().await, first);
    assert_eq!(content::import(&test.store, folder.path()).await.expect("an import"), counts(0, 0, 9));
    assert_eq!(
        content::export(&other.store, folder.path()).await.expect("an export"),
        ExportCounts { written: 0, unchanged: 9 }
    );

    fs::write(folder.path().join("themen/neu.md"), "").expect("a file");
    let refused = content::export(&test.store, folder.path()).await.expect_err("a refusal");
    assert!(matches!(&refused, ExportError::Foreign(foreign) if foreign == &["themen/neu.md"]), "{refused}");
}

#[tokio::test]
async fn a_post_that_was_never_published_is_neither_exported_nor_touched() {
    let test = TestStore::new().await;
    import(&test, &[TOPIC, ADA, IDA]).await.expect("an import");
    let draft = "with new as (insert into item (kind) values ('post') returning id),
                      listed as (insert into topic_post (topic_id, post_id) select topic.id, new.id from topic, new)
                 insert into field_state (item_id, language, field, version, draft, draft_began_at)
                 select id, 'de', 'teaser', 1, 'Entwurf', now() from new";
    sqlx::raw_sql(draft).execute(&test.pool).await.expect("a draft");
    assert_eq!(test.exported().await.len(), 3);
    assert_eq!(import(&test, &[TOPIC, ADA, IDA]).await.expect("an import"), counts(0, 0, 3));
    assert_eq!(test.number("select count(*) from topic_post where published_on is null").await, 1);
}

#[tokio::test]
async fn a_portrait_is_exported_beside_its_person_and_comes_back_to_the_byte() {
    let mut picture = Vec::new();
    let image = image::RgbImage::from_pixel(300, 400, image::Rgb([20, 120, 60]));
    image.write_to(&mut std::io::Cursor::new(&mut picture), image::ImageFormat::Png).expect("a picture");
    let text = "+++\nname = \"Ida\"\nportrait = \"ida.png\"\nphoto_credit = \"Foto: Anna Beispiel\"\n+++\n";
    let files = folder(&[("personen/ida.md", text)]);
    fs::write(files.path().join("personen/ida.png"), &picture).expect("a file");
    let test = TestStore::new().await;
    assert_eq!(content::import(&test.store, files.path()).await.expect("an import"), counts(1, 0, 0));
    assert_eq!(content::import(&test.store, files.path()).await.expect("an import"), counts(0, 0, 1));
    assert_eq!(test.number("select count(*) from person join image on portrait = image.id").await, 1);
    let exported = test.exported().await;
    assert_eq!(exported.keys().collect::<Vec<_>>(), ["personen/ida.md", "personen/ida.png"]);
    assert_eq!(exported["personen/ida.md"], text.as_bytes());
    assert_eq!(exported["personen/ida.png"], picture);
}

#[tokio::test]
async fn a_portrait_that_is_not_there_or_belongs_to_nobody_is_told() {
    let test = TestStore::new().await;
    let problems = async |files: &[(&str, &str)]| match import(&test, files).await {
        Err(ImportError::Problems(problems)) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        other => panic!("{other:?}"),
    };
    let with = |line: &str| format!("+++\nname = \"Ida\"\n{line}\n+++\n");
    let named = with("portrait = \"ida.jpg\"\nphoto_credit = \"Foto: A\"");
    let missing = problems(&[("personen/ida.md", &named)]).await;
    assert!(missing.starts_with("personen/ida.md:3: `portrait` nennt kein Bild."), "{missing}");
    let broken = problems(&[("personen/ida.md", &named), ("personen/ida.jpg", "kein Bild")]).await;
    assert!(broken.starts_with("personen/ida.md:3: ida.jpg ist kein lesbares Bild."), "{broken}");
    let nobodys = problems(&[("personen/ida.md", &with("")), ("personen/ida.jpg", "x")]).await;
    assert!(nobodys.starts_with("personen/ida.jpg: Dieses Bild gehört zu niemandem."), "{nobodys}");
    let without_credit = problems(&[("personen/ida.md", &with("portrait = \"ida.jpg\""))]).await;
    assert!(without_credit.contains("personen/ida.md:3: Zu `portrait` gehört"), "{without_credit}");
}
