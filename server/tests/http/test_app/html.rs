//! HTML as it stands in an answer, read as a browser reads it, as far as tests look.

/// A page, in its order.
#[derive(Clone, Debug, Default)]
pub struct Html(Vec<Node>);

#[derive(Clone, Debug)]
enum Node {
    Start(Tag),
    End(String),
    Text(String),
}

/// A start tag.
#[derive(Clone, Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// What a script, style, title or textarea holds; their content has no tags.
    pub content: String,
}

impl Tag {
    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }
}

/// Their content is text up to their end tag, whatever it looks like.
const TEXT_ONLY: [&str; 4] = ["script", "style", "title", "textarea"];
/// They have no end tag.
const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "source"];

impl Html {
    pub fn parse(source: &str) -> Self {
        let mut nodes = Vec::new();
        let mut rest = source;
        while let Some(start) = rest.find('<') {
            if start > 0 {
                nodes.push(Node::Text(decoded(&rest[..start])));
            }
            rest = &rest[start..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = after(comment, "-->");
            } else if let Some(marker) = rest.strip_prefix("<!") {
                rest = after(marker, ">");
            } else if let Some(end) = rest.strip_prefix("</") {
                let name = end.split('>').next().unwrap_or_default();
                nodes.push(Node::End(name.trim().to_owned()));
                rest = after(end, ">");
            } else {
                let (mut tag, behind) = start_tag(&rest[1..]);
                rest = behind;
                if TEXT_ONLY.contains(&tag.name.as_str()) {
                    let end = format!("</{}>", tag.name);
                    let content = rest.split(&end).next().unwrap_or_default();
                    let is_raw = ["script", "style"].contains(&tag.name.as_str());
                    tag.content = if is_raw { content.to_owned() } else { decoded(content) };
                    rest = after(rest, &end);
                }
                nodes.push(Node::Start(tag));
            }
        }
        nodes.push(Node::Text(decoded(rest)));
        Self(nodes)
    }

    /// All start tags of a name.
    pub fn all(&self, name: &str) -> Vec<&Tag> {
        self.tags().filter(|tag| tag.name == name).collect()
    }

    /// All start tags.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.0.iter().filter_map(|node| match node {
            Node::Start(tag) => Some(tag),
            _ => None,
        })
    }

    /// What the page's title says.
    pub fn title(&self) -> String {
        self.all("title").iter().map(|tag| tag.content.as_str()).collect()
    }

    /// The content of a `meta` of this name or property.
    pub fn meta(&self, name: &str) -> Option<&str> {
        let named = |tag: &&&Tag| tag.get("name") == Some(name) || tag.get("property") == Some(name);
        self.all("meta").iter().find(named).and_then(|tag| tag.get("content"))
    }

    /// All text that a reader sees or hears.
    pub fn text(&self) -> String {
        let texts = self.0.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// The elements of a name, each as a page of its own.
    pub fn elements(&self, name: &str) -> Vec<Self> {
        let starts = self.0.iter().enumerate().filter(|(_, node)| matches!(node, Node::Start(tag) if tag.name == name));
        starts.map(|(start, _)| self.element_at(start)).collect()
    }

    /// The element whose id this is, as a page of its own.
    #[track_caller]
    pub fn by_id(&self, id: &str) -> Self {
        let is_it = |node: &Node| matches!(node, Node::Start(tag) if tag.get("id") == Some(id));
        let start = self.0.iter().position(is_it).unwrap_or_else(|| panic!("no element #{id}"));
        self.element_at(start)
    }

    /// The only element of a name, as a page of its own.
    #[track_caller]
    pub fn the(&self, name: &str) -> Self {
        let mut elements = self.elements(name);
        assert_eq!(elements.len(), 1, "one {name}");
        elements.remove(0)
    }

    /// The names of all buttons: what they say, in order.
    pub fn buttons(&self) -> Vec<String> {
        let names = self.elements("button").into_iter().map(|button| button.text());
        names.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The target of the link that says this.
    pub fn link(&self, words: &str) -> Option<String> {
        let links = self.elements("a");
        let link = links.iter().find(|link| link.text() == words)?;
        link.all("a").first().and_then(|tag| tag.get("href")).map(str::to_owned)
    }

    /// The controls of the page's forms that are sent: name and value. Buttons are not among them.
    pub fn form_values(&self) -> Vec<(String, String)> {
        // The search box in the banner is a form of its own.
        let main = self.the("main");
        let sent = main.tags().filter_map(|tag| {
            let name = tag.get("name")?.to_owned();
            match tag.name.as_str() {
                "input" if tag.get("type") == Some("checkbox") && tag.get("checked").is_none() => None,
                "input" => Some((name, tag.get("value").unwrap_or_default().to_owned())),
                "textarea" => Some((name, tag.content.strip_prefix('\n').unwrap_or(&tag.content).to_owned())),
                _ => None,
            }
        });
        sent.collect()
    }

    fn element_at(&self, start: usize) -> Self {
        let Some(Node::Start(first)) = self.0.get(start) else { return Self::default() };
        let mut depth = 0_usize;
        let mut nodes = Vec::new();
        for node in &self.0[start..] {
            nodes.push(node.clone());
            match node {
                Node::Start(tag) if tag.name == first.name => depth += 1,
                Node::End(name) if *name == first.name => depth -= 1,
                _ => {}
            }
            let is_whole = VOID.contains(&first.name.as_str()) || TEXT_ONLY.contains(&first.name.as_str());
            if depth == 0 || is_whole {
                break;
            }
        }
        Self(nodes)
    }
}

fn start_tag(source: &str) -> (Tag, &str) {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '>' | '/');
    let length = source.find(is_end).unwrap_or(source.len());
    let mut tag = Tag { name: source[..length].to_lowercase(), attributes: Vec::new(), content: String::new() };
    let mut rest = source[length..].trim_start();
    loop {
        if let Some(behind) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>')) {
            return (tag, behind);
        }
        let length = rest.find(|c: char| is_end(c) || c == '=').unwrap_or(rest.len());
        let name = rest[..length].to_lowercase();
        assert!(!name.is_empty(), "a broken tag: {}", &source[..source.len().min(200)]);
        rest = rest[length..].trim_start();
        let mut value = String::new();
        if let Some(behind) = rest.strip_prefix("=\"") {
            value = decoded(behind.split('"').next().unwrap_or_default());
            rest = after(behind, "\"");
        } else if let Some(behind) = rest.strip_prefix('=') {
            let length = behind.find(is_end).unwrap_or(behind.len());
            value = decoded(&behind[..length]);
            rest = &behind[length..];
        }
        tag.attributes.push((name, value));
        rest = rest.trim_start();
    }
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).map_or("", |index| &text[index + end.len()..])
}

fn decoded(text: &str) -> String {
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    let text = plain.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
    text.replace("&amp;", "&")
}
