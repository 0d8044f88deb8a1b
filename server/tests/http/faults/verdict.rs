//! Whether all that was acknowledged is there, exactly once, and nothing half.

use std::collections::{BTreeMap, HashMap};

use sqlx::{PgConnection, Row};

use super::editors::Deeds;

/// Each of these finds what is half done; none may find anything.
const HALF_DONE: [(&str, &str); 7] = [
    (
        "a version without its edit, or the other way round",
        "select item_id, field from field_state as state
         where exists (select from edit where (edit.item_id, edit.field) = (state.item_id, state.field))
           and version <> (select count(*) from edit where (edit.item_id, edit.field) = (state.item_id, state.field))
         union all
         select item_id, field from edit group by item_id, field
         having count(*) <> max(version) or min(version) <> 1
             or not exists (select from field_state where (field_state.item_id, field_state.field) = (edit.item_id, edit.field))",
    ),
    (
        "a draft that is not the newest edit",
        "select item_id, field from field_state as state
         where draft is not null and draft is distinct from
               (select text from edit where (edit.item_id, edit.field) = (state.item_id, state.field)
                order by version desc limit 1)",
    ),
    (
        "a newest edit that is neither a draft nor published nor a discard",
        "select item_id, field from field_state as state
         join lateral (select text from edit where (edit.item_id, edit.field) = (state.item_id, state.field)
                       order by version desc limit 1) as newest on true
         where draft is null and field <> 'published_on' and newest.text is not null
           and newest.text is distinct from (select text from published_field as published
                                             where (published.item_id, published.field) = (state.item_id, state.field))",
    ),
    (
        "a published text that its last revision does not say",
        "select published.item_id, published.field from published_field as published
         join post on post.id = published.item_id
         where field in ('title', 'teaser', 'body')
           and coalesce((select content ->> published.field::text from revision where item_id = published.item_id
                         order by id desc limit 1), '') <> text",
    ),
    (
        "a post published without a revision, or a revision of what is not published",
        "select id, '' from post where not exists (select from revision where item_id = post.id)
         union all
         select item_id, '' from revision join item on item.id = item_id and kind = 'post'
         where not exists (select from post where post.id = item_id)
            or not exists (select from post_text where post_id = item_id)",
    ),
    (
        "a post that is in no timeline, or there with another day",
        "select item.id, '' from item left join topic_post on post_id = item.id left join post on post.id = item.id
         where kind = 'post' and (topic_id is null or topic_post.published_on is distinct from post.published_on)",
    ),
    (
        "a publication or an item without its entry in the log, or two of them",
        "select item_id, 'published' from revision where account_id is not null group by item_id
         having count(*) <> (select count(*) from log_entry
                             where log_entry.item_id = revision.item_id and action = 'published')
         union all
         select id, 'created' from item where created_by is not null
           and (select count(*) from log_entry where item_id = item.id and action = 'created') <> 1",
    ),
];

/// What editors did, in figures.
#[derive(Debug, Default)]
pub struct Figures {
    pub acknowledged: u64,
    pub given_up: u64,
    pub retries: u64,
}

/// Looks at the store once all editors have ended.
pub async fn judge(db: &mut PgConnection, deeds: &[Deeds]) -> Figures {
    for (what, query) in HALF_DONE {
        let rows = sqlx::query(query).fetch_all(&mut *db).await.expect("rows");
        let rows: Vec<(i64, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        assert!(rows.is_empty(), "{what}: {rows:?}");
    }
    // Otto only looks on.
    let edits = "select operation_id::text, item_id, field::text, version, text from edit join account on account.id = account_id
                 where text is not null and name <> 'otto' and field <> 'topics'";
    let edits: Vec<(String, i64, String, i64, String)> =
        sqlx::query_as(edits).fetch_all(&mut *db).await.expect("edits");
    let mut edits: HashMap<_, _> = edits.into_iter().map(|edit| (edit.0.clone(), edit)).collect();
    let mut figures = Figures::default();
    for deeds in deeds {
        for (written, version) in &deeds.saved {
            let edit = edits.remove(&written.operation).unwrap_or_else(|| panic!("lost: {written:?}"));
            let kept = (edit.1, edit.2.as_str(), edit.3, edit.4.as_str());
            assert_eq!(kept, (written.item, written.field, *version, written.text.as_str()));
        }
        for written in &deeds.given_up {
            if let Some(edit) = edits.remove(&written.operation) {
                let kept = (edit.1, edit.2.as_str(), edit.4.as_str());
                assert_eq!(kept, (written.item, written.field, written.text.as_str()));
            }
        }
        for (operation, post) in &deeds.created {
            let edit = edits.remove(operation).unwrap_or_else(|| panic!("lost: the post {post}"));
            assert_eq!(edit.1, *post);
        }
        figures.acknowledged += u64::try_from(deeds.saved.len() + deeds.created.len()).expect("a count");
        figures.acknowledged += deeds.discarded + deeds.published.values().sum::<u64>();
        figures.given_up += u64::try_from(deeds.given_up.len()).expect("a count");
        figures.retries += deeds.retries;
    }
    assert!(edits.is_empty(), "doubled, or of nobody: {edits:?}");
    counts(db, deeds).await;
    figures
}

/// What has no operation of its own is counted.
async fn counts(db: &mut PgConnection, deeds: &[Deeds]) {
    let revisions = "select item_id, count(*) from revision where account_id is not null group by item_id";
    let revisions: Vec<(i64, i64)> = sqlx::query_as(revisions).fetch_all(&mut *db).await.expect("revisions");
    let revisions: BTreeMap<i64, i64> = revisions.into_iter().collect();
    let published = deeds.iter().flat_map(|deeds| &deeds.published);
    let published: BTreeMap<i64, i64> =
        published.map(|(post, times)| (*post, i64::try_from(*times).expect("a count"))).collect();
    assert_eq!(revisions, published, "each publication once");
    let discarded = deeds.iter().map(|deeds| deeds.discarded).sum::<u64>();
    let created = deeds.iter().map(|deeds| deeds.created.len() as u64).sum::<u64>();
    for (count, query) in [
        (discarded, "select count(*) from edit where text is null"),
        (discarded, "select count(*) from log_entry where action = 'discarded'"),
        (created, "select count(*) from item where created_by is not null"),
        // Each was made in one topic.
        (created, "select count(*) from edit where field = 'topics' and version = 1 and text = 'migration'"),
    ] {
        let found: i64 = sqlx::query_scalar(query).fetch_one(&mut *db).await.expect("a number");
        assert_eq!(u64::try_from(found), Ok(count), "{query}");
    }
}
