//! People and the topics they speak for.

use super::published::text;
use super::{Store, StoreError};
use crate::model::{Contact, EmailAddress, FieldName, ItemId, ItemKind, Language, Slug, entries};
use crate::portrait;

impl Store {
    /// The contacts of a topic, in their order.
    ///
    /// # Errors
    /// The query failed.
    pub async fn contacts(&self, topic: ItemId, language: Language) -> Result<Vec<Contact>, StoreError> {
        let rows = sqlx::query_as!(
            PersonRow,
            r#"select id, slug as "slug: String", name, pronouns, role, email, portrait as "portrait: String", photo_credit
               from topic_contact
               join person on person.id = topic_contact.person_id
               join person_text on person_text.person_id = person.id and person_text.language = $2
               where topic_id = $1 order by position, name"#,
            topic.0,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(PersonRow::contact).collect())
    }

    /// The contacts a topic would have if all its drafts were published, in their order. Who is not published has only an
    /// address here; the rest is in the drafts.
    ///
    /// # Errors
    /// The query failed.
    pub async fn contacts_to_be(&self, topic: ItemId, language: Language) -> Result<Vec<Contact>, StoreError> {
        let rows = sqlx::query_as!(
            PersonRow,
            r#"select person.id, slug as "slug: String", coalesce(name, '') as "name!", coalesce(pronouns, '') as "pronouns!",
                      coalesce(role, '') as "role!", case when name is null then '' else email end as "email!",
                      case when name is not null then portrait end as "portrait: String",
                      coalesce(photo_credit, '') as "photo_credit!"
               from topic_contact
               join person on person.id = topic_contact.person_id
               join item on item.id = person.id and deleted_at is null
               left join person_text on person_text.person_id = person.id and person_text.language = $2
               where topic_id = $1 order by position, name"#,
            topic.0,
            language.tag() as _,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(PersonRow::contact).collect())
    }

    /// A person by their slug.
    ///
    /// # Errors
    /// The query failed.
    pub async fn person(&self, slug: &Slug, language: Language) -> Result<Option<Contact>, StoreError> {
        let row = sqlx::query_as!(
            PersonRow,
            r#"select id, slug as "slug: String", name, pronouns, role, email, portrait as "portrait: String", photo_credit
               from person join person_text on person_id = id where slug = $1 and language = $2"#,
            slug.as_str() as _,
            language.tag() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(PersonRow::contact))
    }

    /// A person whom readers don't see, as the drafts say.
    ///
    /// # Errors
    /// The query failed.
    pub async fn drafted_contact(&self, id: ItemId, slug: Slug, language: Language) -> Result<Contact, StoreError> {
        let texts = self.drafted_texts(id, language).await?;
        let text = |field| text(&texts, field).to_owned();
        let contact = Contact {
            id,
            slug,
            name: text(FieldName::Name),
            pronouns: text(FieldName::Pronouns),
            role: text(FieldName::Role),
            masked_email: text(FieldName::Email),
            portrait: text(FieldName::Portrait),
            photo_credit: text(FieldName::PhotoCredit),
            portrait_html: String::new(),
        };
        Ok(with_picture(contact))
    }

    /// The contacts of a topic as its draft says, also those whom readers don't see; none where there is no such draft.
    ///
    /// # Errors
    /// A query failed.
    pub async fn drafted_contacts(
        &self,
        topic: ItemId,
        language: Language,
    ) -> Result<Option<Vec<Contact>>, StoreError> {
        let texts = self.drafted_texts(topic, language).await?;
        let Some(list) = texts.get(&FieldName::Contacts) else { return Ok(None) };
        let mut contacts = Vec::new();
        for (_, slug) in entries(list).unwrap_or_default() {
            let contact = match self.person(&slug, language).await? {
                Some(contact) => Some(contact),
                None => match self.item_at(ItemKind::Person, &slug).await? {
                    Some(item) if !item.is_deleted => Some(self.drafted_contact(item.id, slug, language).await?),
                    _ => None,
                },
            };
            contacts.extend(contact);
        }
        Ok(Some(contacts))
    }

    /// A person's plain address, for an answer to the reader's own action; none where the person is unknown or has none.
    ///
    /// # Errors
    /// The query failed.
    pub async fn email_address(&self, slug: &Slug) -> Result<Option<EmailAddress>, StoreError> {
        let text = sqlx::query_scalar!(
            "select email from person where slug = $1 and exists (select from person_text where person_id = id)",
            slug.as_str() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(text.and_then(|text| text.parse().ok()))
    }
}

#[derive(serde::Deserialize)]
pub(super) struct PersonRow {
    id: i64,
    slug: String,
    name: String,
    pronouns: String,
    role: String,
    email: String,
    portrait: Option<String>,
    photo_credit: String,
}

impl PersonRow {
    pub(super) fn contact(self) -> Option<Contact> {
        Some(with_picture(Contact {
            id: ItemId(self.id),
            slug: self.slug.parse().ok()?,
            name: self.name,
            pronouns: self.pronouns,
            role: self.role,
            masked_email: EmailAddress::mask(&self.email),
            portrait: self.portrait.unwrap_or_default(),
            photo_credit: self.photo_credit,
            portrait_html: String::new(),
        }))
    }
}

/// As a card shows them; their own page makes more of the picture.
fn with_picture(mut contact: Contact) -> Contact {
    contact.portrait_html = portrait::html(&contact, false);
    contact
}
