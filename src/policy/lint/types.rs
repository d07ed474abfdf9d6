//! What a Rego expression can be: a set of shapes that is never too small. Where nothing is known it is
//! [`Type::Any`], of which nothing is ever said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an expression can be, where it is defined at all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Type {
    /// Nothing is known.
    Any,
    /// One of these; without any, the expression is never defined.
    Of(Vec<Shape>),
}

/// One kind of value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Null,
    Bool,
    Number,
    String(Texts),
    Array(Arc<List>),
    Object(Arc<Members>),
    Set(Arc<Type>),
}

/// Which strings.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Texts {
    /// Any.
    Open,
    /// Those of an enumeration of a schema.
    Enumeration(Arc<BTreeSet<String>>),
    /// Those that stand in the source.
    Constants(Arc<BTreeSet<String>>),
}

/// An array: the items that it begins with, and what the others are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct List {
    pub(super) first: Vec<Type>,
    /// `None` where there are no more than the first ones.
    pub(super) rest: Option<Type>,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Members {
    /// What messages call it, e.g. `a user`; `None` for one that is made by rules.
    pub(super) what: Option<Arc<str>>,
    pub(super) named: BTreeMap<String, Member>,
    /// Key and value of the other members; `None` where there are none.
    pub(super) rest: Option<(Type, Type)>,
}

/// A member that is known by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Member {
    pub(super) value: Type,
    /// Where a literal names it, in tests: module and byte range.
    pub(super) at: Option<(usize, usize, usize)>,
}

impl Member {
    pub(super) fn of(value: Type) -> Self {
        Self { value, at: None }
    }
}

/// Shapes that a type has at most; beyond that nothing is known.
const MOST_SHAPES: usize = 16;

/// Constants that a type tells apart.
const MOST_CONSTANTS: usize = 64;

/// Parts that a type has at most: the schema of a snapshot has some hundreds.
const MOST_PARTS: usize = 4000;

/// What comes of asking for a member.
pub(super) enum Found {
    /// It may be there, and then it is this.
    Value(Type),
    /// It is never there.
    Never,
}

impl Type {
    pub(super) const NEVER: Self = Self::Of(Vec::new());

    pub(super) fn one(shape: Shape) -> Self {
        Self::Of(vec![shape])
    }

    pub(super) fn string() -> Self {
        Self::one(Shape::String(Texts::Open))
    }

    pub(super) fn number() -> Self {
        Self::one(Shape::Number)
    }

    pub(super) fn bool() -> Self {
        Self::one(Shape::Bool)
    }

    pub(super) fn constant(text: &str) -> Self {
        Self::one(Shape::String(Texts::Constants(Arc::new(BTreeSet::from([text.to_owned()])))))
    }

    pub(super) fn list(item: Self) -> Self {
        Self::one(Shape::Array(Arc::new(List { first: Vec::new(), rest: Some(item) })))
    }

    pub(super) fn tuple(first: Vec<Self>) -> Self {
        Self::one(Shape::Array(Arc::new(List { first, rest: None })))
    }

    pub(super) fn set(element: Self) -> Self {
        Self::one(Shape::Set(Arc::new(element)))
    }

    pub(super) fn object(members: Members) -> Self {
        Self::one(Shape::Object(Arc::new(members)))
    }

    /// An object of which keys and values are known and no names.
    pub(super) fn map(key: Self, value: Self) -> Self {
        Self::object(Members { rest: Some((key, value)), ..Members::default() })
    }

    pub(super) fn is_never(&self) -> bool {
        matches!(self, Self::Of(shapes) if shapes.is_empty())
    }

    /// Whether something is known of it.
    pub(super) fn is_known(&self) -> bool {
        matches!(self, Self::Of(shapes) if !shapes.is_empty())
    }

    pub(super) fn shapes(&self) -> &[Shape] {
        match self {
            Self::Any => &[],
            Self::Of(shapes) => shapes,
        }
    }

    /// The same, or nothing known where it has grown out of hand.
    pub(super) fn bounded(self) -> Self {
        let mut room = MOST_PARTS;
        if self.takes(&mut room) { self } else { Self::Any }
    }

    /// Takes one of `room` for each part. False where there is not enough.
    fn takes(&self, room: &mut usize) -> bool {
        *room = room.saturating_sub(1);
        *room > 0
            && self.shapes().iter().all(|shape| match shape {
                Shape::Array(list) => list.first.iter().chain(&list.rest).all(|item| item.takes(room)),
                Shape::Set(element) => element.takes(room),
                Shape::Object(members) => {
                    members.named.values().all(|member| member.value.takes(room))
                        && members.rest.iter().all(|(key, value)| key.takes(room) && value.takes(room))
                }
                _ => true,
            })
    }

    /// Either of two.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::Of(mut shapes), Self::Of(others)) => {
                for shape in others {
                    add(&mut shapes, shape);
                }
                if shapes.len() > MOST_SHAPES { Self::Any } else { Self::Of(shapes) }
            }
        }
    }

    pub(super) fn any_of(types: impl IntoIterator<Item = Self>) -> Self {
        types.into_iter().fold(Self::NEVER, Self::or)
    }

    /// Without what single constants tell, down to the members of what it is made of: what a function is called
    /// with today says nothing of what it is meant for.
    pub(super) fn widened(&self) -> Self {
        let Self::Of(shapes) = self else { return Self::Any };
        let wide = |shape: &Shape| match shape {
            Shape::String(Texts::Constants(_)) => Self::string(),
            Shape::Array(list) => Self::list(Self::any_of(list.first.iter().chain(&list.rest).map(Self::widened))),
            Shape::Set(element) => Self::set(element.widened()),
            // An object without members is one that may have some.
            Shape::Object(members) if members.what.is_none() && members.named.is_empty() && members.rest.is_none() => {
                Self::Any
            }
            Shape::Object(members) if members.what.is_none() => {
                let named = members.named.iter().map(|(name, one)| (name.clone(), Member::of(one.value.widened())));
                let rest = members.rest.as_ref().map(|(key, value)| (key.widened(), value.widened()));
                Self::object(Members { what: None, named: named.collect(), rest })
            }
            other => Self::one(other.clone()),
        };
        Self::any_of(shapes.iter().map(wide))
    }

    /// The member of this name. Nothing where what it is asked of is not known.
    pub(super) fn member(&self, name: &str) -> Found {
        if !self.is_known() {
            return Found::Value(Self::Any);
        }
        let found: Vec<Self> = self.shapes().iter().filter_map(|shape| shape.member(name)).collect();
        if found.is_empty() { Found::Never } else { Found::Value(Self::any_of(found)) }
    }

    /// The member under a key that is worked out.
    pub(super) fn at(&self, key: &Self) -> Found {
        if !self.is_known() || key.is_never() {
            return Found::Value(Self::Any);
        }
        let mut found = Vec::new();
        for shape in self.shapes() {
            match constants(key) {
                Some(names) => found.extend(names.iter().filter_map(|name| shape.member(name))),
                None => found.extend(shape.at(key)),
            }
        }
        if found.is_empty() { Found::Never } else { Found::Value(Self::any_of(found)) }
    }

    /// Keys of its members: names, indexes, or the elements of a set.
    pub(super) fn keys(&self) -> Self {
        let Self::Of(shapes) = self else { return Self::Any };
        Self::any_of(shapes.iter().map(|shape| match shape {
            Shape::Array(_) => Self::number(),
            Shape::Set(element) => element.as_ref().clone(),
            Shape::Object(members) => members.keys(),
            _ => Self::NEVER,
        }))
    }

    /// Its members.
    pub(super) fn items(&self) -> Self {
        let Self::Of(shapes) = self else { return Self::Any };
        Self::any_of(shapes.iter().map(|shape| match shape {
            Shape::Array(list) => Self::any_of(list.first.iter().chain(&list.rest).cloned()),
            Shape::Set(element) => element.as_ref().clone(),
            Shape::Object(members) => members.values(),
            _ => Self::NEVER,
        }))
    }

    /// Whether some of its shapes can be walked through.
    pub(super) fn is_collection(&self) -> bool {
        !self.is_known()
            || self.shapes().iter().any(|shape| matches!(shape, Shape::Array(_) | Shape::Object(_) | Shape::Set(_)))
    }

    /// Whether no value can be both; false where that is not known.
    pub(super) fn is_disjoint(&self, other: &Self) -> bool {
        self.is_known()
            && other.is_known()
            && !self.shapes().iter().any(|one| other.shapes().iter().any(|another| one.overlaps(another)))
    }

    /// The values of an enumeration of a schema, where it is that and nothing else.
    pub(super) fn enumeration(&self) -> Option<BTreeSet<&str>> {
        let mut values = BTreeSet::new();
        for shape in self.shapes() {
            match shape {
                Shape::String(Texts::Enumeration(texts)) => values.extend(texts.iter().map(String::as_str)),
                _ => return None,
            }
        }
        self.is_known().then_some(values)
    }

    /// What it is, in words.
    pub(super) fn described(&self) -> String {
        let mut words: Vec<String> = self.shapes().iter().map(Shape::described).collect();
        words.dedup();
        match words.as_slice() {
            [] => "nothing".to_owned(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        }
    }

    /// The same as JSON has it, where a set is an array.
    pub(super) fn written(&self) -> Self {
        let Self::Of(shapes) = self else { return Self::Any };
        Self::any_of(shapes.iter().map(|shape| match shape {
            Shape::Set(element) => Self::list(element.written()),
            Shape::Array(list) => {
                let first = list.first.iter().map(Self::written).collect();
                Self::one(Shape::Array(Arc::new(List { first, rest: list.rest.as_ref().map(Self::written) })))
            }
            other => Self::one(other.clone()),
        }))
    }
}

impl Members {
    pub(super) fn member(&self, name: &str) -> Option<Type> {
        let named = self.named.get(name).map(|member| member.value.clone());
        // In a schema, what holds of additional members does not hold of those with a name.
        if named.is_some() && self.what.is_some() {
            return named;
        }
        let rest = self.rest.as_ref().filter(|(key, _)| !key.is_disjoint(&Type::constant(name)));
        let rest = rest.map(|(_, value)| value.clone());
        match (named, rest) {
            (Some(named), Some(rest)) => Some(named.or(rest)),
            (named, rest) => named.or(rest),
        }
    }

    fn keys(&self) -> Type {
        let names: BTreeSet<String> = self.named.keys().cloned().collect();
        let named = if names.is_empty() {
            Type::NEVER
        } else if names.len() > MOST_CONSTANTS {
            Type::string()
        } else {
            // What a schema lists is an enumeration of it; what rules name are constants of theirs.
            let texts = if self.what.is_some() { Texts::Enumeration } else { Texts::Constants };
            Type::one(Shape::String(texts(Arc::new(names))))
        };
        self.rest.as_ref().map_or(named.clone(), |(key, _)| named.or(key.clone()))
    }

    fn values(&self) -> Type {
        let named = Type::any_of(self.named.values().map(|member| member.value.clone()));
        self.rest.as_ref().map_or(named.clone(), |(_, value)| named.or(value.clone()))
    }

    /// Both together, as rules that add to one object have it.
    pub(super) fn merged(&self, other: &Self) -> Self {
        let mut all = self.clone();
        for (name, member) in &other.named {
            match all.named.get_mut(name) {
                Some(own) => own.value = both(&own.value, &member.value),
                None => drop(all.named.insert(name.clone(), member.clone())),
            }
        }
        all.rest = match (all.rest, &other.rest) {
            (Some((key, value)), Some((other_key, other_value))) => {
                Some((key.or(other_key.clone()), both(&value, other_value)))
            }
            (own, rest) => own.or_else(|| rest.clone()),
        };
        all
    }
}

/// Two definitions of one partial rule: objects and sets are filled by both.
pub(super) fn both(one: &Type, other: &Type) -> Type {
    match (one.shapes(), other.shapes()) {
        ([Shape::Object(one)], [Shape::Object(other)]) if one.what.is_none() && other.what.is_none() => {
            Type::object(one.merged(other))
        }
        ([Shape::Set(one)], [Shape::Set(other)]) => Type::set(one.as_ref().clone().or(other.as_ref().clone())),
        _ => one.clone().or(other.clone()),
    }
}

impl Shape {
    fn member(&self, name: &str) -> Option<Type> {
        match self {
            Self::Object(members) => members.member(name),
            Self::Set(element) => (!element.is_disjoint(&Type::constant(name))).then(|| element.as_ref().clone()),
            _ => None,
        }
    }

    fn at(&self, key: &Type) -> Option<Type> {
        match self {
            Self::Object(members) => (!members.keys().is_disjoint(key)).then(|| members.values()),
            Self::Array(list) if !key.is_disjoint(&Type::number()) => {
                Some(Type::any_of(list.first.iter().chain(&list.rest).cloned()))
            }
            Self::Set(element) => (!element.is_disjoint(key)).then(|| element.as_ref().clone()),
            _ => None,
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::String(one), Self::String(other)) => match (one.values(), other.values()) {
                (Some(one), Some(other)) => !one.is_disjoint(other),
                _ => true,
            },
            (Self::Array(one), Self::Array(other)) => {
                let long = |a: &List, b: &List| b.rest.is_none() && a.first.len() > b.first.len();
                // As many items as either begins with are there for certain.
                let certain = one.first.len().max(other.first.len());
                let part = |list: &List, at: usize| list.first.get(at).or(list.rest.as_ref()).cloned();
                let differ = |at: usize| match (part(one, at), part(other, at)) {
                    (Some(one), Some(other)) => one.is_disjoint(&other),
                    _ => false,
                };
                !long(one, other) && !long(other, one) && !(0..certain).any(differ)
            }
            (Self::Null, Self::Null)
            | (Self::Bool, Self::Bool)
            | (Self::Number, Self::Number)
            | (Self::Object(_), Self::Object(_))
            | (Self::Set(_), Self::Set(_)) => true,
            _ => false,
        }
    }

    fn described(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::String(_) => "a string".to_owned(),
            Self::Array(_) => "an array".to_owned(),
            Self::Set(_) => "a set".to_owned(),
            Self::Object(members) => {
                members.what.as_ref().map_or_else(|| "an object".to_owned(), |what| what.to_string())
            }
        }
    }
}

impl Texts {
    fn values(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Open => None,
            Self::Enumeration(values) | Self::Constants(values) => Some(values),
        }
    }
}

/// The strings that a type can be, as far as they are listed.
pub(super) fn listed(of: &Type) -> BTreeSet<String> {
    let texts = of.shapes().iter().filter_map(|shape| match shape {
        Shape::String(texts) => texts.values(),
        _ => None,
    });
    texts.flatten().cloned().collect()
}

/// The constants that a type consists of, where it is nothing else.
pub(super) fn constants(of: &Type) -> Option<BTreeSet<String>> {
    let mut values = BTreeSet::new();
    for shape in of.shapes() {
        match shape {
            Shape::String(Texts::Constants(texts)) => values.extend(texts.iter().cloned()),
            _ => return None,
        }
    }
    of.is_known().then_some(values)
}

fn add(shapes: &mut Vec<Shape>, shape: Shape) {
    let index = shapes
        .iter()
        .position(|own| matches!((own, &shape), (Shape::String(_), Shape::String(_)) | (Shape::Set(_), Shape::Set(_))));
    let Some(own) = index.and_then(|index| shapes.get_mut(index)) else {
        if !shapes.contains(&shape) {
            shapes.push(shape);
        }
        return;
    };
    match (own, shape) {
        (Shape::String(own), Shape::String(texts)) => *own = either(own, texts),
        (Shape::Set(own), Shape::Set(element)) => *own = Arc::new(own.as_ref().clone().or(element.as_ref().clone())),
        _ => {}
    }
}

fn either(one: &Texts, other: Texts) -> Texts {
    let joined = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> BTreeSet<String> {
        one.iter().chain(other).cloned().collect()
    };
    match (one, &other) {
        (Texts::Enumeration(one), Texts::Enumeration(other)) => Texts::Enumeration(Arc::new(joined(one, other))),
        (Texts::Constants(one), Texts::Constants(other)) => {
            let all = joined(one, other);
            if all.len() > MOST_CONSTANTS { Texts::Open } else { Texts::Constants(Arc::new(all)) }
        }
        // A value of an enumeration that stands in the source is one of it.
        (Texts::Enumeration(all), Texts::Constants(some)) | (Texts::Constants(some), Texts::Enumeration(all))
            if some.is_subset(all) =>
        {
            Texts::Enumeration(Arc::clone(all))
        }
        _ => Texts::Open,
    }
}
