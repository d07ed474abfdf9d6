//! All modules that are looked at together: what each is called, and what a name in one of them means.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::schema;
use super::tree::{Chain, parse};
use super::tree::{Expr, Head, Rule, Tree, range, variable};
use super::types::Type;
use crate::diagnostic::{Diagnostic, Level, suggestion};
use crate::policy::metadata;
use crate::policy::pack::Module;

/// A path behind `data` or `input`, the root included.
pub(super) type Path = Vec<String>;

/// Number of a rule or function in [`World::items`].
pub(super) type ItemId = usize;

/// One module with its tree.
pub(super) struct Unit<'m> {
    pub(super) module: &'m Module,
    pub(super) tree: Tree,
    /// Import name → where it leads.
    pub(super) imports: BTreeMap<String, Import>,
    /// Whether it holds tests.
    pub(super) is_test: bool,
    /// Variables whose kind is asked for, as in `is_string(x)`.
    pub(super) guarded: BTreeSet<String>,
}

impl Unit<'_> {
    /// Whether it may read what cordon puts at `data.cordon.index`: the package that stands in for it, and tests.
    pub(super) fn may_read_index(&self) -> bool {
        self.is_test || self.module.package == "cordon.lib.index"
    }
}

/// What to say to others that read it, and what to do.
pub(super) const INDEX_IS_NOT_FOR_ALL: (&str, &str) = (
    "`data.cordon.index` is not there under OPA or in tests",
    "use `import data.cordon.lib.index`, which works out the same where it is not there",
);

/// One import.
pub(super) struct Import {
    pub(super) path: Path,
    pub(super) range: Range<usize>,
}

/// What is defined under one name in one package.
pub(super) struct Item {
    pub(super) package: String,
    pub(super) name: String,
    /// Module and number of the rule in it.
    pub(super) definitions: Vec<(usize, usize)>,
    /// Number of parameters of a function.
    pub(super) arity: Option<usize>,
}

/// All modules.
pub(super) struct World<'m> {
    pub(super) units: Vec<Unit<'m>>,
    pub(super) items: Vec<Item>,
    by_name: BTreeMap<(String, String), ItemId>,
    packages: BTreeSet<Path>,
    /// Package → the names that its rules and functions begin with.
    roots: BTreeMap<String, BTreeSet<String>>,
    /// Packages of modules that could not be parsed: what is in them is not known.
    opaque: BTreeSet<Path>,
    /// Names at `data.cordon.data`.
    data: BTreeSet<String>,
    /// Rule id → its parameters, of the rules that have some.
    params: BTreeMap<String, BTreeSet<String>>,
}

/// Places behind `data` that cordon fills.
pub(super) const CONFIG: [&str; 3] = ["data", "cordon", "config"];
const DATA: [&str; 3] = ["data", "cordon", "data"];
const INDEX: [&str; 3] = ["data", "cordon", "index"];
const PARAMS: [&str; 3] = ["data", "cordon", "params"];
const FACTS: [&str; 3] = ["data", "cordon", "facts"];
const SINCE: [&str; 3] = ["data", "cordon", "since"];
const NOW: [&str; 3] = ["data", "cordon", "now"];

/// What cordon puts beside a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Facts that it works out.
    Facts,
    /// The moment that `--now` gives.
    Now,
    /// The earlier snapshot of `--since`.
    Since,
}

impl Beside {
    /// What it holds.
    pub(super) fn holds(self) -> Type {
        match self {
            Self::Facts => schema::FACTS.clone(),
            Self::Now => Type::Any,
            Self::Since => schema::SNAPSHOT.clone(),
        }
    }
}

/// What a path behind `data` leads to.
pub(super) enum Place {
    /// The policy file, after this many steps.
    Config(usize),
    /// What lies beside the snapshot, after this many steps.
    Beside(Beside, usize),
    /// A rule or function, after this many steps.
    Item(ItemId, usize),
    /// The index, which only the package `cordon.lib.index` may read.
    Index,
    /// What only a run can tell.
    Unknown,
    /// A package as a whole, or several.
    Packages(Vec<ItemId>),
    /// Nowhere, from the step of this number on.
    Nowhere(usize, Nowhere),
}

/// A path that leads nowhere.
pub(super) struct Nowhere {
    /// One sentence.
    pub(super) message: String,
    /// The name that is not there.
    wanted: String,
    /// The names that are.
    known: Vec<String>,
}

impl Nowhere {
    /// What to do.
    pub(super) fn help(&self) -> String {
        let otherwise = match self.known.len() {
            0 => "nothing of the kind is there".to_owned(),
            1..=12 => format!("there are {}", self.known.join(", ")),
            _ => "the packages of helpers, below `data.cordon.lib`, say what they hold".to_owned(),
        };
        suggestion(&self.wanted, self.known.iter().map(String::as_str), &otherwise)
    }
}

impl<'m> World<'m> {
    /// Parses modules. Those that can't be are errors, and nothing is said of what they hold.
    pub(super) fn of(modules: &'m [Module], data: BTreeSet<String>, errors: &mut Vec<Diagnostic>) -> Self {
        let mut world = Self {
            units: Vec::new(),
            items: Vec::new(),
            by_name: BTreeMap::new(),
            packages: BTreeSet::new(),
            roots: BTreeMap::new(),
            opaque: BTreeSet::new(),
            data,
            params: BTreeMap::new(),
        };
        for module in modules {
            let path: Path = std::iter::once("data").chain(module.package.split('.')).map(str::to_owned).collect();
            world.packages.insert(path.clone());
            match parse(module) {
                Ok(tree) => world.add(module, tree),
                Err(error) => {
                    world.opaque.insert(path);
                    errors.push(error.code(super::codes::NOT_REGO.code));
                }
            }
        }
        world
    }

    fn add(&mut self, module: &'m Module, tree: Tree) {
        let mut imports = BTreeMap::new();
        for import in &tree.imports {
            let chain = Chain::of(&import.refr);
            let root = variable(chain.root).unwrap_or_default();
            if !["data", "input"].contains(&root) {
                continue;
            }
            let path: Path = std::iter::once(root.to_owned()).chain(chain.names()).collect();
            let name = import.r#as.as_ref().map(|name| name.text().to_owned()).or_else(|| path.last().cloned());
            let end = import.r#as.as_ref().map_or(super::tree::extent(&import.refr).end, |name| range(name).end);
            let start = super::tree::extent(&import.refr).start;
            imports.insert(name.unwrap_or_default(), Import { path, range: start..end });
        }
        let at = self.units.len();
        for (number, rule) in tree.policy.iter().enumerate() {
            let head = Head::of(rule);
            let key = (module.package.clone(), head.name());
            let arity = head.parameters.map(<[_]>::len);
            let root = key.1.split('.').next().unwrap_or_default().to_owned();
            self.roots.entry(key.0.clone()).or_default().insert(root);
            let next = self.items.len();
            let id = *self.by_name.entry(key.clone()).or_insert(next);
            if id == next {
                self.items.push(Item { package: key.0, name: key.1, definitions: Vec::new(), arity });
            }
            if let Some(item) = self.items.get_mut(id) {
                item.definitions.push((at, number));
            }
        }
        // Most rules have none, and YAML takes its time.
        let metadata = module.text.contains("params:").then(|| metadata::read(&module.text).ok()).flatten();
        if let Some(custom) = metadata.map(|metadata| metadata.custom).filter(|custom| !custom.params.is_empty()) {
            self.params.insert(custom.id, custom.params.into_keys().collect());
        }
        let is_test = module.is_test();
        self.units.push(Unit { module, tree, imports, is_test, guarded: guarded(&module.text) });
    }

    /// A rule or function of a package.
    pub(super) fn item(&self, package: &str, name: &str) -> Option<ItemId> {
        self.by_name.get(&(package.to_owned(), name.to_owned())).copied()
    }

    /// Whether a rule or function of a package begins with a name.
    pub(super) fn begins_with(&self, package: &str, name: &str) -> bool {
        self.roots.get(package).is_some_and(|roots| roots.contains(name))
    }

    /// Rules and functions of a package.
    pub(super) fn items_of<'w>(&'w self, package: &'w str) -> impl Iterator<Item = (ItemId, &'w Item)> {
        self.items.iter().enumerate().filter(move |(_, item)| item.package == package)
    }

    /// The definitions of an item: module number and rule.
    pub(super) fn definitions(&self, item: ItemId) -> Vec<(usize, &Rule)> {
        let definitions = self.items.get(item).map(|item| item.definitions.as_slice()).unwrap_or_default();
        let rule = |(unit, number): &(usize, usize)| {
            let rule = self.units.get(*unit)?.tree.policy.get(*number)?;
            Some((*unit, rule.as_ref()))
        };
        definitions.iter().filter_map(rule).collect()
    }

    /// Whether all of an item stands in tests.
    pub(super) fn is_test(&self, item: ItemId) -> bool {
        let definitions = self.items.get(item).map(|item| item.definitions.as_slice()).unwrap_or_default();
        definitions.iter().all(|(unit, _)| self.units.get(*unit).is_some_and(|unit| unit.is_test))
    }

    /// Where a path that begins with `data` leads.
    pub(super) fn place(&self, path: &[String]) -> Place {
        let begins =
            |place: &[&str]| path.len() >= place.len() && path.iter().zip(place).all(|(one, other)| one == other);
        if begins(&CONFIG) {
            return Place::Config(CONFIG.len());
        }
        if begins(&DATA) {
            return match path.get(DATA.len()) {
                Some(name) if !self.data.contains(name) => {
                    let message = format!("there is no data file `{name}.json` in a folder called `data`");
                    let known = self.data.iter().cloned().collect();
                    Place::Nowhere(DATA.len(), Nowhere { message, wanted: name.clone(), known })
                }
                _ => Place::Unknown,
            };
        }
        let beside = [(&FACTS, Beside::Facts), (&NOW, Beside::Now), (&SINCE, Beside::Since)];
        if let Some((place, what)) = beside.into_iter().find(|(place, _)| begins(&place[..])) {
            return Place::Beside(what, place.len());
        }
        if begins(&PARAMS) {
            return self.param(&path[PARAMS.len()..]);
        }
        if begins(&INDEX) {
            return Place::Index;
        }
        let below: Vec<String> = self
            .packages
            .iter()
            .filter(|package| package.starts_with(path))
            .map(|package| package[1..].join("."))
            .collect();
        if self.opaque.iter().any(|package| path.starts_with(package) || package.starts_with(path)) {
            return Place::Unknown;
        }
        let inside = self.packages.iter().filter(|package| path.starts_with(package) && path.len() > package.len());
        if let Some(package) = inside.max_by_key(|package| package.len()) {
            let name = package[1..].join(".");
            for end in ((package.len() + 1)..=path.len()).rev() {
                if let Some(id) = self.item(&name, &path[package.len()..end].join(".")) {
                    return Place::Item(id, end);
                }
            }
            if !below.is_empty() {
                return Place::Packages(self.all_below(&below));
            }
            let known = self.items_of(&name).map(|(_, item)| item.name.clone()).collect();
            let message = format!("the package `{name}` has no `{}`", path[package.len()]);
            let wanted = path[package.len()].clone();
            return Place::Nowhere(package.len(), Nowhere { message, wanted, known });
        }
        if !below.is_empty() {
            return Place::Packages(self.all_below(&below));
        }
        let known = self.packages.iter().map(|package| package[1..].join(".")).collect();
        let deepest = (1..path.len())
            .rev()
            .find(|end| self.packages.iter().any(|package| package.starts_with(&path[..*end])))
            .unwrap_or(1);
        let message = format!("there is nothing at `{}`", path.join("."));
        Place::Nowhere(deepest, Nowhere { message, wanted: path[1..].join("."), known })
    }

    /// Where a path behind `data.cordon.params` leads.
    fn param(&self, path: &[String]) -> Place {
        let nowhere = |step: usize, message: String, wanted: &str, known: Vec<String>| {
            Place::Nowhere(PARAMS.len() + step, Nowhere { message, wanted: wanted.to_owned(), known })
        };
        let Some(id) = path.first() else { return Place::Unknown };
        let Some(params) = self.params.get(id) else {
            let message = format!("no rule `{id}` declares parameters");
            return nowhere(0, message, id, self.params.keys().cloned().collect());
        };
        match path.get(1) {
            Some(name) if !params.contains(name) => {
                let message = format!("the rule `{id}` declares no parameter `{name}`");
                nowhere(1, message, name, params.iter().cloned().collect())
            }
            _ => Place::Unknown,
        }
    }

    fn all_below(&self, packages: &[String]) -> Vec<ItemId> {
        let inside = |item: &Item| packages.contains(&item.package);
        self.items.iter().enumerate().filter(|(_, item)| inside(item)).map(|(id, _)| id).collect()
    }

    /// A diagnostic at a byte range of a module.
    pub(super) fn at(&self, unit: usize, range: Range<usize>, level: Level, message: impl Into<String>) -> Diagnostic {
        let diagnostic = match level {
            Level::Error => Diagnostic::error(message),
            Level::Warning => Diagnostic::warning(message),
        };
        match self.units.get(unit) {
            Some(unit) => diagnostic.in_file(&unit.module.file).underline(&unit.module.text, range, ""),
            None => diagnostic,
        }
    }

    /// The source of an expression.
    pub(super) fn text(&self, unit: usize, range: Range<usize>) -> &str {
        self.units.get(unit).and_then(|unit| unit.module.text.get(range)).unwrap_or_default()
    }
}

/// Variables that functions are asked for the kind of, anywhere in a text.
fn guarded(text: &str) -> BTreeSet<String> {
    let asks =
        ["is_array(", "is_boolean(", "is_null(", "is_number(", "is_object(", "is_set(", "is_string(", "type_name("];
    let argument = |rest: &str| {
        let (name, _) = rest.split_once(')')?;
        let name = name.trim();
        let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty();
        is_name.then(|| name.to_owned())
    };
    asks.iter().flat_map(|ask| text.split(ask).skip(1).filter_map(argument)).collect()
}

/// Variables that a pattern binds.
pub(super) fn variables_in<'e>(pattern: &'e Expr, found: &mut Vec<&'e str>) {
    match pattern {
        Expr::Var { span, .. } => found.push(span.text()),
        Expr::Array { items, .. } => items.iter().for_each(|item| variables_in(item, found)),
        Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| variables_in(value, found)),
        _ => {}
    }
}
