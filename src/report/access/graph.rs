//! Evidence as a graph: subjects, groups, roles and permissions, for Graphviz and for Mermaid.

use std::collections::HashMap;
use std::io;

use petgraph::dot::{Config, Dot};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::access::Step;
use crate::report::printable::printable;

/// A language for graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Graphviz.
    Dot,
    /// Mermaid, which GitHub draws in Markdown.
    Mermaid,
}

/// A node: what it is, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    kind: String,
    label: String,
}

/// Ways that meet where they lead to the same thing.
#[derive(Debug, Default)]
pub struct Graph {
    graph: DiGraph<Node, String>,
    nodes: HashMap<String, NodeIndex>,
}

impl Graph {
    /// The graph of some ways.
    pub fn of<'a>(ways: impl IntoIterator<Item = &'a [Step]>) -> Self {
        let mut graph = Self::default();
        for way in ways {
            let mut before = None;
            for step in way {
                let node = graph.node(&step.to, &step.label);
                if let Some(before) = before {
                    graph.edge(before, node, &step.edge);
                }
                before = Some(node);
            }
        }
        graph
    }

    /// The node of a `type/id`.
    pub fn node(&mut self, reference: &str, label: &str) -> NodeIndex {
        if let Some(node) = self.nodes.get(reference) {
            return *node;
        }
        let kind = reference.split('/').next().unwrap_or_default().replace('_', " ");
        let node = self.graph.add_node(Node { kind, label: printable(label).into_owned() });
        self.nodes.insert(reference.to_owned(), node);
        node
    }

    /// An edge, once.
    pub fn edge(&mut self, from: NodeIndex, to: NodeIndex, label: &str) {
        let label = printable(label);
        let known = self.graph.edges_connecting(from, to).any(|edge| *edge.weight() == *label);
        if !known {
            self.graph.add_edge(from, to, label.into_owned());
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write(&self, language: Language, out: &mut dyn io::Write) -> io::Result<()> {
        match language {
            Language::Dot => self.dot(out),
            Language::Mermaid => self.mermaid(out),
        }
    }

    fn dot(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let shown = self.graph.map(|_, node| format!("{}\n{}", node.kind, node.label), |_, edge| edge.clone());
        let shape = |_: &DiGraph<String, String>, (node, _): (NodeIndex, &String)| {
            let shape = match self.graph[node].kind.as_str() {
                "permission" => "ellipse",
                "role" => "note",
                _ => "box",
            };
            format!("shape = {shape}")
        };
        let options = [Config::RankDir(petgraph::dot::RankDir::LR)];
        let dot = Dot::with_attr_getters(&shown, &options, &|_, _| String::new(), &shape);
        write!(out, "{dot}")
    }

    fn mermaid(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "flowchart LR")?;
        for node in self.graph.node_indices() {
            let Node { kind, label } = &self.graph[node];
            writeln!(out, "    n{}[\"{}: {}\"]", node.index(), quoted(kind), quoted(label))?;
        }
        for edge in self.graph.edge_references() {
            let (from, to) = (edge.source().index(), edge.target().index());
            writeln!(out, "    n{from} -->|\"{}\"| n{to}", quoted(edge.weight()))?;
        }
        Ok(())
    }
}

/// Mermaid takes a text in quotes as it is but for these, which it writes as code points.
fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '|' => safe.push_str(&format!("#{};", u32::from(c))),
            c => safe.push(c),
        }
    }
    safe
}
