//! Why something is as it is: bodies of rules and tests, statement by statement.

mod failing;
mod names;
pub(in crate::policy) mod place;
pub(in crate::policy) mod syntax;
mod value;

use regorus::unstable::{Module as Ast, NodeRef};

pub(in crate::policy) use self::failing::Why;
use super::pack::{Module, Pack};

/// The modules of a pack and its tests, with their syntax trees.
#[derive(Clone, Copy)]
pub(in crate::policy) struct Modules<'p> {
    /// The pack.
    pub(in crate::policy) pack: &'p Pack,
    /// The trees, in the order of its modules and its tests.
    pub(in crate::policy) trees: &'p [NodeRef<Ast>],
}

impl<'p> Modules<'p> {
    fn all(self) -> impl Iterator<Item = (&'p Module, &'p Ast)> {
        self.pack.modules.iter().chain(&self.pack.tests).zip(self.trees.iter().map(AsRef::as_ref))
    }

    /// The module with a number.
    pub(in crate::policy) fn get(self, at: usize) -> Option<(&'p Module, &'p Ast)> {
        self.all().nth(at)
    }

    /// The modules of a package.
    fn of_package(self, package: &str) -> impl Iterator<Item = (&'p Module, &'p Ast)> {
        self.all().filter(move |(module, _)| module.package == package)
    }
}
